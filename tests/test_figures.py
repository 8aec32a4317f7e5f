"""Numbers and amounts of yen, exact where they are said to be."""

from __future__ import annotations

import ast
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.figures import compact, number, picture_unit, plain, sentence_yen, table_yen, yen

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
        (0, "0千円", "¥0 thousand"),
        (345, "0.345千円", "¥0.345 thousand"),
        (-0.4, "0千円", "¥0 thousand"),
        (12_345, "12千円", "¥12 thousand"),
        (58_400_000, "58,400千円", "¥58,400 thousand"),
        (3_400_500, "3,401千円", "¥3,401 thousand"),
        (-110_000_000, "-110,000千円", "-¥110,000 thousand"),
        (Decimal(HUGE), f"{HUGE // 1000:,}千円", f"¥{HUGE // 1000:,} thousand"),
    ],
)
def test_tables_count_in_thousands(amount: float | Decimal, ja: str, en: str) -> None:
    assert (table_yen(amount, "ja"), table_yen(amount, "en")) == (ja, en)


@pytest.mark.parametrize(
    ("amount", "ja", "en"),
    [
        (0, "0円", "¥0"),
        (1_234, "1,234円", "¥1,234"),
        (850_000, "85万円", "¥850,000"),
        (999_999, "999,999円", "¥999,999"),
        (58_400_000, "5,840万円", "¥58.4 million"),
        (-106_000_000, "-1億600万円", "-¥106 million"),
        (200_000_000, "2億円", "¥200 million"),
        (99_999_999, "1億円", "¥100 million"),
        (999_999_999, "10億円", "¥1 billion"),
        (12_214_500_000, "122億1,450万円", "¥12.21 billion"),
        (999_999_999_999, "1兆円", "¥1 trillion"),
        (1_234_560_000_000, "1兆2,346億円", "¥1.23 trillion"),
    ],
)
def test_sentences_say_amounts_as_people_do(amount: int, ja: str, en: str) -> None:
    assert (sentence_yen(amount, "ja"), sentence_yen(amount, "en")) == (ja, en)


@given(st.integers(-(10**15), 10**15))
def test_a_sentence_rounds_by_less_than_one_in_two_hundred(amount: int) -> None:
    units = {"兆": 10**12, "億": 10**8, "万": 10**4, "円": 1}
    told = sentence_yen(amount, "ja").lstrip("-").replace(",", "")
    read = sum(int(n) * units[u] for n, u in re.findall(r"(\d+)([兆億万円])", told))
    assert abs(read - abs(amount)) <= abs(amount) / 200
    english = sentence_yen(amount, "en").lstrip("-").replace(",", "").removeprefix("¥")
    digits, _, unit = english.partition(" ")
    sizes = {"": 1, "million": 10**6, "billion": 10**9, "trillion": 10**12}
    assert abs(Decimal(digits) * sizes[unit] - abs(amount)) <= Decimal(abs(amount)) / 200


@given(st.lists(st.integers(-(10**14), 10**14), min_size=1))
def test_a_picture_has_one_unit(amounts: list[int]) -> None:
    unit = picture_unit(amounts)
    assert {re.sub(r"[-0-9.,]", "", unit.tell(a, "ja")) for a in amounts} == {unit.ja}
    assert unit.ja == ("百万円" if max(map(abs, amounts)) >= 10**10 else "千円")


@given(st.decimals(-(10**20), 10**20, places=0))
def test_signs_stand_first_and_digits_are_kept(amount: Decimal) -> None:
    told = yen(amount, "en")
    assert Decimal(told.replace("¥", "").replace(",", "")) == amount
    assert told.startswith("-¥") == (amount < 0)


def test_axes_are_short() -> None:
    assert [compact(v, "ja") for v in (120_000, 3.5e8, 1.2e12)] == ["12万", "3.5億", "1.2兆"]
    assert [compact(v, "en") for v in (120_000, 3.5e8)] == ["120,000", "350m"]


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
