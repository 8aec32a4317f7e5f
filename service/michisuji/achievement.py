"""達成率: how far a target was met; the one rule for pages, questions, the API, files and findings.

By the direction that an indicator states: ``up`` is actual ÷ target, ``down`` target ÷ actual,
``keep`` is met within the tolerance that the indicator states (in its own unit). Only 100 % or
more means met (○), 80 % or more is close (△), anything else missed (×). Without a direction, or a
tolerance, nothing is judged. ``missed-targets.rq`` says the same in SPARQL; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

Verdict = Literal["met", "close", "missed", "not-due"]
#: All states, best first.
STATES: tuple[Verdict, ...] = get_args(Verdict)
#: The percentage from which a target that was not met is close.
CLOSE = 80


@dataclass(frozen=True)
class Achievement:
    """The verdict on a target, and its percentage.

    ``percent`` has one decimal place; None if a share is meaningless: to keep a level, a target of
    zero or less, an actual of zero or less that was to go down. Then nothing is close.
    """

    state: Verdict
    percent: Decimal | None = None

    @property
    def met(self) -> bool:
        """True if the target was met."""
        return self.state == "met"


#: The verdict on a target whose year is not over: its actual is still to come.
NOT_DUE = Achievement("not-due")


def achievement(
    direction: str, target: Decimal, actual: Decimal, tolerance: Decimal | None = None
) -> Achievement | None:
    """Compare target and actual, in one unit, by a direction (``up``, ``down`` or ``keep``).

    Returns None for any other direction, and for ``keep`` without a tolerance.
    """
    if direction == "up":
        met, whole, part = actual >= target, target, actual
    elif direction == "down":
        met, whole, part = actual <= target, actual, target
    elif direction == "keep" and tolerance is not None:
        return Achievement("met" if abs(actual - target) <= tolerance else "missed")
    else:
        return None
    percent = _percent(part, whole) if target > 0 and whole > 0 else None
    close = percent is not None and percent >= CLOSE
    return Achievement("met" if met else ("close" if close else "missed"), percent)


def in_year(
    year: int,
    direction: str,
    targets: Mapping[int, Decimal],
    actuals: Mapping[int, Decimal],
    tolerance: Decimal | None = None,
    open_from: int | None = None,
) -> Achievement | None:
    """Judge an indicator in a fiscal year, from its targets and actuals by fiscal year.

    ``open_from``: the first year that is not over, that of its logic model (IND-06). An actual is
    not due in it or later, nor in a year without a target between others with one: there is no
    survey in it. Returns None if nothing can be judged, or an actual is overdue.
    """
    if not can_judge(direction, tolerance):
        return None
    if year in actuals:
        return (
            achievement(direction, targets[year], actuals[year], tolerance)
            if year in targets
            else None
        )
    waits = year in targets and open_from is not None and year >= open_from
    skips = year not in targets and bool(targets) and min(targets) < year < max(targets)
    return NOT_DUE if waits or skips else None


def can_judge(direction: str, tolerance: Decimal | None = None) -> bool:
    """Return True if the rule applies to an indicator."""
    return direction in {"up", "down"} or (direction == "keep" and tolerance is not None)


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    """Round half up, but never up to 100 or to what is close."""
    share = 100 * Fraction(part) / Fraction(whole)
    tenths = (share * 10 + Fraction(1, 2)).__floor__()
    for bound in (CLOSE, 100):
        if share < bound:
            tenths = min(tenths, bound * 10 - 1)
            break
    return Decimal(tenths).scaleb(-1)
