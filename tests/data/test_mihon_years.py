"""見本市's earlier years: consistent with its evaluations, and telling what data/README.md says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from michisuji.importers.city.index import links, tables
from michisuji.importers.city.toml import City, check_folder, import_toml
from michisuji.questions import run
from michisuji.questions.as_of import graphs_as_of
from michisuji.store.memory import MemoryStore

BASE = "http://127.0.0.1:8000"
DATA = Path(__file__).resolve().parents[2] / "data"

Models = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def city() -> City:
    found, problems = check_folder(DATA / "mihon")
    assert [p.line("en") for p in problems] == []
    return found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    batch, _ = import_toml(DATA / "mihon", base_iri=BASE, out_dir=tmp_path_factory.mktemp("mihon"))
    store = MemoryStore(BASE)
    store.replace(batch)
    return store


def _owners(city: City, year: int) -> Models:
    """Measures and programs of a year by their ids."""
    measures = city.measures() if year == 2026 else city.earlier[year]
    return {
        table["id"]: table for _, measure, programs in measures for table in (measure, *programs)
    }


def _model(owner: dict[str, Any]) -> dict[str, Any]:
    """What of a measure or program belongs to a year: units, elements and their links."""
    items = tables(owner, "element") + tables(owner, "town_condition")
    said = {key: owner.get(key) for key in ("lead", "unit", "related", "single_stage_reason")}
    for item in items:
        about = {k: v for k, v in item.items() if k not in ("indicator", "leads_to")}
        ids = [i["id"] for i in tables(item, "indicator")]
        said[item["key"]] = (about, links(item), ids)
    return said


def _changed(city: City, before: int, after: int) -> set[str]:
    old, new = _owners(city, before), _owners(city, after)
    return {name for name in new if name not in old or _model(old[name]) != _model(new[name])}


def _item(owner: dict[str, Any], key: str) -> dict[str, Any]:
    return next(item for item in tables(owner, "element") if item["key"] == key)


def test_earlier_years_of_all_measures(city: City) -> None:
    assert sorted(city.earlier) == [2024, 2025]
    for measures in city.earlier.values():
        assert len(measures) == 26
    assert _owners(city, 2025).keys() == _owners(city, 2026).keys()


def test_every_difference_is_told_in_the_readme(city: City) -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    table = text.partition("What was different in")[2]
    older = table.index("2024 → 2025")
    for before, part in ((2025, table[:older]), (2024, table[older:])):
        told = set(re.findall(r"\b\d{6}\b|\b0\d{3}\b", part))
        assert told == _changed(city, before, before + 1)


def test_most_programs_stay_as_they_are(city: City) -> None:
    assert 15 <= len(_changed(city, 2025, 2026)) <= 25
    assert 5 <= len(_changed(city, 2024, 2025)) <= 10


def test_every_year_file_changes_something(city: City) -> None:
    for year in (2024, 2025):
        files = {p.stem for p in (DATA / "mihon" / "years" / str(year)).glob("*.toml")}
        assert files == {name[:4] for name in _changed(city, year, year + 1)}


def test_what_was_evaluated_as_improve_or_shrink_shows_in_the_next_years_model_or_money(
    city: City,
) -> None:
    """Nothing is claimed to have changed in the model only: the evaluation asked for it."""
    now = _owners(city, 2026)
    asked = {
        name
        for name, owner in now.items()
        for e in tables(owner, "evaluation")
        if e["year"] == 2025 and e.get("result") in ("improve", "shrink", "expand")
    }
    programs = {name for name in _changed(city, 2025, 2026) if len(name) == 6}
    of_measure = {name for name in programs if name[:4] in asked}
    assert len(programs & asked) >= 10
    assert programs & asked | of_measure >= programs - {"030401", "050302"}
    for name in ("030103", "060102", "060403"):
        reflections = [
            e["reflection"] for e in tables(now[name], "evaluation") if e["year"] == 2025
        ]
        assert any("モデル" in text for text in reflections)


def test_breaks_that_are_mended_and_breaks_that_are_new(city: City) -> None:
    before, now = _owners(city, 2025), _owners(city, 2026)

    def stages(owner: dict[str, Any]) -> set[str]:
        return {e["stage"] for e in tables(owner, "element") if e["kind"] == "outcome"}

    assert stages(before["060102"]) == {"short"}
    assert stages(now["060102"]) == {"short", "mid"}
    assert tables(_item(before["050302"], "s1"), "indicator") == []
    assert tables(_item(now["050302"], "s1"), "indicator") != []
    assert links(_item(before["040202"], "p3")) != []
    assert links(_item(now["040202"], "p3")) == []
    older = _owners(city, 2024)
    assert [target for target, _ in links(_item(older["020302"], "a2"))] == ["p1"]
    assert "m1" in [target for target, _ in links(_item(before["020302"], "a2"))]


def test_as_of_shows_each_years_model(store: MemoryStore) -> None:
    def keys(program: str, year: int | None) -> set[str]:
        graphs = () if year is None else graphs_as_of(store, BASE, year)
        wanted = {"owner": f"id/program/mihon-{program}"}
        found = run(store, "program-model", wanted, base_iri=BASE, default_graphs=graphs)
        return {str(row["element"]).rsplit("-", 1)[1] for row in found.dicts()}

    assert keys("050501", 2025) - keys("050501", None) == {"2025", "a3", "p3"}
    assert keys("050501", None) - keys("050501", 2025) == {"2026"}
    assert keys("030302", None) - keys("030302", 2025) == {"2026", "a3", "p3"}
    assert keys("020502", 2025) - keys("020502", 2024) == {"2025", "s3"}


def test_the_present_state_knows_nothing_of_what_has_ended(store: MemoryStore) -> None:
    for ended in ("activity/mihon-050501-a3", "indicator/mihon-050501-06", "model/mihon-0101-2025"):
        node = f"<{BASE}/id/{ended}>"
        assert store.select(f"SELECT ?p WHERE {{ {node} ?p ?o }}").rows == []
        assert store.select(f"SELECT ?s WHERE {{ ?s ?p {node} }}").rows == []
        found = store.select(f"SELECT ?g WHERE {{ GRAPH ?g {{ {node} a ?class }} }}").rows
        assert f"{BASE}/graph/mihon/2025" in {str(graph) for (graph,) in found}
