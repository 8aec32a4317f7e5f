"""RDF in the formats that readers request, from the engine's N-Triples or an rdflib graph."""

from __future__ import annotations

import json
import re
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from michisuji import resources
from michisuji.errors import NotAcceptable
from michisuji.store.rdf_terms import in_order, n3
from michisuji.vocabulary import PREFIXES
from michisuji.web.gateway.xml import FORBIDDEN, returns_kept

if TYPE_CHECKING:
    from rdflib import Graph

JSON_LD = "application/ld+json"
_NAMES = {"text/turtle": "turtle", "application/n-triples": "nt", JSON_LD: "json-ld"}


def parse(ntriples: bytes) -> Graph:
    """Parse N-Triples into a graph with the usual prefixes."""
    import pyoxigraph

    from michisuji.store.rdf_terms import graph_of

    return graph_of(pyoxigraph.parse(ntriples, format=pyoxigraph.RdfFormat.N_TRIPLES))


def serialize(data: bytes | Graph, media_type: str) -> bytes:
    """Serialize a graph (or N-Triples) in one of the four formats; JSON-LD uses our context.

    Raises NotAcceptable when the format cannot hold the graph: RDF/XML has no way to write some
    properties and control characters, and only N-Triples and Turtle accept triples as terms.
    """
    try:
        text = _written(data, media_type)
    except (TypeError, ValueError) as error:
        raise unfit(media_type) from error
    if media_type == "application/rdf+xml":
        if FORBIDDEN.search(text):
            raise unfit(media_type)
        return returns_kept(text)
    return text


def as_document(graph: Graph) -> dict[str, Any]:
    """Return what :func:`serialize` writes as JSON-LD."""
    from rdflib.plugins.serializers.jsonld import from_rdf

    found: dict[str, Any] = from_rdf(graph, _context_read())  # type: ignore[no-untyped-call]  # rdflib's
    return found


def unfit(media_type: str) -> NotAcceptable:
    """Return the error of a format that cannot hold a graph."""
    return NotAcceptable(
        f"この結果は {media_type} では書き表せません",
        f"{media_type} cannot hold this result",
        hint_ja="ttl (text/turtle) か nt (application/n-triples) で取り出してください",
        hint_en="request it as ttl (text/turtle) or nt (application/n-triples)",
    )


def _written(data: bytes | Graph, media_type: str) -> bytes:
    if media_type == "application/rdf+xml":
        lines = data if isinstance(data, bytes) else data.serialize(format="nt").encode()
        return _rdf_xml(in_order(lines))
    graph = parse(data) if isinstance(data, bytes) else data
    name = _NAMES[media_type]
    if name == "json-ld":
        options: dict[str, Any] = {"context": _context_read(), "auto_compact": False}
        return bytes(graph.serialize(format=name, encoding="utf-8", **options))
    if name == "turtle":
        return _turtle(graph)
    if name == "nt":
        return in_order(graph.serialize(format="nt").encode())
    return bytes(graph.serialize(format=name, encoding="utf-8"))


#: What Turtle may write without quotes and read back unchanged.
_SHORT = {
    PREFIXES["xsd"] + "integer": re.compile(r"[+-]?[0-9]+"),
    PREFIXES["xsd"] + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    PREFIXES["xsd"] + "boolean": re.compile("true|false"),
}


def _turtle(graph: Graph) -> bytes:
    """Write Turtle by rdflib, but keep numbers: it would turn ``"45"^^xsd:decimal`` into 45.0."""
    from rdflib import Literal
    from rdflib.plugins.serializers.turtle import TurtleSerializer

    class Exact(TurtleSerializer):
        def label(self, node: Any, position: int) -> str:
            form = _SHORT.get(str(getattr(node, "datatype", None)))
            if not isinstance(node, Literal) or (form and form.fullmatch(node)):
                return str(super().label(node, position))
            known = graph.namespace_manager
            return n3(node, known.normalizeUri(node.datatype) if node.datatype else "")

    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri, override=True)
    written = BytesIO()
    Exact(graph).serialize(written, encoding="utf-8")
    return written.getvalue()


def _rdf_xml(ntriples: bytes) -> bytes:
    """Write RDF/XML by Oxigraph: rdflib's pretty writer leaves prefixes undeclared."""
    import pyoxigraph as ox

    triples = ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES)
    found = ox.serialize(triples, format=ox.RdfFormat.RDF_XML, prefixes=PREFIXES)
    if found and b"<oxprefix:" in found:  # a property whose IRI does not end in an XML name
        raise ValueError("not an XML name")
    return found or b""


@cache
def _context_read() -> Any:
    """Return the context as parsed by rdflib, which takes longer than most documents."""
    from rdflib.plugins.shared.jsonld.context import Context

    # In the order in which JSON-LD is written.
    ordered: dict[str, Any] = json.loads(json.dumps(context(), sort_keys=True))

    class Kept(Context):
        def to_dict(self) -> dict[str, Any]:
            return ordered

    return Kept(context())


@cache
def context() -> dict[str, Any]:
    """Return the ontology's JSON-LD context."""
    found: dict[str, Any] = json.loads(
        (resources.folder("ontology") / "context.jsonld").read_text("utf-8")
    )
    inner = found.get("@context", found)
    return dict(inner)
