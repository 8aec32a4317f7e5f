"""The analysis ``indicators``: the state of every town-condition indicator, and its next survey."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.achievement import STATES, Verdict
from michisuji.analysis.indicator_values import NOTHING, Stated, stated
from michisuji.analysis.priority.choosing import departments_of, in_order
from michisuji.analysis.tables import Behind, Named

if TYPE_CHECKING:
    from michisuji.analysis.state import State

#: Fiscal years that are shown.
YEARS = 5
#: When the next actual is expected: a year that is over, the open one, or a later one.
SURVEYS = ("late", "due", "planned", "none")
CHOSEN_STATES = (*STATES, "unjudged")
ORDERS = ("plan", "name", "state", "achievement", "survey")
_TOWN = "town-condition"


@dataclass(frozen=True)
class BoardYear:
    """An indicator in a fiscal year; ``state`` is '' if nothing can be judged."""

    year: int
    target: Decimal | None
    actual: Decimal | None
    state: Verdict | str
    percent: Decimal | None


@dataclass(frozen=True)
class BoardRow:
    """One indicator.

    ``can_judge``: its direction is stated, and the tolerance of a level to be kept. ``years``: the
    last five with a target or an actual, and the next survey's. ``latest``: the last that can be
    judged. ``survey_year``: the first with a target and without an actual, whose actual is
    ``survey``, one of :data:`SURVEYS`.
    """

    indicator: Named
    measures: tuple[Named, ...]
    policies: tuple[Named, ...]
    departments: tuple[Named, ...]
    unit: str
    direction: str
    can_judge: bool
    years: tuple[BoardYear, ...]
    latest: BoardYear | None
    state: Verdict | str
    survey: str
    survey_year: int | None


@dataclass(frozen=True)
class Board:
    """The result: the chosen rows of ``count`` indicators, and what a reader may choose from."""

    rows: tuple[BoardRow, ...]
    count: int
    policies: tuple[Named, ...]
    departments: tuple[Named, ...]
    counts: dict[str, int]
    late: int
    sort: str
    behind: tuple[Behind, ...]


def indicators(
    state: State,
    policy: str = "",
    department: str = "",
    verdict: str = "",
    survey: str = "",
    sort: str = "plan",
) -> Board:
    """Return the town-condition indicators of a state, chosen and sorted.

    Raises the store's errors.
    """
    every = _all(state)
    rows = [
        row
        for row in every
        if (not policy or any(one.iri == policy for one in row.policies))
        and (not department or any(one.iri == department for one in row.departments))
        and verdict in ("", row.state or "unjudged")
        and survey in ("", row.survey)
    ]
    return Board(
        rows=tuple(sorted(rows, key=_SORT[sort])),
        count=len(every),
        policies=in_order(state, (one for row in every for one in row.policies)),
        departments=in_order(state, (one for row in every for one in row.departments)),
        counts={one: sum((r.state or "unjudged") == one for r in rows) for one in CHOSEN_STATES},
        late=sum(row.survey == "late" for row in rows),
        sort=sort,
        behind=(state.behind("indicators-with-level"), state.behind("targets-and-actuals")),
    )


def _percent(row: BoardRow) -> tuple[bool, Decimal]:
    percent = row.latest.percent if row.latest else None
    return percent is None, percent or Decimal(0)


#: Order → key; rows come in plan order. The worst state and the earliest survey go first.
_SORT: dict[str, Callable[[BoardRow], tuple[object, ...]]] = {
    "plan": lambda row: (),
    "name": lambda row: (row.indicator.label,),
    "state": lambda row: (["missed", "close", "met", "not-due", ""].index(row.state),),
    "achievement": _percent,
    "survey": lambda row: (row.survey_year is None, row.survey_year or 0),
}


def _all(state: State) -> tuple[BoardRow, ...]:
    """Return every town-condition indicator in plan order; kept with the graph."""
    kept, key = state.causal.derived, f"board {state.lang} {state.year}"
    if key not in kept:
        kept[key] = _computed(state)
    found: tuple[BoardRow, ...] = kept[key]
    return found


def _computed(state: State) -> tuple[BoardRow, ...]:
    graph, plan, values = state.causal, state.causal.plan, stated(state)
    owners = {
        i: _owners(state, i)
        for i in graph.indicators()
        if _is_town(state, values.get(i, NOTHING), i)
    }
    every = {owner for some in owners.values() for owner in some}
    departments = departments_of(state, every)
    above = {owner: plan.above.get(owner) or (owner,) for owner in every}
    tops = {top for some in (*departments.values(), *above.values()) for top in some}
    labels = state.names({*owners, *every, *tops})
    units = {row["indicator"]: row["unit"] for row in _units(state, owners)}
    place = {owner: n for n, owner in enumerate(state.in_plan_order(every))}
    first = {
        top: n for n, top in enumerate(state.in_plan_order({t for a in above.values() for t in a}))
    }

    def order(indicator: str) -> tuple[object, ...]:
        own = owners[indicator][:1]
        top = [first[above[o][0]] for o in own], [place[o] for o in own]
        return (not own, *top, indicator)

    return tuple(
        _row(
            values.get(i, NOTHING),
            labels.one(i),
            labels.all(owners[i]),
            labels.all(dict.fromkeys(top for o in owners[i] for top in above[o])),
            labels.all(dict.fromkeys(top for o in owners[i] for top in departments[o])),
            units.get(i) or "",
        )
        for i in sorted(owners, key=order)
    )


def _is_town(state: State, own: Stated, indicator: str) -> bool:
    graph = state.causal
    return own.level == _TOWN or any(graph.kind(n) == "town" for n in graph.shows(indicator))


def _owners(state: State, indicator: str) -> tuple[str, ...]:
    """Return the measures and programs whose model has the indicator, in the plan's order."""
    graph = state.causal
    found = {owner for n in graph.shows(indicator) if (owner := graph.owner(n)) is not None}
    return tuple(state.in_plan_order(found))


def _units(state: State, indicators_: dict[str, tuple[str, ...]]) -> list[dict[str, str]]:
    return list(state.ask_many("units-of-measure", "indicator", indicators_))


def _row(
    own: Stated,
    indicator: Named,
    measures: tuple[Named, ...],
    policies: tuple[Named, ...],
    departments: tuple[Named, ...],
    unit: str,
) -> BoardRow:
    latest = _year(own, own.judged_years[-1]) if own.judged_years else None
    waiting = sorted(
        set(own.targets) - set(own.actuals) - {y for y in own.targets if _over(own, y)}
    )
    survey_year = waiting[0] if waiting else None
    known = [y for y in own.years if survey_year is None or y <= survey_year]
    state: Verdict | str = latest.state if latest else ""
    if latest is None and own.can_judge and _survey(own, survey_year) in ("due", "planned"):
        state = "not-due"
    return BoardRow(
        indicator=indicator,
        measures=measures,
        policies=policies,
        departments=departments,
        unit=unit,
        direction=own.direction if own.can_judge or own.direction == "keep" else "",
        can_judge=own.can_judge,
        years=board_years(own, known, survey_year),
        latest=latest,
        state=state,
        survey=_survey(own, survey_year),
        survey_year=survey_year,
    )


def board_years(
    own: Stated, known: Sequence[int], survey_year: int | None = None
) -> tuple[BoardYear, ...]:
    """Return the last five of the fiscal years, and the next survey's if it is one of them."""
    return tuple(_year(own, year) for year in known[-YEARS - (survey_year in known) :])


def _over(own: Stated, year: int) -> bool:
    """Return True if a later year has an actual: nobody waits for this one any more."""
    return any(later > year for later in own.actuals)


def _survey(own: Stated, year: int | None) -> str:
    if year is None or own.open_from is None:
        return "none"
    return "late" if year < own.open_from else ("due" if year == own.open_from else "planned")


def _year(own: Stated, year: int) -> BoardYear:
    found = own.in_year(year)
    return BoardYear(
        year,
        own.targets.get(year),
        own.actuals.get(year),
        found.state if found else "",
        found.percent if found else None,
    )
