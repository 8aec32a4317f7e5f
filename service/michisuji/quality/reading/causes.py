"""Causes, not symptoms: findings grouped by the one that the others follow from.

A finding hangs on the closest finding that it follows from (see shapes/causes.ttl). What follows
from nothing is a root; where findings follow from each other in a circle, the first in the order of
reports is. A root and everything that hangs on it, directly or not, is one :class:`Cause`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from michisuji.languages import Text
from michisuji.quality.reading import neighbours as around
from michisuji.quality.reading.downstream import count_downstream, nearest
from michisuji.quality.reading.fingerprint import fingerprint, total_order
from michisuji.quality.reading.linking import parents_of
from michisuji.quality.reading.neighbours import Neighbours
from michisuji.quality.report import SEVERITIES, Context, Finding, Report, Severity
from michisuji.quality.rulebook.consequences import Consequence, by_symptom

if TYPE_CHECKING:
    from michisuji.store import Store

__all__ = ["Cause", "Neighbours", "group", "named"]

#: How many of the elements that hang on a cause are named.
NAMED = 5


@dataclass(frozen=True)
class Cause:
    """One thing to mend, and what follows from it.

    ``id`` stays the same over checks. ``hanging`` counts the elements downstream of the break, of
    which ``hanging_nodes`` are the nearest; ``indicators``, ``programs`` and ``measures`` count
    what is affected: indicators of what hangs on it, and what its findings belong to.
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
        """Where the root belongs."""
        return self.root.context

    @property
    def edits(self) -> int:
        """The least that must be edited: the nodes with a finding of the root's own rule.

        What else hangs on it goes away by itself once these are mended.
        """
        return len(_broken(self))

    @property
    def sentence(self) -> Text:
        """What is broken, and how much hangs on it, in a plain sentence."""
        ja, en = self.root.message["ja"], self.root.message["en"]
        if self.symptoms:
            ja += f"。このために、ほかに{len(self.symptoms)}件の指摘があります"
            en += f". {len(self.symptoms)} further finding(s) follow from it"
        if self.hanging:
            ja += f"。その先に{self.hanging}個の要素があります"
            en += f". {self.hanging} element(s) lie beyond it"
        return {"ja": ja, "en": en}


def group(
    report: Report,
    neighbours: Neighbours | None = None,
    consequences: Mapping[str, Sequence[Consequence]] | None = None,
) -> tuple[Cause, ...]:
    """The causes of the active findings, each finding in exactly one; worst first.

    Of equal severity, that on which most elements and findings hang comes first. The order of the
    report's findings does not matter. Takes time in proportion to findings and links.
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
    """The causes with the labels of the elements that hang on them."""
    causes = tuple(causes)
    texts = around.labels(
        store,
        {node for cause in causes for node in cause.hanging_nodes},
        base_iri=base_iri,
        default_graphs=default_graphs,
    )

    def label(node: str) -> Text:
        short = node.rsplit("/", 1)[-1]
        return texts.get(node) or {"ja": short, "en": short}

    return tuple(replace(c, hanging_labels=tuple(map(label, c.hanging_nodes))) for c in causes)


def _roots(parents: Sequence[int | None]) -> list[int]:
    """For each finding the one at the end of its way up; of a circle, the first in order."""
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
        contexts = {around.owner_of(f): f.context for f in cause.findings}
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
    """Where the break is: elements with a finding, and those that a link with one leads to."""
    nodes = {f.focus_node for f in cause.findings}
    ends = {neighbours.ends[node][1] for node in nodes if node in neighbours.ends}
    return ends | {node for node in nodes if node in neighbours.elements}


def _broken(cause: Cause) -> set[str]:
    """The nodes that are to be mended themselves: nothing of them hangs on the cause."""
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
