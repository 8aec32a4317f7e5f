"""The states of a set of indicators by fiscal year: targets met, close, missed, not due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from michisuji.achievement import STATES, Verdict
from michisuji.analysis.indicator_values import NOTHING, Stated, YearValue, stated

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph
    from michisuji.analysis.state import State


@dataclass(frozen=True)
class Met:
    """A count of indicators by the state of their target in a fiscal year."""

    met: int = 0
    close: int = 0
    missed: int = 0
    not_due: int = 0

    @property
    def judged(self) -> int:
        """The indicators with a verdict on target and actual."""
        return self.met + self.close + self.missed

    @property
    def counts(self) -> dict[Verdict, int]:
        """State → indicators, best first."""
        return dict(zip(STATES, (self.met, self.close, self.missed, self.not_due), strict=True))

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

    def in_year(self, indicators: Iterable[str], year: int | None) -> Met:
        """Return the states of the indicators in a fiscal year, each counted once."""
        own = (self.stated.get(indicator, NOTHING) for indicator in set(indicators))
        return Met() if year is None else _met(own, year)

    def latest(self, indicators: Iterable[str]) -> int | None:
        """Return the latest fiscal year in which one of the indicators can be judged."""
        own = (self.stated.get(indicator, NOTHING) for indicator in set(indicators))
        return max((one.judged_years[-1] for one in own if one.judged_years), default=None)

    def of(self, indicators: Iterable[str]) -> dict[int, Met]:
        """Return fiscal year → the states of the indicators, each counted once.

        Years in which no target can be judged are left out.
        """
        own = [self.stated.get(indicator, NOTHING) for indicator in set(indicators)]
        years = {year for one in own for year in one.judged_years}
        return {year: _met(own, year) for year in sorted(years)}


def _met(of: Iterable[Stated], year: int) -> Met:
    found = Counter(one.state for own in of if (one := own.in_year(year)) is not None)
    return Met(*(found[state] for state in STATES))


def achievements(state: State, only: Iterable[str] | None = None) -> Achievements:
    """Return the achievements of all indicators, or at least of those in ``only``."""
    return Achievements(stated(state, only))


def indicators_of(graph: CausalGraph, owners: Iterable[str]) -> set[str]:
    """Return the indicators of the elements in the models of programs or measures."""
    return {i for owner in owners for n in graph.elements_of(owner) for i in graph.shown_by(n)}
