"""Fiscal years in words and back: one table of eras, one way to name a year."""

from __future__ import annotations

import ast
from datetime import date, timedelta

import pytest
from michisuji.fiscal_years import (
    era_year,
    first_day,
    fiscal_year,
    full_fiscal_year,
    full_texts,
    last_day,
    parse_fiscal_year,
)

from tests.rooms import PACKAGE


@pytest.mark.parametrize(
    ("year", "name"),
    [
        (2026, "令和8"),
        (2020, "令和2"),
        (2019, "令和元"),
        (2018, "平成30"),
        (1990, "平成2"),
        (1989, "平成元"),
        (1988, "昭和63"),
        (1927, "昭和2"),
        (1926, "昭和元"),
        (1925, "大正14"),
        (1912, "大正元"),
        (1911, "明治44"),
        (1868, "明治元"),
    ],
)
def test_a_year_is_named_after_its_era(year: int, name: str) -> None:
    assert era_year(year) == name
    assert fiscal_year(year, "ja") == f"{name}年度"
    assert full_fiscal_year(year, "ja") == f"{name}年度({year})"
    assert fiscal_year(year, "en") == full_fiscal_year(year, "en") == f"FY{year}"


@pytest.mark.parametrize("year", [1867, 1000, 1])
def test_before_the_eras_a_year_is_a_number(year: int) -> None:
    assert era_year(year) == ""
    assert full_texts(year) == {"ja": f"{year}年度", "en": f"FY{year}"}


def test_every_name_is_read_back() -> None:
    for year in range(1868, 2100):
        for text in (*full_texts(year).values(), fiscal_year(year, "ja"), era_year(year)):
            assert parse_fiscal_year(text) == year, text


def test_a_year_follows_the_other_without_a_gap() -> None:
    assert (first_day(2026), last_day(2026)) == (date(2026, 4, 1), date(2027, 3, 31))
    assert first_day(2027) == last_day(2026) + timedelta(days=1)


def test_eras_stand_in_one_place() -> None:
    eras = {"令和", "平成", "昭和"}
    found = {
        path.name
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in eras
    }
    assert found == {"fiscal_years.py"}


@pytest.mark.parametrize(
    "text",
    [
        "2024", "2024.0", "2024年度", "２０２４", "２０２４年度", " 2024 ", "2024年",
        "2024年度（値）", "令和6年度", "令和６年度", "令和6年", "令和 6 年度", "R6", "r6", "R.6",
        "令和6(2024)年度", "2024（令和6）年度", "2024年度(令和6年度)", "FY2024", "西暦2024年",
        "令和6年度末", "2024\u200b年度",
    ],
)  # fmt: skip
def test_one_year_is_written_in_many_ways(text: str) -> None:
    assert parse_fiscal_year(text) == 2024


@pytest.mark.parametrize(
    ("text", "year"),
    [("令和元年度", 2019), ("平成31年度", 2019), ("H30", 2018), ("昭和64年", 1989),
     ("大正元年", 1912), ("明治5年", 1872)],
)  # fmt: skip
def test_years_of_eras(text: str, year: int) -> None:
    assert parse_fiscal_year(text) == year


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "24",
        "20240401",
        "約2024",
        "2024.5",
        "令和",
        "令和6年度から",
        "1 of 2024",
        "六年",
        "令和0年度",
        "R00",
    ],
)
def test_what_is_no_year_is_none(text: str) -> None:
    assert parse_fiscal_year(text) is None
