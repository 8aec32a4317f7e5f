"""The analysis ``programs``: all programs by money, its change, and targets met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount, planned, told_year
from michisuji.analysis.priority.achievement import Met, achievements, indicators_of
from michisuji.analysis.priority.choosing import (
    OverviewChoice,
    Traits,
    choose,
    departments_of,
    in_order,
)
from michisuji.analysis.tables import Behind, Named

if TYPE_CHECKING:
    from michisuji.analysis.state import State


@dataclass(frozen=True)
class Listed:
    """One program's figures: budget of the stated year and its change in yen, states of targets.

    ``measures``: what it is directly part of; ``policies``: what these are part of.
    """

    program: Named
    measures: tuple[Named, ...]
    policies: tuple[Named, ...]
    departments: tuple[Named, ...]
    budget: Decimal | None
    change: Decimal | None
    achievement: Met

    @property
    def traits(self) -> Traits:
        """What the row is chosen by."""
        return Traits(
            self.program.label,
            self.policies,
            self.departments,
            self.achievement.share,
            self.budget,
            self.change,
        )


@dataclass(frozen=True)
class Programs:
    """The result: the chosen rows of ``count`` programs, and what a reader may choose from."""

    rows: tuple[Listed, ...]
    count: int
    policies: tuple[Named, ...]
    departments: tuple[Named, ...]
    money_year: int | None
    value_year: int | None
    choice: OverviewChoice
    behind: tuple[Behind, ...]


def programs(
    state: State,
    policy: str = "",
    department: str = "",
    reached: str = "",
    budget: str = "",
    sort: str = "plan",
    way: str = "up",
) -> Programs:
    """Return the figures of all programs of a state, chosen and sorted.

    Raises the store's errors.
    """
    choice = OverviewChoice(policy, department, reached, budget, sort, way)
    rows, money_year, value_year = _all(state)
    return Programs(
        rows=choose(rows, lambda row: row.traits, choice),
        count=len(rows),
        policies=in_order(state, (one for row in rows for one in row.policies)),
        departments=in_order(state, (one for row in rows for one in row.departments)),
        money_year=money_year,
        value_year=value_year,
        choice=choice,
        behind=(state.behind("money-by-measure"), state.behind("targets-and-actuals")),
    )


def _all(state: State) -> tuple[tuple[Listed, ...], int | None, int | None]:
    """Return every program in plan order, the years of money and values; kept with the graph."""
    kept, key = state.causal.derived, f"all programs {state.lang} {state.year}"
    if key not in kept:
        kept[key] = _computed(state)
    found: tuple[tuple[Listed, ...], int | None, int | None] = kept[key]
    return found


def _computed(state: State) -> tuple[tuple[Listed, ...], int | None, int | None]:
    graph, plan = state.causal, state.causal.plan
    found = list(plan.programs())
    shown = {p: indicators_of(graph, [p]) for p in found}
    values = achievements(state)
    value_year = values.latest(i for own in shown.values() for i in own)
    money = {p: plan.money(p) for p in found}
    money_year = told_year(plan.money_of(found), state.year)
    above = {p: plan.measures_of(p) for p in found}
    policies = {p: _above(state, measures) for p, measures in above.items()}
    departments = departments_of(state, found)
    named = (above, policies, departments)
    labels = state.names({*found, *(o for one in named for some in one.values() for o in some)})
    rows = tuple(
        Listed(
            program=labels.one(p),
            measures=labels.all(above[p]),
            policies=labels.all(policies[p]),
            departments=labels.all(departments[p]),
            budget=planned(money[p], money_year),
            change=change_of(money[p], money_year),
            achievement=values.in_year(shown[p], value_year),
        )
        for p in _in_order(state, above)
    )
    return rows, money_year, value_year


def _above(state: State, measures: Sequence[str]) -> tuple[str, ...]:
    """Return what measures are part of; a measure itself, if it is part of nothing."""
    above = state.causal.plan.above
    return tuple(dict.fromkeys(one for m in measures for one in above.get(m) or (m,)))


def _in_order(state: State, above: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the programs by their first measure in the plan's order, then by their own."""
    measures = {m for some in above.values() for m in some}
    parents = {p for m in measures for p in state.causal.plan.above.get(m, ())}
    tops = {iri: n for n, iri in enumerate(state.in_plan_order(parents))}
    place = {iri: n for n, iri in enumerate(state.in_plan_order(measures))}

    def key(program: str) -> tuple[int, int]:
        first = min(above[program], key=place.__getitem__, default=None)
        if first is None:
            return len(tops) + 1, len(place)
        top = min((tops[p] for p in state.causal.plan.above.get(first, ())), default=len(tops))
        return top, place[first]

    return sorted(state.in_plan_order(above), key=key)


def change_of(money: Mapping[int, Amount], year: int | None) -> Decimal | None:
    """Return the budget's change from the year before in yen; None when either is not stated."""
    if year is None:
        return None
    now, before = planned(money, year), planned(money, year - 1)
    return None if now is None or before is None else now - before
