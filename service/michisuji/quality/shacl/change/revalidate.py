"""Revalidation of the few focus nodes that a change affects, instead of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from michisuji.quality.shacl.change.steps import RDF_TYPE, SUBCLASS, Reads, Steps
from michisuji.quality.shacl.change.walk import (
    Affected,
    Change,
    NeighbourQuery,
    Walker,
    affected,
    can_be_named,
    walk_back,
)
from michisuji.quality.shacl.engine import validate
from michisuji.quality.shacl.model import Result, Shape, Shapes, Target
from michisuji.quality.shacl.nodes import Classes

if TYPE_CHECKING:
    from rdflib.term import Node

    from michisuji.quality.shacl.source import Source

#: Beyond this many focus nodes of a shape, validating all of them is no more expensive.
WHOLE = 20_000


@dataclass(frozen=True)
class Renewal:
    """A plan of what to validate again: ``roots`` on their nodes; ``dropped`` results are outdated.

    ``dropped`` maps a shape that results are reported under to their focus nodes; None: all.
    """

    roots: Mapping[Node, Affected]
    dropped: Mapping[Node, frozenset[Node] | None]

    def drops(self, shape: Node, focus: Node) -> bool:
        """Return True if a result of the shape for the focus node is out of date."""
        nodes = self.dropped.get(shape, frozenset())
        return nodes is None or focus in nodes


def renewal(walker: Walker, reads: Mapping[Node, Reads], change: Change) -> Renewal:
    """Return what must be validated again after a change."""
    found = affected(walker, reads, change)
    if any(str(predicate) == SUBCLASS for _, predicate, _ in change.triples()):
        for root in reads:
            found.setdefault(root, Affected(set())).everything = True
    for one in found.values():
        one.everything |= len(one.nodes) > WHOLE
    dropped: dict[Node, frozenset[Node] | None] = {}
    _spread(walker, reads, found, dropped)
    return Renewal(found, dropped)


def _spread(
    walker: Walker,
    reads: Mapping[Node, Reads],
    found: dict[Node, Affected],
    dropped: dict[Node, frozenset[Node] | None],
) -> None:
    """Extend the renewal to all focus nodes and roots that share a result."""
    sharing: dict[Node, list[Node]] = {}
    for root, own in reads.items():
        for shape in own.reports:
            sharing.setdefault(shape, []).append(root)
    waiting = list(found)
    while waiting:
        root = waiting.pop()
        one = found[root]
        for shape, places in reads[root].reports.items():
            simple = len(sharing[shape]) == 1 and places == {()}
            if one.everything or not places:
                _put_all(shape, sharing[shape], found, dropped, waiting)
            elif simple:
                known = dropped.get(shape, frozenset())
                dropped[shape] = None if known is None else known | one.nodes
            elif dropped.get(shape, frozenset()) is not None:
                fresh = frozenset(ahead(walker, places, one.nodes)) - (dropped.get(shape) or set())
                if fresh:
                    dropped[shape] = (dropped.get(shape) or frozenset()) | fresh
                    _put_back(walker, reads, shape, sharing[shape], fresh, found, waiting)


def _put_all(
    shape: Node,
    roots: Iterable[Node],
    found: dict[Node, Affected],
    dropped: dict[Node, frozenset[Node] | None],
    waiting: list[Node],
) -> None:
    dropped[shape] = None
    for root in roots:
        other = found.setdefault(root, Affected(set()))
        if not other.everything:
            other.everything = True
            waiting.append(root)


def _put_back(
    walker: Walker,
    reads: Mapping[Node, Reads],
    shape: Node,
    roots: Iterable[Node],
    nodes: frozenset[Node],
    found: dict[Node, Affected],
    waiting: list[Node],
) -> None:
    """Add the focus nodes of all roots that lead to ``nodes``."""
    tokens: dict[tuple[Steps, Node], set[Node]] = {}
    for root in roots:
        for place in reads[root].reports[shape]:
            tokens.setdefault((place, root), set()).update(nodes)
    for root, reached in walk_back(walker, tokens).items():
        own = found.setdefault(root, Affected(set()))
        if not reached <= own.nodes:
            own.nodes |= reached
            own.everything |= not all(map(can_be_named, reached))
            waiting.append(root)


def ahead(walker: Walker, places: Iterable[Steps], nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield the nodes at the end of the steps from ``nodes``, before or after the change."""
    for steps in places:
        here = set(nodes)
        for step in steps:
            asks = list(walker.back(step.reversed(), here))
            walker.neighbours(asks)
            here = {other for ask in asks for _, other in walker.of(ask)}
        yield from here


def validate_again(
    source: Source,
    walker: Walker,
    shapes: Shapes,
    roots: Mapping[Node, Affected],
    *,
    condition: str = "",
    classes: Classes,
) -> Iterator[tuple[Shape, Iterator[Result]]]:
    """Yield each root to be validated again, with its results there.

    ``condition`` restricts a root that is validated as a whole to some nodes; nodes named in
    ``roots`` are validated as they are.
    """
    nodes = {n for one in roots.values() if not one.everything for n in one.nodes}
    walker.neighbours(NeighbourQuery(node, RDF_TYPE, True) for node in nodes)
    for root in shapes.roots:
        one = roots.get(root.node)
        if one is None:
            continue
        if one.everything:
            yield root, validate(source, shapes, only=[root], condition=condition, classes=classes)
            continue
        for targets, focus in _possible(walker, classes, root.targets, one.nodes):
            part = replace(root, targets=targets)
            yield root, validate(source, shapes, focus, only=[part], classes=classes)


def _possible(
    walker: Walker, classes: Classes, targets: Iterable[Target], nodes: Iterable[Node]
) -> Iterator[tuple[tuple[Target, ...], list[Node]]]:
    """Yield the nodes that may belong to the targets; for all others no query is needed.

    A node that is certainly of one class is queried only as a member of that class.
    """
    found: dict[tuple[Target, ...], list[Node]] = {}
    for node in sorted(filter(can_be_named, nodes), key=str):
        types = {f"<{class_}>" for class_ in walker.types(node)}
        own = tuple(target for target in targets if _may_be(target, node, types, classes))
        own = next(((target,) for target in own if target.kind in ("class", "node")), own)
        if own:
            found.setdefault(own, []).append(node)
    yield from found.items()


def _may_be(target: Target, node: Node, types: set[str], classes: Classes) -> bool:
    if target.kind == "class":
        return not types.isdisjoint(classes.below(target.term.n3()))
    if target.kind == "node":
        return target.term == node
    return bool(types) or target.kind == "objectsOf" or str(target.term) != RDF_TYPE
