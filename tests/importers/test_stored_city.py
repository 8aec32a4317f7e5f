"""A city read back from the store: 見本市 whole, and data sets that no city's writer wrote."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from michisuji.errors import BadInput, NotFound
from michisuji.importers.city.content import City
from michisuji.importers.city.stored import stored_city
from michisuji.importers.city.toml import check_folder, import_toml
from michisuji.importers.city.toml.writing import write_folder
from michisuji.importers.rdf import import_rdf
from michisuji.store.memory import MemoryStore
from small_city import write_city
from small_years import write_years
from test_round_trip import BASE, lines_of


@pytest.fixture(scope="module")
def mihon(sample_store: MemoryStore) -> City:
    return stored_city(sample_store, "mihon", BASE)


def _stored(folder: Path, out: Path) -> MemoryStore:
    store = MemoryStore(BASE)
    store.replace(import_toml(folder, base_iri=BASE, out_dir=out)[0])
    return store


def _unordered(value: Any) -> Any:
    """A value without what has no meaning: order in arrays, a text alone in one."""
    if isinstance(value, dict):
        return {key: _unordered(item) for key, item in value.items() if item != []}
    if isinstance(value, list):
        items = [_unordered(item) for item in value]
        bare = [i["to"] if isinstance(i, dict) and set(i) == {"to"} else i for i in items]
        if len(bare) == 1:
            return bare[0]
        return sorted(bare, key=lambda item: json.dumps(item, sort_keys=True, default=str))
    return value


def test_the_whole_of_mihon_comes_back_from_the_store_and_from_its_files(
    mihon: City, root: Path, tmp_path: Path
) -> None:
    written, problems = check_folder(root / "data" / "mihon")
    assert not problems
    assert lines_of(mihon) == lines_of(written)
    write_folder(mihon, tmp_path / "again")
    again, problems = check_folder(tmp_path / "again")
    assert not problems
    assert lines_of(again) == lines_of(written)


def test_the_files_of_mihon_say_what_those_written_by_hand_say(mihon: City, root: Path) -> None:
    folder = root / "data" / "mihon"
    by_hand = {
        path.relative_to(folder).as_posix(): tomllib.loads(path.read_text("utf-8"))
        for path in folder.rglob("*.toml")
    }
    for table in ("principle", "management_policy", "direction", "basic_policy"):
        for part in by_hand["plan.toml"][table]:
            part.setdefault("plan", by_hand["plan.toml"]["plan"][0]["id"])
    assert sorted(mihon.files) == sorted(by_hand)
    for name, document in by_hand.items():
        if name.startswith("years/"):
            continue  # may say by hand what was no different
        assert _unordered(mihon.files[name]) == _unordered(document), name


def test_differences_of_all_kinds_are_found_again(tmp_path: Path) -> None:
    folder = write_years(tmp_path / "city")
    found = stored_city(_stored(folder, tmp_path / "out"), "small", BASE)
    assert [file for file in found.files if file.startswith("years/")] == [
        "years/2025/0101.toml",
        "years/2024/0101.toml",
    ]
    (program,) = found.files["years/2025/0101.toml"]["program"]
    assert program["absent"] == ["s1"]
    assert program["unit"] == "d-a"
    elements = {element.pop("key"): element for element in program["element"]}
    assert elements["i1"] == {"planned_fte": 2}
    assert elements["a1"]["indicators"] == ["010101-01"]
    assert elements["a1"]["leads_to"] == []
    assert "p1" not in elements  # its link is gone with the target, its indicator with the name
    assert [i["id"] for i in elements["a2"]["indicator"]] == ["010101-09"]
    older = found.files["years/2024/0101.toml"]
    assert older["program"] == [
        {"id": "010101", "element": [{"key": "a2", "text": "ちらしを全戸に配る"}]}
    ]


def test_a_city_without_models_keeps_its_year(tmp_path: Path) -> None:
    folder = write_city(tmp_path / "city")
    for file in ("measures/0101.toml", "kaizen.toml", "waivers.toml"):
        (folder / file).unlink()
    found = stored_city(_stored(folder, tmp_path / "out"), "small", BASE)
    assert found.dataset["fiscal_year"] == 2026
    assert sorted(found.files) == ["dataset.toml", "organization.toml", "plan.toml"]


def test_there_is_no_such_data_set(sample_store: MemoryStore) -> None:
    with pytest.raises(NotFound, match="no data set 'small'"):
        stored_city(sample_store, "small", BASE)


@pytest.mark.parametrize("dataset", ["nagareyama", "vocabulary"])
def test_what_no_city_has_written_is_refused(sample_store: MemoryStore, dataset: str) -> None:
    with pytest.raises(BadInput, match=f"'{dataset}' cannot be told as a city's files"):
        stored_city(sample_store, dataset, BASE)


def test_a_nation_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = _stored(write_city(tmp_path / "city"), tmp_path / "out")
    profile = "<https://w3id.org/michisuji/ns#checkedWith> <https://w3id.org/michisuji/profile/rs>"
    store.update(f"INSERT DATA {{ <{BASE}/id/dataset/small> {profile} }}")

    def unread(graph: str | None) -> None:
        raise AssertionError(f"{graph} was read, which may be large")

    monkeypatch.setattr(store, "read_graph", unread)
    with pytest.raises(BadInput, match="'small' cannot be told as a city's files"):
        stored_city(store, "small", BASE)


@pytest.mark.parametrize(
    "statement",
    [
        f"<{BASE}/id/program/small-010101> <https://w3id.org/michisuji/ns#note> 'x'",
        f"<{BASE}/id/program/small-010101> <http://www.w3.org/2000/01/rdf-schema#label> 'x'@fr",
        f"<{BASE}/id/program/small-010101> <https://w3id.org/michisuji/ns#startYear> 'soon'",
        f"<{BASE}/id/program/small-010101> <https://w3id.org/michisuji/ns#relatedProgram> <a:b>",
        f"<{BASE}/id/nothing/small-1> a <https://w3id.org/michisuji/ns#Nothing>",
    ],
)
def test_a_statement_that_files_could_not_hold_is_named_not_lost(
    tmp_path: Path, statement: str
) -> None:
    store = _stored(write_city(tmp_path / "city"), tmp_path / "out")
    store.update(f"INSERT DATA {{ GRAPH <{BASE}/graph/small> {{ {statement} }} }}")
    with pytest.raises(BadInput, match="cannot be told as a city's files"):
        stored_city(store, "small", BASE)


def test_imported_rdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<http://a.example/1> <http://a.example/p> 'x' .", "utf-8")
    store = MemoryStore(BASE)
    batch, _ = import_rdf([path], dataset="other", base_iri=BASE, out_dir=tmp_path / "out")
    store.replace(batch)
    with pytest.raises(BadInput, match="other"):
        stored_city(store, "other", BASE)
