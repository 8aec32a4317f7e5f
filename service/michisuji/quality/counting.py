"""How many nodes each rule looks at, brought up to date after a change without counting all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from michisuji.quality import compiled
from michisuji.quality.shacl.nodes import Classes, has_class
from michisuji.quality.shacl.steps import RDF_TYPE
from michisuji.quality.shacl.walk import Ask, Change, Walker, can_be_named

if TYPE_CHECKING:
    from rdflib.term import Node

    from michisuji.quality.compiled import Group
    from michisuji.quality.report import Report
    from michisuji.quality.shacl import Shape, Source
    from michisuji.quality.shacl.model import Target


class Counts:
    """The counts of one change; ``walker`` walks the state after it."""

    def __init__(
        self,
        source: Source,
        walker: Walker,
        change: Change,
        classes: Classes,
        groups: Sequence[Group],
    ) -> None:
        self._source, self._walker, self._change = source, walker, change
        self._classes, self._groups = classes, groups

    @cached_property
    def _doubtful(self) -> list[tuple[Group, str]]:
        """The classes of which the only node may have come or gone, with rules that need them."""
        typed: dict[str, list[Node]] = {}
        for s, p, o in self._change.triples():
            if str(p) == RDF_TYPE:
                typed.setdefault(str(o), []).append(s)
        found = []
        for group in self._groups:
            for class_ in set(group.rules.needs.values()) & typed.keys():
                condition = group.scope.condition()
                if not has_class(self._source, class_, condition, but=typed[class_]):
                    found.append((group, class_))
        return found

    def roots_in_doubt(self) -> Iterator[Node]:
        """The roots of rules that may apply now and did not before, or the other way round."""
        for group, class_ in self._doubtful:
            rules = {rule for rule, needed in group.rules.needs.items() if needed == class_}
            for root in group.rules.compiled.roots:
                if group.rules.rule_of.get(str(root.node)) in rules:
                    yield root.node

    def after(self, before: Report) -> tuple[dict[str, int], int]:
        """The nodes that each rule looks at, and how many there are together."""
        touched = self._touched()
        if self._doubtful or not all(map(can_be_named, touched)):
            return self._anew()
        checked, together = dict(before.checked), before.focus_nodes
        self._walker.neighbours(
            ask for node in touched for t in self._targets() for ask in _ask(node, t)
        )
        for group in self._groups:
            inside = [node for node in touched if group.scope.holds(str(node))]
            rules, _ = compiled.applicable_rules(self._source, group)
            roots = [r for r in group.rules.compiled.roots if _rule(group, r) in rules]
            for node in inside:
                was, is_ = (
                    [self._any_holds(node, root.targets, now) for root in roots]
                    for now in (False, True)
                )
                for root, old, new in zip(roots, was, is_, strict=True):
                    rule = _rule(group, root)
                    checked[rule] = checked.get(rule, 0) + new - old
                together += any(is_) - any(was)
        return checked, together

    def _anew(self) -> tuple[dict[str, int], int]:
        checked: dict[str, int] = {}
        together = 0
        for group in self._groups:
            rules, _ = compiled.applicable_rules(self._source, group)
            together += compiled.count_focus_nodes(self._source, group, rules, checked)
        return checked, together

    def _targets(self) -> set[Target]:
        return {t for g in self._groups for r in g.rules.compiled.roots for t in r.targets}

    def _touched(self) -> set[Node]:
        """The nodes that may have become targets, or none any more."""
        subjects = {str(t.term) for t in self._targets() if t.kind == "subjectsOf"} | {RDF_TYPE}
        objects = {str(t.term) for t in self._targets() if t.kind == "objectsOf"}
        found = {s for s, p, _ in self._change.triples() if str(p) in subjects}
        return found | {o for _, p, o in self._change.triples() if str(p) in objects}

    def _any_holds(self, node: Node, targets: Iterable[Target], now: bool) -> bool:
        return any(self._holds(node, target, now) for target in targets)

    def _holds(self, node: Node, target: Target, now: bool) -> bool:
        """Whether the node is (or was) one of the target's."""
        from rdflib import URIRef

        if target.kind == "node":
            return node == target.term
        classes = self._classes.below(target.term.n3()) if target.kind == "class" else ()
        for ask in _ask(node, target):
            for predicate, other in self._walker.of(ask):
                ends = (node, other) if ask.forward else (other, node)
                triple = ends[0], URIRef(predicate), ends[1]
                fits = target.kind != "class" or f"<{other}>" in classes
                if fits and self._walker.is_there(triple, now=now):
                    return True
        return False


def _rule(group: Group, root: Shape) -> str:
    return group.rules.rule_of.get(str(root.node), "")


def _ask(node: Node, target: Target) -> Iterator[Ask]:
    if target.kind == "class":
        yield Ask(node, RDF_TYPE, True)
    elif target.kind != "node":
        yield Ask(node, str(target.term), target.kind == "subjectsOf")
