"""The reads of shapes: chains of steps from a focus node to each triple that affects its results.

They are derived from targets, paths, nested shapes and the patterns of SPARQL constraints. Every
triple that can change a result is the end of a chain (or loose); superfluous chains do no harm.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from michisuji.quality.shacl.change.patterns import reads_of_select
from michisuji.quality.shacl.change.steps import (
    RDF_TYPE,
    Chain,
    Loose,
    Reads,
    Steps,
    Unbounded,
    one,
    prefixes,
    ways,
)
from michisuji.quality.shacl.model import Constraint, Shape, Shapes, Target

if TYPE_CHECKING:
    from rdflib.term import Node

#: The reads of a shape that is not supported: everything.
_EVERYTHING = frozenset({Loose()})
_OWN: frozenset[Steps] = frozenset({()})
_MOST_KNOWN = 16


class Reading:
    """The reads of each root of a shapes graph."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.of: dict[Node, Reads] = {root.node: _root(root) for root in shapes.roots}
        for node in shapes.handed:
            self.of[node] = Reads(loose=_EVERYTHING, reports={node: _OWN})

    def unbounded(self) -> tuple[Node, ...]:
        """Return the roots with reads that are not connected to their focus nodes."""
        return tuple(node for node, reads in self.of.items() if reads.loose)


_known: dict[int, Reading] = {}
_knowing = threading.Lock()


def reading_of(shapes: Shapes) -> Reading:
    """Return what the roots of ``shapes`` read, computed once per object.

    The computation takes seconds: concurrent callers wait for it instead of repeating it.
    """
    key = id(shapes)
    with _knowing:
        if key not in _known:
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            _known[key] = Reading(shapes)  # keeps the shapes alive, so that no others get their id
        return _known[key]


def _root(root: Shape) -> Reads:
    try:
        inner = _of_shape(root)
    except Unbounded:
        return Reads(loose=_EVERYTHING, reports=_reports(root))
    targets = frozenset(chain for target in root.targets for chain in _target(target))
    return Reads(targets | inner.chains, inner.loose, _reports(root))


def _target(target: Target) -> Iterator[Chain]:
    if target.kind == "class":
        # Of any class: a subclass counts, too.
        yield Chain((one(RDF_TYPE),))
    elif target.kind != "node":
        yield Chain((one(str(target.term), forward=target.kind == "subjectsOf"),))


def _of_shape(shape: Shape) -> Reads:
    """Return the reads of a shape from its focus node."""
    chains: set[Chain] = set()
    loose: set[Loose] = set()
    values = ways(shape.path) if shape.path else _OWN
    chains |= prefixes(values)
    for constraint in shape.constraints:
        if constraint.component == "SPARQL":
            found = reads_of_select(constraint.value)
            chains |= found.chains
            loose |= found.loose
            continue
        for chain in _at_focus(constraint):
            chains.add(chain)
        for inner in _of_value(constraint):
            loose |= inner.loose
            for way in values:
                chains |= set(inner.before(way))
    return Reads(frozenset(chains), frozenset(loose))


def _at_focus(constraint: Constraint) -> Iterator[Chain]:
    """Yield the chains that a constraint reads from the focus node itself, whatever the path."""
    if constraint.component in ("Equals", "Disjoint", "LessThan", "LessThanOrEquals"):
        yield Chain((one(str(constraint.value)),))


def _of_value(constraint: Constraint) -> Iterator[Reads]:
    """Yield what a constraint reads of each value node."""
    if constraint.component == "Class":
        yield Reads(frozenset({Chain((one(RDF_TYPE),))}))
    elif constraint.component == "Closed":
        yield Reads(frozenset({Chain((one(),))}))
    for shape in _inner(constraint):
        yield _of_shape(shape)


def _inner(constraint: Constraint) -> Iterator[Shape]:
    """Yield the shapes that a constraint refers to."""
    waiting: list[Any] = [constraint.value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Shape):
            yield part
        elif isinstance(part, tuple):
            waiting += part


def _reports(root: Shape) -> dict[Node, frozenset[Steps]]:
    """Return the shapes that results of the root are reported under, and their focus nodes.

    A property shape within a property shape has the values of the outer one as focus nodes.
    """
    found: dict[Node, set[Steps]] = {}
    waiting: list[tuple[Shape, frozenset[Steps]]] = [(root, _OWN)]
    while waiting:
        shape, place = waiting.pop()
        found.setdefault(shape.node, set()).update(place)
        below = _onward(place, shape)
        for constraint in shape.constraints:
            if constraint.component == "Property":
                waiting.append((constraint.value[0], below))
    return {node: frozenset(places) for node, places in found.items()}


def _onward(place: Iterable[Steps], shape: Shape) -> frozenset[Steps]:
    if shape.path is None:
        return frozenset(place)
    try:
        return frozenset(way + on for way in place for on in ways(shape.path))
    except Unbounded:
        return frozenset()
