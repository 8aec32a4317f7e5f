"""Measuring and wrapping labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.web.drawing import text


def test_full_width_is_twice_narrow_latin() -> None:
    assert text.width("防災") == 2.0
    assert text.width("ab") < 1.5
    assert text.width("e\u0301") == text.width("e")


def test_control_characters_and_bidi_overrides_are_dropped() -> None:
    assert text.clean("a\x00b\u202ec\ufffe\ud800 \n d") == "abc d"


def test_kinsoku_never_starts_a_line_with_a_full_stop_nor_ends_one_with_a_bracket() -> None:
    label = "計画策定（適切な目標設定）、対策の実施（外部環境の変化等がある場合）をした。" * 3
    lines, cut = text.wrap(label, 14)
    assert not cut
    assert "".join(lines) == label
    assert not any(line[0] in "、。）" for line in lines)
    assert not any(line[-1] == "（" for line in lines)


def test_a_number_is_not_broken() -> None:
    lines, _ = text.wrap("農福連携に取り組む主体数を新たに3,000主体創出する", 8)
    assert any("3,000" in line for line in lines)


def test_english_breaks_between_words() -> None:
    lines, _ = text.wrap("Number of residents who join the drill", 10)
    assert " ".join(lines) == "Number of residents who join the drill"


@pytest.mark.parametrize("label", ["あ" * 2000, "x" * 2000, "a b " * 500])
def test_a_long_label_is_cut_with_an_ellipsis(label: str) -> None:
    lines, cut = text.wrap(label, 14, 6)
    assert cut
    assert len(lines) == 6
    assert lines[-1].endswith("…")
    assert all(text.width(line) <= 14 for line in lines)


def test_a_label_that_just_fits_is_not_cut() -> None:
    assert text.wrap("あ" * 84, 14, 6) == (["あ" * 14] * 6, False)


@given(st.text(max_size=120), st.floats(2, 20), st.integers(0, 6))
def test_lines_fit_and_nothing_is_lost(label: str, limit: float, most: int) -> None:
    lines, cut = text.wrap(label, limit, most)
    assert all(text.width(line) <= limit + 1e-9 for line in lines)
    assert not most or len(lines) <= most
    if not cut:
        assert "".join(lines).replace(" ", "") == text.clean(label).replace(" ", "")
