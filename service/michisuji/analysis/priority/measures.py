"""The analysis ``measures``: targets met, paths to outcomes, money and trend of every measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount, planned, told_year
from michisuji.analysis.chains import reaching_activities
from michisuji.analysis.priority.achievement import Met, achievements, indicators_of
from michisuji.analysis.priority.all_programs import change_of
from michisuji.analysis.priority.choosing import (
    OverviewChoice,
    Traits,
    choose,
    departments_of,
    in_order,
)
from michisuji.analysis.tables import Behind, Named
from michisuji.errors import NotFound

if TYPE_CHECKING:
    from michisuji.analysis.state import State


@dataclass(frozen=True)
class MeasureRow:
    """One measure's figures; ``money`` and ``achievement`` are by fiscal year.

    ``reaching``: programs with a path to a long-term outcome or town condition. ``above``: the
    policy or ministry it belongs to.
    """

    measure: Named
    above: Named | None
    departments: tuple[Named, ...]
    programs: int
    reaching: int
    money: Mapping[int, Amount]
    achievement: Mapping[int, Met]

    @property
    def policies(self) -> tuple[Named, ...]:
        """What the measure is chosen by: the policy it belongs to."""
        return (self.above,) if self.above else ()

    @property
    def reach(self) -> float | None:
        """The programs that reach a long-term outcome or town condition, in %."""
        return 100 * self.reaching / self.programs if self.programs else None


@dataclass(frozen=True)
class Measures:
    """The result.

    ``money_year``: the latest with a budget; ``value_year``: the latest with actuals.
    """

    rows: tuple[MeasureRow, ...]
    money: Mapping[int, Amount]
    money_year: int | None
    value_year: int | None
    count: int
    policies: tuple[Named, ...]
    departments: tuple[Named, ...]
    choice: OverviewChoice
    behind: tuple[Behind, ...]

    def change(self, row: MeasureRow) -> Decimal | None:
        """Return the budget's change from the year before; None when either is not stated."""
        return change_of(row.money, self.money_year)

    def states(self, row: MeasureRow) -> Met:
        """Return the states of the row's targets in the year that is stated."""
        return row.achievement.get(self.value_year or 0, Met())

    def traits(self, row: MeasureRow) -> Traits:
        """Return what a row is chosen by."""
        return Traits(
            row.measure.label,
            row.policies,
            row.departments,
            self.states(row).share,
            planned(row.money, self.money_year),
            self.change(row),
        )


def measures(
    state: State,
    dataset: str | None = None,
    policy: str = "",
    department: str = "",
    reached: str = "",
    budget: str = "",
    sort: str = "plan",
    way: str = "up",
) -> Measures:
    """Compute the figures of all measures in the given state, or of one dataset, and choose.

    Raises NotFound for a dataset without measures, and the store's errors.
    """
    plan = state.causal.plan
    found = _measures(state, dataset)
    programs = {iri: plan.programs_of(iri) for iri in found}
    rows = _rows(state, programs)
    money = plan.money_of({program for own in programs.values() for program in own})
    choice = OverviewChoice(policy, department, reached, budget, sort, way)
    every = Measures(
        rows=rows,
        money=money,
        money_year=told_year(money, state.year),
        value_year=max((year for row in rows for year in row.achievement), default=None),
        count=len(rows),
        policies=in_order(state, (one for row in rows for one in row.policies)),
        departments=in_order(state, (one for row in rows for one in row.departments)),
        choice=choice,
        behind=(
            state.behind("money-by-measure"),
            state.behind("targets-and-actuals"),
            state.behind("chains-by-unit"),
        ),
    )
    return replace(every, rows=choose(rows, every.traits, choice))


def _measures(state: State, dataset: str | None) -> list[str]:
    classes = state.causal.plan.classes
    found = sorted(iri for iri, name in classes.items() if name == "Measure")
    if dataset is None:
        return found
    found = [iri for iri in found if state.dataset_of(iri) == dataset]
    if not found:
        raise _no_measures(state, dataset)
    return found


def _rows(state: State, programs: Mapping[str, set[str]]) -> tuple[MeasureRow, ...]:
    """Return the rows of the measures, in plan order, below what they belong to."""
    graph, plan = state.causal, state.causal.plan
    reaching = {graph.owner(n) for n in reaching_activities(graph).nonzero()[0].tolist()}
    values = achievements(state)
    above = {iri: next(iter(plan.above.get(iri, ())), None) for iri in programs}
    departments = departments_of(state, programs)
    tops = {one for some in departments.values() for one in some}
    labels = state.names({*programs, *filter(None, above.values()), *tops})
    rows = [
        MeasureRow(
            measure=labels.one(iri),
            above=labels.one(parent) if (parent := above[iri]) else None,
            departments=labels.all(departments[iri]),
            programs=len(own),
            reaching=len(own & reaching),
            money=plan.money_of(own),
            achievement=values.of(indicators_of(graph, {iri, *own})),
        )
        for iri, own in programs.items()
    ]
    parents = state.in_plan_order({r.above.iri for r in rows if r.above})
    place = {iri: n for n, iri in enumerate((*parents, *state.in_plan_order(programs)))}
    last = len(place)
    return tuple(
        sorted(rows, key=lambda r: (place[r.above.iri] if r.above else last, place[r.measure.iri]))
    )


def datasets_with_measures(state: State) -> list[str]:
    """Return the names of the datasets that have measures."""
    plan = state.causal.plan
    found = {state.dataset_of(iri) for iri, name in plan.classes.items() if name == "Measure"}
    return sorted(name for name in found if name)


def _no_measures(state: State, dataset: str) -> NotFound:
    known = ", ".join(datasets_with_measures(state)) or "-"
    return NotFound(
        f"施策のあるデータセット「{dataset[:40]}」はありません",
        f"there is no data set '{dataset[:40]}' with measures",
        hint_ja=f"あるもの: {known}",
        hint_en=f"available: {known}",
    )
