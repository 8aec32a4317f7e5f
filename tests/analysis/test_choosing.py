"""A reader's choice of rows: filters, orders both ways, and what is not stated goes last."""

from __future__ import annotations

from decimal import Decimal

import pytest
from michisuji.analysis.priority.choosing import (
    BUDGETS,
    LOW,
    ORDERS,
    REACHED,
    WAYS,
    OverviewChoice,
    Traits,
    choose,
)
from michisuji.analysis.tables import Named

POLICY, OTHER = Named("urn:p", "政策"), Named("urn:q", "別の政策")
UNIT = Named("urn:u", "部")


def _row(name: str, share: float | None, amount: int | None, change: int | None) -> Traits:
    money = [None if one is None else Decimal(one) for one in (amount, change)]
    of = (OTHER,) if name == "d" else (POLICY,)
    return Traits(name, of, (UNIT,) if name in "ab" else (), share, *money)


#: In the plan's order.
ROWS = (
    _row("b", 80.0, 300, -10),
    _row("d", LOW, 100, 0),
    _row("a", 0.0, 0, 5),
    _row("c", None, None, None),
)


def chosen(**choice: str) -> str:
    return "".join(row.name for row in choose(ROWS, lambda row: row, OverviewChoice(**choice)))


@pytest.mark.parametrize(
    ("sort", "up", "down"),
    [
        ("plan", "bdac", "cadb"),
        ("name", "abcd", "dcba"),
        ("achievement", "adbc", "bdac"),
        ("budget", "adbc", "bdac"),
        ("change", "bdac", "adbc"),
    ],
)
def test_orders_both_ways(sort: str, up: str, down: str) -> None:
    assert sort in ORDERS
    assert tuple(chosen(sort=sort, way=way) for way in WAYS) == (up, down)


def test_filters_split_the_rows() -> None:
    assert {one: chosen(reached=one) for one in REACHED} == {
        "low": "a", "high": "bd", "unjudged": "c"
    }  # fmt: skip
    assert {one: chosen(budget=one) for one in BUDGETS} == {
        "grown": "a", "less": "b", "same": "d", "unknown": "c"
    }  # fmt: skip
    assert chosen(policy="urn:q") == "d"
    assert chosen(department="urn:u", sort="name") == "ab"
    assert chosen(policy="urn:q", department="urn:u") == chosen(policy="urn:none") == ""


def test_rows_of_one_value_keep_the_plan_s_order() -> None:
    same = [_row(name, 50.0, 1, 1) for name in "zya"]
    for sort in ("achievement", "budget", "change"):
        found = choose(same, lambda row: row, OverviewChoice(sort=sort))
        assert [row.name for row in found] == ["z", "y", "a"]


def test_nothing_to_choose_from() -> None:
    assert choose((), lambda row: row, OverviewChoice(sort="change", way="down")) == ()
