"""What cannot be used of a city's own files is told with its place, and left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.own import read
from michisuji.quality.rulebook.rules import catalogue, rulebook

from tests.quality.own_city import PREFIXES, checked, ends, found, own


@pytest.mark.parametrize(
    ("shapes", "profile", "line", "words"),
    [
        ("ex:A a sh:NodeShape ;\n sh:targetClass lm:Program", "", 9, "not readable as rdf"),
        ("rule:CHAIN-01 sh:deactivated true .", "", 8, "bundled resource"),
        ("rule:NEW-01 a sh:NodeShape ; sh:targetClass lm:Program .", "", 8, "bundled resource"),
        ("ex:A a sh:NodeShape .", "", None, "no shape with a target"),
        ("[ a sh:NodeShape ; sh:targetClass lm:Program ] .", "", None, "without an iri"),
        (
            'ex:A sh:targetClass lm:Program ; sh:property [ sh:path ex:p ; sh:minCount "x" ] .',
            "", 8, "well-formed",
        ),
        (
            "ex:A sh:targetClass lm:Program ; sh:sparql [ sh:select "
            '"SELECT $this WHERE { SERVICE <http://x.example/> { $this ?p ?o } }" ] .',
            "", 8, "service",
        ),
        (
            "ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:q ] ; sh:validator "
            '[ sh:ask "ASK { SERVICE <http://x.example/> { ?s ?p ?o } }" ] .\n'
            "ex:A sh:targetClass lm:Program ; ex:q 1 .",
            "", None, "service",
        ),
        (
            "ex:A sh:targetClass lm:Program ; sh:sparql [ sh:select "
            '"SELECT $this WHERE { $this lm:nothing ?o }" ] .',
            "", 8, "sparql",
        ),
        ("ex:A sh:targetClass lm:Program ; sh:target ex:T .", "", 8, "sh:target"),
        ("ex:CHAIN-01 sh:targetClass lm:Program .", "", 8, "rule chain-01 already"),
        ("ex:Fine sh:targetClass lm:Program .", "ex:s a lm:RuleSetting ; lm:inProfile profile:no ;"
         " lm:ofRule rule:CHAIN-01 .", 8, "profile/no"),
        ("ex:Fine sh:targetClass lm:Program .", "ex:s a lm:RuleSetting ; lm:inProfile profile:rs ;"
         " lm:ofRule rule:NONE-01 .", 8, "none-01"),
        ("ex:Fine sh:targetClass lm:Program .", "ex:s a lm:RuleSetting ; lm:inProfile profile:rs ;"
         " lm:ofRule rule:CHAIN-01 ; lm:severity sh:Grave .", 8, "grave"),
        ("ex:Fine sh:targetClass lm:Program .", "ex:p a lm:Profile .", 8, "profile begins with"),
        ("ex:Fine sh:targetClass lm:Program .", "profile:rs lm:leavesOut rule:NO-1 .", 8, "no-1"),
        *(("ex:Fine sh:targetClass lm:Program .", "profile:ours a lm:Profile ;"
           f" lm:stepsMilder {steps} .", 8, "from 0 to 2")
          for steps in ('"some"', "-1", "3", "1.5", "9" * 5_000)),
        ("ex:Fine sh:targetClass lm:Program .", "profile:draft lm:stepsMilder 2 .", 8,
         "of a profile of your own"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_with_its_place_and_left_out(
    shapes: str, profile: str, line: int | None, words: str, tmp_path: Path
) -> None:
    settings = own(tmp_path, shapes, profiles=profile)
    good = PREFIXES + "ex:Good a sh:NodeShape ; sh:targetClass lm:Program ;"
    good += " sh:property [ sh:path lm:summary ; sh:minCount 1 ] ."
    (tmp_path / "shapes" / "good.ttl").write_text(good, encoding="utf-8")
    book = rulebook(settings.own)
    (fault,) = book.faults
    assert words in fault.message["en"].lower()
    assert fault.message["ja"]
    assert fault.line == line
    assert fault.told("en").startswith(str(tmp_path))
    kept = {"Good", "Fine"} if profile else {"Good"}
    assert book.rules.keys() - catalogue().keys() == kept
    report = checked(tmp_path, settings)
    assert ends([f for f in found(report) if f.rule == "Good"]) == {"t-2"}
    (problem,) = report.problems
    assert problem.place is not None
    assert problem.place.row == line


def test_the_same_name_twice_and_files_that_are_none(tmp_path: Path) -> None:
    settings = own(tmp_path, "ex:One sh:targetClass lm:Program .", "a.ttl")
    own(tmp_path, "ex:one sh:targetClass lm:Program .", "b.ttl")
    (tmp_path / "shapes" / "c.ttl").write_bytes(b"\xff\xfe")
    (tmp_path / "shapes" / "d.ttl").mkdir()
    told = {fault.name: fault.message["en"] for fault in rulebook(settings.own).faults}
    assert "rule one already" in told["shapes/b.ttl"]
    assert "UTF-8" in told["shapes/c.ttl"]
    assert "not a file" in told["shapes/d.ttl"]
    missing = rulebook(str(tmp_path / "nowhere")).faults
    assert "Not found" in missing[0].message["en"]


def test_files_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("michisuji.own.files.MOST_FILES", 2)
    monkeypatch.setattr("michisuji.own.files.MOST_BYTES", 600)
    for name in ("a", "b", "c"):
        settings = own(tmp_path, f"ex:{name} sh:targetClass lm:Program .", f"{name}.ttl")
    own(tmp_path, "ex:b sh:targetClass lm:Program ." + " " * 600, "b.ttl")
    found = read(settings.own)
    assert [file.name for file in found.shapes] == ["shapes/a.ttl", "shapes/c.ttl"]
    assert any("600 bytes" in fault.message["en"] for fault in found.faults)
    own(tmp_path, "ex:d sh:targetClass lm:Program .", "d.ttl")
    read.cache_clear()
    assert any("More than 2 files" in f.message["en"] for f in read(settings.own).faults)


def test_former_names_are_read_and_told(tmp_path: Path) -> None:
    shape = "ex:A sh:targetClass lm:Indicator ; sh:property ex:P .\n"
    shape += "ex:P sh:path lm:direction ; sh:minCount 1 ."
    old = "ex:s a lm:RuleSetting ; lm:profile profile:rs ; lm:ofRule rule:CHAIN-01 ."
    settings = own(tmp_path, shape, profiles=old)
    told = rulebook(settings.own).faults
    assert sorted((fault.name, fault.line) for fault in told) == [
        ("profiles.ttl", 8),
        ("shapes/own.ttl", 9),
    ]
    assert all("earlier version" in fault.message["en"] for fault in told)
    data = "<id/indicator/i> a lm:Indicator ; lm:desiredDirection <urn:up> ."
    data += " <id/indicator/j> a lm:Indicator ."
    assert ends(found(checked(tmp_path, settings, PREFIXES + data))) == {"j"}
