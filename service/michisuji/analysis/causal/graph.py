"""The causal graph: elements of logic models, the steps between them, indicators, and the plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from michisuji.analysis.causal.adjacency import Adjacency, Mask
from michisuji.analysis.causal.plan import PlanStructure
from michisuji.analysis.logic_model import COLUMNS

#: The kinds of elements: the columns of a drawn logic model.
KINDS = COLUMNS


@dataclass(frozen=True)
class LinkFigures:
    """The figures stated for a causal link: share in %, confidence from 0 to 1."""

    share: float | None = None
    confidence: float | None = None


class CausalGraph:
    """The causal graph of one state of the data.

    Elements are numbers here; ``elements[n]`` is the IRI of number n. Every walk follows
    ``lm:leadsTo``, through cycles too; a walk's start is part of what it reaches.
    """

    def __init__(self, plan: PlanStructure) -> None:
        self.plan = plan
        self.elements: list[str] = []
        self._number: dict[str, int] = {}
        #: By number: index into :data:`KINDS`, -1 for anything that is not an element of a logic
        #: model.
        self.kinds: NDArray[np.int8] = np.empty(0, dtype=np.int8)
        self.models: dict[int, tuple[str, ...]] = {}
        #: Logic model → owner (program or measure), fiscal year.
        self.owners_of_model: dict[str, tuple[str, int | None]] = {}
        self._models_of: dict[str, set[str]] = {}
        self._elements_of: dict[str, set[int]] = {}
        self.onward = Adjacency(0, _none(), _none())
        self.backward = Adjacency(0, _none(), _none())
        self._shown_by: dict[int, set[str]] = {}
        self._shows: dict[str, tuple[str, ...]] = {}
        self.steps: dict[tuple[int, int], dict[str, LinkFigures]] = {}
        self._step_of: dict[str, tuple[int, int]] = {}
        #: Values computed from the whole graph, by key; any change clears them.
        self.derived: dict[str, Any] = {}
        #: Indexes that live as long as this graph: a change calls their ``refresh``, nothing is
        #: cleared.
        self.beside: dict[str, Any] = {}

    # --- elements -----------------------------------------------------------------------------

    def number(self, iri: str) -> int | None:
        """Return an element's number, or None if the IRI is not an element."""
        return self._number.get(iri)

    def numbers(self, iris: Iterable[str]) -> list[int]:
        """Return the numbers of the IRIs that are elements."""
        found = (self._number.get(iri) for iri in iris)
        return [n for n in found if n is not None]

    def kind(self, number: int) -> str:
        """Return an element's kind: one of :data:`KINDS`, or ``""``."""
        kind = int(self.kinds[number])
        return KINDS[kind] if kind >= 0 else ""

    def of_kind(self, *kinds: str) -> Mask:
        """Return the elements of these kinds, as a mask."""
        return np.isin(self.kinds, [KINDS.index(kind) for kind in kinds])

    def owner(self, number: int) -> str | None:
        """Return the program or measure whose logic model holds the element."""
        for model in self.models.get(number, ()):
            if model in self.owners_of_model:
                return self.owners_of_model[model][0]
        return None

    def elements_of(self, owner: str, kind: str = "") -> list[int]:
        """Return the elements of an owner's logic models, in IRI order."""
        models = self._models_of.get(owner, ())
        found = {n for model in models for n in self._elements_of.get(model, ())}
        kept = (n for n in found if not kind or self.kind(n) == kind)
        return sorted(kept, key=lambda n: self.elements[n])

    # --- walks --------------------------------------------------------------------------------

    def upstream(self, ends: Iterable[int]) -> set[int]:
        """Return every element from which a path leads to one of ``ends``, these included."""
        return self.backward.reach(ends)

    def downstream(self, starts: Iterable[int]) -> set[int]:
        """Return every element to which a path leads from one of ``starts``, these included."""
        return self.onward.reach(starts)

    def feeding_programs(self, ends: Iterable[int]) -> set[str]:
        """Return the programs that have an activity from which a path leads to one of ``ends``."""
        found = set()
        for n in self.upstream(ends):
            owner = self.owner(n) if self.kind(n) == "activity" else None
            if owner is not None and self.plan.is_program(owner):
                found.add(owner)
        return found

    # --- indicators ---------------------------------------------------------------------------

    def indicators(self) -> Iterable[str]:
        """Return all indicators that measure some element."""
        return self._shows.keys()

    def shown_by(self, number: int) -> list[str]:
        """Return the indicators that measure an element, by IRI."""
        return sorted(self._shown_by.get(number, ()))

    def shows(self, indicator: str) -> list[int]:
        """Return the elements that an indicator measures."""
        return self.numbers(self._shows.get(indicator, ()))

    # --- changes ------------------------------------------------------------------------------

    def add_elements(self, iris: Iterable[str]) -> None:
        """Assign numbers to elements without one."""
        for iri in iris:
            if iri not in self._number:
                self._number[iri] = len(self.elements)
                self.elements.append(iri)
        more = len(self.elements) - len(self.kinds)
        if more:
            self.kinds = np.append(self.kinds, np.full(more, -1, dtype=np.int8))
            self.onward.grow(len(self.elements))
            self.backward.grow(len(self.elements))

    def put_element(self, iri: str, kind: str, models: Iterable[str]) -> None:
        """Set an element's kind and its models.

        Without models it is no longer an element.
        """
        self.add_elements([iri])
        number = self._number[iri]
        for model in self.models.pop(number, ()):
            self._elements_of.get(model, set()).discard(number)
        named = tuple(sorted(models))
        self.kinds[number] = KINDS.index(kind) if named and kind else -1
        if named:
            self.models[number] = named
        for model in named:
            self._elements_of.setdefault(model, set()).add(number)

    def put_model(self, model: str, owner: str | None, year: int | None = None) -> None:
        """Set the owner of a logic model; None removes it."""
        old = self.owners_of_model.pop(model, None)
        if old:
            self._models_of[old[0]].discard(model)
        if owner is not None:
            self.owners_of_model[model] = owner, year
            self._models_of.setdefault(owner, set()).add(model)

    def load_steps(self, sources: list[str], targets: list[str]) -> None:
        """Replace all steps."""
        self.add_elements(dict.fromkeys((*sources, *targets)))
        number = self._number
        a = np.fromiter((number[iri] for iri in sources), dtype=np.int32, count=len(sources))
        b = np.fromiter((number[iri] for iri in targets), dtype=np.int32, count=len(targets))
        size = len(self.elements)
        self.onward, self.backward = Adjacency(size, a, b), Adjacency(size, b, a)

    def put_steps(self, source: str, targets: Iterable[str]) -> None:
        """Replace the elements that an element leads to."""
        wanted = tuple(targets)
        self.add_elements([source, *wanted])
        here = self._number[source]
        new = [self._number[iri] for iri in wanted]
        for node in set(self.onward.of(here)) - set(new):
            self.backward.put(node, (n for n in self.backward.of(node) if n != here))
        for node in set(new) - set(self.onward.of(here)):
            self.backward.put(node, (*self.backward.of(node), here))
        self.onward.put(here, new)

    def put_link(
        self, link: str, ends: tuple[str, str] | None, step: LinkFigures = LinkFigures()
    ) -> None:
        """Set the share and confidence of a causal link; ``ends`` None removes the link."""
        old = self._step_of.pop(link, None)
        if old:
            self.steps[old].pop(link, None)
        if ends:
            self.add_elements(ends)
            key = self._number[ends[0]], self._number[ends[1]]
            self._step_of[link] = key
            self.steps.setdefault(key, {})[link] = step

    def put_indicator(self, indicator: str, elements: Iterable[str]) -> None:
        """Replace the elements that an indicator measures."""
        named = tuple(sorted(elements))
        for n in self.numbers(self._shows.pop(indicator, ())):
            self._shown_by[n].discard(indicator)
        self.add_elements(named)
        if named:
            self._shows[indicator] = named
        for iri in named:
            self._shown_by.setdefault(self._number[iri], set()).add(indicator)


def _none() -> NDArray[np.int32]:
    return np.empty(0, dtype=np.int32)
