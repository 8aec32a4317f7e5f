"""The work of a unit, counted for its page: programs, money, targets, evaluations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from michisuji.achievement import STATES, Achievement, Verdict
from michisuji.analysis.indicator_values import NOTHING, Stated, stated
from michisuji.analysis.priority.achievement import Met, indicators_of
from michisuji.analysis.state import State
from michisuji.quality.reading.causes import Cause
from michisuji.vocabulary import LM
from michisuji.web.answers import Row
from michisuji.web.quality.views import CheckView


@dataclass(frozen=True)
class UnitWork:
    """The work that a unit and those below it lead, and the rest of their work, each thing once."""

    led: list[Row]
    related: list[Row]

    @property
    def programs(self) -> int:
        """The number of programs that they lead."""
        return sum(row["class"] == LM + "Program" for row in self.led)

    @property
    def planned(self) -> Decimal | None:
        """The money planned for these programs in yen; None if none is stated."""
        stated = [row["planned"] for row in self.led if isinstance(row["planned"], Decimal)]
        return sum(stated, Decimal(0)) if stated else None

    @property
    def years(self) -> list[int]:
        """The fiscal years of that money."""
        found = {row["year"] for row in self.led if row["planned"] is not None and row["year"]}
        return sorted(found)


def work_of(rows: Iterable[Row]) -> UnitWork:
    """Sort the answer of ``work-of-unit``; what is led is not repeated as related."""
    led: dict[str, Row] = {}
    related: dict[str, Row] = {}
    for row in rows:
        (led if row["lead"] else related).setdefault(row["node"], row)
    return UnitWork(list(led.values()), [r for n, r in related.items() if n not in led])


@dataclass(frozen=True)
class LatestTarget:
    """An indicator of a program or measure, and its latest year with target and actual."""

    indicator: str
    node: str
    direction: str
    year: int | None = None
    target: Decimal | None = None
    actual: Decimal | None = None
    found: Achievement | None = None


def targets_of(state: State, nodes: Iterable[str]) -> list[LatestTarget]:
    """Return the indicators of programs and measures, each once: missed, close, met, others."""
    owner: dict[str, str] = {}
    for node in nodes:
        for indicator in sorted(indicators_of(state.causal, [node])):
            owner.setdefault(indicator, node)
    values = stated(state)
    rows = [_target(i, node, values.get(i, NOTHING)) for i, node in owner.items()]
    order: tuple[Verdict | None, ...] = ("missed", "close", "met", "not-due", None)
    return sorted(rows, key=lambda row: order.index(row.found.state if row.found else None))


def _target(indicator: str, node: str, values: Stated) -> LatestTarget:
    year = max(values.judged_years, default=None)
    if year is None:
        return LatestTarget(indicator, node, values.direction)
    target, actual = values.targets[year], values.actuals[year]
    return LatestTarget(
        indicator, node, values.direction, year, target, actual, values.in_year(year)
    )


def count_of(targets: Iterable[LatestTarget]) -> Met:
    """Count the indicators by the state of their latest target."""
    found = Counter(target.found.state for target in targets if target.found)
    return Met(*(found[state] for state in STATES))


def causes_of(view: CheckView | None, units: Iterable[str]) -> list[Cause]:
    """Return the causes that a check found in the work of units, worst first."""
    if view is None:
        return []
    wanted = set(units)
    return [c for c in view.causes if {c.context.unit, c.context.department} & wanted]


def evaluations_due(causes: Iterable[Cause]) -> list[Cause]:
    """Return the causes that say that an evaluation, or a part of one, is missing."""
    return [c for c in causes if any(f.rule.startswith("EVAL-") for f in c.findings)]
