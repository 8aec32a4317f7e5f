"""Nagareyama's facts: each with its source, and no word that the page does not have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from michisuji.vocabulary import CODE, LM
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, RDFS, XSD

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT.parent / "shared" / "seed"
BASE = "http://127.0.0.1:8000/"
PAGE = URIRef(BASE + "source/nagareyama/page-1025062")


def _id(path: str) -> URIRef:
    return URIRef(f"{BASE}id/{path}")


def _lm(name: str) -> URIRef:
    return URIRef(LM + name)


@pytest.fixture(scope="module")
def facts() -> Graph:
    graph = Graph()
    for path in sorted((ROOT / "data" / "nagareyama").glob("*.ttl")):
        graph.parse(path, publicID=BASE)
    return graph


def test_every_resource_has_the_page_as_its_source(facts: Graph) -> None:
    described = set(facts.subjects(RDF.type)) - {PAGE}
    assert len(described) > 25
    assert {s for s in described if facts.value(s, PROV.wasDerivedFrom) != PAGE} == set()


def test_the_source_says_what_is_known_of_the_page(facts: Graph) -> None:
    assert facts.value(PAGE, DCTERMS.identifier) == Literal("1025062")
    assert facts.value(PAGE, DCTERMS.modified) == Literal("2020-03-27", datatype=XSD.date)
    assert Literal("流山市", "ja") in set(facts.objects(PAGE, DCTERMS.publisher))
    addresses = {str(o) for o in facts.objects() if isinstance(o, URIRef)}
    assert not [a for a in addresses if "nagareyama" in a and not a.startswith(BASE)]


def test_the_line_of_plans_with_period_and_leader(facts: Graph) -> None:
    line, plan = [], _id("plan/nagareyama-management-reform")
    while plan is not None:
        style = facts.value(plan, _lm("leadershipStyle"))
        line.append(
            (
                str(facts.value(plan, RDFS.label)),
                str(facts.value(plan, _lm("periodStart"))),
                str(facts.value(plan, _lm("periodEnd"))),
                str(style).removeprefix(CODE + "leadership/"),
            )
        )
        plan = facts.value(plan, PROV.wasRevisionOf)
    assert [entry[1:] for entry in line] == [
        ("2020", "2024", "None"),
        ("2016", "2019", "bottom-up"),
        ("2011", "2015", "middle"),
        ("2005", "2010", "top-down"),
    ]


def test_counts_are_stated_and_the_counted_are_not_invented(facts: Graph) -> None:
    counts = {
        str(facts.value(s, _lm("countOf"))).removeprefix(LM): int(
            str(facts.value(s, _lm("statedCount")))
        )
        for s in facts.subjects(RDF.type, _lm("CountStatement"))
    }
    assert counts == {"BasicPolicy": 6, "Principle": 3, "ManagementPolicy": 4, "Measure": 26}
    for class_name in ("BasicPolicy", "Principle", "Measure", "Program", "Indicator"):
        assert not list(facts.subjects(RDF.type, _lm(class_name)))
    assert len(list(facts.subjects(RDF.type, _lm("ManagementPolicy")))) == 1
    assert len(list(facts.subjects(RDF.type, _lm("Direction")))) == 3


def test_the_report_feeds_budget_and_implementation_plan(facts: Graph) -> None:
    report = _id("instrument/nagareyama-town-report")
    evaluation = _id("instrument/nagareyama-evaluation")
    assert facts.value(evaluation, _lm("feeds")) == report
    assert set(facts.objects(report, _lm("feeds"))) == {
        _id("instrument/nagareyama-budget"),
        _id("plan/nagareyama-implementation"),
    }
    for target in facts.objects(None, _lm("feeds")):
        assert facts.value(target, RDF.type) in (_lm("Instrument"), _lm("Plan"))


def test_labels_are_in_both_languages_and_translations_are_said_to_be_ours(facts: Graph) -> None:
    for subject in set(facts.subjects(RDF.type)):
        languages = {o.language for o in facts.objects(subject, RDFS.label)}
        assert languages == {"ja", "en"}, subject
    about = " ".join(map(str, facts.objects(_id("dataset/nagareyama"), DCTERMS.description)))
    assert "訳" in about
    assert "translations" in about


def test_no_contact_details(facts: Graph) -> None:
    for text in facts.objects():
        assert not re.search(r"\d{2,4}-\d{3,4}-\d{4}|〒|@", str(text))


@pytest.mark.skipif(not SEED.is_dir(), reason=f"the page's text is not in {SEED}")
def test_no_word_that_the_page_does_not_have(facts: Graph) -> None:
    page = "".join(p.read_text(encoding="utf-8") for p in sorted(SEED.glob("*.txt")))
    ours = _id("dataset/nagareyama")  # the dataset's description is about the data, not the page
    said = [
        (s, str(o))
        for s, o in facts.subject_objects()
        if isinstance(o, Literal) and o.language == "ja" and s != ours
    ]
    assert len(said) > 30
    assert [(s, text) for s, text in said if text not in page] == []
