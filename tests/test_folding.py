"""How cells are compared: what is the same although tables, years and spreadsheets write it so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.folding import fiscal_year, fold, number, word


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
    assert fiscal_year(text) == 2024


@pytest.mark.parametrize(
    ("text", "year"),
    [("令和元年度", 2019), ("平成31年度", 2019), ("H30", 2018), ("昭和64年", 1989),
     ("大正元年", 1912), ("明治5年", 1872)],
)  # fmt: skip
def test_years_of_eras(text: str, year: int) -> None:
    assert fiscal_year(text) == year


@pytest.mark.parametrize(
    "text",
    ["", "-", "24", "20240401", "約2024", "2024.5", "令和", "令和6年度から", "1 of 2024", "六年"],
)
def test_what_is_no_year_is_none(text: str) -> None:
    assert fiscal_year(text) is None


@pytest.mark.parametrize(
    "text", ["3.長期", "長期", "３．長期", "3、長期", "(3)長期", "③長期", " 長 期"]
)
def test_a_word_of_a_choice_has_no_number(text: str) -> None:
    assert word(text) == "長期"


@pytest.mark.parametrize("text", ["501", "501.0", "５０１", " 501 ", "501.00"])
def test_a_number_that_names_is_whole(text: str) -> None:
    assert number(text) == "501"


def test_a_number_that_is_none_is_kept() -> None:
    assert number("1-2") == "1-2"
    assert number("1.5") == "1.5"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_white_space_width_dashes_and_unseen_marks_do_not_count() -> None:
    plain = fold("支援する。（1）A-B〜C")
    assert fold("支援する。\r\n（１）Ａ－Ｂ～Ｃ\u200b") == plain
    assert fold("支援\u3000する。 (1)A‐B~C\ufeff") == plain
    assert fold("支援する。(2)A-B~C") != plain
