"""The analysis ``measure-programs``: a measure's programs by money, paths, targets and results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from michisuji.analysis.causal import Amount, planned, told_year
from michisuji.analysis.impact.target import OUTCOMES
from michisuji.analysis.priority.achievement import Met, achievements, indicators_of
from michisuji.analysis.tables import Behind, Named
from michisuji.errors import NotFound

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import Labels, State

SORTS = ("budget", "reach", "achievement", "name")
#: The result of a program without an evaluation.
NO_RESULT = "", None


@dataclass(frozen=True)
class ProgramRow:
    """One program's figures.

    ``outcomes``: outcomes and town conditions that its activities reach; ``towns``: how many of
    them are town conditions. ``result``: that of its latest evaluation, of fiscal year
    ``evaluated``; '' if never evaluated.
    """

    program: Named
    units: tuple[Named, ...]
    money: Mapping[int, Amount]
    outcomes: int
    towns: int
    indicators: int
    achievement: Met
    result: str
    evaluated: int | None


@dataclass(frozen=True)
class MeasurePrograms:
    """The result.

    ``middle_budget`` and ``middle_share`` (%) are medians that split the quadrants.
    """

    measure: Named
    rows: tuple[ProgramRow, ...]
    money: Mapping[int, Amount]
    money_year: int | None
    value_year: int | None
    middle_budget: Decimal | None
    middle_share: float | None
    sort: str
    behind: tuple[Behind, ...]

    def budget(self, row: ProgramRow) -> Decimal | None:
        """Return the row's budget of the year that is stated."""
        return planned(row.money, self.money_year)


def measure_programs(state: State, measure: str, sort: str = "budget") -> MeasurePrograms:
    """Compute the figures of the programs of a measure (or policy).

    Raises NotFound and the store's errors.
    """
    graph, plan = state.causal, state.causal.plan
    if measure not in plan.classes or plan.is_program(measure):
        raise NotFound(
            f"施策・政策ではありません: {measure}",
            f"not a measure or policy: {measure}",
            hint_ja="今見ている状態にある施策のIRIを指定してください",
            hint_en="name a measure of the chosen state",
        )
    programs = state.in_plan_order(plan.programs_of(measure))
    met = _met(state, programs)
    value_year = max((year for one in met.values() for year in one), default=None)
    money = plan.money_of(programs)
    year = told_year(money, state.year)
    labels = state.names({measure, *programs, *(u for p in programs for u in plan.units_of(p))})
    results = _results(state, programs)
    rows = [
        _row(graph, p, met[p].get(value_year or 0, Met()), results.get(p, NO_RESULT), labels)
        for p in programs
    ]
    budgets = [a for row in rows if (a := planned(row.money, year)) is not None]
    shares = [share for row in rows if (share := row.achievement.share) is not None]
    return MeasurePrograms(
        measure=labels.one(measure),
        rows=tuple(sorted(rows, key=lambda row: _key(row, sort, year))),
        money=money,
        money_year=year,
        value_year=value_year,
        middle_budget=median(budgets) if budgets else None,
        middle_share=median(shares) if shares else None,
        sort=sort,
        behind=_behind(state, measure, programs),
    )


def _met(state: State, programs: Sequence[str]) -> dict[str, dict[int, Met]]:
    """Return program → fiscal year → targets met by its indicators."""
    shown = {p: indicators_of(state.causal, [p]) for p in programs}
    values = achievements(state, {i for own in shown.values() for i in own})
    return {p: values.of(own) for p, own in shown.items()}


def _row(
    graph: CausalGraph,
    program: str,
    met: Met,
    evaluation: tuple[str, int | None],
    labels: Labels,
) -> ProgramRow:
    reached = graph.downstream(graph.elements_of(program, "activity"))
    kinds = [graph.kind(n) for n in reached]
    return ProgramRow(
        program=labels.one(program),
        units=labels.all(graph.plan.units_of(program)),
        money=graph.plan.money(program),
        outcomes=sum(kind in OUTCOMES for kind in kinds),
        towns=kinds.count("town"),
        indicators=len({i for n in reached for i in graph.shown_by(n)}),
        achievement=met,
        result=evaluation[0],
        evaluated=evaluation[1],
    )


def _behind(state: State, measure: str, programs: Sequence[str]) -> tuple[Behind, ...]:
    first = (state.behind("programs-of-measure", {"measure": measure}),)
    return (*first, state.behind("latest-results", {"node": programs[:60]})) if programs else first


def _results(state: State, programs: Sequence[str]) -> dict[str, tuple[str, int | None]]:
    """Return program → the result of its latest evaluation that has one, and its fiscal year."""
    rows = state.ask_many("latest-results", "node", programs)  # by year: the last one stays
    return {row["node"]: (row["result"], row["year"]) for row in rows}


def _key(row: ProgramRow, sort: str, year: int | None) -> tuple[object, ...]:
    amount = planned(row.money, year)
    share = row.achievement.share
    keys: dict[str, tuple[object, ...]] = {
        "budget": (amount is None, -(amount or 0)),
        "reach": (-row.towns, -row.outcomes),
        "achievement": (share is None, -(share or 0)),
        "name": (row.program.label,),
    }
    return keys[sort]  # the rows come in plan order
