"""The effects of a scenario on the support of outcomes and indicators.

An outcome is supported by the programs whose activities lead to it. A stopped element is removed
from every path: a path through an outcome of a stopped program counts as stopped, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Literal

from michisuji.analysis.causal import Amount, told_year
from michisuji.analysis.whatif.scenario import STOPPED, Scenario
from michisuji.fiscal_years import fiscal_year_of

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph

#: lost: no support is left. reduced: some is. cut: all stays, some of it with less money.
Status = Literal["lost", "reduced", "cut"]
#: Kinds of elements that are outcomes.
OUTCOMES = ("outcome-unstated", "short", "mid", "long", "town")


@dataclass(frozen=True)
class Support:
    """The programs and activities that support an element or indicator, before and after."""

    iri: str
    status: Status
    before: frozenset[str]
    after: frozenset[str]
    activities_before: int
    activities_after: int
    #: True for an element of a stopped program.
    stopped: bool = False


@dataclass(frozen=True)
class Effects:
    """The effects; ``freed`` is by fiscal year in yen, ``programs`` are those of the scenario."""

    outcomes: tuple[Support, ...] = ()
    indicators: tuple[Support, ...] = ()
    freed: dict[int, Amount] = field(default_factory=dict)
    freed_by: dict[str, dict[int, Amount]] = field(default_factory=dict)
    programs: frozenset[str] = frozenset()

    def of(self, status: Status) -> tuple[Support, ...]:
        """Return the outcomes of a status."""
        return tuple(one for one in self.outcomes if one.status == status)


def effects(graph: CausalGraph, scenario: Scenario) -> Effects:
    """Compute what the scenario does, in time that grows with what hangs on it."""
    stopped, cut = _marked(graph, scenario)
    met = graph.downstream(stopped | cut)
    outcomes = [n for n in met if graph.kind(n) in OUTCOMES]
    rows = [_support(graph, n, stopped, cut) for n in outcomes]
    shown = {indicator for n in met for indicator in graph.shown_by(n)}
    freed_by = _freed(graph, scenario)
    return Effects(
        outcomes=_sorted(rows),
        indicators=_sorted(_indicator(graph, one, stopped, cut) for one in shown),
        freed=_total(freed_by.values()),
        freed_by=freed_by,
        programs=frozenset(iri for iri in _programs(graph, scenario)),
    )


def supported(graph: CausalGraph, datasets: Iterable[str]) -> dict[str, int]:
    """Return how many outcomes of each dataset have an activity that leads to them.

    Computed once per state of the data.
    """
    import numpy as np

    key = "supported outcomes"
    if key not in graph.derived:
        reached = graph.onward.reach_all(graph.of_kind("activity")) & graph.of_kind(*OUTCOMES)
        found = Counter(dict.fromkeys(datasets, 0))
        for n in np.flatnonzero(reached).tolist():
            iri = graph.elements[n]
            found[max((d for d in found if f"/{d}-" in iri), key=len, default="")] += 1
        graph.derived[key] = dict(found)
    counts: dict[str, int] = graph.derived[key]
    return counts


def unsupported_after(graph: CausalGraph, scenario: Scenario) -> list[str]:
    """Return all outcomes without support after the scenario, also those that had none before."""
    import numpy as np

    stopped, _ = _marked(graph, scenario)
    blocked = np.zeros(len(graph.elements), dtype=np.bool_)
    blocked[list(stopped)] = True
    reached = graph.onward.reach_all(graph.of_kind("activity"), blocked)
    return [graph.elements[n] for n in np.flatnonzero(graph.of_kind(*OUTCOMES) & ~reached)]


def _marked(graph: CausalGraph, scenario: Scenario) -> tuple[set[int], set[int]]:
    """Return the elements that are stopped, and those that continue with less.

    All elements of a stopped program are stopped; so is an activity whose inputs all are.
    """
    stopped: set[int] = set()
    cut: set[int] = set()
    for iri, percent in scenario.cuts.items():
        number = graph.number(iri)
        own = graph.elements_of(iri) if number is None else [number]
        (stopped if percent >= STOPPED else cut).update(own)
    for n in [n for n in stopped | cut if graph.kind(n) == "input"]:
        for activity in (a for a in graph.onward.of(n) if graph.kind(a) == "activity"):
            inputs = [i for i in graph.backward.of(activity) if graph.kind(i) == "input"]
            whole = all(i in stopped for i in inputs)
            (stopped if whole else cut).add(activity)
    return stopped, cut - stopped


def _support(graph: CausalGraph, node: int, stopped: set[int], cut: set[int]) -> Support:
    return _supported_by(graph, graph.elements[node], [node], stopped, cut)


def _indicator(graph: CausalGraph, iri: str, stopped: set[int], cut: set[int]) -> Support | None:
    return _supported_by(graph, iri, graph.shows(iri), stopped, cut)


def _supported_by(
    graph: CausalGraph, iri: str, nodes: list[int], stopped: set[int], cut: set[int]
) -> Support:
    before = _activities(graph, graph.upstream(nodes))
    left = graph.backward.reach((n for n in nodes if n not in stopped), stopped)
    after = _activities(graph, left)
    if not after and before:
        status: Status = "lost"
    else:
        status = "reduced" if len(after) < len(before) else "cut"
    return Support(
        iri=iri,
        status=status,
        before=_owners(graph, before),
        after=_owners(graph, after),
        activities_before=len(before),
        activities_after=len(after),
        stopped=all(n in stopped for n in nodes),
    )


def _activities(graph: CausalGraph, nodes: Iterable[int]) -> list[int]:
    return [n for n in nodes if graph.kind(n) == "activity"]


def _owners(graph: CausalGraph, nodes: Iterable[int]) -> frozenset[str]:
    return frozenset(owner for n in nodes if (owner := graph.owner(n)) is not None)


_ORDER = {"lost": 0, "reduced": 1, "cut": 2}


def _sorted(rows: Iterable[Support | None]) -> tuple[Support, ...]:
    """Sort what had support before, the hardest hit first; the rest cannot lose any."""
    known = (row for row in rows if row is not None and row.activities_before)
    return tuple(sorted(known, key=lambda r: (_ORDER[r.status], r.stopped, r.iri)))


def _programs(graph: CausalGraph, scenario: Scenario) -> Iterable[str]:
    for iri in scenario.cuts:
        number = graph.number(iri)
        owner = iri if number is None else graph.owner(number)
        if owner is not None:
            yield owner


def _freed(graph: CausalGraph, scenario: Scenario) -> dict[str, dict[int, Amount]]:
    """Return what each mark frees.

    An activity's own money is not known; an input of a program that is itself stopped or cut is not
    counted twice.
    """
    found: dict[str, dict[int, Amount]] = {}
    for iri, percent in scenario.cuts.items():
        if graph.plan.is_program(iri):
            found[iri] = {y: _part(a, percent) for y, a in graph.plan.money(iri).items()}
        elif (budget := graph.plan.records.get(iri)) in graph.plan.budgets:
            program, year, amount = graph.plan.budgets[budget]
            if program not in scenario.cuts:
                found[iri] = {year: _part(amount, percent)}
    return _coming(found)


def _coming(freed: Mapping[str, dict[int, Amount]]) -> dict[str, dict[int, Amount]]:
    """Return this and coming years only: nothing is freed in a year that is over.

    Data that end before this year keep their latest year with a budget.
    """
    latest = told_year(_total(freed.values()))
    if latest is None:
        return {}
    first = min(fiscal_year_of(date.today()), latest)
    return {iri: {y: a for y, a in part.items() if y >= first} for iri, part in freed.items()}


def _part(amount: Amount, percent: Decimal) -> Amount:
    def part(value: Decimal | None) -> Decimal | None:
        if value is None:
            return None
        return (value * percent / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)

    return Amount(part(amount.planned), part(amount.executed))


def _total(parts: Iterable[dict[int, Amount]]) -> dict[int, Amount]:
    total: dict[int, Amount] = {}
    for part in parts:
        for year, amount in part.items():
            total[year] = total.get(year, Amount()) + amount
    return dict(sorted(total.items()))
