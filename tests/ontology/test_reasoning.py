"""A reasoner finds what the data must not be, and infers nothing that it is not."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest
from michisuji.importers.city.toml import import_toml
from michisuji.importers.rdf import import_rdf
from michisuji.importers.rs import import_rs
from michisuji.store.protocol import Batch
from michisuji.vocabulary import LM, PREFIXES, parse_graph_iri
from ontology_lint import Ontology, load
from rdflib import OWL, RDF, RDFS, URIRef
from reasoning import Reasoner

BASE = "http://127.0.0.1:8000"
HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
#: Classes of rules and checks: they may be of anything.
ABOUT_CHECKS = {"Rule", "Profile", "RuleSetting", "Consequence", "LadderLevel", "Waiver"}


@pytest.fixture(scope="module")
def ontology(root: Path) -> Ontology:
    return load(root / "ontology")


@pytest.fixture(scope="module")
def reasoner(ontology: Ontology) -> Reasoner:
    return Reasoner(ontology)


def parsed(text: str) -> list[ox.Triple]:
    data = (HEAD + text).encode()
    return [q.triple for q in ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri="http://h/")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<a> a lm:Program , lm:Indicator .", [("disjoint", "lm:Indicator and lm:Program")]),
        ("<a> a lm:TownCondition , lm:Output .", [("disjoint", "lm:Outcome and lm:Output")]),
        ("<a> a lm:Measure . <b> lm:evaluates <c> . <b> a lm:Measure .",
         [("disjoint", "lm:Evaluation and lm:Measure")]),
        ("<i> lm:indicates <a> . <a> a lm:Indicator .",
         [("disjoint", "lm:Element and lm:Indicator")]),
        ('<a> lm:fiscalYear "2024"^^xsd:gYear , "2025"^^xsd:gYear .',
         [("functional", "lm:fiscalYear")]),
        ("<a> lm:status <x> , <y> .", [("functional", "lm:status")]),
        ('<a> lm:fiscalYear "2024"^^xsd:gYear ; lm:leadUnit <x> , <y> .', []),
        ("<a> a lm:BudgetYear ; lm:account <x> , <y> .", []),
    ],
)  # fmt: skip
def test_contradictions(reasoner: Reasoner, text: str, found: list[tuple[str, str]]) -> None:
    problems = reasoner.contradictions(parsed(text))
    assert [(p.kind, p.detail) for p in problems] == found


def test_a_general_name_makes_nothing_of_a_class(reasoner: Reasoner) -> None:
    names = (
        "status reason responsibleRole expires level method basis action problem before after "
        "result findings definition value valueText frequency means rationale progress rank"
    )
    uses = " ; ".join(f"lm:{name} <x>" for name in names.split())
    evaluation = f"{LM}Evaluation"
    found = reasoner.types(parsed(f"<a> a lm:Evaluation ; {uses} ."))["http://h/a"]
    assert {name for name in found if name.startswith(LM)} == {evaluation}
    found = reasoner.types(parsed("<a> lm:evaluates <b> ."))["http://h/a"]
    assert evaluation in found


def test_a_former_name_means_what_replaced_it(reasoner: Reasoner) -> None:
    found = reasoner.types(parsed("<a> lm:legalBasis <b> ."))
    assert f"{LM}Program" in found["http://h/a"]
    assert f"{LM}LegalBasis" in found["http://h/b"]


def test_classes_at_the_top_have_nothing_in_common(ontology: Ontology) -> None:
    graph = ontology.terms
    top = {
        term
        for term, kind in ontology.declared().items()
        if kind == "class"
        and str(term).removeprefix(LM) not in ABOUT_CHECKS
        and not any(str(above).startswith(LM) for above in graph.objects(term, RDFS.subClassOf))
    }
    assert len(top) > 20
    others = {URIRef(PREFIXES["org"] + "Organization"), URIRef(PREFIXES["qb"] + "Observation")}
    stated = {frozenset(pair) for pair in graph.subject_objects(OWL.disjointWith)}
    pairs = {frozenset(pair) for pair in combinations(top | others, 2)}
    missing = pairs - stated - {frozenset(others)}  # what these are is not ours to say
    assert not missing, "see ontology/michisuji-disjoint.ttl"


def test_what_there_is_one_of_is_functional(ontology: Ontology) -> None:
    single = set(ontology.terms.subjects(RDF.type, OWL.FunctionalProperty))
    names = "fiscalYear budgetOf modelOf inModel evaluates ofIndicator value plannedAmount"
    for name in names.split():
        assert URIRef(LM + name) in single, name
    assert len(single) > 50


def states(batch: Batch) -> list[list[ox.Triple]]:
    """The triples of each fiscal year with those of all years: a property has one value in each."""
    by_year: dict[int | None, list[ox.Triple]] = defaultdict(list)
    for graph, path in batch.graphs.items():
        found = parse_graph_iri(BASE, graph)
        assert found is not None
        if not found.provenance:
            quads = ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES)
            by_year[found.year] += [quad.triple for quad in quads]
    timeless = by_year.pop(None, [])
    return [timeless + triples for triples in by_year.values()] or [timeless]


@pytest.fixture(scope="module", params=["mihon", "nagareyama", "rs"])
def batch(
    request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Batch:
    name, out = str(request.param), tmp_path_factory.mktemp("reasoning")
    if name == "mihon":
        return import_toml(root / "data" / name, base_iri=BASE, out_dir=out)[0]
    if name == "rs":
        return import_rs([root / "tests/importers/rs_fixtures"], base_iri=BASE, out_dir=out)[0]
    files = sorted((root / "data" / name).glob("*.ttl"))
    return import_rdf(files, dataset=name, base_iri=BASE, out_dir=out)[0]


def test_our_data_contradict_nothing_and_are_what_they_say(
    reasoner: Reasoner, batch: Batch
) -> None:
    for triples in states(batch):
        assert reasoner.contradictions(triples) == []
        stated: dict[str, set[str]] = defaultdict(set)
        for triple in triples:
            if triple.predicate.value == str(RDF.type):
                stated[triple.subject.value].add(triple.object.value)
        odd = {
            (node, name)
            for node, classes in reasoner.types(triples).items()
            if node in stated
            for name in classes - reasoner.closure(stated[node])
            if name.startswith(LM)
        }
        assert odd == set(), "a property makes something of a class that it does not state"
