"""The sample data keeps to the ontology, and the ontology's examples are true of it."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest
import small_ontology as small
from michisuji.importers.city.toml import import_toml
from michisuji.importers.rdf import import_rdf
from michisuji.importers.rs.importing import import_rs
from michisuji.vocabulary import PREFIXES
from ontology_data import DataCheck
from ontology_lint import Ontology, Problem, load, short
from rdflib import RDF, RDFS, SKOS

BASE = "http://h"
PREFIX_LINES = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items())
PREFIX_LINES += "@prefix code: <https://w3id.org/michisuji/code/> .\n"


@pytest.fixture(scope="module")
def ontology(root: Path) -> Ontology:
    return load(root / "ontology")


@pytest.fixture(scope="module")
def sample(root: Path, tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    """Both sample cities, with the statements about their import."""
    store = ox.Store()
    mihon, _ = import_toml(
        root / "data" / "mihon", base_iri=BASE, out_dir=tmp_path_factory.mktemp("mihon")
    )
    nagareyama, _ = import_rdf(
        sorted((root / "data" / "nagareyama").glob("*.ttl")),
        dataset="nagareyama",
        base_iri=BASE,
        out_dir=tmp_path_factory.mktemp("nagareyama"),
    )
    for batch in (mihon, nagareyama):
        for path in batch.graphs.values():
            store.bulk_load(path=str(path), format=ox.RdfFormat.N_TRIPLES)
    return store


def test_the_sample_data_keeps_to_the_ontology(ontology: Ontology, sample: ox.Store) -> None:
    assert len(sample) > 10_000
    assert DataCheck(ontology).problems(quad.triple for quad in sample) == []


def test_what_is_made_of_the_national_sheets_keeps_to_it(
    ontology: Ontology, root: Path, tmp_path: Path
) -> None:
    sheets = root / "tests" / "importers" / "rs_fixtures"
    batch, _ = import_rs([sheets], out_dir=tmp_path)
    triples = [
        quad.triple
        for path in batch.graphs.values()
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES)
    ]
    assert "https://w3id.org/michisuji/ns#Indicator" in {str(t.object)[1:-1] for t in triples}
    assert DataCheck(ontology).problems(triples) == []


def test_pages_can_name_every_property_and_class_in_both_languages(
    ontology: Ontology, sample: ox.Store
) -> None:
    graphs = [ontology.terms, ontology.codes, *ontology.alignments.values()]
    languages: dict[str, set[str]] = defaultdict(set)
    shown: set[str] = set()
    for graph in graphs:
        for subject, label in graph.subject_objects(RDFS.label):
            languages[str(subject)].add(getattr(label, "language", ""))
        shown |= {str(p) for p in graph.predicates()}
        shown |= {str(kind) for kind in graph.objects(None, RDF.type)}
    shown |= {quad.predicate.value for quad in sample}
    typed = sample.quads_for_pattern(None, ox.NamedNode(str(RDF.type)), None)
    shown |= {quad.object.value for quad in typed if isinstance(quad.object, ox.NamedNode)}
    assert sorted(iri for iri in shown if not languages[iri] >= {"ja", "en"}) == []


def test_examples_in_turtle_are_true_of_the_sample_data(
    ontology: Ontology, sample: ox.Store
) -> None:
    seen, untrue = 0, []
    for term, example in ontology.terms.subject_objects(SKOS.example):
        # Those of other datasets, and those in words, cannot be looked up here.
        if not re.match(r"<id/[a-z-]+/(mihon|nagareyama)-", str(example)):
            continue
        text = str(example) if " " in str(example) else f"{example} a []."
        for triple in ox.parse(
            (PREFIX_LINES + text).encode(), format=ox.RdfFormat.TURTLE, base_iri=f"{BASE}/"
        ):
            value = None if isinstance(triple.object, ox.BlankNode) else triple.object
            found = sample.quads_for_pattern(triple.subject, triple.predicate, value, None)
            seen += 1
            if next(found, None) is None:
                untrue.append(f"{short(term)}: {example}")
    assert untrue == []
    assert seen >= 20


@pytest.mark.parametrize(
    ("triples", "problem"),
    [
        ("<a> a lm:Nothing .", ("class", "lm:Nothing", "not declared")),
        ("<a> lm:size 3 .", ("property", "lm:size", "not declared")),
        ("<a> a lm:kind .", ("class", "lm:kind", "not declared")),
        ("<a> lm:note 'untagged' .", ("datatype", "lm:note", "http://www.w3.org/2001/XMLSchema#string")),
        ("<a> lm:note <b> .", ("range", "lm:note", "an IRI")),
        ("<a> lm:kind code:kind\\/tiny .", ("code", "lm:kind", "code:kind/tiny")),
        ("<a> lm:kind <b> .", ("code", "lm:kind", "http://h/b")),
        ("<a> a prov:Entity ; lm:kind code:kind\\/big .", ("domain", "lm:kind", "http://www.w3.org/ns/prov#Entity")),
    ],
)  # fmt: skip
def test_data_that_does_not_keep_to_it(triples: str, problem: tuple[str, str, str]) -> None:
    kind, term, detail = problem
    found = DataCheck(small.ontology()).problems(_parse(triples))
    assert found == [Problem(kind, term, f"{detail}: http://h/a")]


def test_data_of_a_subclass_keeps_to_it() -> None:
    text = "<a> a lm:Part ; lm:kind code:kind\\/big ; lm:note '古い'@ja ; rdfs:seeAlso <b> ."
    assert DataCheck(small.ontology()).problems(_parse(text)) == []


def _parse(text: str) -> list[ox.Triple]:
    data = (small.PREFIXES + text).encode()
    return [q.triple for q in ox.parse(data, format=ox.RdfFormat.TURTLE, base_iri=f"{BASE}/")]
