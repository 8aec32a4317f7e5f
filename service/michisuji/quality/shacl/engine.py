"""Validation: every root shape on its targets, results as they are found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from michisuji.quality.shacl.core import Ask, Broken, broken
from michisuji.quality.shacl.model import Constraint, Result, Shape, Shapes
from michisuji.quality.shacl.nodes import Classes, NodeSet, target_sets, union

if TYPE_CHECKING:
    from rdflib.term import Node

    from michisuji.quality.shacl.source import Source


def validate(
    source: Source,
    shapes: Shapes,
    focus: Sequence[Node] | None = None,
    *,
    only: Sequence[Shape] | None = None,
    condition: str = "",
    classes: Classes | None = None,
) -> Iterator[Result]:
    """Yield the results of ``shapes``, each once, in no particular order.

    ``focus`` restricts to some focus nodes (IRIs), ``only`` to some of the roots, ``condition`` to
    the focus nodes that meet SPARQL filters on ``?this``; ``classes`` may be shared by several
    calls. The roots in ``shapes.handed`` are skipped. Raises the source's errors.
    """
    classes = classes or Classes(source)
    seen: set[Result] = set()
    for root in shapes.roots if only is None else only:
        for result in _root(source, classes, root, focus, condition):
            if result not in seen:
                seen.add(result)
                yield result


def _root(
    source: Source,
    classes: Classes,
    root: Shape,
    focus: Sequence[Node] | None,
    condition: str,
) -> Iterator[Result]:
    if root.deactivated:
        return
    sets = list(target_sets(root.targets, classes, focus, condition))
    for constraint in root.constraints:
        once = focus is None and constraint.component == "SPARQL" and constraint.value.whole
        for nodes in [union(sets)] if once and sets else sets:
            yield from _results(source, classes, root, constraint, nodes)


def _results(
    source: Source, classes: Classes, shape: Shape, constraint: Constraint, nodes: NodeSet
) -> Iterator[Result]:
    """Yield the results of one constraint of a shape on a set of focus nodes."""
    ask = Ask(source, classes, shape, nodes)
    if constraint.component == "Property":
        yield from _shape(source, classes, constraint.value[0], _values_of(shape, nodes))
        return
    own = None if shape.path is None else str(shape.path)
    for focus, value, path in _broken(ask, constraint):
        yield Result(
            focus_node=focus,
            component=constraint.iri,
            source_shape=shape.node,
            constraint=constraint.node,
            path=path if path is not None else own,
            value=value,
            severity=shape.severity,
        )


def _shape(source: Source, classes: Classes, shape: Shape, nodes: NodeSet) -> Iterator[Result]:
    if not shape.deactivated:
        for constraint in shape.constraints:
            yield from _results(source, classes, shape, constraint, nodes)


def _values_of(shape: Shape, nodes: NodeSet) -> NodeSet:
    return nodes if shape.path is None else nodes.values(shape.path)


def _broken(ask: Ask, constraint: Constraint) -> Iterator[Broken]:
    if constraint.component == "SPARQL":
        return _sparql(ask, constraint)
    if constraint.component in _COMBINED:
        return _combined(ask, constraint)
    if constraint.component.startswith("Qualified"):
        return _qualified(ask, constraint)
    return broken(ask, constraint)


def _sparql(ask: Ask, constraint: Constraint) -> Iterator[Broken]:
    from rdflib import URIRef

    select = constraint.value
    place = {name: n for n, name in enumerate(select.variables)}
    if "this" not in place:
        return
    nodes = ask.nodes.distinct() if select.groups else ask.nodes
    for row in ask.source.rows(select.query(nodes.pattern)):
        focus = row[place["this"]]
        if focus is None:
            continue
        value = row[place["value"]] if "value" in place else None
        if value is None and ask.shape.path is None:
            value = focus
        path = row[place["path"]] if "path" in place else None
        yield focus, value, str(path) if isinstance(path, URIRef) else None


#: Given how many shapes a value fails, and of how many: does it violate the constraint?
_COMBINED: dict[str, Callable[[int, int], bool]] = {
    "Not": lambda failed, of: failed == 0,
    "And": lambda failed, of: failed > 0,
    "Node": lambda failed, of: failed > 0,
    "Or": lambda failed, of: failed == of,
    "Xone": lambda failed, of: of - failed != 1,
}


def _combined(ask: Ask, constraint: Constraint) -> Iterator[Broken]:
    failing = [_failing(ask, shape) for shape in constraint.value]
    is_broken = _COMBINED[constraint.component]
    for focus, value in ask.pairs():
        if is_broken(sum(value in nodes for nodes in failing), len(failing)):
            yield focus, value, None


def _failing(ask: Ask, shape: Shape) -> set[Node]:
    """Return the value nodes that do not conform to another shape."""
    nodes = _values_of(ask.shape, ask.nodes)
    return {r.focus_node for r in _conformance(ask.source, ask.classes, shape, nodes)}


def _conformance(
    source: Source, classes: Classes, shape: Shape, nodes: NodeSet
) -> Iterator[Result]:
    """Yield a shape's results with the node under test as focus node.

    A nested property shape of a property shape has other focus nodes: they are traced back.
    """
    if shape.deactivated:
        return
    for constraint in shape.constraints:
        nested = constraint.component == "Property" and shape.path is not None
        if not nested and constraint.component != "Property":
            yield from _results(source, classes, shape, constraint, nodes)
            continue
        inner = constraint.value[0]
        found = _conformance(source, classes, inner, _values_of(shape, nodes))
        bad = {r.focus_node for r in found}
        if not bad:
            continue
        if not nested:
            for node in bad:
                yield Result(node, constraint.iri, shape.node)
            continue
        for focus, value in Ask(source, classes, shape, nodes).pairs():
            if value in bad:
                yield Result(focus, constraint.iri, shape.node)


def _qualified(ask: Ask, constraint: Constraint) -> Iterator[Broken]:
    inner, others, count = constraint.value
    failing = _failing(ask, inner)
    siblings = [_failing(ask, other) for other in others]
    counts: dict[Node, int] = {}
    for focus, value in ask.pairs():
        conforms = value not in failing and all(value in nodes for nodes in siblings)
        counts[focus] = counts.get(focus, 0) + conforms
    if constraint.component == "QualifiedMaxCount":
        wrong = (focus for focus, n in counts.items() if n > count)
    else:
        everyone = ask.nodes_where("") if count > 0 else iter(())
        wrong = (focus for focus in everyone if counts.get(focus, 0) < count)
    return ((focus, None, None) for focus in wrong)
