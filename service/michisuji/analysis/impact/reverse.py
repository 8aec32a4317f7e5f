"""The analysis ``leads-to``: what a program, a unit or a budget leads to, across measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount, planned, told_year
from michisuji.analysis.impact.starts import Start, start_of
from michisuji.analysis.impact.target import OUTCOMES
from michisuji.analysis.tables import Behind, Named

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import Labels, State


@dataclass(frozen=True)
class Reached:
    """An outcome that the start leads to.

    ``by``: which of the start's programs lead there, in how many ``links`` at least; ``others``:
    how many other programs do.
    """

    element: Named
    kind: str
    owner: Named | None
    by: tuple[Named, ...]
    links: int
    others: int
    indicators: tuple[Named, ...]


@dataclass(frozen=True)
class Led:
    """A program of the start, and how many outcomes it leads to."""

    program: Named
    units: tuple[Named, ...]
    money: Mapping[int, Amount]
    outcomes: int


@dataclass(frozen=True)
class LeadsTo:
    """The result: town conditions first, then outcomes from the last stage to the first.

    Within a stage, outcomes that most programs lead to come first, then those whose programs have
    the largest budget. ``kind``: program, unit, measure, element or budget. ``money``: of the start
    (for a budget line its own). ``year``: the year whose money is stated.
    """

    start: Named
    kind: str
    programs: tuple[Named, ...]
    led: tuple[Led, ...]
    reached: tuple[Reached, ...]
    money: Mapping[int, Amount]
    year: int | None
    behind: tuple[Behind, ...]

    def stating(self, year: int | None) -> int:
        """Return how many of the programs state a planned amount for a year."""
        return sum(planned(one.money, year) is not None for one in self.led)


def leads_to(state: State, start: str, money_year: int | None = None) -> LeadsTo:
    """Compute what ``start`` leads to in the given state: see :func:`.starts.start_of`.

    Raises NotFound and the store's errors.
    """
    begun = start_of(state, start)
    by = _programs_by_outcome(state.causal, begun.begins)
    year = told_year(begun.money, money_year or state.year)
    labels = _labels(state, start, begun.begins, by)
    return LeadsTo(
        start=labels.one(start),
        kind=begun.kind,
        programs=labels.all(begun.begins),
        led=_led(state.causal, begun, by, year, labels),
        reached=_reached(state.causal, begun, by, year, labels),
        money=begun.money,
        year=year,
        behind=(state.behind("leads-to", {"start": begun.asked}),),
    )


def _programs_by_outcome(
    graph: CausalGraph, begins: Mapping[str, Sequence[int]]
) -> dict[int, list[str]]:
    """Return outcome → the programs of the start that lead to it."""
    by: dict[int, list[str]] = {}
    for program, own in begins.items():
        for n in graph.downstream(m for one in own for m in graph.onward.of(one)):
            if graph.kind(n) in OUTCOMES:
                by.setdefault(n, []).append(program)
    return by


def _reached(
    graph: CausalGraph,
    begun: Start,
    by: Mapping[int, Sequence[str]],
    year: int | None,
    labels: Labels,
) -> tuple[Reached, ...]:
    distance = _distances(graph, [n for own in begun.begins.values() for n in own])
    budgets = {p: planned(graph.plan.money(p), year) or 0 for p in begun.begins}

    def row(n: int, programs: Sequence[str]) -> Reached:
        owner = graph.owner(n)
        return Reached(
            element=labels.one(graph.elements[n]),
            kind=graph.kind(n),
            owner=labels.one(owner) if owner else None,
            by=labels.all(programs),
            links=distance[n],
            others=len(graph.feeding_programs([n]) - begun.begins.keys()),
            indicators=labels.all(graph.shown_by(n)),
        )

    def first(one: Reached) -> tuple[object, ...]:
        together = sum(budgets[program.iri] for program in one.by)
        order = OUTCOMES.index(one.kind), -len(one.by), -together
        return (*order, one.element.label, one.element.iri)

    return tuple(sorted((row(n, programs) for n, programs in by.items()), key=first))


def _led(
    graph: CausalGraph,
    begun: Start,
    by: Mapping[int, Sequence[str]],
    year: int | None,
    labels: Labels,
) -> tuple[Led, ...]:
    counts = Counter(program for programs in by.values() for program in programs)
    rows = [
        Led(
            labels.one(program),
            labels.all(graph.plan.lead_units.get(program, ())),
            graph.plan.money(program) if begun.kind != "budget" else begun.money,
            counts[program],
        )
        for program in begun.begins
    ]
    return tuple(sorted(rows, key=lambda one: -(planned(one.money, year) or 0)))


def _labels(state: State, start: str, programs: Iterable[str], outcomes: Iterable[int]) -> Labels:
    graph = state.causal
    wanted = {start, *programs}
    wanted |= {unit for p in programs for unit in graph.plan.lead_units.get(p, ())}
    for n in outcomes:
        wanted |= {graph.elements[n], *graph.shown_by(n)}
        owner = graph.owner(n)
        wanted |= {owner} if owner else set()
    return state.names(wanted)


def _distances(graph: CausalGraph, starts: Sequence[int]) -> dict[int, int]:
    found = dict.fromkeys(starts, 0)
    todo = list(found)
    for here in todo:  # grows during the walk
        for node in graph.onward.of(here):
            if node not in found:
                found[node] = found[here] + 1
                todo.append(node)
    return found
