"""The elements of the causal graph that two chosen resources stand for, joined to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.analysis.impact.target import ends_of
from michisuji.analysis.paths.searching import Relation
from michisuji.vocabulary import LM

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph

_LEADS_TO = Relation(f"{LM}leadsTo", False)
_OWNS = Relation(f"{LM}inModel", True)
_OWNED = Relation(f"{LM}inModel", False)
_SHOWN = Relation(f"{LM}indicates", True)
_SHOWS = Relation(f"{LM}indicates", False)


@dataclass(frozen=True)
class CausalEnds:
    """The causal graph with its two ends joined to the elements that they stand for."""

    graph: CausalGraph
    start: str
    end: str
    begins: Mapping[str, Relation]
    ends: Mapping[str, Relation]

    def onward(self, node: str) -> Sequence[str]:
        """Return what a node leads to, the end included."""
        if node == self.start and self.begins:
            return sorted(self.begins)
        found = self._of(node, backward=False)
        return [*found, self.end] if node in self.ends else found

    def backward(self, node: str) -> Sequence[str]:
        """Return what leads to a node, the start included."""
        if node == self.end and self.ends:
            return sorted(self.ends)
        found = self._of(node, backward=True)
        return [*found, self.start] if node in self.begins else found

    def relation(self, here: str, after: str) -> Relation:
        """Return the relation of two neighbours."""
        if here == self.start and after in self.begins:
            return self.begins[after]
        return self.ends[here] if after == self.end and here in self.ends else _LEADS_TO

    def _of(self, node: str, *, backward: bool) -> list[str]:
        number = self.graph.number(node)
        if number is None:
            return []
        found = (self.graph.backward if backward else self.graph.onward).of(number)
        return sorted(self.graph.elements[n] for n in found)


def causal_ends(graph: CausalGraph, start: str, end: str) -> CausalEnds | None:
    """Return the causal graph between two resources; None if one has no place in it.

    A program stands for its activities at the start and for its whole model at the end; an
    indicator for what it measures; a measure or policy for its programs, and for its last outcomes.
    """
    if not has_begin(graph, start) or not has_end(graph, end):
        return None
    return CausalEnds(graph, start, end, _begins(graph, start), _ends(graph, end))


def has_begin(graph: CausalGraph, iri: str) -> bool:
    """Return True if ways of the causal graph can begin at a resource."""
    return _is_element(graph, iri) or bool(_begins(graph, iri))


def has_end(graph: CausalGraph, iri: str) -> bool:
    """Return True if ways of the causal graph can end at a resource."""
    return _is_element(graph, iri) or bool(_ends(graph, iri))


def _is_element(graph: CausalGraph, iri: str) -> bool:
    number = graph.number(iri)
    return number is not None and bool(graph.kind(number))


def _begins(graph: CausalGraph, iri: str) -> dict[str, Relation]:
    if _is_element(graph, iri):
        return {}
    if shown := graph.shows(iri):
        return {graph.elements[n]: _SHOWS for n in shown}
    if iri not in graph.plan.classes:
        return {}
    owners = {iri, *graph.plan.programs_of(iri)}
    found = [n for one in owners for n in graph.elements_of(one, "activity")]
    found = found or [n for one in owners for n in graph.elements_of(one)]
    return {graph.elements[n]: _OWNS for n in found}


def _ends(graph: CausalGraph, iri: str) -> dict[str, Relation]:
    if _is_element(graph, iri):
        return {}
    if shown := graph.shows(iri):
        return {graph.elements[n]: _SHOWN for n in shown}
    if graph.plan.is_program(iri):
        return {graph.elements[n]: _OWNED for n in graph.elements_of(iri)}
    if iri in graph.plan.classes:
        return {graph.elements[n]: _OWNED for n in ends_of(graph, iri)[1]}
    return {}
