"""Engines as functions: (data graph, shapes graph) → results. A refusal is a Failure.

``shacl`` is a package of the extra ``benchmark``; where it is not installed the table says so.
"""

from __future__ import annotations

import importlib.util
import io
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox
from michisuji.quality.check import reference
from michisuji.quality.shacl import Result, ShapesError, SnapshotSource, parse_shapes, validate
from michisuji.store.rdf_terms import oxigraph_converter
from rdflib import BNode, Graph, Literal, URIRef

from tests.conformance.suite import Failure, Row, rows_of

_SH = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True)
class Answer:
    """What an engine found; ``handed``: why some shapes were left to pySHACL."""

    rows: Counter[Row]
    handed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Engine:
    """``blank``: blank nodes come back under other names."""

    name: str
    run: Callable[[Graph, Graph], Answer]
    blank: bool = False
    missing: str | None = None


def compiled(data: Graph, shapes: Graph) -> Answer:
    """The set-based engine, and pySHACL for the shapes that it hands over."""
    store = store_of(data)
    try:
        model = parse_shapes(shapes)
        found = list(validate(SnapshotSource(store), model))
    except ShapesError as error:
        raise Failure(str(error)) from error
    if model.handed:
        try:
            found += reference.validate_some(store, shapes, model.handed)
        except Exception as error:
            raise Failure(f"handed to pySHACL: {error}") from error
    return Answer(_rows(found), tuple(sorted(set(model.handed.values()))))


def reference_engine(data: Graph, shapes: Graph) -> Answer:
    """pySHACL made fast: what the product falls back on."""
    try:
        return Answer(_rows(reference.validate(store_of(data), shapes, exact=True)))
    except Exception as error:
        raise Failure(str(error)) from error


def shipped(data: Graph, shapes: Graph) -> Answer:
    """pySHACL as it comes, on rdflib graphs."""
    from pyshacl import validate as run

    try:
        _, report, text = run(data, shacl_graph=shapes)
    except Exception as error:
        raise Failure(str(error)) from error
    if not isinstance(report, Graph):
        raise Failure(text)
    node = next(report.subjects(URIRef(_SH + "conforms"), None))
    return Answer(rows_of(report, node))


def shacl(data: Graph, shapes: Graph) -> Answer:
    """The PyPI package ``shacl``: it reads and answers texts."""
    import shacl as engine

    made: Any = engine.Shapes.from_text(_text(shapes), "ntriples")
    try:
        report = made.validate_text(_text(data), "ntriples")
        rdf = read_ntriples(report.serialize("ntriples"))
    except ValueError as error:
        raise Failure(str(error)) from error
    return Answer(rows_of(rdf, next(rdf.subjects(URIRef(_SH + "conforms"), None))))


def engines() -> tuple[Engine, ...]:
    """All engines of the table, installed or not."""
    absent = None if importlib.util.find_spec("shacl") else "not installed (extra `benchmark`)"
    return (
        Engine("compiled", compiled),
        Engine("pySHACL made fast", reference_engine),
        Engine("pySHACL as shipped", shipped),
        Engine("shacl", shacl, blank=True, missing=absent),
    )


def store_of(graph: Graph) -> ox.Store:
    """The same triples under the same blank nodes in an Oxigraph store."""
    store = ox.Store()
    for s, p, o in graph:
        store.add(ox.Quad(_term(s), _term(p), _term(o)))
    return store


def as_stored(term: Any) -> Any:
    """A literal as Oxigraph gives it back, which knows one integer type only."""
    if not isinstance(term, Literal):
        return term
    store, node = ox.Store(), ox.NamedNode("urn:x")
    store.add(ox.Quad(node, node, _term(term)))
    convert: Any = oxigraph_converter()
    return convert(next(iter(store)).object)


def read_ntriples(text: str) -> Graph:
    """N-Triples as an rdflib graph, literals as written."""
    convert: Any = oxigraph_converter()
    graph = Graph()
    for quad in ox.parse(io.BytesIO(text.encode()), format=ox.RdfFormat.N_TRIPLES):
        graph.add((convert(quad.subject), convert(quad.predicate), convert(quad.object)))
    return graph


def _text(graph: Graph) -> str:
    return "".join(f"{_term(s)} {_term(p)} {_term(o)} .\n" for s, p, o in graph)


def _term(term: Any) -> Any:
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    assert isinstance(term, Literal)
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(term.datatype) if term.datatype else None)


def _rows(results: Iterable[Result]) -> Counter[Row]:
    return Counter(
        (r.focus_node, r.path, r.value, r.source_shape, r.component, r.severity) for r in results
    )
