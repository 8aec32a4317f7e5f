"""RDF in the formats that readers ask for, from the engine's N-Triples or an rdflib graph."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from michisuji import resources
from michisuji.errors import NotAcceptable
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
    import pyoxigraph

    from michisuji.store.terms import graph_of

    return graph_of(pyoxigraph.parse(ntriples, format=pyoxigraph.RdfFormat.N_TRIPLES))


def serialize(data: bytes | Graph, media_type: str) -> bytes:
    """A graph (or N-Triples) in one of the four formats; JSON-LD is compacted with our context.

    Raises NotAcceptable when the format cannot hold the graph: RDF/XML has no way to write some
    properties and control characters, and none but N-Triples and Turtle takes triples as terms.
    """
    try:
        text = _written(parse(data) if isinstance(data, bytes) else data, media_type)
    except (TypeError, ValueError) as error:
        raise _unfit(media_type) from error
    if media_type == "application/rdf+xml" and _NOT_IN_XML.search(text):
        raise _unfit(media_type)
    return text


_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _unfit(media_type: str) -> NotAcceptable:
    return NotAcceptable(
        f"この結果は {media_type} では書き表せません",
        f"{media_type} cannot hold this result",
        hint_ja="ttl (text/turtle) か nt (application/n-triples) で取り出してください",
        hint_en="take it as ttl (text/turtle) or nt (application/n-triples)",
    )


def _written(graph: Graph, media_type: str) -> bytes:
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri, override=True)
    name = _NAMES[media_type]
    options: dict[str, Any] = {}
    if name == "json-ld":
        options = {"context": context(), "auto_compact": False}
    elif name == "pretty-xml":
        options = {"max_depth": 1}
    return bytes(graph.serialize(format=name, encoding="utf-8", **options))


@cache
def context() -> dict[str, Any]:
    """The ontology's JSON-LD context."""
    found: dict[str, Any] = json.loads(
        (resources.folder("ontology") / "context.jsonld").read_text("utf-8")
    )
    inner = found.get("@context", found)
    return dict(inner)
