"""The number of targets that a set of indicators met, by fiscal year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.analysis.indicator_values import NOTHING, Stated, YearValue, stated
from michisuji.analysis.validity.judging import met

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import State


@dataclass(frozen=True)
class Met:
    """A count of targets: ``met`` of the ``judged`` indicators, whose targets can be judged."""

    met: int = 0
    judged: int = 0

    @property
    def share(self) -> float | None:
        """The targets met, in %; None when nothing can be judged."""
        return 100 * self.met / self.judged if self.judged else None


@dataclass(frozen=True)
class Achievements:
    """Targets and actuals of indicators, with the direction of each."""

    stated: Mapping[str, Stated]

    def values(self, indicator: str) -> Sequence[YearValue]:
        """Return the years of an indicator that have both target and actual."""
        return self.stated.get(indicator, NOTHING).values

    def of(self, indicators: Iterable[str]) -> dict[int, Met]:
        """Return fiscal year → how many of the indicators met their target, each counted once."""
        counts: dict[int, list[int]] = {}
        for indicator in set(indicators):
            own = self.stated.get(indicator, NOTHING)
            for value in own.values:
                judged = met(value, own)
                if judged is not None:
                    row = counts.setdefault(value.year, [0, 0])
                    row[0] += judged
                    row[1] += 1
        return {year: Met(*counts[year]) for year in sorted(counts)}


def achievements(state: State, only: Iterable[str] | None = None) -> Achievements:
    """Return the achievements of all indicators, or at least of those in ``only``."""
    return Achievements(stated(state, only))


def indicators_of(graph: CausalGraph, owners: Iterable[str]) -> set[str]:
    """Return the indicators of the elements in the models of programs or measures."""
    return {i for owner in owners for n in graph.elements_of(owner) for i in graph.shown_by(n)}
