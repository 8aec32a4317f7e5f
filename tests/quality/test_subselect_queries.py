"""Constraints that are one subselect: asked once for all targets, looked up afterwards."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from michisuji.quality.shacl import SnapshotSource, parse_shapes, validate
from rdflib import Graph, URIRef

SHAPES = """
@prefix : <urn:x:> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:Root a sh:NodeShape ; sh:targetClass :C , :D ; sh:targetSubjectsOf :q ; sh:sparql :Q .
:Q sh:prefixes :Names ; sh:select '''%s''' .
:Names sh:declare [ sh:prefix "" ; sh:namespace "urn:x:"^^xsd:anyURI ] .
"""
#: What breaks the rule, of targets and others.
DATA = """
@prefix : <urn:x:> .
:a a :C ; :p 1 , 2 .   :b a :C , :D ; :q 1 ; :p 1 , 2 .   :c :q 1 ; :p 1 , 2 .
:d a :C ; :p 1 .       :e a :E ; :p 1 , 2 .               :f :p 1 , 2 .
"""
COUNTED = (
    "SELECT DISTINCT $this WHERE { { SELECT $this WHERE { $this :p ?v } "
    "GROUP BY $this HAVING (COUNT(?v) > 1) } }"
)
JOINED = "SELECT DISTINCT $this WHERE { { SELECT $this WHERE { $this :p 1 , 2 } } $this :p ?v }"
BESIDE = "SELECT DISTINCT $this WHERE { { SELECT $this WHERE { $this :p 1 , 2 } } FILTER (1 = 1) }"


class Asked(SnapshotSource):
    """Keeps the queries that it is asked."""

    def __init__(self) -> None:
        data = ox.Store()
        data.load(DATA, format=ox.RdfFormat.TURTLE)
        super().__init__(data)
        self.queries: list[str] = []

    def rows(self, query: str):  # type: ignore[no-untyped-def]
        if ":p" in query:
            self.queries.append(query)
        return super().rows(query)


def found(query: str, focus: list[URIRef] | None = None) -> tuple[set[str], list[str]]:
    shapes = parse_shapes(Graph().parse(data=SHAPES % query, format="turtle"))
    assert not shapes.handed
    source = Asked()
    nodes = {str(r.focus_node)[-1] for r in validate(source, shapes, focus)}
    return nodes, source.queries


@pytest.mark.parametrize("query", [COUNTED, JOINED, BESIDE])
def test_targets_alone_are_found(query: str) -> None:
    assert found(query)[0] == {"a", "b", "c"}
    assert found(query, [URIRef("urn:x:b"), URIRef("urn:x:f")])[0] == {"b"}


def test_a_subselect_is_asked_once_for_all_targets() -> None:
    (query,) = found(COUNTED)[1]
    assert "FILTER EXISTS" in query
    assert len(found(JOINED)[1]) == len(found(BESIDE)[1]) == 3


def test_nodes_that_are_named_are_named_in_the_subselect() -> None:
    for query in found(COUNTED, [URIRef("urn:x:b")])[1]:
        assert query.count("VALUES ?this { <urn:x:b> }") == 2
