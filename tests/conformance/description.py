"""What a service description must be, as the W3C's three tests ask."""

from __future__ import annotations

from pathlib import Path

from pyshacl import validate
from rdflib import RDF, Graph, Namespace, URIRef

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SHAPES = Path(__file__).with_name("service-description.ttl")


def problems_of(test: str, turtle: bytes, endpoint: str) -> list[str]:
    """What is wrong with a description by one test of the suite; nothing when it passes.

    Raises KeyError for a test that the suite does not have.
    """
    graph = Graph().parse(data=turtle, format="turtle")
    checks = {
        "returns-rdf": lambda: [] if len(graph) else ["no triples"],
        "has-endpoint-triple": lambda: _endpoint(graph, endpoint),
        "conforms-to-schema": lambda: schema_problems(graph),
    }
    return checks[test]()


def _endpoint(graph: Graph, endpoint: str) -> list[str]:
    told = set(graph.objects(None, SD.endpoint))
    return [] if told == {URIRef(endpoint)} else [f"sd:endpoint is {told}"]


def schema_problems(graph: Graph) -> list[str]:
    """Where a description breaks the vocabulary's own statements on its terms."""
    if (None, RDF.type, SD.Service) not in graph:
        return ["there is no sd:Service"]
    conforms, _, text = validate(graph, shacl_graph=Graph().parse(SHAPES), allow_warnings=False)
    return [] if conforms else [text]
