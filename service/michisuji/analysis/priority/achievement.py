"""How many targets of a set of indicators were met, by fiscal year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from michisuji.analysis.validity.judging import YearValue, met
from michisuji.vocabulary import CODE

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import State

_BATCH = 500


@dataclass(frozen=True)
class Met:
    """Of ``judged`` indicators with target, actual and a direction up or down, ``met`` were met."""

    met: int = 0
    judged: int = 0

    @property
    def share(self) -> float | None:
        """In %, None when nothing can be judged."""
        return 100 * self.met / self.judged if self.judged else None


@dataclass
class Achievements:
    """Targets and actuals of indicators, with the direction of each."""

    values: Mapping[str, list[YearValue]]
    directions: Mapping[str, str]

    def of(self, indicators: Iterable[str]) -> dict[int, Met]:
        """Fiscal year → how many of the indicators met their target, each counted once."""
        counts: dict[int, list[int]] = {}
        for indicator in set(indicators):
            direction = self.directions.get(indicator, "")
            for value in self.values.get(indicator, ()):
                judged = met(value, direction)
                if judged is not None:
                    row = counts.setdefault(value.year, [0, 0])
                    row[0] += judged
                    row[1] += 1
        return {year: Met(*counts[year]) for year in sorted(counts)}


def achievements(state: State, only: Iterable[str] | None = None) -> Achievements:
    """The values of all indicators, or of some."""
    values: dict[str, list[YearValue]] = {}
    directions: dict[str, str] = {}
    parts: list[list[str]] | list[None] = [None]
    if only is not None:
        wanted = sorted(set(only))
        parts = [wanted[n : n + _BATCH] for n in range(0, len(wanted), _BATCH)]
    for part in parts:
        given = {} if part is None else {"indicator": part}
        for row in state.ask("indicators-with-level", given):
            directions[row["indicator"]] = (row["direction"] or "").removeprefix(
                f"{CODE}direction/"
            )
        for row in state.ask("targets-and-actuals", given):
            if isinstance(row["target"], Decimal) and isinstance(row["actual"], Decimal):
                value = YearValue(row["year"], row["target"], row["actual"])
                values.setdefault(row["indicator"], []).append(value)
    return Achievements(values, directions)


def indicators_of(graph: CausalGraph, owners: Iterable[str]) -> set[str]:
    """The indicators that show an element of programs' or measures' models."""
    return {i for owner in owners for n in graph.elements_of(owner) for i in graph.shown_by(n)}
