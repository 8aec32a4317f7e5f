"""Fourteen dirty workbooks: every problem told at its cell, every good row kept."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from michisuji.importers.city.content import City
from michisuji.importers.city.workbook.importing import WorkbookImport, read_workbooks

from tests.importers.dirty.books import MADE, clean, made

_EXPECTED = Path(__file__).parent / "dirty"


def _read(name: str, folder: Path) -> WorkbookImport:
    path = folder / f"{name}.xlsx"
    path.write_bytes(made(name))
    return read_workbooks([path])


@pytest.mark.parametrize("name", MADE)
def test_everything_is_told_at_its_cell_and_the_rest_kept(name: str, tmp_path: Path) -> None:
    expected = tomllib.loads((_EXPECTED / f"{name}.toml").read_text("utf-8"))
    found = _read(name, tmp_path)
    report = found.report
    told = [[one.sheet, one.cell, one.code, one.scope] for one in report.refusals]
    assert sorted(told) == sorted(expected["problems"])
    assert {n.code: n.count for n in report.notes.values()} == expected["notes"]
    assert {sheet: rows.used for sheet, rows in report.tables.items()} == expected["kept"]
    assert report.adds_up
    for path, value in expected.get("values", {}).items():
        assert _value(found.city, path) == value, path


def test_the_clean_book_has_nothing_to_tell(tmp_path: Path) -> None:
    path = tmp_path / "clean.xlsx"
    clean().save(path)
    report = read_workbooks([path]).report
    assert report.refusals == []
    assert set(report.notes) == {"by-name"}
    assert all(rows.read == rows.used for rows in report.tables.values())


def test_fourteen_books_hold_every_kind_of_problem_twice_over() -> None:
    codes: Counter[str] = Counter()
    for name in MADE:
        expected = tomllib.loads((_EXPECTED / f"{name}.toml").read_text("utf-8"))
        codes.update({code for _, _, code, _ in expected["problems"]})
        codes.update(expected["notes"])
    assert len(MADE) == 14
    once = {
        *("brackets", "two-years", "two-of-one-name", "external-links", "scaled"),
        *("no-choice", "several-choices", "formula-error", "hidden-columns", "hidden-sheet"),
        *("without-year", "repeated-column", "zeros-added", "required", "sum-differs"),
    }
    rare = {code for code, count in codes.items() if count < 2}
    assert rare <= once


def _value(city: City, path: str) -> Any:
    """Return a value by program, indicator, practice or dataset: ``010101.budget.planned.2024``."""
    owner, *keys = path.split("/")
    table: Any = _tables(city)[owner]
    for key in keys:
        table = table[int(key)] if isinstance(table, list) else table.get(key)
    return table


def _tables(city: City) -> dict[str, Any]:
    found: dict[str, Any] = {"dataset": city.dataset}
    for _, measure, programs in city.measures():
        found[measure["id"]] = measure
        for program in programs:
            found[program["id"]] = program
            for element in program.get("element", []):
                for indicator in element.get("indicator", []):
                    found[indicator["id"]] = indicator
    for practice in city.tables("kaizen.toml", "practice"):
        found[practice["id"]] = practice
    return found
