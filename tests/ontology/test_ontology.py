"""The project's own ontology, codes, alignments and context."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from context_check import as_text, check_context, expected_context
from michisuji.vocabulary import CODE, LM, PREFIXES, RENAMED
from ontology_lint import DCTERMS, Ontology, deprecated, lint, load
from ontology_use import outdated, read_uses, undeclared, unused
from outside_terms import check_outside_terms
from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef


@pytest.fixture(scope="module")
def ontology(root: Path) -> Ontology:
    return load(root / "ontology")


@pytest.fixture(scope="module")
def context(root: Path) -> dict[str, Any]:
    text = (root / "ontology" / "context.jsonld").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)["@context"]
    return found


def test_the_ontology_has_no_problem(ontology: Ontology) -> None:
    assert lint(ontology) == []


CLASSES = """
    Plan Principle ManagementPolicy Policy BasicPolicy Direction Measure Program Instrument
    LegalBasis CountStatement
    LogicModel Element Input Money Staff Goods Activity Output Outcome TownCondition CausalLink
    AccountLine Indicator Goal Vision Mission ImprovementGoal Evaluation KaizenPractice
    Waiver Rule Profile RuleSetting
"""


def test_terms_of_other_vocabularies_exist(ontology: Ontology) -> None:
    assert sorted(check_outside_terms(ontology)) == []


def test_the_whole_model_is_there(ontology: Ontology) -> None:
    declared = ontology.declared()
    classes = {str(term).removeprefix(LM) for term, kind in declared.items() if kind == "class"}
    assert set(CLASSES.split()) <= classes
    assert len(declared) - len(classes) >= 115
    assert len(ontology.declared_codes()) >= 85
    assert {n.split("-")[1] for n in ontology.alignments} == {
        "cids.ttl", "dcat.ttl", "org.ttl", "prov.ttl",
        "qb.ttl", "rdfs.ttl", "schema.ttl", "skos.ttl",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ("Money", "Input"), ("Staff", "Input"), ("Goods", "Input"), ("Input", "Element"),
        ("TownCondition", "Outcome"), ("Outcome", "Element"), ("BasicPolicy", "Policy"),
        ("Vision", "Goal"), ("Mission", "Goal"), ("ImprovementGoal", "Goal"),
    ],
)  # fmt: skip
def test_the_class_tree(ontology: Ontology, below: str, above: str) -> None:
    assert (URIRef(LM + below), RDFS.subClassOf, URIRef(LM + above)) in ontology.terms


def test_part_of_is_a_dcterms_part(ontology: Ontology) -> None:
    dcterms = URIRef(PREFIXES["dcterms"] + "isPartOf")
    assert (URIRef(LM + "partOf"), RDFS.subPropertyOf, dcterms) in ontology.terms


def test_datatype_properties_have_literals_and_object_properties_do_not(ontology: Ontology) -> None:
    literals = {
        RDF.langString,
        *(XSD[n] for n in ("string", "decimal", "integer", "boolean", "gYear", "date")),
    }
    for kind, wanted in ((OWL.DatatypeProperty, True), (OWL.ObjectProperty, False)):
        for term in ontology.terms.subjects(RDF.type, kind):
            for value in ontology.terms.objects(term, RDFS.range):
                assert (value in literals) is wanted, term


def test_every_term_that_the_project_uses_is_declared(ontology: Ontology, root: Path) -> None:
    assert undeclared(ontology, read_uses(root)) == []


def test_no_term_of_an_earlier_version_is_used(ontology: Ontology, root: Path) -> None:
    assert outdated(ontology, read_uses(root)) == []


def test_the_former_names_are_those_that_every_door_reads(ontology: Ontology) -> None:
    stated = ontology.terms.subject_objects(DCTERMS.isReplacedBy)
    assert {str(s): str(o) for s, o in stated} == RENAMED
    assert {str(term) for term in deprecated(ontology)} == RENAMED.keys()


def test_no_two_terms_differ_by_case_alone(ontology: Ontology) -> None:
    names = [str(term).lower() for term in ontology.declared().keys() - deprecated(ontology)]
    assert len(names) == len(set(names))


def test_no_term_is_declared_for_nothing(ontology: Ontology, root: Path) -> None:
    assert unused(ontology, read_uses(root, ontology.declared())) == []


def test_the_context_has_every_term(
    ontology: Ontology, context: dict[str, Any], root: Path
) -> None:
    assert list(check_context(ontology, context)) == []
    text = (root / "ontology" / "context.jsonld").read_text(encoding="utf-8")
    assert text == as_text(expected_context(ontology)), "python tests/ontology/context_check.py"


#: rdflib's JSON-LD parser makes a graph of a class that rdflib itself calls deprecated.
rdflib_json_ld = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
)


def _expand(context: dict[str, Any], document: dict[str, Any]) -> Graph:
    text = json.dumps({"@context": context, **document})
    return Graph().parse(data=text, format="json-ld")


@rdflib_json_ld
def test_a_program_in_json_ld(context: dict[str, Any]) -> None:
    graph = _expand(
        context,
        {
            "id": "http://h/id/money/x",
            "type": "BudgetYear",
            "label": {"ja": "予算", "en": "Budget"},
            "budgetOf": "http://h/id/program/x",
            "fiscalYear": "2026",
            "plannedAmount": "12400000",
            "account": "code:account/general",
            "accountName": {"ja": "一般会計"},
        },
    )
    money = URIRef("http://h/id/money/x")
    assert set(graph) == {
        (money, RDF.type, URIRef(LM + "BudgetYear")),
        (money, RDFS.label, Literal("予算", lang="ja")),
        (money, RDFS.label, Literal("Budget", lang="en")),
        (money, URIRef(LM + "budgetOf"), URIRef("http://h/id/program/x")),
        (money, URIRef(LM + "fiscalYear"), Literal("2026", datatype=XSD.gYear)),
        (money, URIRef(LM + "plannedAmount"), Literal("12400000", datatype=XSD.decimal)),
        (money, URIRef(LM + "account"), URIRef(CODE + "account/general")),
        (money, URIRef(LM + "accountName"), Literal("一般会計", lang="ja")),
    }


@rdflib_json_ld
def test_every_key_of_the_context_expands(ontology: Ontology, context: dict[str, Any]) -> None:
    for term, kind in ontology.declared().items():
        key = str(term).removeprefix(LM)
        if kind == "class":
            graph = _expand(context, {"id": "http://h/x", "type": key})
            assert set(graph) == {(URIRef("http://h/x"), RDF.type, term)}
            continue
        definition = context[key]
        value: Any = {"ja": "文"} if definition.get("@container") == "@language" else "2026"
        if definition.get("@type") == "@id":
            value = "http://h/y"
        ((subject, predicate, found),) = _expand(context, {"id": "http://h/x", key: value})
        assert (subject, predicate) == (URIRef("http://h/x"), term)
        assert not isinstance(found, BNode)
        if isinstance(found, Literal):
            expected = set(ontology.terms.objects(term, RDFS.range))
            assert (
                found.datatype or (RDF.langString if found.language else XSD.string)
            ) in expected
        else:
            assert found == URIRef("http://h/y")
