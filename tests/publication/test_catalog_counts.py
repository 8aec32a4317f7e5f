"""The counts of VoID against the data themselves, counted another way."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from catalog_city import BASE, SETTINGS, known, store, whole
from michisuji.publication import catalog
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import parse_graph_iri
from rdflib import VOID, Literal, URIRef

pytestmark = pytest.mark.slow

RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
Triples = set[tuple[object, ox.NamedNode, object]]


def triples(*graphs: str) -> Triples:
    """The distinct triples of named graphs, read from the store itself."""
    return {
        (q.subject, q.predicate, q.object)
        for graph in graphs
        for q in store().data.quads_for_pattern(None, None, None, ox.NamedNode(graph))
    }


def graphs_of(dataset: str) -> list[str]:
    names = [str(g.value) for g in store().data.named_graphs() if isinstance(g, ox.NamedNode)]
    found = {name: parse_graph_iri(BASE, name) for name in names}
    return [n for n, g in found.items() if g and g.dataset == dataset and not g.provenance]


@pytest.mark.parametrize("name", ["mihon", "nagareyama", "vocabulary"])
def test_counts_of_data_sets_are_exact(name: str) -> None:
    data = triples(*graphs_of(name))
    counts = known().counts.datasets[name]
    entities = {s for s, p, _ in data if p == RDF_TYPE and isinstance(s, ox.NamedNode)}
    assert counts.triples == len(data)
    assert counts.subjects == len({s for s, _, _ in data})
    assert counts.objects == len({o for _, _, o in data})
    assert counts.entities == len(entities)
    assert {k: v.triples for k, v in counts.properties.items()} == Counter(
        p.value for _, p, _ in data
    )
    for iri, used in counts.properties.items():
        own = [(s, o) for s, p, o in data if p.value == iri]
        assert used.subjects == len({s for s, _ in own})
        assert used.objects == len({o for _, o in own})
    classes = {(s, o) for s, p, o in data if p == RDF_TYPE and isinstance(s, ox.NamedNode)}
    expected = Counter(o.value for _, o in classes if isinstance(o, ox.NamedNode))
    assert counts.classes == expected


def test_what_several_years_state_counts_once() -> None:
    parts = known().counts.parts
    own = graphs_of("mihon")
    assert len(own) == 4
    assert sum(parts[graph].triples for graph in own) > known().counts.datasets["mihon"].triples
    for graph in own:
        assert parts[graph].triples == len(triples(graph))


def test_provenance_is_counted_apart() -> None:
    for graph, n in known().counts.provenance.items():
        assert n == len(triples(f"{graph}/provenance")) > 0


def test_links_lead_to_other_data_sets_and_outside() -> None:
    linked = known().counts.datasets["mihon"].linked
    own = f"{BASE}/id/"
    expected: Counter[tuple[str, str]] = Counter()
    for _, p, o in triples(*graphs_of("mihon")):
        if not isinstance(o, ox.NamedNode) or p == RDF_TYPE or o.value.startswith(own):
            continue
        place = "vocabulary" if o.value.startswith("https://w3id.org/michisuji/") else ""
        expected[p.value, place] += 1
    assert linked == expected
    assert {place for _, place in linked} == {"vocabulary", ""}


def test_links_between_data_sets_with_like_names() -> None:
    """``city-east`` is not ``city``; a link to a data set that is not there is one to outside."""
    small = MemoryStore(BASE)
    dcat, title = "http://www.w3.org/ns/dcat#Dataset", "http://purl.org/dc/terms/title"
    lines = []
    for name in ("city", "city-east"):
        about, graph = f"<{BASE}/id/dataset/{name}>", f"<{BASE}/graph/{name}>"
        for place in ("", graph):
            lines.append(f"{about} <{RDF_TYPE.value}> <{dcat}> {place} .")
            lines.append(f'{about} <{title}> "{name}"@ja {place} .')
    thing = f"<{BASE}/id/program/city-1> <http://purl.org/dc/terms/relation>"
    for target in ("city-2", "city-east-1", "town-1"):
        lines.append(f"{thing} <{BASE}/id/program/{target}> <{BASE}/graph/city> .")
    small.data.load("\n".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    linked = catalog.read(small, SETTINGS).counts.datasets["city"].linked
    relation = "http://purl.org/dc/terms/relation"
    assert linked == {(relation, "city-east"): 1, (relation, ""): 1}


def test_void_tells_what_was_counted() -> None:
    graph, counts = whole(), known().counts.datasets["mihon"]
    mihon = URIRef(f"{BASE}/id/dataset/mihon")
    assert graph.value(mihon, VOID.triples) == Literal(counts.triples)
    assert graph.value(mihon, VOID.entities) == Literal(counts.entities)
    assert graph.value(mihon, VOID.exampleResource) == URIRef(f"{BASE}/id/program/mihon-010101")
    used = {
        str(graph.value(part, VOID.property)): int(str(graph.value(part, VOID.triples)))
        for part in graph.objects(mihon, VOID.propertyPartition)
    }
    assert used == {k: v.triples for k, v in counts.properties.items()}
    links = list(graph.subjects(VOID.subjectsTarget, mihon))
    assert sum(int(str(graph.value(one, VOID.triples))) for one in links) == sum(
        counts.linked.values()
    )
    dumps = {str(o) for o in graph.objects(mihon, VOID.dataDump)}
    assert dumps == {f"{BASE}/dumps/mihon.nq.gz"}
