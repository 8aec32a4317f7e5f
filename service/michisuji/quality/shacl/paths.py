"""SHACL property paths (SHACL 2.3.1): from RDF, and as SPARQL 1.1 property paths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from michisuji.quality.shacl.terms import ShapesError, sh

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

Kind = Literal["predicate", "inverse", "sequence", "alternative", "*", "+", "?"]
_UNARY: tuple[tuple[str, Kind], ...] = (
    ("inversePath", "inverse"),
    ("zeroOrMorePath", "*"),
    ("oneOrMorePath", "+"),
    ("zeroOrOnePath", "?"),
)


@dataclass(frozen=True)
class Path:
    """One path; ``iri`` is set for a predicate, ``parts`` for everything else."""

    kind: Kind
    iri: str = ""
    parts: tuple[Path, ...] = ()

    def __str__(self) -> str:
        """Return a predicate's IRI, or the SPARQL text of a longer path, as shown in results."""
        return self.iri if self.kind == "predicate" else self.sparql()

    def sparql(self) -> str:
        """Return the path in SPARQL syntax, with absolute IRIs."""
        if self.kind == "predicate":
            return f"<{self.iri}>"
        inner = [p.sparql() if p.kind == "predicate" else f"({p.sparql()})" for p in self.parts]
        if self.kind == "sequence":
            return "/".join(inner)
        if self.kind == "alternative":
            return "|".join(inner)
        return f"^{inner[0]}" if self.kind == "inverse" else inner[0] + self.kind

    def pushed(self, backward: bool = False) -> Path:
        """Push every inverse down to a predicate; ``backward`` also reverses the path."""
        if self.kind == "predicate":
            return Path("inverse", parts=(self,)) if backward else self
        if self.kind == "inverse":
            return self.parts[0].pushed(not backward)
        parts = tuple(p.pushed(backward) for p in self.parts)
        if self.kind == "sequence" and backward:
            parts = parts[::-1]
        return Path(self.kind, parts=parts)

    def steps(self) -> tuple[Path, ...]:
        """Return the parts of a sequence, flattened."""
        if self.kind != "sequence":
            return (self,)
        return tuple(step for part in self.parts for step in part.steps())


def parse_path(graph: Graph, node: Node) -> Path:
    """Parse the path that ``node`` describes.

    Raises ShapesError if it is not a path.
    """
    from rdflib import BNode, URIRef

    if isinstance(node, URIRef):
        return Path("predicate", iri=str(node))
    if not isinstance(node, BNode):
        raise ShapesError(f"not a property path: {node}")
    if graph.value(node, _rdf("first")) is not None:
        return Path("sequence", parts=_parts(graph, node))
    for name, kind in _UNARY:
        inner = graph.value(node, sh(name))
        if inner is not None:
            return Path(kind, parts=(parse_path(graph, inner),))
    choices = graph.value(node, sh("alternativePath"))
    if choices is None:
        raise ShapesError(f"not a property path: {node}")
    return Path("alternative", parts=_parts(graph, choices))


def exists(path: Path, start: str, end: str) -> str:
    """Return a group that holds when ``start path end`` does; ``end`` is a term or variable.

    A sequence is nested one step deep (`A . FILTER EXISTS { B }`): engines join the plain `A . B`
    of an EXISTS over the whole graph for each focus node.
    """
    steps = path.pushed().steps()
    nodes = [start, *(f"?step{n}" for n in range(1, len(steps))), end]
    text = ""
    for n in range(len(steps) - 1, -1, -1):
        inner = f" FILTER EXISTS {{ {text} }}" if text else ""
        text = f"{nodes[n]} {steps[n].sparql()} {nodes[n + 1]} .{inner}"
    return text


def _parts(graph: Graph, head: Node) -> tuple[Path, ...]:
    parts = tuple(parse_path(graph, item) for item in items(graph, head))
    if len(parts) < 2:
        raise ShapesError(f"a path of fewer than two parts: {head}")
    return parts


def items(graph: Graph, head: Node) -> Iterator[Node]:
    """Yield the members of an RDF list.

    Raises ShapesError when it is broken or cyclic.
    """
    seen: set[Node] = set()
    nil = _rdf("nil")
    while head != nil:
        first = graph.value(head, _rdf("first"))
        rest = graph.value(head, _rdf("rest"))
        if first is None or rest is None or head in seen:
            raise ShapesError(f"not a list: {head}")
        seen.add(head)
        yield first
        head = rest


def _rdf(name: str) -> Node:
    from rdflib import RDF

    return RDF[name]
