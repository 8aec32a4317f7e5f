"""A city's own shapes beside those that come along: what they need, find, and may not do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from michisuji import resources
from michisuji.own import read
from michisuji.quality.check.reference import pyshacl_results
from michisuji.quality.formats import report_context
from michisuji.quality.reading import ladder
from michisuji.quality.rulebook.rules import Rulebook, catalogue, profiles, rulebook
from michisuji.quality.rulebook.shape_text import families, selects, turtle

from tests.quality.own_city import PREFIXES, checked, ends, found, own

OWN_CITY = resources.folder("data") / "mihon-own"

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


@pytest.mark.slow
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


@pytest.mark.parametrize("order", ['"first"', "1.5", "9" * 5_000])
def test_a_level_of_no_whole_number_is_none(order: str, tmp_path: Path) -> None:
    shapes = f"ex:S sh:targetClass lm:Program ; lm:onLevel ex:l . ex:l lm:order {order} ."
    book = rulebook(own(tmp_path, shapes).own)
    assert book.faults == ()
    assert book.rules["S"].level is None
    assert ladder.levels(book)


def test_own_profiles_and_exceptions(tmp_path: Path) -> None:
    settings = own(
        tmp_path,
        "ex:S a sh:NodeShape ; sh:targetClass lm:Program ;"
        " sh:property [ sh:path lm:summary ; sh:minCount 1 ] .",
        profiles="""profile:ours a lm:Profile ; rdfs:label "うち"@ja ; lm:leavesOut rule:CHAIN-01 .
        ex:set a lm:RuleSetting ; lm:inProfile profile:ours ; lm:ofRule ex:S ; lm:severity sh:Info .
        ex:set2 a lm:RuleSetting ; lm:inProfile profile:publish ; lm:ofRule rule:CHAIN-06 ;
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
