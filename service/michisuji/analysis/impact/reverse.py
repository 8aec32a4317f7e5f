"""The analysis ``leads-to``: what a program, a unit or a budget leads to, across measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.analysis.catalogue import Analysis, Parameter
from michisuji.analysis.causal import Amount
from michisuji.analysis.impact import reverse_words
from michisuji.analysis.impact.starts import start_of
from michisuji.analysis.impact.target import OUTCOMES
from michisuji.analysis.tables import Behind, Named, Table, Text, text
from michisuji.analysis.words import told_year

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import State


@dataclass(frozen=True)
class Reached:
    """An outcome that the start leads to: ``by`` which of its programs, in how many links at
    least, and how many ``others`` lead there."""

    element: Named
    kind: str
    owner: Named | None
    by: tuple[Named, ...]
    links: int
    others: int
    indicators: tuple[Named, ...]


@dataclass(frozen=True)
class Led:
    """A program of the start, and how many of the outcomes it leads to."""

    program: Named
    units: tuple[Named, ...]
    money: Mapping[int, Amount]
    outcomes: int


@dataclass(frozen=True)
class LeadsTo:
    """Town conditions first, then outcomes from the last stage to the first; of a stage those to
    which most programs lead, then those whose programs have the largest budget.

    ``kind``: program, unit, measure, element or budget. ``money``: of the start; of a budget line
    its own. ``year``: whose money is told.
    """

    start: Named
    kind: str
    programs: tuple[Named, ...]
    led: tuple[Led, ...]
    reached: tuple[Reached, ...]
    money: Mapping[int, Amount]
    year: int | None
    sentence: Text
    behind: tuple[Behind, ...]

    def tables(self) -> Sequence[Table]:
        """Outcomes, indicators, programs, money by year."""
        return reverse_words.tables(self)

    def stating(self, year: int | None) -> int:
        """How many of the programs state a planned amount of a year."""
        found = (one.money.get(year or 0, Amount()).planned for one in self.led)
        return sum(amount is not None for amount in found)


def leads_to(state: State, start: str, money_year: int | None = None) -> LeadsTo:
    """What ``start`` leads to in the state that is looked at: see :func:`.starts.start_of`.

    Raises NotFound and the store's errors.
    """
    graph, plan = state.causal, state.causal.plan
    begun = start_of(state, start)
    by: dict[int, list[str]] = {}
    for program, own in begun.begins.items():
        for n in graph.downstream(m for one in own for m in graph.onward.of(one)):
            if graph.kind(n) in OUTCOMES:
                by.setdefault(n, []).append(program)
    distance = _distances(graph, [n for own in begun.begins.values() for n in own])
    names = _names(state, start, begun.begins, by)

    def named(iris: Iterable[str]) -> tuple[Named, ...]:
        return tuple(Named(iri, names[iri]) for iri in iris)

    def reached(n: int, programs: Sequence[str]) -> Reached:
        owner = graph.owner(n)
        return Reached(
            element=Named(graph.elements[n], names[graph.elements[n]]),
            kind=graph.kind(n),
            owner=Named(owner, names[owner]) if owner else None,
            by=named(sorted(programs)),
            links=distance[n],
            others=len(graph.feeding_programs([n]) - begun.begins.keys()),
            indicators=named(graph.shown_by(n)),
        )

    counts: dict[str, int] = {}
    for programs in by.values():
        for program in programs:
            counts[program] = counts.get(program, 0) + 1
    rows = [reached(n, programs) for n, programs in by.items()]
    year = told_year(begun.money, money_year or state.year)
    budgets = {p: plan.money(p).get(year or 0, Amount()).planned or 0 for p in begun.begins}

    def first(row: Reached) -> tuple[object, ...]:
        together = sum(budgets[one.iri] for one in row.by)
        order = OUTCOMES.index(row.kind), -len(row.by), -together
        return (*order, row.element.label, row.element.iri)

    rows.sort(key=first)
    led = [
        Led(
            Named(program, names[program]),
            named(plan.lead_units.get(program, ())),
            plan.money(program) if begun.kind != "budget" else begun.money,
            counts.get(program, 0),
        )
        for program in begun.begins
    ]
    led.sort(key=lambda one: (-(one.money.get(year or 0, Amount()).planned or 0), one.program.iri))
    answer = LeadsTo(
        start=Named(start, names[start]),
        kind=begun.kind,
        programs=named(sorted(begun.begins)),
        led=tuple(led),
        reached=tuple(rows),
        money=begun.money,
        year=year,
        sentence={},
        behind=(state.behind("leads-to", {"start": begun.asked}),),
    )
    object.__setattr__(answer, "sentence", reverse_words.sentence(answer))
    return answer


def _names(
    state: State, start: str, programs: Iterable[str], outcomes: Iterable[int]
) -> dict[str, str]:
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
    for here in todo:  # grows while it is walked
        for node in graph.onward.of(here):
            if node not in found:
                found[node] = found[here] + 1
                todo.append(node)
    return found


ANALYSIS = Analysis(
    "leads-to",
    text("何につながるか", "What does this lead to?"),
    text(
        "事業・組織・予算が、どの成果・まちの状態・指標につながっているか。",
        "The outcomes, town conditions and indicators that a program, a unit or a budget leads to.",
    ),
    (
        Parameter(
            "start",
            "iri",
            text("事業・組織・施策・予算", "program, unit, measure or budget"),
            "id/program/mihon-010101",
            required=True,
        ),
        Parameter("money_year", "year", text("金額の年度", "fiscal year of the money"), "2026"),
    ),
    leads_to,
)
