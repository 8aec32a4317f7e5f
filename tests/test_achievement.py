"""達成率: the rule case by case, and that 100 % or more means met and nothing else does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.achievement import Achievement, achievement

VALUES = st.decimals(-1000, 1000, places=3)


@pytest.mark.parametrize(
    ("direction", "target", "actual", "met", "percent"),
    [
        ("up", "55", "54", False, "98.2"),
        ("up", "54", "55", True, "101.9"),
        ("up", "100", "100", True, "100.0"),
        ("up", "100", "99.99", False, "99.9"),
        ("up", "1000", "1000.4", True, "100.0"),
        ("up", "8", "-2", False, "-25.0"),
        ("up", "0", "3", True, None),
        ("up", "0", "-3", False, None),
        ("up", "-5", "-3", True, None),
        ("down", "54", "55", False, "98.2"),
        ("down", "55", "54", True, "101.9"),
        ("down", "100", "100.01", False, "99.9"),
        ("down", "0", "0", True, None),
        ("down", "0", "2", False, None),
        ("down", "5", "0", True, None),
        ("down", "5", "-1", True, None),
    ],
)
def test_by_direction(
    direction: str, target: str, actual: str, met: bool, percent: str | None
) -> None:
    found = achievement(direction, Decimal(target), Decimal(actual))
    assert found is not None
    assert (found.met, found.percent and str(found.percent)) == (met, percent)


@pytest.mark.parametrize(
    ("tolerance", "expected"),
    [(None, None), ("0", False), ("0.4", False), ("0.5", True), ("3", True)],
)
def test_a_level_to_be_kept(tolerance: str | None, expected: bool | None) -> None:
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
