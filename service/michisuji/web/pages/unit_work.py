"""What a unit's page shows of its work, counted: programs, money, targets, evaluations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from michisuji.achievement import achievement
from michisuji.quality.reading.causes import Cause
from michisuji.vocabulary import CODE, LM
from michisuji.web.answers import Row
from michisuji.web.quality.views import CheckView

#: Of a unit with more programs, targets are counted on the pages of the units below it.
MOST_JUDGED = 200


@dataclass(frozen=True)
class UnitWork:
    """What a unit and the units below it lead, and what they take part in, each thing once."""

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
class Targets:
    """The indicators of a unit with their state, missed ones first; each indicator once.

    ``state`` of a row: ``met``, ``missed``, or ``not-due`` without a verdict.
    """

    rows: list[Row] = field(default_factory=list)

    def count(self, state: str) -> int:
        """Return the number of indicators in a state."""
        return sum(row["state"] == state for row in self.rows)


def targets_of(rows: Iterable[Row]) -> Targets:
    """Judge the answer of ``indicators-of-units``."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(row["indicator"], row | _judged(row))
    order = ("missed", "met", "not-due")
    return Targets(sorted(found.values(), key=lambda row: order.index(row["state"])))


def _judged(row: Row) -> Row:
    direction = (row["direction"] or "").removeprefix(CODE + "direction/")
    if row["target"] is None or row["actual"] is None:
        return {"state": "not-due", "percent": None, "way": direction}
    found = achievement(direction, row["target"], row["actual"], row["tolerance"])
    state = "not-due" if found is None else "met" if found.met else "missed"
    return {"state": state, "percent": found and found.percent, "way": direction}


def causes_of(view: CheckView | None, units: Iterable[str]) -> list[Cause]:
    """Return the causes that a check found in the work of units, worst first."""
    if view is None:
        return []
    wanted = set(units)
    return [c for c in view.causes if {c.context.unit, c.context.department} & wanted]


def evaluations_due(causes: Iterable[Cause]) -> list[Cause]:
    """Return the causes that say that an evaluation, or a part of one, is missing."""
    return [c for c in causes if any(f.rule.startswith("EVAL-") for f in c.findings)]
