"""Data of ontology 0.1 come in by every file's door as data of today, and that is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.importers.rdf import import_rdf
from michisuji.importers.report_text import render
from michisuji.quality.change.patches import from_json, from_rdf_patch
from michisuji.quality.check.command import check_files
from michisuji.settings import Settings
from michisuji.vocabulary import CODE, LM, RENAMED

BASE = "http://127.0.0.1:8000"
UP = f"{CODE}direction/up"
INDICATOR = f"{BASE}/id/indicator/x"
#: One statement with a former property, as each syntax writes it.
FILES = {
    "a.ttl": f"@prefix lm: <{LM}> . <id/indicator/x> a lm:Indicator ; lm:direction <{UP}> .",
    "a.nt": f"<{INDICATOR}> <{LM}direction> <{UP}> .",
    "a.jsonld": f'{{"@context": "https://w3id.org/michisuji/ns/context.jsonld", '
    f'"id": "{INDICATOR}", "type": "Indicator", "direction": "{UP}"}}',
    "a.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    f'xmlns:lm="{LM}"><lm:Indicator rdf:about="{INDICATOR}">'
    f'<lm:direction rdf:resource="{UP}"/></lm:Indicator></rdf:RDF>',
}


@pytest.mark.parametrize("name", FILES)
def test_an_import_upgrades_and_tells(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(FILES[name], encoding="utf-8")
    batch, report = import_rdf(
        [tmp_path / name], dataset="x", base_iri=BASE, out_dir=tmp_path / "out"
    )
    written = "".join(path.read_text("utf-8") for path in batch.graphs.values())
    assert f"<{INDICATOR}> <{LM}desiredDirection> <{UP}> ." in written
    assert "direction> <" not in written.replace("desiredDirection> <", "")
    note = report.notes["renamed-lm:direction"]
    assert (note.count, note.examples) == (1, [name])
    assert "lm:direction" in note.text["en"]
    assert "lm:desiredDirection" in note.text["ja"]
    assert "lm:desiredDirection" in render(report, "ja")
    assert report.adds_up


@pytest.mark.parametrize("former", RENAMED)
def test_each_former_property_is_read(tmp_path: Path, former: str) -> None:
    (tmp_path / "a.nt").write_text(f"<{BASE}/id/x/x> <{former}> <urn:b> .\n" * 2, encoding="utf-8")
    batch, report = import_rdf(
        [tmp_path / "a.nt"], dataset="x", base_iri=BASE, out_dir=tmp_path / "out"
    )
    written = "".join(path.read_text("utf-8") for path in batch.graphs.values())
    assert f"<{RENAMED[former]}> <urn:b>" in written
    assert report.notes[f"renamed-lm:{former.removeprefix(LM)}"].count == 2


def test_what_is_said_about_a_former_property_stays(tmp_path: Path) -> None:
    text = f"<{LM}direction> <urn:p> <{LM}vision> . <{BASE}/id/x/x> <{LM}Direction> <urn:b> ."
    (tmp_path / "a.ttl").write_text(text, encoding="utf-8")
    batch, report = import_rdf(
        [tmp_path / "a.ttl"], dataset="x", base_iri=BASE, out_dir=tmp_path / "out"
    )
    written = "".join(path.read_text("utf-8") for path in batch.graphs.values())
    assert f"<{LM}direction> <urn:p> <{LM}vision> ." in written
    assert f"<{LM}Direction> <urn:b>" in written
    assert not [code for code in report.notes if code.startswith("renamed")]


def test_a_check_of_a_file_reads_them_and_tells(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    found = {}
    for name in ("direction", "desiredDirection", "nothing"):
        path = tmp_path / f"{name}.ttl"
        path.write_text(
            f"@prefix lm: <{LM}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
            f'<id/indicator/x> a lm:Indicator ; rdfs:label "参加者数"@ja ; lm:{name} <{UP}> .',
            encoding="utf-8",
        )
        found[name] = check_files([path], settings)
    old, new = found["direction"], found["desiredDirection"]
    assert [(f.rule, f.focus_node) for f in old.findings] == [
        (f.rule, f.focus_node) for f in new.findings
    ]
    assert "IND-03" not in {f.rule for f in old.findings}
    assert "IND-03" in {f.rule for f in found["nothing"].findings}
    (note,) = [note for note in old.notes if note not in new.notes]
    assert note.message["en"] == (
        "lm:direction, a term of an earlier version, was read as lm:desiredDirection (1 statement)"
    )
    assert note.place is not None
    assert note.place.file.endswith("direction.ttl")


def test_a_change_to_check_is_read_as_of_today() -> None:
    line = f"<{INDICATOR}> <{LM}direction> <{UP}> ."
    for change in (from_rdf_patch(f"A {line}"), from_json(f'{{"add": "{line}"}}')):
        ((_, predicate, _),) = change.added
        assert str(predicate) == f"{LM}desiredDirection"
