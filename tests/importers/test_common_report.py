"""The report adds up and says where; the description of a dataset and its provenance."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
from michisuji.importers.common import (
    DatasetDescription,
    ImportRefusal,
    ImportReport,
    Output,
    SourceFile,
    describe_counts,
    describe_dataset,
    describe_files,
    describe_import,
    short_hash,
)
from michisuji.importers.report_text import render

BASE = "http://test.example"
LM = "https://w3id.org/michisuji/ns#"


def _refusal(scope: str = "row") -> ImportRefusal:
    return ImportRefusal(
        "a.csv", 7, "予算年度", "いつか", {"ja": "年度でない", "en": "no year"}, scope
    )  # type: ignore[arg-type]


def test_only_refused_rows_count_as_rows() -> None:
    report = ImportReport("x")
    rows = report.rows("2-1")
    rows.read, rows.used = 3, 2
    report.refuse("2-1", _refusal("cell"))
    assert not report.adds_up
    report.refuse("2-1", _refusal())
    assert report.adds_up
    assert len(report.refusals) == 2


def test_text_names_place_and_reason_in_both_languages() -> None:
    report = ImportReport("x")
    report.rows("2-1").read = 1
    report.refuse("2-1", _refusal())
    ja, en = render(report, "ja"), render(report, "en")
    assert "a.csv 7行「予算年度」: 年度でない: いつか" in ja
    assert "a.csv row 7 [予算年度]: no year: いつか" in en
    assert "rows read 1 = used 0 + empty 0 + duplicate 0 + refused 1" in en


def test_text_says_how_much_it_leaves_out_and_when_rows_do_not_add_up() -> None:
    report = ImportReport("x")
    report.rows("2-1").read = 9
    for _ in range(5):
        report.refuse("2-1", _refusal())
    text = render(report, "en", max_refusals=2)
    assert text.count("row 7") == 2
    assert "3 more" in text
    assert "do not add up" in text


def test_notes_are_counted_and_keep_few_examples() -> None:
    report = ImportReport("x")
    for row in range(20):
        report.note("odd", "変", "odd", f"a.csv#row={row}")
    assert report.notes["odd"].count == 20
    assert len(report.notes["odd"].examples) == 5


def test_json_is_json() -> None:
    report = ImportReport("x", files=[SourceFile("a.csv", "00", 1, 2)])
    report.refuse("t", _refusal())
    again = json.loads(json.dumps(report.to_json(), ensure_ascii=False))
    assert again["refusals"][0]["reason"]["ja"] == "年度でない"
    assert again["files"][0]["name"] == "a.csv"
    assert again["rows"]["t"]["refused"] == 1


def test_a_dataset_describes_itself_and_its_sources(tmp_path: Path) -> None:
    about = DatasetDescription(
        "x", {"ja": "題", "en": "Title"}, licence="https://l.example/", fictional=True
    )
    file = SourceFile("表 1#?.csv", "abc", 10)
    report = ImportReport("x")
    rows = report.rows("t")
    rows.read, rows.used, rows.refused = 3, 2, 1
    with Output(BASE, "x", tmp_path) as output:
        data = output.graph(2024)
        describe_dataset(data, BASE, about)
        provenance = output.provenance(2024)
        provenance.file(file.name)
        for row in (2, 2, 3):
            provenance.derived("<urn:s>", row)
        notes = output.graph(2024, provenance=True)
        describe_files(notes, BASE, "x", 2024, [file])
        describe_import(notes, BASE, "x", 2024, [file], [rows])
        describe_counts(notes, BASE, "x", 42, {f"<{LM}Program>": 7})
    batch = output.batch("graphs")
    assert set(batch.graphs) == {f"{BASE}/graph/x/2024", f"{BASE}/graph/x/2024/provenance"}
    assert batch.scope == "graphs"
    store = ox.Store()
    for path in batch.graphs.values():
        store.load(path=str(path), format=ox.RdfFormat.N_TRIPLES)
    derived = store.quads_for_pattern(ox.NamedNode("urn:s"), None, None)
    prefix = f"{BASE}/source/x/2024/%E8%A1%A8%201%23%3F.csv#row="
    assert sorted(q.object.value for q in derived) == [prefix + "2", prefix + "3"]
    part = ox.NamedNode(f"{BASE}/id/dataset/x-class-Program")
    entities = ox.NamedNode("http://rdfs.org/ns/void#entities")
    assert [q.object.value for q in store.quads_for_pattern(part, entities, None)] == ["7"]
    read = list(store.quads_for_pattern(None, ox.NamedNode(f"{LM}rowsRead"), None))
    assert [q.object.value for q in read] == ["3"]
    assert output.triples()[f"{BASE}/graph/x/2024"] == len(list(store.quads_for_pattern(
        ox.NamedNode(f"{BASE}/id/dataset/x"), None, None))) - 3  # fmt: skip


def test_hashes_keep_parts_apart() -> None:
    assert short_hash("ab", "c") != short_hash("a", "bc")
    assert len(short_hash("")) == 16
