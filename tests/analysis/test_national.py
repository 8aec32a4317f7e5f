"""The nation's money and neighbours, on the national review alone."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from michisuji.analysis.causal import CausalIndex
from michisuji.analysis.state import State

from tests.national_import import NationalImport, in_memory
from tests.similar_table import PAGE, tables, with_tables

pytestmark = pytest.mark.national

BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def national_state(imported_nation: NationalImport) -> State:
    """The review in memory, over a gigabyte; tests only read it."""
    return State(in_memory(imported_nation, BASE), BASE, index=CausalIndex())


def test_the_table_of_national_programs_is_not_stale(national_state: State) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_tables(page, tables(national_state)) == page, (
        "python -m tests.similar_table --write"
    )


def _summaries(folder: Path) -> Iterator[dict[str, str]]:
    """The rows of table 2-1 (summary of budgets), straight from the zip."""
    for path in sorted(folder.glob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if Path(name).name.startswith("2-1_"):
                    with archive.open(name) as file:
                        yield from csv.DictReader(io.TextIOWrapper(file, "utf-8-sig", newline=""))


def test_national_money_is_that_of_the_csv(national_state: State, national: Path) -> None:
    """Budgets (計(歳出予算現額合計)) by fiscal year, the total row of each program."""
    expected: dict[int, Decimal] = {}
    seen: set[tuple[str, str]] = set()
    for row in _summaries(national):
        key = row["予算事業ID"], row["予算年度"]
        amount = row.get("計（歳出予算現額合計）") or row.get("計(歳出予算現額合計)") or ""
        if row.get("会計区分") or not amount or key in seen:
            continue
        seen.add(key)
        year = int(row["予算年度"])
        expected[year] = expected.get(year, Decimal(0)) + Decimal(amount)
    assert len(expected) >= 3, "the summary rows were found"
    plan = national_state.causal.plan
    found = plan.money_of(set(plan.programs()))
    told = {year: a.planned for year, a in found.items() if a.planned}
    assert {year: total for year, total in expected.items() if total} == told
