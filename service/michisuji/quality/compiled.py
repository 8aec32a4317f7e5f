"""The engine of every check: shapes as set-based queries where the data is, a report from them.

Each data set is checked with its own profile: the one its description names (lm:checkedWith), or
"municipal". What the engine does not do of a shape is left to pySHACL.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from michisuji import questions
from michisuji.errors import QuerySyntaxError, QueryTimeout
from michisuji.quality import waivers
from michisuji.quality.data import subclasses
from michisuji.quality.findings import FindingMaker
from michisuji.quality.fingerprint import total_order
from michisuji.quality.names import Names
from michisuji.quality.report import Finding, Problem, Report
from michisuji.quality.rules import DEFAULT_PROFILE, RuleSet, catalogue, ruleset
from michisuji.quality.shacl import (
    Classes,
    Result,
    Shape,
    SnapshotSource,
    Source,
    count_nodes,
    has_any,
    validate,
)
from michisuji.vocabulary import LM, PROFILE

if TYPE_CHECKING:
    from rdflib.term import Node

Found = tuple[list[Result], list[Problem]]


@dataclass(frozen=True)
class Scope:
    """The resources of some data sets, or with ``negated`` all others; without any, everything."""

    base_iri: str = ""
    datasets: tuple[str, ...] = ()
    negated: bool = False

    def condition(self) -> str:
        """As a SPARQL filter on ``?this``."""
        if not self.datasets:
            return ""
        own = " || ".join(f'CONTAINS(STR(?this), "/{name}-")' for name in self.datasets)
        test = f'STRSTARTS(STR(?this), "{self.base_iri}/id/") && ({own})'
        return f"FILTER (!({test}))" if self.negated else f"FILTER ({test})"

    def holds(self, iri: str) -> bool:
        """The same of one IRI."""
        if not self.datasets:
            return True
        inside = iri.startswith(f"{self.base_iri}/id/")
        return (inside and any(f"/{d}-" in iri for d in self.datasets)) != self.negated


@dataclass(frozen=True)
class Group:
    """The data sets that one profile applies to."""

    rules: RuleSet
    datasets: tuple[str, ...]
    scope: Scope = Scope()


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
) -> Report:
    """Check what ``source`` answers for.

    ``profile`` names one for everything; None takes each data set's own. ``focus`` keeps to some
    focus nodes. ``today`` decides which waivers are in force. Raises NotFound for an unknown
    profile and the source's errors; a rule that cannot be evaluated becomes a Problem.
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
    groups = groups_of(datasets, base_iri, profile)
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
        problems=tuple(problems),
        checked=checked,
        notes=tuple(notes),
        profiles={name: group.rules.profile for group in groups for name in group.datasets},
    )


def groups_of(
    datasets: dict[str, str | None], base_iri: str, profile: str | None = None
) -> tuple[Group, ...]:
    """Which profile applies to which data sets; the last group takes all that is in no data set."""
    if profile:
        return (Group(ruleset(profile), tuple(datasets)),)
    own: dict[str, list[str]] = {}
    for name, stated in datasets.items():
        own.setdefault(stated or DEFAULT_PROFILE, []).append(name)
    usual = own.pop(DEFAULT_PROFILE, [])
    groups = [
        Group(ruleset(name), tuple(found), Scope(base_iri, tuple(found)))
        for name, found in own.items()
    ]
    if usual or not groups:
        others = [name for found in own.values() for name in found]
        scope = Scope(base_iri, tuple(others), negated=True)
        groups.append(Group(ruleset(DEFAULT_PROFILE), tuple(usual), scope))
    return tuple(groups)


def compiled_results(
    source: Source, group: Group, applicable: frozenset[str], focus: Sequence[Node] | None = None
) -> Found:
    """The results of the set-based engine; several rules are asked for at a time in process."""
    shapes, rule_of = group.rules.compiled, group.rules.rule_of
    roots = [root for root in shapes.roots if rule_of.get(str(root.node)) in applicable]
    classes = Classes(source, subclasses())

    def run(root: Shape) -> Found:
        condition = group.scope.condition()
        found = validate(source, shapes, focus, only=[root], condition=condition, classes=classes)
        return evaluated(rule_of[str(root.node)], found)

    parts = list(_each(run, roots, source))
    parts.append(handed_results(source, group, applicable, focus))
    return [r for found, _ in parts for r in found], [p for _, failed in parts for p in failed]


def evaluated(rule: str, found: Iterator[Result]) -> Found:
    """All that is found of a rule, or the problem that keeps it from being evaluated."""
    try:
        return list(found), []
    except (QueryTimeout, QuerySyntaxError) as error:
        return [], [not_evaluated(rule, error)]


def not_evaluated(rule: str, error: Exception) -> Problem:
    """A rule that could not be evaluated, and why."""
    kind = type(error).__name__
    return Problem(
        {
            "ja": f"規則 {rule} を評価できませんでした({kind}: {error})",
            "en": f"rule {rule} could not be evaluated ({kind}: {error})",
        }
    )


def _each(run: Callable[[Shape], Found], roots: Sequence[Shape], source: Source) -> Iterator[Found]:
    threads = min(4, os.cpu_count() or 1)
    if threads < 2 or not isinstance(source, SnapshotSource):
        yield from map(run, roots)  # an engine of its own has other readers to answer
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(run, roots)


def handed_results(
    source: Source, group: Group, applicable: frozenset[str], focus: Sequence[Node] | None
) -> Found:
    """The shapes that only pySHACL does."""
    handed = group.rules.compiled.handed
    rules = {group.rules.rule_of.get(str(node), "") for node in handed} & applicable
    if not rules:
        return [], []
    from michisuji.quality.reference import pyshacl_results

    return pyshacl_results(source, group, frozenset(rules), focus, exact=True)


def datasets_of(source: Source, base_iri: str) -> dict[str, str | None]:
    """Data set → the profile that its description names."""
    found: dict[str, str | None] = {}
    prefix = f"{base_iri}/id/dataset/"
    for iri, profile in source.rows(questions.get("dataset-profiles").bind(base_iri)):
        name = str(iri).removeprefix(prefix)
        if str(iri).startswith(prefix):
            found[name] = None if profile is None else str(profile).removeprefix(PROFILE)
    return found


def applicable_rules(source: Source, group: Group) -> tuple[frozenset[str], list[Problem]]:
    """The rules that the data can be asked about, and a note of those that it cannot."""
    missing: dict[str, list[str]] = {}
    for term in set(group.rules.needs.values()):
        if not has_any(source, term, group.scope.condition()):
            missing[term] = [r for r, needed in group.rules.needs.items() if needed == term]
    left_out = {rule for rules in missing.values() for rule in rules}
    notes = [_not_applicable(term, rules, group) for term, rules in sorted(missing.items())]
    return frozenset(catalogue()) & group.rules.rules.keys() - left_out, notes


def _not_applicable(term: str, rules: Sequence[str], group: Group) -> Problem:
    names, what = ", ".join(sorted(rules)), term.removeprefix(LM)
    where = ", ".join(group.datasets) or group.rules.profile
    return Problem(
        {
            "ja": f"{where} には {what} がないため、次の規則は点検していません: {names}",
            "en": f"{where} has no {what}, so these rules were left out: {names}",
        }
    )


def count_focus_nodes(
    source: Source, group: Group, applicable: frozenset[str], checked: dict[str, int]
) -> int:
    """Add the focus nodes of each rule to ``checked``; returns how many nodes were looked at."""
    classes = Classes(source, subclasses())
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
