"""RDF in the formats that readers ask for, from the engine's N-Triples or an rdflib graph."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from michisuji import resources
from michisuji.vocabulary import PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph

_NAMES = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "pretty-xml",
    "application/ld+json": "json-ld",
}


def parse(ntriples: bytes) -> Graph:
    """N-Triples as a graph with the usual prefixes."""
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    graph.parse(data=ntriples, format="nt")
    return graph


def serialize(data: bytes | Graph, media_type: str) -> bytes:
    """A graph (or N-Triples) in one of the four formats; JSON-LD is compacted with our context."""
    graph = parse(data) if isinstance(data, bytes) else data
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri, override=True)
    name = _NAMES[media_type]
    if name == "json-ld":
        text = graph.serialize(format=name, context=context(), auto_compact=False, encoding="utf-8")
    elif name == "pretty-xml":
        text = graph.serialize(format=name, max_depth=1, encoding="utf-8")
    else:
        text = graph.serialize(format=name, encoding="utf-8")
    return bytes(text)


@cache
def context() -> dict[str, Any]:
    """The ontology's JSON-LD context."""
    found: dict[str, Any] = json.loads(
        (resources.folder("ontology") / "context.jsonld").read_text("utf-8")
    )
    inner = found.get("@context", found)
    return dict(inner)
