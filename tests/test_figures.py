"""Numbers and amounts of yen, exact where they are said to be."""

from __future__ import annotations

import ast
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.figures import budget_yen, compact, compact_yen, number, plain, yen

from tests.rooms import PACKAGE

HUGE = 10**30


@pytest.mark.parametrize(
    ("amount", "ja", "en"),
    [
        (0, "0円", "¥0"),
        (Decimal("-0"), "0円", "¥0"),
        (Decimal("-0.4"), "0円", "¥0"),
        (12_345, "12,345円", "¥12,345"),
        (-12_345, "-12,345円", "-¥12,345"),
        (Decimal("0.5"), "1円", "¥1"),
        (Decimal("2.5"), "3円", "¥3"),
        (Decimal("-2.5"), "-3円", "-¥3"),
        (Decimal(HUGE + 1), f"{HUGE + 1:,}円", f"¥{HUGE + 1:,}"),
        (Decimal("1.5E+3"), "1,500円", "¥1,500"),
    ],
)
def test_yen_are_whole_and_exact(amount: int | Decimal, ja: str, en: str) -> None:
    assert (yen(amount, "ja"), yen(amount, "en")) == (ja, en)


@pytest.mark.parametrize(
    ("amount", "ja", "en"),
    [
        (0, "0円", "¥0"),
        (-0.4, "0円", "¥0"),
        (500, "500円", "¥500"),
        (999_999, "999,999円", "¥999,999"),
        (1_000_000, "1,000千円", "¥1,000 thousand"),
        (3_400_500, "3,401千円", "¥3,401 thousand"),
        (-3_000_000, "-3,000千円", "-¥3,000 thousand"),
        (12_214_500_000, "12,215百万円", "¥12,215 million"),
        (Decimal(HUGE), "1,000,000,000,000,000,000,000,000百万円", f"¥{HUGE // 10**6:,} million"),
    ],
)
def test_budgets_have_units(amount: float | Decimal, ja: str, en: str) -> None:
    assert (budget_yen(amount, "ja"), budget_yen(amount, "en")) == (ja, en)


@given(st.decimals(-(10**20), 10**20, places=0))
def test_signs_stand_first_and_digits_are_kept(amount: Decimal) -> None:
    told = yen(amount, "en")
    assert Decimal(told.replace("¥", "").replace(",", "")) == amount
    assert told.startswith("-¥") == (amount < 0)


def test_axes_are_short() -> None:
    assert [compact(v, "ja") for v in (120_000, 3.5e8, 1.2e12)] == ["12万", "3.5億", "1.2兆"]
    assert [compact(v, "en") for v in (120_000, 3.5e8)] == ["120,000", "350m"]
    assert [compact_yen(v, "ja") for v in (3.5e8, -3.5e8, 0)] == ["3.5億円", "-3.5億円", "0円"]
    assert [compact_yen(v, "en") for v in (3.5e8, -3.5e8)] == ["¥350m", "-¥350m"]


def test_numbers_have_no_idle_fraction() -> None:
    assert [plain(v) for v in (1234.5, 0, 66.0)] == ["1,234.5", "0", "66"]
    assert [number(v) for v in (Decimal("12345.50"), 12, Decimal("1E+5"), Decimal("-0.10"))] == [
        "12,345.5", "12", "100,000", "-0.1"
    ]  # fmt: skip


def test_nothing_else_writes_yen() -> None:
    """No other module puts a number between ¥ or 円 and a thousands separator."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                text = ast.unparse(node)
                if "¥{" in text or ("}円" in text and ":," in text):
                    found.add(path.name)
    assert found == {"figures.py"}
