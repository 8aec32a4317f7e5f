"""Numbers with units, as they are typed and pasted."""

from __future__ import annotations

import pytest
from michisuji.editing.forms import amounts


@pytest.mark.parametrize(
    ("typed", "yen"),
    [
        ("12,400", "12400000"),
        ("１２，４００", "12400000"),
        ("12,400 千円", "12400000"),
        ("123円", "123"),
        ("1.5億円", "150000000"),
        ("▲3百万円", "-3000000"),
        ("12 yen", "12"),
        ("0", "0"),
        ("12人", None),
        ("12%", None),
        ("円", None),
        ("約3千円", None),
        ("", None),
    ],
)
def test_money_is_in_thousands_unless_its_unit_follows(typed: str, yen: str | None) -> None:
    assert amounts.in_yen(typed) == yen


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("１,０６０", "人", "1060"),
        ("1,060人", "人", "1060"),
        ("45.2%", "%", "45.2"),
        ("45.2％", "%", "45.2"),
        ("1,200,000円", "千円", "1200"),
        ("1.2百万円", "千円", "1200"),
        ("3組織", "人", None),
        ("未定", "人", None),
    ],
)
def test_a_value_is_in_the_unit_of_its_indicator(typed: str, unit: str, value: str | None) -> None:
    assert amounts.measured(typed, [unit]) == value


def test_money_where_the_indicator_is_of_something_else_is_wrong() -> None:
    assert amounts.is_other_money("3千円", ["人"])
    assert amounts.is_other_money("3円", [])
    assert not amounts.is_other_money("3千円", ["円"])
    assert not amounts.is_other_money("3人", ["円"])
    assert not amounts.is_other_money("千円", ["人"])
