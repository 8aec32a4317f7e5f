"""Matching of the elements of two years, and how each changed.

An element is the same when its IRI is. Otherwise, within one model, it is the same when it is of
the same kind and its wording is nearly the same (at least :data:`ALIKE` of the characters, by
difflib), the best pair first; and one year's budget matches another year's. White space, width and
line breaks do not count as changes of a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from michisuji.analysis.logic_model import Edge, LogicModel, Node
from michisuji.folding import fold

#: From this similarity on, two wordings count as the same element.
ALIKE = 0.8
Change = Literal["added", "removed", "changed", "same"]
How = Literal["iri", "wording", "budget", ""]


@dataclass(frozen=True)
class NodePair:
    """An element before and after; None: it did not exist.

    ``fields``: what differs.
    """

    before: Node | None
    after: Node | None
    how: How = ""
    fields: tuple[str, ...] = ()

    @property
    def change(self) -> Change:
        """The kind of change."""
        return _change(self.before, self.after, self.fields)

    @property
    def node(self) -> Node:
        """The later element, or the earlier one if there is no later."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True)
class EdgePair:
    """A link before and after, with its ends named by the later elements."""

    source: str
    target: str
    before: Edge | None
    after: Edge | None
    fields: tuple[str, ...] = ()

    @property
    def change(self) -> Change:
        """The kind of change."""
        return _change(self.before, self.after, self.fields)


@dataclass(frozen=True)
class ModelDiff:
    """All elements and links of one owner's models in two years, unchanged ones included."""

    nodes: tuple[NodePair, ...]
    edges: tuple[EdgePair, ...]

    def count(self, change: str) -> int:
        """Return how many elements and links have a change."""
        nodes = sum(pair.change == change for pair in self.nodes)
        return nodes + sum(pair.change == change for pair in self.edges)


def _change(before: object, after: object, fields: Sequence[str]) -> Change:
    if before is None:
        return "added"
    if after is None:
        return "removed"
    return "changed" if fields else "same"


def compare(before: LogicModel | None, after: LogicModel | None) -> ModelDiff:
    """Compare two models of one owner; None: no model that year."""
    old = {node.iri: node for node in (before.nodes if before else ())}
    new = {node.iri: node for node in (after.nodes if after else ())}
    same: dict[str, tuple[str, How]] = {iri: (iri, "iri") for iri in old.keys() & new.keys()}
    same.update(_budgets(old, new, same))
    same.update(_alike(old, new, same))
    nodes = [
        NodePair(old[iri], new[other], how, _node_fields(old[iri], new[other]))
        for iri, (other, how) in same.items()
    ]
    nodes += [NodePair(node, None) for iri, node in old.items() if iri not in same]
    met = {other for other, _ in same.values()}
    nodes += [NodePair(None, node) for iri, node in new.items() if iri not in met]
    nodes.sort(key=lambda p: (p.node.kind, p.node.order, p.node.iri))
    now = {iri: other for iri, (other, _) in same.items()}
    return ModelDiff(tuple(nodes), tuple(_edges(before, after, now)))


def _budgets(
    old: Mapping[str, Node], new: Mapping[str, Node], same: Mapping[str, tuple[str, How]]
) -> dict[str, tuple[str, How]]:
    """Match budgets: each year's money is a resource of its own."""
    before = [iri for iri in old if iri not in same and "/model-money/" in iri]
    taken = {other for other, _ in same.values()}
    after = [iri for iri in new if iri not in taken and "/model-money/" in iri]
    if len(before) == len(after) == 1:
        return {before[0]: (after[0], "budget")}
    return {}


def _alike(
    old: Mapping[str, Node], new: Mapping[str, Node], same: Mapping[str, tuple[str, How]]
) -> dict[str, tuple[str, How]]:
    taken = {other for other, _ in same.values()}
    scores = [
        (SequenceMatcher(None, old[a].label, new[b].label, autojunk=False).ratio(), a, b)
        for a in old
        if a not in same and old[a].label
        for b in new
        if b not in taken and new[b].label and new[b].kind == old[a].kind
    ]
    found: dict[str, tuple[str, How]] = {}
    used: set[str] = set()
    for score, a, b in sorted(scores, key=lambda s: (-s[0], s[1], s[2])):
        if score >= ALIKE and a not in found and b not in used:
            found[a] = b, "wording"
            used.add(b)
    return found


def _node_fields(before: Node, after: Node) -> tuple[str, ...]:
    names = {
        "label": (fold(before.label), fold(after.label)),
        "kind": (before.kind, after.kind),
        "detail": (before.detail, after.detail),
        "indicators": ({i.iri for i in before.indicators}, {i.iri for i in after.indicators}),
    }
    # A budget's name holds its year, which always differs.
    both_money = "/model-money/" in before.iri and "/model-money/" in after.iri
    skipped = {"label"} if both_money else set()
    return tuple(name for name, (a, b) in names.items() if a != b and name not in skipped)


def _edges(
    before: LogicModel | None, after: LogicModel | None, now: Mapping[str, str]
) -> Iterator[EdgePair]:
    old: dict[tuple[str, str], Edge] = {}
    for edge in before.edges if before else ():
        key = now.get(edge.source, edge.source), now.get(edge.target, edge.target)
        old.setdefault(key, edge)
    new: dict[tuple[str, str], Edge] = {}
    for edge in after.edges if after else ():
        new.setdefault((edge.source, edge.target), edge)
    for key in sorted(old.keys() | new.keys()):
        a, b = old.get(key), new.get(key)
        yield EdgePair(*key, a, b, _edge_fields(a, b) if a and b else ())


def _edge_fields(before: Edge, after: Edge) -> tuple[str, ...]:
    names = {
        "rationale": (fold(before.rationale), fold(after.rationale)),
        "assumption": (fold(before.assumption), fold(after.assumption)),
        "confidence": (before.confidence, after.confidence),
        "feedback": (before.feedback, after.feedback),
    }
    return tuple(name for name, (a, b) in names.items() if a != b)
