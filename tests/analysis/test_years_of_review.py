"""Two years of the national review: compared element by element although the numbers changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.analysis.state import State
from michisuji.analysis.years import years
from michisuji.importers.rs import import_rs
from michisuji.quality.check.command import check_store
from michisuji.quality.history import last_check
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore

from tests.importers.rs_graph import Element, link_row, value_rows, write

BASE = Settings().base_iri
TEXTS = (
    "望遠鏡を貸す。（1）小学校（2）中学校",
    "貸した望遠鏡",
    "児童が星を見る",
    "市民が星を知っている",
)
KINDS = ("アクティビティ", "アウトプット", "アウトカム", "アウトカム")
PERIODS = ("", "", "短期", "長期")
Numbers = tuple[str, str, str, str]


def _import(
    store: MemoryStore, folder: Path, year: str, numbers: Numbers, texts: tuple[str, ...] = TEXTS
) -> None:
    folder.mkdir()
    elements: list[Element] = list(zip(numbers, KINDS, PERIODS, texts, strict=True))
    activity, output, short, long = elements
    links = [
        link_row(activity, output),
        link_row(output, short),
        link_row(
            short,
            long,
            後続アウトカムへのつながり="見た児童は\n覚える"
            if year == "2025"
            else "見た児童は覚える",
        ),
    ]
    values = [
        *value_rows(output, "台数"),
        *value_rows((long[0], long[1], f"3.{long[2]}", long[3]), "正答率"),
    ]
    for name, rows in (("3-2", links), ("3-1", values)):
        write(folder / f"{name}_{year}.csv", [{**row, "事業年度": year} for row in rows])
    store.replace(import_rs([folder], base_iri=BASE, out_dir=folder / "out")[0])


@pytest.fixture
def store(tmp_path: Path) -> MemoryStore:
    """2024, and 2025 with other numbers, line breaks and full-width signs."""
    store = MemoryStore(BASE)
    _import(store, tmp_path / "2024", "2024", ("1", "1", "10", "11"))
    rewritten = (TEXTS[0].replace("（1）", "\n（１）").replace("（2）", "\n（２）"), *TEXTS[1:])
    _import(store, tmp_path / "2025", "2025", ("101", "201", "301", "501"), rewritten)
    return store


def test_years_whose_numbers_changed_do_not_differ(store: MemoryStore) -> None:
    answer = years(State(store, BASE), None, 2024, 2025)
    assert [answer.count(change) for change in ("added", "removed", "changed")] == [0, 0, 0]
    (owner,) = answer.owners
    assert len(owner.diff.nodes) == 4
    assert len(owner.diff.edges) == 3
    assert {pair.how for pair in owner.diff.nodes} == {"iri"}
    assert len(list(store.select(answer.behind[0].query).dicts())) == 0


def test_another_text_is_another_element(store: MemoryStore, tmp_path: Path) -> None:
    texts = (*TEXTS[:3], "夜空がきれいになる")
    _import(store, tmp_path / "2026", "2026", ("101", "201", "301", "501"), texts)
    (owner,) = years(State(store, BASE), None, 2025, 2026).owners
    changed = {pair.node.label: pair.change for pair in owner.diff.nodes if pair.change != "same"}
    assert changed == {TEXTS[3]: "removed", texts[3]: "added"}


def test_a_check_of_the_next_year_knows_the_findings_of_the_one_before(tmp_path: Path) -> None:
    store, settings = MemoryStore(BASE), Settings(home=tmp_path / "var")
    _import(store, tmp_path / "2024", "2024", ("1", "1", "10", "11"))
    first = check_store(store, settings)
    assert {f.rule for f in first.findings} >= {"IND-01", "IND-05"}
    last_check.save(first, settings)
    _import(store, tmp_path / "2025", "2025", ("101", "201", "301", "501"))
    second = check_store(store, settings)
    changed = last_check.since(second, last_check.earlier(settings, "last", report=second))
    assert changed.new == ()
    assert changed.mended == ()
    assert len(changed.open) == len(first.findings)
