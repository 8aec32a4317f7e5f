"""A city's own shapes beside those that come along: what they need, find, and may not do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from michisuji import resources
from michisuji.own import read
from michisuji.quality.check.command import check_files
from michisuji.quality.check.reference import pyshacl_results
from michisuji.quality.formats import report_context
from michisuji.quality.report import Finding, Report
from michisuji.quality.rulebook.rules import Rulebook, catalogue, profiles, rulebook
from michisuji.quality.rulebook.shape_text import families, selects, turtle
from michisuji.settings import Settings

OWN_CITY = resources.folder("data") / "mihon-own"
BASE = Settings().base_iri
PREFIXES = """@prefix ex: <https://city.example/rules#> .
@prefix lm: <https://w3id.org/michisuji/ns#> .
@prefix profile: <https://w3id.org/michisuji/profile/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rule: <https://w3id.org/michisuji/rule/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = (
    PREFIXES
    + """
<id/program/t-1> a lm:Program ; rdfs:label "図書館を開く"@ja , "Library"@en ; lm:order 3 ;
  lm:summary "本を貸す。"@ja ; ex:code "A1" ; ex:from 5 ; ex:to 2 ; ex:same "x" ; ex:other "x" .
<id/program/t-2> a lm:Program ; rdfs:label "公園"@ja ; lm:order 12 ; ex:code "b" ; ex:from 1 ;
  ex:to 2 .
<id/program/t-3> a ex:Facility ; rdfs:label "道路"@ja .
"""
)


def own(folder: Path, shapes: str, name: str = "own.ttl", profiles: str = "") -> Settings:
    """Settings with a folder that holds these shapes."""
    (folder / "shapes").mkdir(exist_ok=True)
    (folder / "shapes" / name).write_text(PREFIXES + shapes, encoding="utf-8")
    if profiles:
        (folder / "profiles.ttl").write_text(PREFIXES + profiles, encoding="utf-8")
    return Settings(own=str(folder))


def checked(folder: Path, settings: Settings, data: str = DATA, **options: object) -> Report:
    file = folder / "data.ttl"
    file.write_text(data, encoding="utf-8")
    return check_files([file], settings, **options)  # type: ignore[arg-type]


def found(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.is_own]


def ends(findings: list[Finding]) -> set[str]:
    return {finding.focus_node.rpartition("/")[2] for finding in findings}


#: Every component of SHACL Core, as a plain shape, and the nodes that break it.
COMPONENTS: dict[str, tuple[str, set[str]]] = {
    "Class": ("sh:property [ sh:path ex:code ; sh:class lm:Unit ]", {"t-1", "t-2"}),
    "Datatype": ("sh:property [ sh:path ex:code ; sh:datatype xsd:integer ]", {"t-1", "t-2"}),
    "NodeKind": ("sh:property [ sh:path ex:code ; sh:nodeKind sh:IRI ]", {"t-1", "t-2"}),
    "MinCount": ("sh:property [ sh:path lm:summary ; sh:minCount 1 ]", {"t-2"}),
    "MaxCount": ("sh:property [ sh:path rdfs:label ; sh:maxCount 1 ]", {"t-1"}),
    "MinExclusive": ("sh:property [ sh:path lm:order ; sh:minExclusive 3 ]", {"t-1"}),
    "MinInclusive": ("sh:property [ sh:path lm:order ; sh:minInclusive 4 ]", {"t-1"}),
    "MaxExclusive": ("sh:property [ sh:path lm:order ; sh:maxExclusive 12 ]", {"t-2"}),
    "MaxInclusive": ("sh:property [ sh:path lm:order ; sh:maxInclusive 10 ]", {"t-2"}),
    "MinLength": ("sh:property [ sh:path ex:code ; sh:minLength 2 ]", {"t-2"}),
    "MaxLength": ("sh:property [ sh:path rdfs:label ; sh:maxLength 6 ]", {"t-1"}),
    "Pattern": ('sh:property [ sh:path ex:code ; sh:pattern "^[A-Z]" ]', {"t-2"}),
    "LanguageIn": ('sh:property [ sh:path rdfs:label ; sh:languageIn ( "ja" ) ]', {"t-1"}),
    "UniqueLang": ("sh:property [ sh:path rdfs:label ; sh:uniqueLang true ]", set()),
    "Equals": ("sh:property [ sh:path ex:same ; sh:equals ex:code ]", {"t-1", "t-2"}),
    "Disjoint": ("sh:property [ sh:path ex:same ; sh:disjoint ex:other ]", {"t-1"}),
    "LessThan": ("sh:property [ sh:path ex:from ; sh:lessThan ex:to ]", {"t-1"}),
    "LessThanOrEquals": ("sh:property [ sh:path ex:from ; sh:lessThanOrEquals ex:to ]", {"t-1"}),
    "Not": ("sh:not [ sh:property [ sh:path lm:summary ; sh:minCount 1 ] ]", {"t-1"}),
    "And": (
        "sh:and ( [ sh:property [ sh:path lm:summary ; sh:minCount 1 ] ]"
        " [ sh:property [ sh:path ex:code ; sh:minCount 1 ] ] )",
        {"t-2"},
    ),
    "Or": (
        "sh:or ( [ sh:property [ sh:path lm:summary ; sh:minCount 1 ] ]"
        " [ sh:property [ sh:path lm:order ; sh:maxInclusive 3 ] ] )",
        {"t-2"},
    ),
    "Xone": (
        "sh:xone ( [ sh:property [ sh:path lm:summary ; sh:minCount 1 ] ]"
        " [ sh:property [ sh:path lm:order ; sh:maxInclusive 3 ] ] )",
        {"t-1", "t-2"},
    ),
    "Node": ("sh:node [ sh:property [ sh:path lm:summary ; sh:minCount 1 ] ]", {"t-2"}),
    "QualifiedMinCount": (
        "sh:property [ sh:path ex:code ; sh:qualifiedMinCount 1 ;"
        ' sh:qualifiedValueShape [ sh:pattern "^A" ] ]',
        {"t-2"},
    ),
    "QualifiedMaxCount": (
        "sh:property [ sh:path ex:code ; sh:qualifiedMaxCount 0 ;"
        ' sh:qualifiedValueShape [ sh:pattern "^A" ] ]',
        {"t-1"},
    ),
    "Closed": (
        "sh:closed true ; sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " rdfs:label lm:order lm:summary ex:code ex:from ex:to )",
        {"t-1"},
    ),
    "HasValue": ('sh:property [ sh:path ex:code ; sh:hasValue "A1" ]', {"t-2"}),
    "In": ('sh:property [ sh:path ex:code ; sh:in ( "A1" "B2" ) ]', {"t-2"}),
}


@pytest.mark.parametrize("name", COMPONENTS)
def test_plain_shacl_of_every_component_is_a_rule(name: str, tmp_path: Path) -> None:
    shape, expected = COMPONENTS[name]
    settings = own(
        tmp_path, f"ex:{name}Shape a sh:NodeShape ; sh:targetClass lm:Program ; {shape} ."
    )
    assert rulebook(settings.own).faults == ()
    ours = found(checked(tmp_path, settings))
    assert ends(ours) == expected
    assert all(f.rule == f"{name}Shape" and f.severity == "violation" for f in ours)
    assert all(f.component.endswith(f"#{name}ConstraintComponent") for f in ours)
    for finding in ours:
        for lang in ("ja", "en"):
            assert f"{name}Shape" in finding.message[lang]
            assert "{" not in finding.message[lang]
    judge = found(checked(tmp_path, settings, engine=pyshacl_results))
    told = {(f.focus_node, f.source_shape, f.path, f.value_n3) for f in ours}
    assert told == {(f.focus_node, f.source_shape, f.path, f.value_n3) for f in judge}


def test_the_example_city_has_a_rule_a_profile_and_terms() -> None:
    book = rulebook(str(OWN_CITY))
    assert book.faults == ()
    assert list(book.rules)[-1] == "MIHON-01"
    rule = book.rules["MIHON-01"]
    assert rule.is_own
    assert rule.family == "OWN"
    assert families(book)["OWN"] == ("MIHON-01",)
    assert set(book.severities("MIHON-01")) == set(profiles())
    assert book.severities("MIHON-01")["draft"] == "info"
    assert (book.severities("KAI-04")["municipal"], book.severities("KAI-04")["publish"]) == (
        "warning",
        "info",
    )
    (select,) = selects("MIHON-01", book)
    assert "PREFIX mihon: <https://mihon.example/ns#>" in select.query
    assert "mihon.example/rules#MIHON-01-sparql" in turtle("MIHON-01", book)


def test_what_comes_along_stays_as_it_is() -> None:
    book = rulebook(str(OWN_CITY))
    assert {key: book.rules[key] for key in catalogue()} == dict(catalogue())
    assert book.ruleset("rs").rules.keys() - {"MIHON-01"} == rulebook().ruleset("rs").rules.keys()
    assert "MIHON-01" not in rulebook().rules


def test_texts_in_one_language_or_none_stand_in_for_others(tmp_path: Path) -> None:
    settings = own(
        tmp_path,
        """ex:Plain a sh:NodeShape ; sh:targetClass lm:Program ;
          sh:property [ sh:path lm:summary ; sh:minCount 1 ; sh:message "needs a summary" ] .
        ex:Japanese a sh:NodeShape ; sh:targetClass lm:Program ; sh:severity sh:Info ;
          sh:message "概要がない"@ja ; sh:property [ sh:path lm:summary ; sh:minCount 1 ] .""",
    )
    by_rule = {f.rule: f for f in found(checked(tmp_path, settings))}
    assert by_rule["Plain"].message == {"ja": "needs a summary", "en": "needs a summary"}
    assert by_rule["Japanese"].message["en"] == "概要がない"
    assert by_rule["Japanese"].severity == "info"
    assert all(by_rule["Plain"].remedy[lang] for lang in ("ja", "en"))


def test_a_part_may_be_milder_than_its_rule(tmp_path: Path) -> None:
    settings = own(
        tmp_path,
        """ex:Two a sh:NodeShape ; sh:targetClass lm:Program ;
          sh:property [ sh:path lm:summary ; sh:minCount 1 ; sh:severity sh:Info ] ;
          sh:property [ sh:path ex:code ; sh:pattern "^A" ] .""",
    )
    told = {f.path: f.severity for f in found(checked(tmp_path, settings))}
    assert sorted(told.values()) == ["info", "violation"]


def test_a_class_of_the_citys_own_is_below_ours(tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()
    term = PREFIXES + "ex:Facility a <http://www.w3.org/2002/07/owl#Class> ;"
    term += " rdfs:subClassOf lm:Program ."
    (tmp_path / "ontology" / "terms.ttl").write_text(term, encoding="utf-8")
    shape = "ex:S a sh:NodeShape ; sh:targetClass lm:Program ;"
    settings = own(tmp_path, shape + " sh:property [ sh:path lm:summary ; sh:minCount 1 ] .")
    assert ends(found(checked(tmp_path, settings))) == {"t-2", "t-3"}
    judged = checked(tmp_path, settings, engine=pyshacl_results)
    assert ends(found(judged)) == {"t-2", "t-3"}


def test_own_profiles_and_exceptions(tmp_path: Path) -> None:
    settings = own(
        tmp_path,
        "ex:S a sh:NodeShape ; sh:targetClass lm:Program ;"
        " sh:property [ sh:path lm:summary ; sh:minCount 1 ] .",
        profiles="""profile:ours a lm:Profile ; rdfs:label "うち"@ja ; lm:leavesOut rule:CHAIN-01 .
        ex:set a lm:RuleSetting ; lm:profile profile:ours ; lm:ofRule ex:S ; lm:severity sh:Info .
        ex:set2 a lm:RuleSetting ; lm:profile profile:publish ; lm:ofRule rule:CHAIN-06 ;
          lm:severity sh:Info .""",
    )
    book = rulebook(settings.own)
    assert book.faults == ()
    assert book.profiles["ours"] == {"ja": "うち", "en": "うち"}
    assert "CHAIN-01" not in book.ruleset("ours").rules
    assert book.severities("S") == {
        "draft": "warning", "municipal": "violation", "ours": "info", "publish": "violation",
        "rs": "violation",
    }  # fmt: skip
    assert book.severities("CHAIN-06")["publish"] == "info"
    (one,) = found(checked(tmp_path, settings, profile="ours"))
    assert one.severity == "info"


@pytest.mark.parametrize(
    ("shapes", "profile", "line", "words"),
    [
        ("ex:A a sh:NodeShape ;\n sh:targetClass lm:Program", "", 9, "not readable as rdf"),
        ("rule:CHAIN-01 sh:deactivated true .", "", 8, "comes along"),
        ("rule:NEW-01 a sh:NodeShape ; sh:targetClass lm:Program .", "", 8, "comes along"),
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
        ("ex:Fine sh:targetClass lm:Program .", "ex:s a lm:RuleSetting ; lm:profile profile:no ;"
         " lm:ofRule rule:CHAIN-01 .", 8, "profile/no"),
        ("ex:Fine sh:targetClass lm:Program .", "ex:s a lm:RuleSetting ; lm:profile profile:rs ;"
         " lm:ofRule rule:NONE-01 .", 8, "none-01"),
        ("ex:Fine sh:targetClass lm:Program .", "ex:s a lm:RuleSetting ; lm:profile profile:rs ;"
         " lm:ofRule rule:CHAIN-01 ; lm:severity sh:Grave .", 8, "grave"),
        ("ex:Fine sh:targetClass lm:Program .", "ex:p a lm:Profile .", 8, "profile begins with"),
        ("ex:Fine sh:targetClass lm:Program .", "profile:rs lm:leavesOut rule:NO-1 .", 8, "no-1"),
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
    monkeypatch.setattr("michisuji.own.MOST_FILES", 2)
    monkeypatch.setattr("michisuji.own.MOST_BYTES", 600)
    for name in ("a", "b", "c"):
        settings = own(tmp_path, f"ex:{name} sh:targetClass lm:Program .", f"{name}.ttl")
    own(tmp_path, "ex:b sh:targetClass lm:Program ." + " " * 600, "b.ttl")
    found = read(settings.own)
    assert [file.name for file in found.shapes] == ["shapes/a.ttl", "shapes/c.ttl"]
    assert any("600 bytes" in fault.message["en"] for fault in found.faults)
    own(tmp_path, "ex:d sh:targetClass lm:Program .", "d.ttl")
    read.cache_clear()
    assert any("More than 2 files" in f.message["en"] for f in read(settings.own).faults)


def test_reports_name_own_rules_in_every_format(tmp_path: Path) -> None:
    from michisuji.quality.formats import FORMATS, render_bytes

    settings = own(
        tmp_path,
        'ex:S a sh:NodeShape ; sh:name "概要"@ja , "Summary"@en ; sh:targetClass lm:Program ;'
        " sh:property [ sh:path lm:summary ; sh:minCount 1 ] .",
    )
    report = checked(tmp_path, settings)
    about = report_context.of_files(["data.ttl"], report, settings)
    for form in FORMATS:
        body = render_bytes(report, form, "en", **about)
        assert body
        if form not in ("xlsx", "json"):
            assert b"Summary" in body or b"city.example/rules#S" in body, form
    told = json.loads(render_bytes(report, "json", "en", **about))
    assert {f["rule"]: f["own"] for f in told["findings"]}["S"] is True
    assert not any(f["own"] for f in told["findings"] if f["rule"] != "S")
    rdf = render_bytes(report, "turtle", "en", **about).decode()
    assert "lm:ofRule <https://city.example/rules#S>" in rdf
    assert "sh:sourceShape <https://city.example/rules#S-summary>" in rdf


def test_reading_own_files_twice_names_parts_alike(tmp_path: Path) -> None:
    settings = own(
        tmp_path,
        """ex:S a sh:NodeShape ; sh:targetClass lm:Program ;
          sh:property [ sh:path lm:order ; sh:minCount 1 ] , [ sh:path lm:order ; sh:maxCount 1 ] ,
            [ sh:path [ sh:inversePath lm:modelOf ] ; sh:minCount 1 ] .""",
    )
    parts = [set(Rulebook(read(settings.own)).ruleset().rule_of) for _ in range(2)]
    assert parts[0] == parts[1]
    ours = {part for part in parts[0] if "city.example" in part}
    assert ours == {
        f"https://city.example/rules#S{end}" for end in ("", "-order", "-order-2", "-path")
    }
