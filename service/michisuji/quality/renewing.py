"""What of the rules a change concerns, and their results for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from michisuji.quality import compiled
from michisuji.quality.compiled import Group
from michisuji.quality.shacl import Classes, Source
from michisuji.quality.shacl.again import Renewal, validate_again
from michisuji.quality.shacl.reads import reading_of
from michisuji.quality.shacl.steps import Reads
from michisuji.quality.shacl.walk import Affected, Walker

if TYPE_CHECKING:
    from rdflib.term import Node


def results_again(
    source: Source,
    walker: Walker,
    group: Group,
    applicable: frozenset[str],
    todo: Renewal,
    classes: Classes,
) -> compiled.Found:
    """The results of a group's rules for the nodes that are to be looked at again."""
    rule_of = group.rules.rule_of
    roots = {
        root: kept
        for root, one in todo.roots.items()
        if rule_of.get(str(root)) in applicable
        if (kept := _within(group, one))
    }
    handed = {rule_of[str(r)] for r in roots if r in group.rules.compiled.handed}
    results, problems = compiled.handed_results(source, group, frozenset(handed), None)
    again = validate_again(
        source,
        walker,
        group.rules.compiled,
        roots,
        condition=group.scope.condition(),
        classes=classes,
    )
    for root, got in again:
        own, failed = compiled.evaluated(rule_of[str(root.node)], got)
        results += own
        problems += failed
    return results, problems


def _within(group: Group, one: Affected) -> Affected | None:
    """What of the focus nodes is of the group's data sets; None: nothing."""
    if one.everything:
        return one
    nodes = {node for node in one.nodes if group.scope.holds(str(node))}
    return Affected(nodes) if nodes else None


def reads_of(groups: Iterable[Group]) -> dict[Node, Reads]:
    """What the shapes of all groups read; the same shape reads the same in each."""
    found: dict[Node, Reads] = {}
    for group in groups:
        for root, reads in reading_of(group.rules.compiled).of.items():
            if str(root) in group.rules.rule_of:
                found.setdefault(root, reads)
    return found
