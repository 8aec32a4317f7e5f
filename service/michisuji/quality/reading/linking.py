"""The finding that each finding is attached to, by the consequences that the shapes declare."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from michisuji.quality.reading.downstream import components
from michisuji.quality.reading.fingerprint import fingerprint
from michisuji.quality.reading.neighbours import Neighbours, owner_of
from michisuji.quality.report import Finding
from michisuji.quality.rulebook.consequences import RELATIONS, Consequence

RULE = "https://w3id.org/michisuji/rule/"
Place = Hashable


def parents_of(
    findings: Sequence[Finding],
    neighbours: Neighbours,
    follows: Mapping[str, Sequence[Consequence]],
) -> list[int | None]:
    """Return for each finding (by number, in total order) its parent, if any.

    The parent is the finding that it follows from: the closest relation wins, then the first in
    order.
    """
    return _Linker(findings, neighbours, follows).parents()


class _Linker:
    """Looks candidates up by rule and place: each place is examined once per rule."""

    def __init__(
        self,
        findings: Sequence[Finding],
        neighbours: Neighbours,
        follows: Mapping[str, Sequence[Consequence]],
    ) -> None:
        self._findings = findings
        self._around = neighbours
        self._follows = follows
        circles = (c for c in components(neighbours.leads_to) if len(c) > 1)
        self._circle = {node: number for number, c in enumerate(circles) for node in c}
        # Where a finding counts as a cause, and where a symptom looks for its cause.
        self._stands: dict[str, Callable[[Finding], Iterable[Place]]] = {
            "same-node": lambda f: [f.focus_node],
            "element": lambda f: [f.focus_node],
            "downstream": lambda f: [f.focus_node],
            "same-circle": self._circles,
            "same-program": _owner,
            "program-of-measure": lambda f: [f.context.measure] if f.context.measure else [],
        }
        self._looks: dict[str, Callable[[Finding], Iterable[Place]]] = {
            **self._stands,
            "element": lambda f: self._around.elements_of(f.focus_node),
            "downstream": lambda f: self._around.leads_to.get(f.focus_node, ()),
            "program-of-measure": _owner,
        }
        self._first: dict[tuple[str, str, Place], list[int]] = {}
        self._given: set[tuple[str, str | None]] = set()
        self._index()

    def parents(self) -> list[int | None]:
        same: dict[str, int] = {}
        found: list[int | None] = []
        for number, finding in enumerate(self._findings):
            # Several wrong values of one thing in one place are one cause.
            first = same.setdefault(fingerprint(finding), number)
            found.append(first if first != number else self._parent(number, finding))
        return found

    def _index(self) -> None:
        causes = {(c.cause, c.relation) for items in self._follows.values() for c in items}
        relations: dict[str, list[str]] = {}
        for cause, relation in sorted(causes):
            relations.setdefault(cause, []).append(relation)
        for number, finding in enumerate(self._findings):
            for name in _names(finding):
                self._given.add((name, owner_of(finding)))
                for relation in relations.get(name, ()):
                    for place in self._stands[relation](finding):
                        first = self._first.setdefault((name, relation, place), [])
                        if len(first) < 2:  # the second, in case the first is the symptom itself
                            first.append(number)

    def _parent(self, number: int, finding: Finding) -> int | None:
        found: list[tuple[int, int]] = []
        for name in _names(finding):
            for consequence in self._follows.get(name, ()):
                given = consequence.given
                if given and (given, owner_of(finding)) not in self._given:
                    continue
                rank = RELATIONS.index(consequence.relation)
                stands = tuple(self._stands[consequence.relation](finding))
                for place in self._looks[consequence.relation](finding):
                    first = self._first.get((consequence.cause, consequence.relation, place), ())
                    # Equal findings are attached to the first of them, which may itself be attached
                    # elsewhere.
                    equals = consequence.cause == consequence.symptom and place in stands
                    found += [
                        (rank, candidate)
                        for candidate in first
                        if candidate < number or (candidate > number and not equals)
                    ]
        return min(found)[1] if found else None

    def _circles(self, finding: Finding) -> Iterable[Place]:
        """Return the cycles that a link is in, or its element is part of."""
        start, end = self._around.ends.get(finding.focus_node, (finding.focus_node,) * 2)
        circle = self._circle.get(start)
        return [circle] if circle is not None and circle == self._circle.get(end) else []


def _owner(finding: Finding) -> Iterable[Place]:
    owner = owner_of(finding)
    return [owner] if owner else []


def _names(finding: Finding) -> tuple[str, ...]:
    """Return the rule and the parts of it that the finding belongs to, each once."""
    parts = (RULE + finding.rule, finding.source_shape, finding.constraint)
    return tuple(dict.fromkeys(part for part in parts if part))
