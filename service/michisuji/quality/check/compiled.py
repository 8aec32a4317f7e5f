"""The engine of every check: shapes as set-based queries where the data is, and a report.

Each data set is checked with its own profile: the one its description names (lm:checkedWith), or
"municipal". Shapes that the engine does not support are left to pySHACL.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

from michisuji.quality.check import waivers
from michisuji.quality.check.data import subclasses
from michisuji.quality.check.findings import FindingMaker
from michisuji.quality.check.groups import (
    Found,
    Group,
    applicable_rules,
    datasets_of,
    evaluated,
    groups_of,
)
from michisuji.quality.check.labels import Names
from michisuji.quality.reading.fingerprint import total_order
from michisuji.quality.report import Finding, Problem, Report
from michisuji.quality.rulebook.rules import Rulebook, rulebook
from michisuji.quality.shacl import (
    Classes,
    Shape,
    SnapshotSource,
    Source,
    count_nodes,
    validate,
)

if TYPE_CHECKING:
    from rdflib.term import Node


#: An engine: the results of some rules of a group, and what could not be evaluated.
Engine = Callable[[Source, Group, frozenset[str], "Sequence[Node] | None"], Found]


def check(
    source: Source,
    base_iri: str,
    profile: str | None = None,
    *,
    today: date | None = None,
    focus: Sequence[Node] | None = None,
    engine: Engine | None = None,
    book: Rulebook | None = None,
) -> Report:
    """Check the data of ``source``.

    ``profile`` names one for everything; None takes each data set's own. ``focus`` keeps to some
    focus nodes. ``today`` decides which waivers are in force. ``book`` holds the rules; None for
    the bundled ones. Raises NotFound for an unknown profile, and the source's errors; a rule that
    cannot be evaluated becomes a Problem.
    """
    run = engine or compiled_results
    datasets = datasets_of(source, base_iri)
    names = Names(source, base_iri, datasets)
    waived = waivers.from_source(source, today or date.today(), base_iri=base_iri)
    findings: set[Finding] = set()
    problems: list[Problem] = []
    notes: list[Problem] = list(waived.notes)
    checked: dict[str, int] = {}
    looked_at = 0
    book = book or rulebook()
    groups = groups_of(datasets, base_iri, book, profile)
    for group in groups:
        applicable, told = applicable_rules(source, group)
        results, failed = run(source, group, applicable, focus)
        findings.update(FindingMaker(names, group.rules, waived).make_all(results))
        problems += failed
        notes += told
        if focus is None:
            looked_at += count_focus_nodes(source, group, applicable, checked)
    return Report(
        profile=profile or groups[0].rules.profile,
        findings=tuple(sorted(findings, key=total_order)),
        focus_nodes=looked_at,
        problems=(*book.problems(), *problems),
        checked=checked,
        notes=tuple(notes),
        profiles={name: group.rules.profile for group in groups for name in group.datasets},
    )


def compiled_results(
    source: Source, group: Group, applicable: frozenset[str], focus: Sequence[Node] | None = None
) -> Found:
    """Return the results of the set-based engine; in process, several rules run at a time."""
    shapes, rule_of = group.rules.compiled, group.rules.rule_of
    roots = [root for root in shapes.roots if rule_of.get(str(root.node)) in applicable]
    classes = Classes(source, subclasses(group.rules.book.own))

    def run(root: Shape) -> Found:
        condition = group.scope.condition()
        found = validate(source, shapes, focus, only=[root], condition=condition, classes=classes)
        return evaluated(rule_of[str(root.node)], found)

    parts = list(_each(run, roots, source))
    parts.append(handed_results(source, group, applicable, focus))
    return [r for found, _ in parts for r in found], [p for _, failed in parts for p in failed]


def _each(run: Callable[[Shape], Found], roots: Sequence[Shape], source: Source) -> Iterator[Found]:
    threads = min(4, os.cpu_count() or 1)
    if threads < 2 or not isinstance(source, SnapshotSource):
        yield from map(run, roots)  # a separate engine has other readers to answer
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(run, roots)


def handed_results(
    source: Source, group: Group, applicable: frozenset[str], focus: Sequence[Node] | None
) -> Found:
    """Return the results of the shapes that only pySHACL supports."""
    handed = group.rules.compiled.handed
    rules = {group.rules.rule_of.get(str(node), "") for node in handed} & applicable
    if not rules:
        return [], []
    from michisuji.quality.check.reference import pyshacl_results

    return pyshacl_results(source, group, frozenset(rules), focus, exact=True)


def count_focus_nodes(
    source: Source, group: Group, applicable: frozenset[str], checked: dict[str, int]
) -> int:
    """Add each rule's focus nodes to ``checked``; return the number of distinct nodes."""
    classes = Classes(source, subclasses(group.rules.book.own))
    counted: dict[tuple[object, ...], int] = {}
    everything: list[object] = []
    for root in group.rules.compiled.roots:
        rule = group.rules.rule_of.get(str(root.node))
        if rule not in applicable or rule is None:
            continue
        if root.targets not in counted:
            counted[root.targets] = count_nodes(
                source, root.targets, classes, group.scope.condition()
            )
            everything += root.targets
        checked[rule] = checked.get(rule, 0) + counted[root.targets]
    targets = [t for root in group.rules.compiled.roots for t in root.targets if t in everything]
    return count_nodes(source, targets, classes, group.scope.condition())
