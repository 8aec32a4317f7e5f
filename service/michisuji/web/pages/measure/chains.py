"""The programs of a measure, each with its chain towards the measure's town conditions.

Everything but the names comes from the causal graph, which the application keeps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.causal import planned, told_year
from michisuji.analysis.impact.target import OUTCOMES
from michisuji.analysis.logic_model import COLUMNS, Edge, IndicatorName, LogicModel, Node
from michisuji.messages import message

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import Labels, State
    from michisuji.analysis.tables import Named

#: Programs on one page.
SHOWN = 10


@dataclass(frozen=True)
class ProgramChain:
    """One program and its chain.

    ``counts``: stage → number of its own elements. ``joined``: pairs of stages with a link between
    them. ``reaching``: its activities from which a path leads to a town condition of the measure,
    or to an outcome when the measure has none. ``model``: None without a logic model.
    """

    program: Named
    number: str
    units: tuple[Named, ...]
    planned: Decimal | None
    counts: Mapping[str, int]
    joined: frozenset[tuple[str, str]]
    activities: int
    reaching: int
    model: LogicModel | None


@dataclass(frozen=True)
class MeasureChains:
    """The programs of a measure in plan order: one page of them in full, and counts of all.

    ``year``: the fiscal year of the budgets. ``towns``: the measure's town conditions.
    ``reaching``, ``partly``: programs of which every activity, or only some, leads to one
    of them; ``bare``: those without a logic model. Without town conditions the figures are
    of outcomes.
    """

    rows: tuple[ProgramChain, ...]
    programs: tuple[str, ...]
    year: int | None
    total: Decimal | None
    towns: tuple[Named, ...]
    reaching: int
    partly: int
    bare: int
    page: int

    @property
    def pages(self) -> int:
        """The number of pages."""
        return max(1, -(-len(self.programs) // SHOWN))

    @property
    def stopping(self) -> int:
        """Programs with a model of which no activity leads there."""
        return len(self.programs) - self.reaching - self.partly - self.bare


def measure_chains(state: State, measure: str, page: int = 1, shown: int = SHOWN) -> MeasureChains:
    """Return the programs of a measure with their chains; ``page`` counts from 1.

    A page that does not exist is the nearest that does. Raises the store's errors.
    """
    graph, plan = state.causal, state.causal.plan
    programs = state.in_plan_order(plan.programs_of(measure))
    page = min(max(1, page), max(1, -(-len(programs) // shown)))
    chosen = programs[(page - 1) * shown : page * shown]
    towns = graph.elements_of(measure, "town")
    goal = graph.upstream(towns) if towns else None
    states = [_reach(graph, program, goal) for program in programs]
    money = plan.money_of(programs)
    year = told_year(money, state.year)
    labels = _names(state, chosen, towns)
    return MeasureChains(
        rows=tuple(_row(graph, p, goal, year, labels, state.lang) for p in chosen),
        programs=tuple(programs),
        year=year,
        total=planned(money, year),
        towns=labels.all(graph.elements[n] for n in towns),
        reaching=sum(0 < all_ == led for all_, led in states),
        partly=sum(0 < led < all_ for all_, led in states),
        bare=sum(not graph.elements_of(program) for program in programs),
        page=page,
    )


def _reach(graph: CausalGraph, program: str, goal: set[int] | None) -> tuple[int, int]:
    """Return the number of a program's activities, and of those that lead to the goal.

    ``goal``: the elements from which a path leads there; None: to any outcome.
    """
    activities = graph.elements_of(program, "activity")
    if goal is not None:
        return len(activities), sum(n in goal for n in activities)
    led = (graph.downstream([n]) for n in activities)
    return len(activities), sum(any(graph.kind(n) in OUTCOMES for n in one) for one in led)


def _names(state: State, programs: Sequence[str], towns: Sequence[int]) -> Labels:
    graph = state.causal
    wanted = {*programs, *(graph.elements[n] for n in towns)}
    for program in programs:
        wanted.update(graph.plan.units_of(program))
        for n in _drawn(graph, program):
            wanted.add(graph.elements[n])
            wanted.update(graph.shown_by(n))
    return state.names(wanted)


def _drawn(graph: CausalGraph, program: str) -> list[int]:
    """Return a program's elements, and the town conditions of others that they lead to."""
    own = graph.elements_of(program)
    onward = {to for n in own for to in graph.onward.of(n) if graph.kind(to) == "town"}
    return [*own, *sorted(onward - set(own))]


def _row(
    graph: CausalGraph,
    program: str,
    goal: set[int] | None,
    year: int | None,
    labels: Labels,
    lang: str,
) -> ProgramChain:
    own = graph.elements_of(program)
    activities, reaching = _reach(graph, program, goal)
    joined = {
        (graph.kind(n), graph.kind(to)) for n in own for to in graph.onward.of(n) if graph.kind(n)
    }
    return ProgramChain(
        program=labels.one(program),
        number=graph.plan.numbers.get(program, ""),
        units=labels.all(graph.plan.lead_units.get(program, ())),
        planned=planned(graph.plan.money(program), year),
        counts=Counter(graph.kind(n) for n in own),
        joined=frozenset(joined),
        activities=activities,
        reaching=reaching,
        model=_model(graph, program, labels, lang) if own else None,
    )


def _model(graph: CausalGraph, program: str, labels: Labels, lang: str) -> LogicModel:
    """Return the model as it is drawn: elements, links and names of indicators, without reasons."""
    drawn = [n for n in _drawn(graph, program) if graph.kind(n) in COLUMNS]
    known = set(drawn)

    def name(iri: str, kind: str) -> str:
        if labels[iri] != iri:
            return labels[iri]
        return message("analysis.model.money", lang) if kind == "input" else ""

    nodes = [
        Node(
            iri := graph.elements[n],
            kind := graph.kind(n),  # type: ignore[arg-type]  # it is one of the columns
            name(iri, kind),
            indicators=tuple(IndicatorName(i, labels[i]) for i in graph.shown_by(n)),
            order=order,
            of_measure=graph.owner(n) != program,
        )
        for order, n in enumerate(drawn)
    ]
    edges = [
        Edge("", graph.elements[n], graph.elements[to])
        for n in drawn
        for to in sorted(set(graph.onward.of(n)) & known)
    ]
    return LogicModel(program, program, labels[program], None, nodes, edges)
