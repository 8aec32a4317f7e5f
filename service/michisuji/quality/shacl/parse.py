"""Parses a shapes graph into :class:`Shapes`, including what the engine does not support."""

from __future__ import annotations

import threading
from collections.abc import Container, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from michisuji.quality.shacl.model import Constraint, Shape, Shapes, Target
from michisuji.quality.shacl.paths import items, parse_path
from michisuji.quality.shacl.scopes import Unsupported
from michisuji.quality.shacl.sparql import read_select
from michisuji.quality.shacl.terms import ShapesError, sh

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

#: Parameters with one value per shape: predicate → component.
_SINGLE = {
    "datatype": "Datatype",
    "nodeKind": "NodeKind",
    "minCount": "MinCount",
    "maxCount": "MaxCount",
    "minExclusive": "MinExclusive",
    "minInclusive": "MinInclusive",
    "maxExclusive": "MaxExclusive",
    "maxInclusive": "MaxInclusive",
    "minLength": "MinLength",
    "maxLength": "MaxLength",
}
#: Parameters of which each value is a separate constraint.
_MANY = {
    "class": "Class",
    "equals": "Equals",
    "disjoint": "Disjoint",
    "lessThan": "LessThan",
    "lessThanOrEquals": "LessThanOrEquals",
    "hasValue": "HasValue",
}
#: The same, where the value is a shape or a list of shapes.
_SHAPES = {"property": "Property", "node": "Node", "not": "Not"}
_SHAPE_LISTS = {"and": "And", "or": "Or", "xone": "Xone"}
_TARGETS = {
    "targetClass": "class",
    "targetNode": "node",
    "targetSubjectsOf": "subjectsOf",
    "targetObjectsOf": "objectsOf",
}
_NUMBERS = ("minCount", "maxCount", "minLength", "maxLength")
#: What SHACL has beyond Core and SPARQL constraints.
BEYOND = ("target", "js", "rule", "expression")
_NEEDS_PATH = ("MinCount", "MaxCount", "UniqueLang", "LessThan", "LessThanOrEquals", "Qualified")


def read_graph(paths: Iterable[Path], base_iri: str | None = None) -> Graph:
    """Read RDF files (format by name) into one graph, with literals as they are written.

    rdflib's parsers are not used: they turn ``"1"^^xsd:boolean`` into ``true``, and take ten times
    as long. Raises SyntaxError and OSError.
    """
    import pyoxigraph as ox
    from rdflib import Graph

    from michisuji.store.rdf_terms import graph_of

    parts = (ox.parse(path=str(p), base_iri=base_iri, rename_blank_nodes=True) for p in paths)
    # Without bound namespaces, as pySHACL recommends.
    return graph_of(chain.from_iterable(parts), Graph(bind_namespaces="none"))


def parse_shapes(graph: Graph) -> Shapes:
    """Read a shapes graph; raise ShapesError for one that SHACL calls ill-formed."""
    return ShapesReader(graph).read()


class ShapesReader:
    """Reads the shapes of a graph, each once; safe to use from many threads."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._made: dict[Node, Shape] = {}
        self._under_way: set[Node] = set()
        self._reading = threading.Lock()
        self._custom = {
            self._graph.value(parameter, sh("path")): component
            for component, parameter in graph.subject_objects(sh("parameter"))
        }

    def read(self, only: Container[str] | None = None) -> Shapes:
        """Return the shapes with a target and those that they refer to.

        ``only`` restricts the former. Raises ShapesError for what SHACL calls ill-formed.
        """
        shapes: list[Shape] = []
        handed: dict[Node, str] = {}
        with self._reading:
            for node in sorted(self.roots(), key=str):
                if only is None or str(node) in only:
                    try:
                        shapes.append(self._shape(node))
                    except Unsupported as reason:
                        handed[node] = str(reason)
            return Shapes(dict(self._made), tuple(shapes), handed)

    def roots(self) -> set[Node]:
        """Return the shapes that have a target: by one of the properties, or by being a class."""
        from rdflib import RDFS, URIRef

        found = {s for name in _TARGETS for s in self._graph.subjects(sh(name), None)}
        found |= set(self._graph.subjects(sh("target"), None))
        for kind in ("NodeShape", "PropertyShape"):
            for node in _of_type(self._graph, kind):
                if isinstance(node, URIRef) and self._is_class(node, RDFS.Class):
                    found.add(node)
        return found

    def _shape(self, node: Node) -> Shape:
        """Return the shape at ``node``; raise Unsupported for what this engine leaves out."""
        if node in self._made:
            return self._made[node]
        if node in self._under_way:
            raise Unsupported("a shape that refers to itself")
        self._under_way.add(node)
        try:
            shape = self._read(node)
        finally:
            self._under_way.discard(node)
        self._made[node] = shape
        return shape

    def _read(self, node: Node) -> Shape:
        path_node = self._one(node, "path")
        path = None if path_node is None else parse_path(self._graph, path_node)
        severity = self._one(node, "severity")
        constraints = tuple(self._constraints(node, path is not None))
        return Shape(
            node=node,
            path=path,
            targets=tuple(sorted(self._targets(node), key=lambda t: (t.kind, str(t.term)))),
            constraints=constraints,
            severity=severity if severity is not None else sh("Violation"),
            deactivated=_is_true(self._one(node, "deactivated")),
        )

    def _targets(self, node: Node) -> Iterator[Target]:
        from rdflib import RDFS, URIRef

        for name, kind in _TARGETS.items():
            for term in self._graph.objects(node, sh(name)):
                yield Target(kind, term)
        if isinstance(node, URIRef) and self._is_class(node, RDFS.Class):
            yield Target("class", node)

    def _is_class(self, node: Node, class_: Node) -> bool:
        from rdflib import OWL, RDF

        types = set(self._graph.objects(node, RDF.type))
        return class_ in types or OWL.Class in types

    def _constraints(self, node: Node, has_path: bool) -> Iterator[Constraint]:
        self._refuse(node)
        for made in self._own(node, has_path):
            if made.component in _NEEDS_PATH and not has_path:
                raise ShapesError(f"{made.component} in a node shape: {node}")
            yield made

    def _refuse(self, node: Node) -> None:
        for name in BEYOND:
            if self._graph.value(node, sh(name)) is not None:
                raise Unsupported(f"sh:{name}")
        for parameter in self._custom:
            if parameter is not None and self._graph.value(node, parameter) is not None:
                raise Unsupported(f"a constraint component of its own: {parameter}")

    def _own(self, node: Node, has_path: bool) -> Iterator[Constraint]:
        graph = self._graph
        for name, component in _SINGLE.items():
            value = self._one(node, name)
            if value is not None:
                yield Constraint(component, _number(value) if name in _NUMBERS else value)
        for name, component in _MANY.items():
            for value in _sorted(graph.objects(node, sh(name))):
                yield Constraint(component, value)
        for name, component in _SHAPES.items():
            for value in _sorted(graph.objects(node, sh(name))):
                yield Constraint(component, (self._shape(value),))
        for name, component in _SHAPE_LISTS.items():
            for head in _sorted(graph.objects(node, sh(name))):
                shapes = tuple(self._shape(item) for item in items(graph, head))
                yield Constraint(component, shapes)
        for make in (_in, _languages, _unique, _pattern, _closed):
            yield from make(self, node)
        yield from self._qualified(node)
        for constraint in _sorted(graph.objects(node, sh("sparql"))):
            select = read_select(graph, constraint, self._path_text(node) if has_path else None)
            if select is not None:
                yield Constraint("SPARQL", select, constraint)

    def _path_text(self, node: Node) -> str:
        path = self._one(node, "path")
        assert path is not None
        return parse_path(self._graph, path).sparql()

    def _qualified(self, node: Node) -> Iterator[Constraint]:
        inner = self._one(node, "qualifiedValueShape")
        if inner is None:
            return
        others: tuple[Shape, ...] = ()
        if _is_true(self._one(node, "qualifiedValueShapesDisjoint")):
            others = tuple(self._shape(n) for n in _sorted(self._siblings(node)) if n != inner)
        for name, component in (
            ("qualifiedMinCount", "QualifiedMinCount"),
            ("qualifiedMaxCount", "QualifiedMaxCount"),
        ):
            count = self._one(node, name)
            if count is not None:
                yield Constraint(component, (self._shape(inner), others, _number(count)))

    def _siblings(self, node: Node) -> Iterator[Node]:
        for parent in self._graph.subjects(sh("property"), node):
            for sibling in self._graph.objects(parent, sh("property")):
                yield from self._graph.objects(sibling, sh("qualifiedValueShape"))

    def _one(self, node: Node, name: str) -> Node | None:
        """Return the one value of a parameter; raise ShapesError for several."""
        found = list(self._graph.objects(node, sh(name)))
        if len(found) > 1:
            raise ShapesError(f"more than one sh:{name}: {node}")
        return found[0] if found else None

    def list_of(self, node: Node, name: str) -> tuple[Node, ...] | None:
        """Return the members of a parameter that is a list; None without it."""
        head = self._one(node, name)
        return None if head is None else tuple(items(self._graph, head))

    def value(self, node: Node, name: str) -> Any:
        """Return the one value of a parameter, or None."""
        return self._one(node, name)

    def property_paths(self, node: Node) -> set[Node]:
        """Return the predicates that the shape's own property shapes have as path."""
        shapes = self._graph.objects(node, sh("property"))
        return {p for s in shapes for p in self._graph.objects(s, sh("path"))}


def _in(reader: ShapesReader, node: Node) -> Iterator[Constraint]:
    if (members := reader.list_of(node, "in")) is not None:
        yield Constraint("In", members)


def _languages(reader: ShapesReader, node: Node) -> Iterator[Constraint]:
    if (members := reader.list_of(node, "languageIn")) is not None:
        yield Constraint("LanguageIn", members)


def _unique(reader: ShapesReader, node: Node) -> Iterator[Constraint]:
    if _is_true(reader.value(node, "uniqueLang")):
        yield Constraint("UniqueLang", True)


def _pattern(reader: ShapesReader, node: Node) -> Iterator[Constraint]:
    pattern = reader.value(node, "pattern")
    if pattern is not None:
        flags = reader.value(node, "flags")
        yield Constraint("Pattern", (str(pattern), str(flags or "")))


def _closed(reader: ShapesReader, node: Node) -> Iterator[Constraint]:
    from rdflib import URIRef

    if _is_true(reader.value(node, "closed")):
        allowed = set(reader.list_of(node, "ignoredProperties") or ())
        allowed |= {p for p in reader.property_paths(node) if isinstance(p, URIRef)}
        yield Constraint("Closed", tuple(_sorted(allowed)))


def _of_type(graph: Graph, name: str) -> Iterator[Node]:
    from rdflib import RDF

    return graph.subjects(RDF.type, sh(name))


def _sorted(nodes: Any) -> list[Node]:
    return sorted(set(nodes), key=str)


def _is_true(term: Node | None) -> bool:
    """Return True for the literal true itself, as SHACL requires, not "1"^^xsd:boolean."""
    from rdflib import Literal

    return isinstance(term, Literal) and str(term) == "true"


def _number(term: Node) -> int:
    try:
        return int(str(term))
    except ValueError as error:
        raise ShapesError(f"not a whole number: {term}") from error
