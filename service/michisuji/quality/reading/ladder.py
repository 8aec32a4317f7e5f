"""The ladder of completeness: the level that a department, a section or a program has reached.

The levels and their rules are data (shapes/ladder.ttl). A program or measure *meets* a level when
it has no active finding, of whatever severity, of the rules of that level and those below. A group
*is on* the highest level that at least 95 % of its programs and measures meet: one that is being
rewritten does not take a large department down, in a group of less than twenty all must meet it.
Waived findings do not count.

Corrections are ranked by the minimum of edits (:attr:`Cause.edits`), then by how many programs
thereby meet the next level, then by how many of the blocking findings disappear.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from michisuji.languages import Text
from michisuji.quality.check.members import Member
from michisuji.quality.reading.causes import Cause
from michisuji.quality.reading.neighbours import owner_of
from michisuji.quality.reading.statistics import place_of
from michisuji.quality.report import Finding, Report
from michisuji.quality.rulebook.rules import Rulebook, rulebook, shapes_graph
from michisuji.vocabulary import LM, PREFIXES

#: Share of a group's programs and measures that must meet a level.
SHARE = 0.95
#: What standings can be grouped by.
STANDING_BY = ("department", "unit", "program", "dataset")
_PERCENT = round(SHARE * 100)
_MENDS = 3


@dataclass(frozen=True)
class Level:
    """One level: number from 1, name, definition, and the ids of the rules that it adds."""

    number: int
    name: Text = field(hash=False)
    definition: Text = field(hash=False)
    rules: frozenset[str]


@dataclass(frozen=True)
class Mend:
    """A possible correction: its cost, and its gain for the next level.

    ``edits`` is the least number of places to edit, ``lifts`` how many programs and measures then
    meet the next level, ``clears`` how many blocking findings disappear.
    """

    cause: Cause
    edits: int
    lifts: int
    clears: int


@dataclass(frozen=True)
class Standing:
    """The level of a department (or another of :data:`STANDING_BY`).

    ``level`` is None below the first level, ``next`` None on the last. ``meeting`` gives the number
    of members that meet each level, ``missing`` how many more must meet ``next``, ``blocking`` the
    active findings in its way by rule, and ``mends`` the cheapest three.
    """

    key: str | None
    label: Text = field(hash=False)
    level: Level | None
    next: Level | None
    members: int
    meeting: Mapping[int, int] = field(hash=False)
    missing: int = 0
    blocking: Mapping[str, int] = field(default_factory=dict, hash=False)
    mends: tuple[Mend, ...] = ()


@lru_cache(maxsize=16)
def levels(book: Rulebook | None = None) -> tuple[Level, ...]:
    """Return all levels, lowest first, with all their rules."""
    from rdflib import RDF, URIRef

    from michisuji.store.rdf_terms import texts

    graph, rules = shapes_graph(), (book or rulebook()).rules.values()
    found = []
    for node in graph.subjects(RDF.type, URIRef(LM + "LadderLevel")):
        number = int(str(graph.value(node, URIRef(LM + "order"))))
        name, definition = (
            texts(graph.objects(node, URIRef(PREFIXES[p] + term)))
            for p, term in (("rdfs", "label"), ("skos", "definition"))
        )
        asked = frozenset(rule.id for rule in rules if rule.level == number)
        found.append(Level(number, name, definition, asked))
    return tuple(sorted(found, key=lambda level: level.number))


@lru_cache(maxsize=64)
def ladder(profile: str, book: Rulebook | None = None) -> tuple[Level, ...]:
    """Return the levels within a profile: only its rules, only levels with a rule.

    Raises NotFound for an unknown profile.
    """
    book = book or rulebook()
    known = book.ruleset(profile).rules.keys()
    own = (Level(v.number, v.name, v.definition, v.rules & known) for v in levels(book))
    return tuple(level for level in own if level.rules)


def standings(
    report: Report,
    causes: Sequence[Cause],
    members: Sequence[Member],
    by: str = "department",
    book: Rulebook | None = None,
) -> tuple[Standing, ...]:
    """One a department (or what else of :data:`STANDING_BY`), the lowest first.

    ``book`` holds the rules, when there are others than those that come along.
    """
    view = _View(report, causes, book or rulebook())
    groups: dict[str | None, list[Member]] = {}
    labels: dict[str | None, Text] = {}
    for member in members:
        own = (member.iri, member.label)
        key, label = own if by == "program" else place_of(member.context, by)
        groups.setdefault(key, []).append(member)
        labels.setdefault(key, label)
    found = [view.standing(key, labels[key], group) for key, group in groups.items()]
    return tuple(sorted(found, key=_order))


class _View:
    """Findings and causes by the member that they belong to."""

    def __init__(self, report: Report, causes: Sequence[Cause], book: Rulebook) -> None:
        self._report, self._book = report, book
        self._number = {rule: level.number for level in levels(book) for rule in level.rules}
        self._findings: dict[str | None, list[Finding]] = {}
        for finding in report.active:
            if finding.rule in self._number:
                self._findings.setdefault(owner_of(finding), []).append(finding)
        self._causes: dict[str | None, list[Cause]] = {}
        for cause in causes:
            for place in {owner_of(f) for f in cause.findings}:
                self._causes.setdefault(place, []).append(cause)

    def standing(self, key: str | None, label: Text, group: Sequence[Member]) -> Standing:
        steps = self._ladder(group)
        lowest = {m.iri: self._lowest(m.iri) for m in group}
        meeting = {s.number: sum(n > s.number for n in lowest.values()) for s in steps}
        wanted = -(-_PERCENT * len(group) // 100)
        level, next_ = None, None
        for step in steps:
            if meeting[step.number] < wanted:
                next_ = step
                break
            level = step
        if next_ is None:
            return Standing(key, label, level, None, len(group), meeting)
        in_the_way = {m.iri: self._up_to(m.iri, next_.number) for m in group}
        return Standing(
            key,
            label,
            level,
            next_,
            len(group),
            meeting,
            missing=wanted - meeting[next_.number],
            blocking=dict(
                sorted(Counter(f.rule for found in in_the_way.values() for f in found).items())
            ),
            mends=self._mends(in_the_way, next_.number),
        )

    def _ladder(self, group: Iterable[Member]) -> tuple[Level, ...]:
        """Return the levels of the profiles that the group's data sets are checked with."""
        own = self._report.profiles
        profiles = {own.get(m.context.dataset or "", self._report.profile) for m in group}
        profiles &= self._book.profiles.keys()  # a city's own may be gone since the check
        steps: dict[int, Level] = {}
        for profile in sorted(profiles):
            for level in ladder(profile, self._book):
                known = steps.get(level.number, level)
                rules = known.rules | level.rules
                steps[level.number] = Level(level.number, level.name, level.definition, rules)
        return tuple(steps[number] for number in sorted(steps))

    def _lowest(self, owner: str) -> float:
        """Return the lowest level that a member's findings block."""
        found = self._findings.get(owner, ())
        return min((self._number[f.rule] for f in found), default=float("inf"))

    def _up_to(self, owner: str, number: int) -> list[Finding]:
        return [f for f in self._findings.get(owner, ()) if self._number[f.rule] <= number]

    def _mends(self, in_the_way: Mapping[str, list[Finding]], number: int) -> tuple[Mend, ...]:
        candidates = {
            cause.id: cause
            for owner, found in in_the_way.items()
            if found
            for cause in self._causes.get(owner, ())
        }
        mends = (self._mend(cause, in_the_way, number) for cause in candidates.values())
        return tuple(heapq.nsmallest(_MENDS, (m for m in mends if m.clears), key=_price))

    def _mend(self, cause: Cause, in_the_way: Mapping[str, list[Finding]], number: int) -> Mend:
        gone = Counter(
            owner
            for f in cause.findings
            if (owner := owner_of(f)) in in_the_way and self._number.get(f.rule, 99) <= number
        )
        lifts = sum(owner is not None and n == len(in_the_way[owner]) for owner, n in gone.items())
        return Mend(cause, cause.edits, lifts, gone.total())


def _price(mend: Mend) -> tuple[object, ...]:
    return mend.edits, -mend.lifts, -mend.clears, -mend.cause.hanging, mend.cause.id


def _order(standing: Standing) -> tuple[object, ...]:
    return (
        standing.key is None,
        standing.level.number if standing.level else 0,
        -standing.missing,
        standing.label.get("ja", ""),
        standing.key or "",
    )
