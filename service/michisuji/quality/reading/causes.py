"""Causes, not symptoms: findings grouped by the one that the others follow from.

A finding is attached to the closest finding that it follows from (see shapes/causes.ttl). One that
follows from nothing is a root; in a cycle of findings, the first in the order of reports is. A root
and everything attached to it, directly or not, is one :class:`Cause`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from michisuji.languages import Text, both
from michisuji.messages import text, together
from michisuji.quality.reading.downstream import count_downstream, nearest
from michisuji.quality.reading.fingerprint import fingerprint, total_order
from michisuji.quality.reading.linking import parents_of
from michisuji.quality.reading.neighbours import Neighbours, owner_of
from michisuji.quality.report import SEVERITIES, Context, Finding, Report, Severity
from michisuji.quality.rulebook.consequences import Consequence, by_symptom
from michisuji.questions.labels import labels_of

if TYPE_CHECKING:
    from michisuji.store import Store

__all__ = ["Cause", "Neighbours", "group", "named"]

#: How many of the elements that depend on a cause are named.
NAMED = 5


@dataclass(frozen=True)
class Cause:
    """One thing to correct, and what follows from it.

    ``id`` stays the same over checks. ``hanging`` counts the elements downstream of the break, of
    which ``hanging_nodes`` are the nearest; ``indicators``, ``programs`` and ``measures`` count
    what is affected: indicators of these elements, and what its findings belong to.
    """

    id: str
    root: Finding
    symptoms: tuple[Finding, ...] = ()
    hanging: int = 0
    hanging_nodes: tuple[str, ...] = ()
    hanging_labels: tuple[Text, ...] = field(default=(), hash=False)
    indicators: int = 0
    programs: int = 0
    measures: int = 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The root and its symptoms."""
        return (self.root, *self.symptoms)

    @property
    def severity(self) -> Severity:
        """The worst severity among its findings."""
        return min((f.severity for f in self.findings), key=SEVERITIES.index)

    @property
    def context(self) -> Context:
        """What the root belongs to."""
        return self.root.context

    @property
    def edits(self) -> int:
        """The minimum number of edits: the nodes with a finding of the root's own rule.

        The other findings disappear once these are corrected.
        """
        return len(_broken(self))

    @property
    def sentence(self) -> Text:
        """A plain sentence on what is broken, and how much depends on it."""
        parts = [self.root.message]
        if self.symptoms:
            parts.append(text("check.cause_symptoms", count=len(self.symptoms)))
        if self.hanging:
            parts.append(text("check.cause_hanging", count=self.hanging))
        return together(*parts)


def group(
    report: Report,
    neighbours: Neighbours | None = None,
    consequences: Mapping[str, Sequence[Consequence]] | None = None,
) -> tuple[Cause, ...]:
    """Return the causes of the active findings, each finding in exactly one; worst first.

    Of equal severity, the one with the most elements and findings attached comes first. The order
    of the report's findings does not matter. Takes time in proportion to findings and links.
    """
    neighbours = neighbours or Neighbours()
    findings = sorted(report.active, key=total_order)
    follows = by_symptom() if consequences is None else consequences
    grouped: dict[int, list[Finding]] = {}
    for number, root in enumerate(_roots(parents_of(findings, neighbours, follows))):
        symptoms = grouped.setdefault(root, [])
        if number != root:
            symptoms.append(findings[number])
    causes = [
        Cause(fingerprint(findings[root]), findings[root], tuple(symptoms))
        for root, symptoms in grouped.items()
    ]
    return tuple(sorted(_measured(causes, neighbours), key=_order))


def named(
    causes: Iterable[Cause], store: Store, *, base_iri: str, default_graphs: tuple[str, ...] = ()
) -> tuple[Cause, ...]:
    """Return the causes with the labels of the elements that depend on them."""
    causes = tuple(causes)
    nodes = {node for cause in causes for node in cause.hanging_nodes}
    names = labels_of(store, nodes, base_iri=base_iri, default_graphs=default_graphs)

    def label(node: str) -> Text:
        return both(names.get(node, {}), node.rsplit("/", 1)[-1])

    return tuple(replace(c, hanging_labels=tuple(map(label, c.hanging_nodes))) for c in causes)


def _roots(parents: Sequence[int | None]) -> list[int]:
    """Return for each finding the end of its way up; in a cycle, the first in order."""
    roots: list[int | None] = [None] * len(parents)
    for start in range(len(parents)):
        way: dict[int, None] = {}
        here: int | None = start
        while here is not None and roots[here] is None and here not in way:
            way[here] = None
            here = parents[here]
        if here is None:
            root: int | None = next(reversed(way))
        elif here in way:
            steps = list(way)
            root = min(steps[steps.index(here) :])
        else:
            root = roots[here]
        for number in way:
            roots[number] = root
    return [root for root in roots if root is not None]


def _measured(causes: Sequence[Cause], neighbours: Neighbours) -> Iterable[Cause]:
    starts = [_starts(cause, neighbours) for cause in causes]
    own = [{f.focus_node for f in c.findings} & neighbours.indicates.keys() for c in causes]
    counted = count_downstream(
        neighbours.with_indicators,
        [nodes | found for nodes, found in zip(starts, own, strict=True)],
        neighbours.indicates.keys(),
    )
    for cause, nodes, (elements, indicators) in zip(causes, starts, counted, strict=True):
        broken = _broken(cause)
        contexts = {owner_of(f): f.context for f in cause.findings}
        measures = {c.measure for c in contexts.values()} - {None}
        yield replace(
            cause,
            hanging=elements - len(broken & nodes),
            hanging_nodes=_nearest(neighbours, nodes, broken),
            indicators=indicators,
            programs=len(contexts.keys() - measures - {None}),
            measures=len(measures),
        )


def _starts(cause: Cause, neighbours: Neighbours) -> set[str]:
    """Return the elements with a finding, and those that a link with one leads to."""
    nodes = {f.focus_node for f in cause.findings}
    ends = {neighbours.ends[node][1] for node in nodes if node in neighbours.ends}
    return ends | {node for node in nodes if node in neighbours.elements}


def _broken(cause: Cause) -> set[str]:
    """Return the nodes to be corrected themselves: they do not depend on the cause."""
    return {f.focus_node for f in cause.findings if f.rule == cause.root.rule}


def _nearest(neighbours: Neighbours, starts: set[str], broken: set[str]) -> tuple[str, ...]:
    own = sorted(starts - broken)
    beyond = nearest(neighbours.leads_to, starts, NAMED)
    return tuple([*own, *beyond][:NAMED])


def _order(cause: Cause) -> tuple[object, ...]:
    return (
        SEVERITIES.index(cause.severity),
        -cause.hanging,
        -len(cause.symptoms),
        total_order(cause.root),
    )
