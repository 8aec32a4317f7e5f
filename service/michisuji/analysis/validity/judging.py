"""How targets were met over the years, by the direction that is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from michisuji.analysis.indicator_values import YearValue

#: Fewer years with target and actual say nothing of a habit.
LEAST_YEARS = 3

Judgement = Literal["always", "never", "mixed", "too few", "no direction"]


def met(value: YearValue, direction: str) -> bool | None:
    """Whether the target was met: at least it with ``up``, at most it with ``down``.

    None for any other direction: what keeping a level allows is not stated.
    """
    if direction == "up":
        return value.actual >= value.target
    if direction == "down":
        return value.actual <= value.target
    return None


def judge(values: Sequence[YearValue], direction: str) -> Judgement:
    """Whether an indicator's targets were always met, never met, or now and then."""
    if len(values) < LEAST_YEARS:
        return "too few"
    found = [met(value, direction) for value in values]
    if None in found:
        return "no direction"
    if all(found):
        return "always"
    return "mixed" if any(found) else "never"
