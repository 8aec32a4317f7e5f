"""The statements of indicators: level, direction, targets and actuals, and what they amount to.

All indicators of a state are read once, next to its causal graph: half of the planner's pages judge
indicators, and one query for all takes a quarter of a second for the national review.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from michisuji.achievement import Achievement, can_judge, in_year
from michisuji.vocabulary import CODE

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import State

_KEY = "indicator values"


@dataclass(frozen=True)
class YearValue:
    """Target and actual of a fiscal year, in the indicator's own unit."""

    year: int
    target: Decimal
    actual: Decimal


@dataclass(frozen=True)
class Stated:
    """The statements of one indicator; ``level`` and ``direction`` are the names of codes.

    Both are '' if not stated. ``tolerance``: by how much the actual may differ from a target to be
    kept. ``open_from``: the fiscal year of its latest logic model, the first that is not over; None
    if it is in none.
    """

    level: str = ""
    direction: str = ""
    tolerance: Decimal | None = None
    targets: dict[int, Decimal] = field(default_factory=dict)
    actuals: dict[int, Decimal] = field(default_factory=dict)
    open_from: int | None = None

    def add(self, year: int, target: Decimal | None, actual: Decimal | None) -> None:
        """Add the values of a fiscal year."""
        if target is not None:
            self.targets.setdefault(year, target)
        if actual is not None:
            self.actuals.setdefault(year, actual)

    def in_year(self, year: int) -> Achievement | None:
        """Judge a fiscal year by the one rule."""
        return in_year(
            year, self.direction, self.targets, self.actuals, self.tolerance, self.open_from
        )

    @property
    def judged_years(self) -> list[int]:
        """The fiscal years with both, if the rule applies; in order."""
        return sorted(self.targets.keys() & self.actuals.keys()) if self.can_judge else []

    @property
    def values(self) -> list[YearValue]:
        """The fiscal years with both target and actual, in order."""
        years = sorted(self.targets.keys() & self.actuals.keys())
        return [YearValue(year, self.targets[year], self.actuals[year]) for year in years]

    @property
    def can_judge(self) -> bool:
        """True if the direction, and for a level to be kept the tolerance, is known."""
        return can_judge(self.direction, self.tolerance)

    @property
    def years(self) -> list[int]:
        """The fiscal years with a target or an actual, in order."""
        return sorted({*self.targets, *self.actuals})


#: The statements of an indicator that states nothing.
NOTHING = Stated()


def stated(state: State, only: Iterable[str] | None = None) -> Mapping[str, Stated]:
    """Return indicator → its statements: of all, or at least of those that ``only`` names.

    Some are queried by name, unless all are loaded already. Raises the store's errors.
    """
    kept: dict[str, Mapping[str, Stated]] = state.causal.derived
    if _KEY in kept:
        return kept[_KEY]
    if only is None:
        kept[_KEY] = _read(state, None)
        return kept[_KEY]
    return _read(state, set(only))


def _read(state: State, only: Collection[str] | None) -> dict[str, Stated]:
    def rows(question: str) -> Iterable[dict[str, Any]]:
        return state.ask(question) if only is None else state.ask_many(question, "indicator", only)

    found: dict[str, Stated] = {}
    for row in rows("indicators-with-level"):
        found[row["indicator"]] = Stated(
            (row["level"] or "").removeprefix(f"{CODE}level/"),
            (row["direction"] or "").removeprefix(f"{CODE}direction/"),
            tolerance=row["tolerance"],
            open_from=_open_from(state.causal, row["indicator"]),
        )
    for row in rows("targets-and-actuals"):
        if row["year"] is not None:
            found.setdefault(row["indicator"], Stated()).add(
                row["year"], row["target"], row["actual"]
            )
    return found


def _open_from(graph: CausalGraph, indicator: str) -> int | None:
    models = {model for n in graph.shows(indicator) for model in graph.models.get(n, ())}
    years = (graph.owners_of_model.get(model, ("", None))[1] for model in models)
    return max((year for year in years if year is not None), default=None)
