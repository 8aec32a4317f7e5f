"""The metadata of the CSV files are valid CSVW, and their RDF is what the store says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import csvw_reader
import pyoxigraph as ox
import pytest
from michisuji.spreadsheets import unguarded
from tables_made import folder_of, made, metadata, sample, store_of

pytestmark = pytest.mark.slow

DATASETS = ["mihon", "nagareyama"]


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_metadata_are_valid_and_the_cells_keep_them(dataset: str) -> None:
    paths = sorted(folder_of(dataset).rglob("*.csv"))
    assert paths
    for path in paths:
        table = metadata(path)
        assert table["@context"][0] == "http://www.w3.org/ns/csvw", path
        assert table["url"] == path.name, path
        assert csvw_reader.faults(path, table, table["dialect"]) == [], path


def test_each_table_is_of_a_data_set() -> None:
    assert {p.name for p in (sample().folder / "tables").iterdir()} == set(DATASETS)


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_foreign_key_finds_its_row(dataset: str) -> None:
    assert csvw_reader.dangling(folder_of(dataset)) == []


def test_there_are_foreign_keys_between_the_tables() -> None:
    group = json.loads((folder_of() / "csv-metadata.json").read_text("utf-8"))
    keys = {
        (table["url"], *key["columnReference"], key["reference"]["resource"])
        for table in group["tables"]
        for key in table["tableSchema"]["foreignKeys"]
    }
    assert ("programs.csv", "lead_unit", "units.csv") in keys
    assert ("programs.csv", "part_of", "state", "measures.csv") in keys
    assert ("activities.csv", "in_model", "models.csv") in keys
    assert ("goals.csv", "goal_of", "units.csv") in keys
    # The city has no unit above it.
    assert not any(key[:2] == ("units.csv", "unit_of") for key in keys)
    assert {path.name for path in folder_of().glob("*.csv")} == {t["url"] for t in group["tables"]}


def test_licence_publisher_title_and_notes_are_told() -> None:
    table = metadata(folder_of() / "programs.csv")
    assert table["dc:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
    assert {"@value": "Mihon City (fictional)", "@language": "en"} in table["dc:publisher"]
    assert [text["@language"] for text in table["dc:title"]] == ["ja", "en"]
    assert all({text["@language"] for text in note} == {"ja", "en"} for note in table["notes"])
    for column in table["tableSchema"]["columns"]:
        assert set(column["titles"]) == {"ja", "en"}


def _stored(dataset: str) -> set[csvw_reader.Statement]:
    found = set()
    for quad in sample().store.data:
        graph = getattr(quad.graph_name, "value", "")
        if f"/graph/{dataset}" in graph and not graph.endswith("provenance"):
            value: Any = quad.object
            kind = ""
            if isinstance(value, ox.Literal):
                kind = f"@{value.language}" if value.language else value.datatype.value
            found.add((quad.subject.value, quad.predicate.value, value.value, kind))
    return found


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_rdf_of_the_tables_is_a_subset_of_the_store(dataset: str) -> None:
    stored, folder = _stored(dataset), folder_of(dataset)
    found = set()
    for path in sorted(folder.glob("*.csv")):
        for subject, predicate, value, kind in csvw_reader.triples(path, metadata(path)):
            found.add((subject, predicate, unguarded(value) if kind else value, kind))
    assert not found - stored
    # All but the columns with several IRIs in a cell.
    assert len(found) > 0.9 * len(stored)
    left = {(s, p) for s, p, _, kind in stored - found if kind}
    assert not left


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda t: t["tableSchema"]["columns"][3].update(name="iri"), "name twice: iri"),
        (lambda t: t["tableSchema"]["columns"][1].update(datatype="boolean"), "is no boolean"),
        (lambda t: t["tableSchema"]["columns"][2].update(titles={"en": "x"}), "title: "),
        (lambda t: t["tableSchema"].update(primaryKey=["state"]), "primary key twice"),
        (lambda t: t.update(colums=[]), "unknown: colums"),
    ],
)
def test_the_check_itself_finds_faults(spoil: Any, told: str) -> None:
    table = metadata(folder_of() / "programs.csv")
    spoil(table)
    found = csvw_reader.faults(folder_of() / "programs.csv", table, table["dialect"])
    assert any(told in fault for fault in found)


def test_a_literal_of_an_unusual_datatype_keeps_it(tmp_path: Path) -> None:
    store = store_of(
        (
            "t",
            '<id/plan/t-1> a lm:Plan ; <urn:p> "x"^^<urn:datatype>, "2024-04"^^xsd:gYearMonth .',
        )
    )
    path = made(store, tmp_path) / "plans.csv"
    found = {s[1:] for s in csvw_reader.triples(path, metadata(path)) if s[1] == "urn:p"}
    assert ("urn:p", "x", "urn:datatype") in found
    assert ("urn:p", "2024-04", f"{csvw_reader.XSD}gYearMonth") in found
