"""達成率: the rule case by case, and that 100 % or more means met and nothing else does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.achievement import NOT_DUE, Achievement, Verdict, achievement, in_year

VALUES = st.decimals(-1000, 1000, places=3)


@pytest.mark.parametrize(
    ("direction", "target", "actual", "state", "percent"),
    [
        ("up", "55", "54", "close", "98.2"),
        ("up", "54", "55", "met", "101.9"),
        ("up", "100", "100", "met", "100.0"),
        ("up", "100", "99.99", "close", "99.9"),
        ("up", "1000", "1000.4", "met", "100.0"),
        ("up", "100", "80", "close", "80.0"),
        ("up", "100", "79.99", "missed", "79.9"),
        ("up", "100", "79.94", "missed", "79.9"),
        ("down", "80", "100", "close", "80.0"),
        ("down", "80", "100.01", "missed", "79.9"),
        ("up", "8", "-2", "missed", "-25.0"),
        ("up", "0", "3", "met", None),
        ("up", "0", "-3", "missed", None),
        ("up", "-5", "-3", "met", None),
        ("down", "54", "55", "close", "98.2"),
        ("down", "55", "54", "met", "101.9"),
        ("down", "100", "100.01", "close", "99.9"),
        ("down", "0", "0", "met", None),
        ("down", "0", "2", "missed", None),
        ("down", "5", "0", "met", None),
        ("down", "5", "-1", "met", None),
    ],
)
def test_by_direction(
    direction: str, target: str, actual: str, state: str, percent: str | None
) -> None:
    found = achievement(direction, Decimal(target), Decimal(actual))
    assert found is not None
    assert (found.state, found.percent and str(found.percent)) == (state, percent)


@pytest.mark.parametrize(
    ("tolerance", "expected"),
    [(None, None), ("0", "missed"), ("0.4", "missed"), ("0.5", "met"), ("3", "met")],
)
def test_a_level_to_be_kept(tolerance: str | None, expected: Verdict | None) -> None:
    allowed = None if tolerance is None else Decimal(tolerance)
    for actual in ("9.5", "10.5"):
        found = achievement("keep", Decimal(10), Decimal(actual), allowed)
        assert found == (None if expected is None else Achievement(expected))


@pytest.mark.parametrize("direction", ["", "sideways", "UP"])
def test_without_a_direction_nothing_is_judged(direction: str) -> None:
    assert achievement(direction, Decimal(1), Decimal(1), Decimal(1)) is None


@given(st.sampled_from(["up", "down"]), VALUES, VALUES)
def test_a_hundred_percent_means_met(direction: str, target: Decimal, actual: Decimal) -> None:
    found = achievement(direction, target, actual)
    assert found is not None
    assert found.met == (actual >= target if direction == "up" else actual <= target)
    if found.percent is not None:
        assert found.met == (found.percent >= 100)
        assert found.percent == round(found.percent, 1)
    if not found.met:
        assert (found.state == "close") == (found.percent is not None and found.percent >= 80)
        part, whole = (actual, target) if direction == "up" else (target, actual)
        assert (found.state == "close") == (target > 0 < whole and 100 * part >= 80 * whole)


@pytest.mark.parametrize(
    ("year", "state"),
    [
        (2020, None),  # before the first target
        (2023, "met"),
        (2024, None),  # an actual without a target
        (2025, None),  # overdue: the year is over
        (2026, "not-due"),
        (2027, "not-due"),  # no survey in this year, but in the next
        (2028, "not-due"),
        (2029, None),  # nothing is planned any more
    ],
)
def test_an_actual_that_is_still_to_come(year: int, state: str | None) -> None:
    targets = {y: Decimal(10) for y in (2023, 2025, 2026, 2028)}
    actuals = {y: Decimal(10) for y in (2023, 2024)}
    found = in_year(year, "up", targets, actuals, open_from=2026)
    assert (found and found.state) == state
    assert in_year(year, "", targets, actuals, open_from=2026) is None
    if year >= 2026:
        assert in_year(year, "keep", targets, actuals, Decimal(0), 2026) == (state and NOT_DUE)
