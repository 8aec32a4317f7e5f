"""Result paths in SHACL's own structure, from the sh:path of the shape that raised the finding."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from michisuji.quality.formats.turtle_terms import iri, is_iri
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

_SH = PREFIXES["sh"]
_STEPS = ("inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")


@cache
def path_turtle(path: str | None, shape: str, shapes: Graph) -> str:
    """Return ``path`` (an IRI or a SPARQL property path) as a SHACL path in Turtle.

    A path that is not an IRI is taken from the source shape; empty when neither states one.
    """
    if path is None:
        return ""
    if is_iri(path):
        return iri(path, "lm", "rdfs", "dcterms")
    from rdflib import URIRef

    stated = shapes.value(URIRef(shape), URIRef(_SH + "path"))
    return "" if stated is None else _turtle(shapes, stated)


def _turtle(graph: Graph, path: Node) -> str:
    from rdflib import RDF, URIRef
    from rdflib.collection import Collection

    if isinstance(path, URIRef):
        return iri(str(path), "lm", "rdfs", "dcterms")
    if graph.value(path, RDF.first) is not None:
        return "( " + " ".join(_turtle(graph, step) for step in Collection(graph, path)) + " )"
    for step in _STEPS:
        inner = graph.value(path, URIRef(_SH + step))
        if inner is not None:
            return f"[ sh:{step} {_turtle(graph, inner)} ]"
    return ""
