"""The W3C SHACL test suite, read from its manifests; its files stay outside the project.

A report is compared as the suite's own rules say: conforms, and of each result its focus node, path
(by structure), value, source shape, component and severity. Messages are free.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from michisuji.quality.shacl import read_graph
from michisuji.quality.shacl.paths import parse_path
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

SUITE = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "shacl"
_SH = "http://www.w3.org/ns/shacl#"
_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_SHT = "http://www.w3.org/ns/shacl-test#"

#: focus node, path (SPARQL text or IRI), value, source shape, component, severity.
Row = tuple[Node | None, str | None, Node | None, Node | None, Node | None, Node | None]


class Failure(Exception):
    """The engine refused to validate: what the suite calls ``sht:Failure``."""


@dataclass(frozen=True)
class Case:
    """One test. ``name`` is like ``core/node/and-001``."""

    name: str
    manifest: Path
    node: Node

    @cached_property
    def own(self) -> Graph:
        """The file that holds the test; data and shapes are often the same file."""
        return graph_of(self.manifest)

    def graph(self, role: str) -> Graph:
        """The data graph (role ``dataGraph``) or the shapes graph (``shapesGraph``)."""
        action = self.own.value(self.node, URIRef(_MF + "action"))
        place = path_of(self.own.value(action, URIRef(_SHT + role)))
        return self.own if place == self.manifest else graph_of(place)

    def expected(self) -> Counter[Row] | None:
        """The results that a right engine finds; None: it must fail."""
        report = self.own.value(self.node, URIRef(_MF + "result"))
        if report == URIRef(_SHT + "Failure"):
            return None
        rows = rows_of(self.own, report)
        conforms = self.own.value(report, URIRef(_SH + "conforms"))
        assert str(conforms) == ("false" if rows else "true"), "the suite contradicts itself"
        return rows


def graph_of(path: Path) -> Graph:
    """A file of the suite, literals as they are written."""
    return read_graph([path], base_iri=path.as_uri())


def path_of(iri: Node | None) -> Path:
    """The file that an IRI of a manifest means."""
    return Path(unquote(urlsplit(str(iri)).path))


def rows_of(graph: Graph, report: Node | None) -> Counter[Row]:
    """The results of a report in RDF."""

    def one(node: Node, name: str) -> Any:
        return graph.value(node, URIRef(_SH + name))

    found: Counter[Row] = Counter()
    for node in graph.objects(report, URIRef(_SH + "result")):
        path = one(node, "resultPath")
        found[
            one(node, "focusNode"),
            None if path is None else str(parse_path(graph, path)),
            one(node, "value"),
            one(node, "sourceShape"),
            one(node, "sourceConstraintComponent"),
            one(node, "resultSeverity"),
        ] += 1
    return found


def cases(part: str = "") -> Iterator[Case]:
    """All tests of the suite (or those of ``core`` or ``sparql``), in the manifests' order."""
    yield from _cases(SUITE / part / "manifest.ttl")


def _cases(manifest: Path) -> Iterator[Case]:
    graph = graph_of(manifest)
    for head in graph.objects(None, URIRef(_MF + "entries")):
        for node in graph.items(head):
            assert (node, RDF.type, URIRef(_SHT + "Validate")) in graph, node
            name = f"{manifest.parent.relative_to(SUITE)}/{path_of(node).name}"
            yield Case(name, manifest, node)
    for included in sorted(graph.objects(None, URIRef(_MF + "include")), key=str):
        yield from _cases(path_of(included))


def same(found: Counter[Row], expected: Counter[Row], *, blank: bool = False) -> bool:
    """Whether two reports are the same; ``blank``: the engine gives blank nodes names of its own.

    Then all blank nodes count as one, which may take two results for the same.
    """
    if not blank:
        return found == expected
    return changed(found, _masked) == changed(expected, _masked)


def changed(rows: Counter[Row], term: Callable[[Any], Any]) -> Counter[Row]:
    """The same results with each term changed."""
    made: Counter[Row] = Counter()
    for (focus, path, value, shape, component, severity), times in rows.items():
        row = (term(focus), path, term(value), term(shape), component, severity)
        made[row] += times
    return made


def _masked(term: Any) -> Any:
    return BNode("x") if isinstance(term, BNode) else term


def told(row: Row) -> str:
    """A result in a line, for a failing test."""
    return " ".join(t.n3() if isinstance(t, (URIRef, Literal, BNode)) else str(t) for t in row)
