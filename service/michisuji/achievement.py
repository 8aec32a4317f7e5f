"""達成率: how far a target was met; the one rule for pages, questions, the API, files and findings.

By the direction that an indicator states: ``up`` is actual ÷ target, ``down`` target ÷ actual,
``keep`` is met within the tolerance that the indicator states (in its own unit). Only 100 % or more
means met. Without a direction, or a tolerance, nothing is judged. ``missed-targets.rq`` says the
same in SPARQL; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Achievement:
    """The verdict on a target, and its percentage.

    ``percent`` has one decimal place; None if a share is meaningless: to keep a level, a target of
    zero or less, an actual of zero or less that was to go down.
    """

    met: bool
    percent: Decimal | None = None


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
        return Achievement(abs(actual - target) <= tolerance)
    else:
        return None
    return Achievement(met, _percent(part, whole) if target > 0 and whole > 0 else None)


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    """Round half up, but never round less than 100 up to 100."""
    share = 100 * Fraction(part) / Fraction(whole)
    tenths = (share * 10 + Fraction(1, 2)).__floor__()
    if share < 100:
        tenths = min(tenths, 999)
    return Decimal(tenths).scaleb(-1)
