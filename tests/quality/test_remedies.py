"""A remedy speaks of the table, row, cell or term where the data came from, and of no other."""

from __future__ import annotations

import re

import pytest
from michisuji import resources
from michisuji.importers.city import schema
from michisuji.importers.city.fields import Field
from michisuji.importers.rdf.reading import FORMATS
from michisuji.quality.check.command import check_files
from michisuji.quality.check.source_places import at_place
from michisuji.quality.report import Place
from michisuji.quality.rulebook.remedies import SOURCES, remedy_of, source_of_place
from michisuji.quality.rulebook.rules import catalogue
from michisuji.settings import Settings

from tests.quality.report_samples import finding

PLACES = {
    "toml": Place("measures/01.toml", 3),
    "rdf": Place("dataset.ttl", 3),
    "csv": Place("2-1.csv", 12),
    "workbook": Place("review.xlsx", 12),
    "unknown": None,
}
LANGUAGES = ("ja", "en")
RULES = sorted(catalogue())


def told(rule: str, source: str) -> dict[str, str]:
    found = finding(rule=rule, remedy=catalogue()[rule].remedy)
    place = PLACES[source]
    return dict((at_place(found, place) if place else found).remedy)


def keys() -> set[str]:
    """The keys of the TOML format that are no words of English."""
    found: set[str] = set()
    waiting = [v for v in vars(schema).values() if isinstance(v, dict)]
    while waiting:
        for key, value in waiting.pop().items():
            if isinstance(value, Field):
                found.add(key)
                waiting += [value.table] if isinstance(value.table, dict) else []
    return {key for key in found if "_" in key}


@pytest.mark.parametrize("source", ["csv", "workbook", "unknown"])
def test_who_keeps_tables_reads_no_keys_and_no_terms(source: str) -> None:
    words = keys()
    assert {"single_stage_reason", "effect_hours"} <= words
    for rule in RULES:
        for lang, text in told(rule, source).items():
            assert not re.search(r"\b(lm|rdfs?|xsd):|\[\[|\.toml|TOML|RDF|\w = |\^\^", text), text
            assert not words & set(re.findall(r"\w+", text, re.ASCII)), text
            assert not re.search(r"[(、(]\s*[a-z]+\s*[)、)]", text), f"a key in brackets: {text}"
            if lang == "ja":
                assert not re.search(r"(?<![/\w])[a-z]{2,}", text, re.ASCII), text


@pytest.mark.parametrize("source", sorted(PLACES))
def test_each_remedy_is_told_in_both_languages(source: str) -> None:
    for rule in RULES:
        texts = told(rule, source)
        assert set(texts) == set(LANGUAGES)
        for lang in LANGUAGES:
            assert texts[lang].startswith(catalogue()[rule].remedy[lang])


def test_who_writes_toml_or_rdf_reads_what_to_write_there() -> None:
    ja, en = (told("CHAIN-06", "toml")[lang] for lang in LANGUAGES)
    assert ja.endswith("(TOMLでは leads_to.rationale)")
    assert en.endswith("(in TOML: leads_to.rationale)")
    assert told("CHAIN-06", "rdf")["ja"].endswith("(RDFでは lm:rationale)")
    assert "{ 2026 = 48 }" in told("IND-05", "toml")["en"]


def test_who_keeps_tables_reads_where_to_mend() -> None:
    assert "元のCSVの行" in told("CHAIN-06", "csv")["ja"]
    assert "cell of the workbook" in told("CHAIN-06", "workbook")["en"]
    assert told("CHAIN-06", "unknown") == catalogue()["CHAIN-06"].remedy


def test_terms_and_keys_exist() -> None:
    terms = "".join(p.read_text("utf-8") for p in resources.folder("ontology").glob("*.ttl"))
    declared = set(re.findall(r"^lm:(\w+)", terms, re.MULTILINE))
    for rule in catalogue().values():
        assert set(re.findall(r"lm:(\w+)", rule.in_rdf)) <= declared, rule.id
        assert set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", rule.in_toml)) <= keys(), rule.id


def test_a_rule_of_a_citys_own_keeps_its_remedy() -> None:
    own = finding(rule="OwnRule", remedy={"ja": "直す", "en": "mend"})
    for source in SOURCES:
        assert remedy_of(own, source) == own.remedy


def test_the_kind_of_a_source_is_that_of_its_file() -> None:
    assert {source_of_place(Place(f"a{ending}")) for ending in FORMATS} == {"rdf"}
    for source, place in PLACES.items():
        assert source_of_place(place) == source
    assert source_of_place(Place("A.CSV")) == "csv"
    assert source_of_place(Place("minutes.pdf")) == "unknown"


def test_a_checked_file_is_answered_in_its_own_terms() -> None:
    path = resources.folder("shapes") / "examples" / "CHAIN-06" / "fail.ttl"
    report = check_files([path], Settings())
    found = next(f for f in report.findings if f.rule == "CHAIN-06")
    assert found.place
    assert found.remedy["ja"].endswith("(RDFでは lm:rationale)")
