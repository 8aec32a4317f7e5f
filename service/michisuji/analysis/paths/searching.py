"""The search over all links, from both ends at once, with bounded work."""

from __future__ import annotations

import builtins
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from michisuji import questions
from michisuji.vocabulary import LM

if TYPE_CHECKING:
    from michisuji.analysis.state import State

#: Links read for one answer at most, and seconds after which no further step is begun.
MOST_LINKS, MOST_S = 60_000, 3.0
#: The ``LIMIT`` of the query: so many rows may be cut.
_ROWS = 30_000
_PART = 200


@dataclass(frozen=True)
class Relation:
    """A relation between two resources: ``inward`` if the statement runs against the walk."""

    property: str
    inward: bool

    @builtins.property
    def reversed(self) -> Relation:
        """The same statement, seen from its other end."""
        return Relation(self.property, not self.inward)


@dataclass
class _Side:
    """One end's known surroundings: the distance of each node, and the outermost ones."""

    distance: dict[str, int]
    front: list[str]
    depth: int = 0


@dataclass
class Search:
    """The links met so far, and how far from each end all of them are known."""

    state: State
    links: dict[str, dict[str, Relation]] = field(default_factory=dict)
    read: int = 0
    #: Every way of at most this many links lies within ``links``.
    whole: int = 0
    #: True if one end's surroundings have been walked to their very end.
    exhausted: bool = False
    #: True if the bounds ended the search.
    stopped: bool = False

    def neighbours(self, node: str) -> Collection[str]:
        """Return the resources that a link joins to a node, by IRI."""
        return self.links.get(node, {})

    def run(self, start: str, end: str, shortest: int, longest: int) -> None:
        """Walk from both ends until every way of ``shortest`` links is known, or the ends meet.

        It goes on up to ``longest`` links while the ends have not met.
        """
        until = time.monotonic() + MOST_S
        sides = [_Side({start: 0}, [start]), _Side({end: 0}, [end])]
        met = False
        while self.whole < (shortest if met else longest) and not self.exhausted:
            side = min(sides, key=lambda one: (len(one.front), one.depth))
            if not self._widen(side, until):
                self.stopped = True
                break
            self.whole += 1
            self.exhausted = not side.front
            met = met or not sides[0].distance.keys().isdisjoint(sides[1].distance.keys())
        for node, others in self.links.items():
            self.links[node] = dict(sorted(others.items()))

    def _widen(self, side: _Side, until: float) -> bool:
        """Read the links of a side's outermost nodes; False if the bounds came first."""
        for begin in range(0, len(side.front), _PART):
            if self.read >= MOST_LINKS or time.monotonic() > until:
                return False
            if not self._read(side.front[begin : begin + _PART]):
                return False
        side.depth += 1
        found = dict.fromkeys(other for node in side.front for other in self.neighbours(node))
        side.front = [node for node in found if node not in side.distance]
        side.distance.update(dict.fromkeys(side.front, side.depth))
        return True

    def _read(self, nodes: list[str]) -> bool:
        """Read the links of nodes; False if some may be missing."""
        rows = 0
        for row in self.state.ask_many("path-links", "node", nodes):
            rows += 1
            node, other = row["node"], row["other"]
            if node == other:
                continue
            relation = Relation(row["property"], bool(row["inward"]))
            _keep(self.links.setdefault(node, {}), other, relation)
            _keep(self.links.setdefault(other, {}), node, relation.reversed)
        self.read += rows
        return rows < _ROWS


def _keep(known: dict[str, Relation], other: str, relation: Relation) -> None:
    """Keep the relation of two resources that says most: what leads to what before all others."""
    before = known.get(other)
    if before is None or _rank(relation) < _rank(before):
        known[other] = relation


def _rank(relation: Relation) -> tuple[bool, bool, str]:
    return relation.property != f"{LM}leadsTo", relation.inward, relation.property


def exists(state: State, iri: str) -> bool:
    """Return True if the state says anything about a resource."""
    found = questions.run(
        state.store,
        "kinds-of",
        {"node": iri},
        base_iri=state.base_iri,
        default_graphs=state.graphs,
    )
    return bool(found.rows)
