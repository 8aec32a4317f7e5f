"""Terms of SPARQL results as rdflib terms, made without rdflib's parsers.

rdflib's SPARQL and Turtle parsers hold locks or global state, so results are read by ``json`` and
pyoxigraph instead. Literals keep the lexical form in the store (no normalization).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.plugins.stores.memory import SimpleMemory

from michisuji.languages import Text, by_language, pick
from michisuji.literals import DECIMALS, is_decimal
from michisuji.store.protocol import Solutions
from michisuji.vocabulary import LABELS

if TYPE_CHECKING:
    from rdflib.term import Identifier, Node

# It logs a traceback for each ill-typed literal; `michisuji check` says where they are.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


def _iri(value: str) -> URIRef:
    # URIRef() searches each IRI for forbidden characters; the store has done so already.
    return str.__new__(URIRef, value)


def literal(lexical: str, language: str | None, datatype: str | None) -> Literal:
    """Return a literal as stored; ``xsd:string`` becomes a plain one, like ``Literal("x")``."""
    if language:
        return Literal(lexical, lang=language)
    if datatype is None or datatype == XSD_STRING:
        return Literal(lexical)
    # rdflib warns about such flags, and its value for NaN cannot be sorted.
    is_odd_flag = datatype == _BOOLEAN and lexical not in ("true", "false", "1", "0")
    if is_odd_flag or (datatype in DECIMALS and not is_decimal(lexical, datatype)):
        return _unread(lexical, datatype)
    try:
        return Literal(lexical, datatype=_iri(datatype), normalize=False)
    except Exception:  # rdflib's conversion of some ill-typed texts
        return _unread(lexical, datatype)


def _unread(lexical: str, datatype: str) -> Literal:
    """Return a literal without a Python value, for those that rdflib fails to convert."""
    made = Literal(lexical)
    made._datatype, made._value, made._ill_typed = _iri(datatype), None, True
    return made


def n3(term: Node, datatype: str = "") -> str:
    """Return a term in Turtle, with a literal's text unchanged.

    ``datatype`` is a shorter name for its IRI. rdflib's own method rewrites some numbers, and warns
    about invalid ones.
    """
    if isinstance(term, Literal) and term.datatype is not None:
        return f"{Literal(str(term)).n3()}^^{datatype or term.datatype.n3()}"
    return str(term.n3())


def texts(terms: Iterable[Node]) -> Text:
    """Return the literals among terms by language, '' for those without one."""
    literals = (term for term in terms if isinstance(term, Literal))
    return by_language((term.language or "", str(term)) for term in literals)


def label_in(graph: Graph, node: Node, lang: str, otherwise: str = "") -> str:
    """Return a node's name in a graph, in ``lang`` or the next best language."""
    names: dict[str, str] = {}
    for prop in reversed(LABELS):
        names.update(texts(graph.objects(node, _iri(prop))))
    return pick(names, lang, otherwise)


def oxigraph_converter() -> Callable[[Any], Identifier | None]:
    """Return a caching function from pyoxigraph terms to rdflib terms."""
    import pyoxigraph as ox

    made: dict[Any, Identifier] = {}

    def make(term: Any) -> Identifier:
        if isinstance(term, ox.NamedNode):
            return _iri(term.value)
        if isinstance(term, ox.Literal):
            return literal(term.value, term.language, term.datatype.value)
        if isinstance(term, ox.BlankNode):
            return BNode(term.value)
        raise TypeError(f"not an RDF 1.1 term: {term}")

    def convert(term: Any) -> Identifier | None:
        if term is None:
            return None
        found = made.get(term)
        if found is None:
            found = made[term] = make(term)
        return found

    return convert


def solutions_of(answer: dict[str, Any]) -> Solutions:
    """Parse a SELECT's answer in the SPARQL JSON format.

    Raises KeyError or TypeError for others.
    """
    names = tuple(answer["head"].get("vars", ()))
    convert = _json_converter()
    rows = answer["results"]["bindings"]
    return Solutions(names, [tuple(convert(row.get(name)) for name in names) for row in rows])


def _json_converter() -> Callable[[dict[str, Any] | None], Identifier | None]:
    """Return a function from bindings of the SPARQL JSON results format to rdflib terms."""
    made: dict[tuple[str, str, str | None, str | None], Identifier] = {}

    def make(kind: str, value: str, language: str | None, datatype: str | None) -> Identifier:
        if kind == "uri":
            return _iri(value)
        if kind in ("literal", "typed-literal"):
            return literal(value, language, None if datatype == _LANG_STRING else datatype)
        if kind == "bnode":
            return BNode(value)
        raise TypeError(f"not an RDF 1.1 term: {kind}")

    def convert(binding: dict[str, Any] | None) -> Identifier | None:
        if binding is None:
            return None
        key = (
            binding["type"],
            binding["value"],
            binding.get("xml:lang"),
            binding.get("datatype"),
        )
        found = made.get(key)
        if found is None:
            found = made[key] = make(*key)
        return found

    return convert


def graph_of(triples: Iterable[Any], graph: Graph | None = None) -> Graph:
    """Return an rdflib graph of pyoxigraph triples (or quads, without their graph names).

    They are added to ``graph`` if given. Otherwise they are kept without rdflib's indices by graph,
    which one graph does not need, but pySHACL asks for.
    """
    convert: Callable[[Any], Any] = oxigraph_converter()
    graph = Graph(SimpleMemory(), bind_namespaces="none") if graph is None else graph
    add = graph.add
    for triple in triples:
        add(
            (
                convert(triple.subject),
                convert(triple.predicate),
                convert(triple.object),
            )
        )
    return graph


def in_order(ntriples: bytes) -> bytes:
    """Sort the lines of N-Triples and drop repeated ones: same data, same bytes.

    Neither the engine nor rdflib has an order. A line ends at a line feed alone: ``str.splitlines``
    also breaks at characters that a literal may hold (U+2028, U+0085, form feed …).
    """
    return b"".join(line + b"\n" for line in sorted(set(filter(None, ntriples.split(b"\n")))))


def oxigraph_term(term: Any) -> Any:
    """Convert an rdflib term to a pyoxigraph term."""
    import pyoxigraph as ox

    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    if term.datatype is None:
        return ox.Literal(str(term))
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))
