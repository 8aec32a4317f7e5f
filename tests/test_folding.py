"""How cells are compared: what is the same although tables, years and spreadsheets write it so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.folding import fold, number, word


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
