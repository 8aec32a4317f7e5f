"""The statements of indicators: level, direction, and the years with both target and actual.

All indicators of a state are read once, next to its causal graph: half of the planner's pages judge
indicators, and one query for all takes a quarter of a second for the national review.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from michisuji.vocabulary import CODE

if TYPE_CHECKING:
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
    kept.
    """

    level: str = ""
    direction: str = ""
    values: list[YearValue] = field(default_factory=list)
    tolerance: Decimal | None = None


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
        )
    for row in rows("targets-and-actuals"):
        if None not in (row["year"], row["target"], row["actual"]):
            of = found.setdefault(row["indicator"], Stated())
            of.values.append(YearValue(row["year"], row["target"], row["actual"]))
    return found
