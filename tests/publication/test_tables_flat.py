"""One CSV a class: nothing is lost, the same data give the same bytes, a spreadsheet is safe."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from michisuji.errors import NotFound
from michisuji.importers.rs import import_rs
from michisuji.publication import tables
from michisuji.publication.manifest import every_file
from michisuji.publication.tables.classes import (
    LEFT_OUT_CLASSES,
    LEFT_OUT_PROPERTIES,
    PLACES,
)
from michisuji.publication.tables.flat import unplaced
from michisuji.publication.tables.statement_db import Spool
from michisuji.publication.tables.values import expand
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from tables_made import BASE, cells, columns, folder_of, made, said, sample, statements, store_of

from tests.formulas import armed, csv_cells, runs

DATASETS = ("mihon", "nagareyama")
RS = Path(__file__).parent.parent / "importers" / "rs_fixtures"


@pytest.mark.slow
@pytest.mark.parametrize("dataset", DATASETS)
def test_every_statement_of_the_sample_is_in_some_table(dataset: str) -> None:
    folder = sample().folder / "tables" / dataset
    found = set().union(*(said(path) for path in folder.glob("*.csv")))
    missing = statements(sample().store, dataset) - found
    kept = {s for s in missing if s[1] not in {expand(p) for p in LEFT_OUT_PROPERTIES}}
    assert not kept, sorted(kept)[:5]
    assert not found - statements(sample().store, dataset)


def test_every_class_of_the_sample_has_a_table_or_a_reason(tmp_path: Path) -> None:
    with Spool(tmp_path) as spool:
        spool.load(sample().store, BASE)
        assert [unplaced(spool, dataset) for dataset in DATASETS] == [[], []]
        assert spool.blank == 0
    assert all(LEFT_OUT_CLASSES.values())
    assert len({place.name for place in PLACES}) == len(PLACES)


def test_a_new_property_and_a_new_class_do_not_get_lost(tmp_path: Path) -> None:
    store = store_of(
        (
            "t",
            '<id/program/t-1> a lm:Program ; rdfs:label "事業"@ja ; <urn:new> "7"^^xsd:integer .',
        ),
        ("t/2024", '<id/x> a lm:Unheard ; rdfs:label "何か"@ja .'),
    )
    folder = made(store, tmp_path)
    (column,) = (c for c in columns(folder / "programs.csv") if c.get("propertyUrl") == "urn:new")
    assert column["datatype"] == "integer"
    assert next(cells(folder / "programs.csv"))[column["name"]] == "7"
    with Spool(tmp_path) as spool:
        spool.load(store, BASE)
        assert unplaced(spool, "t") == [expand("lm:Unheard")]


def test_a_program_has_its_names_and_a_row_for_each_years_state() -> None:
    rows = [r for r in cells(folder_of() / "programs.csv") if r["iri"].endswith("mihon-010101")]
    assert [row["state"] for row in rows] == ["2024", "2025", "2026"]
    for row in rows:
        assert row["part_of"] == f"{BASE}/id/measure/mihon-0101"
        assert row["part_of_label"] == "防災・減災"
        assert row["lead_unit_label"] == "防災危機管理課"
        assert row["start_year"] == "2021"
        assert row["name_en"].startswith("Support for neighbourhood")


@pytest.mark.parametrize(
    ("table", "name", "renamed"),
    [
        ("indicators", "direction", "desired_direction"),
        ("programs", "legal_basis", "has_legal_basis"),
        ("plans", "vision_ja", "vision_text_ja"),
    ],
)
def test_a_column_keeps_its_name_when_its_property_is_renamed(
    table: str, name: str, renamed: str
) -> None:
    names = {column["name"] for column in columns(folder_of() / f"{table}.csv")}
    assert name in names
    assert renamed not in names


def test_money_is_in_yen_and_years_are_numbers() -> None:
    row = next(
        r for r in cells(folder_of() / "money.csv") if r["iri"].endswith("money/mihon-010101-2024")
    )
    assert row["fiscal_year"] == "2024"
    assert int(row["planned_amount"]) > 1_000_000
    assert row["budget_of_label"] == "自主防災組織育成・地区防災計画支援事業"


def test_an_observation_names_its_indicator_and_kind() -> None:
    row = next(iter(cells(folder_of() / "observations.csv")))
    assert row["of_indicator_label"]
    assert row["value_kind_label"] in {"基準値", "目標値", "実績値", "見込み値"}


def test_files_are_utf8_with_a_mark_crlf_and_sorted_by_iri() -> None:
    for path in sorted(sample().folder.rglob("*.csv")):
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbfIRI,"), path.name
        assert data.endswith(b"\r\n")
        keys = [(row["iri"], row["state"]) for row in cells(path)]
        assert keys == sorted(keys), path.name
        assert keys, path.name


def test_a_formula_in_a_name_is_quoted_wherever_it_shows(tmp_path: Path) -> None:
    store = store_of(
        ("t", """<id/program/t-1> a lm:Program ; rdfs:label "=cmd()"@ja ;
        lm:partOf <id/measure/t-1> . <id/measure/t-1> a lm:Measure ; rdfs:label "@sum"@ja ."""),
    )  # fmt: skip
    text = (made(store, tmp_path) / "programs.csv").read_text("utf-8-sig")
    assert ",'=cmd()," in text
    assert ",'@sum," in text


def test_no_table_of_a_city_full_of_formulas_has_one(
    small_store: MemoryStore, tmp_path: Path
) -> None:
    tables.write(armed(small_store), Settings(), tmp_path)
    looked = guarded = 0
    for path in (*tmp_path.rglob("*.csv"), *tmp_path.rglob("*.zip")):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                data = archive.read(archive.namelist()[0])
        else:
            data = path.read_bytes()
        found = csv_cells(data)
        assert not [cell for cell in found if runs(cell)], path
        looked += 1
        guarded += sum(cell.startswith("'") for cell in found)
    assert looked > 30
    assert guarded > 1_000


def test_several_values_stand_between_a_mark_that_none_has(tmp_path: Path) -> None:
    store = store_of(
        ("t", '<id/program/t-1> a lm:Program ; lm:purpose "a | b"@ja, "c"@ja ; '
         'lm:relatedProgram <id/program/t-2>, <id/program/t-3> .'),
    )  # fmt: skip
    path = made(store, tmp_path) / "programs.csv"
    described = {c["name"]: c for c in columns(path)}
    mark = described["purpose_ja"]["separator"]
    row = next(cells(path))
    assert row["purpose_ja"].split(mark) == ["a | b", "c"]
    assert row["related_program"].split(" ") == [f"{BASE}/id/program/t-{n}" for n in (2, 3)]


def test_the_same_data_give_the_same_bytes(tmp_path: Path) -> None:
    """Two stores that were loaded in different orders; one city, and one in the nation's layout."""
    quads = [
        q
        for q in sample().store.data
        if isinstance(q.graph_name, ox.NamedNode) and "/graph/nagareyama" in q.graph_name.value
    ]
    batch, _ = import_rs([RS], out_dir=tmp_path / "rs")
    for graph, path in batch.graphs.items():
        triples = ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES)
        quads += [ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(graph)) for t in triples]
    files = []
    for turn in range(2):
        random.Random(turn).shuffle(quads)
        store = MemoryStore(BASE)
        for quad in quads:
            store.data.add(quad)
        tables.write(store, Settings(), tmp_path / str(turn))
        files.append(every_file(tmp_path / str(turn)))
    assert files[0] == files[1]
    assert {Path(name).suffix for name in files[0]} == {".csv", ".json", ".ttl", ".zip", ".txt"}


def test_entries_name_what_was_written() -> None:
    entries = sample().entries
    paths = [entry.path for entry in entries]
    assert paths == sorted(paths)
    for one in entries:
        assert (sample().folder / one.path).stat().st_size == one.size
        assert one.title["ja"]
        assert one.title["en"]
        assert one.dataset in DATASETS
    programs = next(one for one in entries if one.path == "tables/mihon/programs.csv")
    assert programs.described_by == "tables/mihon/programs.csv-metadata.json"
    assert (sample().folder / programs.described_by).exists()
    assert not (sample().folder / "tables" / "vocabulary").exists()


def test_one_data_set_can_be_asked_for_and_an_unknown_one_is_told(tmp_path: Path) -> None:
    plan = '<id/plan/t-1> a lm:Plan ; rdfs:label "計画"@ja .'
    store = store_of(("one", plan), ("two", plan))
    entries = tables.write(store, Settings(), tmp_path, datasets=["two"])
    assert {one.dataset for one in entries} == {"two"}
    with pytest.raises(NotFound, match="no data set 'edo'"):
        tables.write(store, Settings(), tmp_path, datasets=["edo"])
    assert [p.name for p in tmp_path.iterdir()] == ["tables"]


def test_provenance_and_other_databases_do_not_show(tmp_path: Path) -> None:
    store = store_of(("t", '<id/program/t-1> a lm:Program ; rdfs:label "事業"@ja .'))
    canary = ox.Literal("canary")
    node = ox.NamedNode(f"{BASE}/id/program/t-1")
    for graph in ("graph/t/provenance", "graph/t/2024/provenance", "drafts/t"):
        store.data.add(
            ox.Quad(node, ox.NamedNode("urn:p"), canary, ox.NamedNode(f"{BASE}/{graph}"))
        )
    made(store, tmp_path)
    assert all(b"canary" not in p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())


def test_names_beside_references_are_those_that_pages_show(tmp_path: Path) -> None:
    labels = {"a": '"b"@en, "plain"', "b": '"z"@de', "c": '"あ"@ja, "い"@ja', "d": '"b"@en, "z"@de'}
    store = store_of(
        ("t", "".join(
            f"<id/program/t-{n}> a lm:Program ; lm:partOf <id/measure/t-{n}> . "
            f"<id/measure/t-{n}> a lm:Measure ; rdfs:label {label} . "
            for n, label in labels.items()
        )),
    )  # fmt: skip
    path = made(store, tmp_path) / "programs.csv"
    text = path.read_text("utf-8-sig")
    names = ("plain", "z", "あ", "b")
    for (number, _), name in zip(labels.items(), names, strict=True):
        assert f"{BASE}/id/measure/t-{number},{name}" in text
