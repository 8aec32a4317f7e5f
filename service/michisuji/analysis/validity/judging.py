"""Judgement of targets over the years, by the direction that is wanted."""

from __future__ import annotations

from typing import Literal

from michisuji.achievement import achievement
from michisuji.analysis.indicator_values import Stated, YearValue

#: Fewer years with target and actual do not show a habit.
LEAST_YEARS = 3

Judgement = Literal["always", "never", "mixed", "too few", "no direction"]


def met(value: YearValue, own: Stated) -> bool | None:
    """Return True if the target of a year was met; None when it cannot be judged."""
    found = achievement(own.direction, value.target, value.actual, own.tolerance)
    return None if found is None else found.met


def judge(own: Stated) -> Judgement:
    """Judge whether an indicator's targets were always, never or sometimes met."""
    if len(own.values) < LEAST_YEARS:
        return "too few"
    found = [met(value, own) for value in own.values]
    if None in found:
        return "no direction"
    if all(found):
        return "always"
    return "mixed" if any(found) else "never"
