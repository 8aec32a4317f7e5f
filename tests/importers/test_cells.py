"""Cells as staff write them: what is understood, what counts as empty, what is a problem."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.folding import fold
from michisuji.importers.city import cells
from michisuji.importers.city.cells import CellValue, RawCell
from michisuji.importers.city.cells.reasons import NOTES, PROBLEMS
from michisuji.importers.city.codes import code_labels


def _told(read: CellValue) -> object:
    """Return the value, else the code of the problem or note."""
    if read.problem is not None:
        assert read.value is None
        return f"! {read.problem.code}"
    return f"- {read.note.code}" if read.value is None and read.note else read.value


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (1234.0, 1234),
        (12.5, 12.5),
        ("1,234", 1234),
        (" １，２３４　", 1234),
        ("1,234.5", 1234.5),
        ("△1,234", -1234),
        ("▲ 5", -5),
        ("−3", -3),
        ("－3", -3),
        ("+7", 7),
        ("1e3", 1000),
        (0, 0),
        ("0", 0),
        (-0.5, -0.5),
        (0.1 + 0.2, 0.3),
        (0.12345678901234568, 0.12345678901234568),
        ("38組織", "! number-with-words"),
        ("約120", "! number-with-words"),
        ("3人→2.3人工", "! number-with-words"),
        ("1,23", "! number-with-words"),
        ("1234千円", "! number-with-words"),
        ("1 234", "! number-with-words"),
        ("(1,234)", "! brackets"),
        ("多数", "! not-a-number"),
        (date(2025, 4, 1), "! not-a-number"),
        (True, "! not-a-number"),
        ("#DIV/0!", "! formula-error"),
        (None, None),
        ("", None),
        (" \u3000\n", None),
        ("\u200b", None),
        ("－", "- absent"),
        ("―", "- absent"),
        ("…", "- absent"),
        ("x", "- absent"),
        ("Ｘ", "- absent"),
        ("未定", "- absent"),
        (" 不 明 ", "- absent"),
        ("概ね", "- absent"),
        ("別紙のとおり", "- absent"),
        ("なし", "- absent"),
        ("検討中", "- absent"),
    ],
)
def test_numbers(cell: RawCell, told: object) -> None:
    read = cells.number(cell)
    assert _told(read) == told
    assert not isinstance(read.value, bool)


@pytest.mark.parametrize(
    ("cell", "shown", "told"),
    [
        (45.2, False, 45.2),
        ("45.2%", False, 45.2),
        ("４５％", False, 45),
        (0.452, True, 45.2),
        (0.07, True, 7),
        ("約5%", False, "! number-with-words"),
        ("－", True, "- absent"),
    ],
)
def test_percentages(cell: RawCell, shown: bool, told: object) -> None:
    assert _told(cells.percent(cell, shown=shown)) == told


def test_amounts_are_scaled_only_as_the_sheet_says() -> None:
    assert cells.amount("1,234").value == 1234
    scaled = cells.amount("1,234.5", 1000)
    assert scaled.value == 1_234_500
    assert scaled.note is not None
    assert scaled.note.code == "scaled"
    assert cells.amount(0, 1000) == CellValue(0)
    assert cells.amount("5千円", 1000).problem is not None


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("(単位:千円)", 1000),
        ("単位：千円", 1000),
        ("予算額(千円)", 1000),
        ("決算額〔百万円〕", None),
        ("【単位：百万円】", 10**6),
        ("執行額（円）", 1),
        ("千円", 1000),
        ("千円単位の表ではない", None),
        ("予算額", None),
    ],
)
def test_units_of_money(heading: str, unit: int | None) -> None:
    assert cells.scale(heading) == unit


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (2025.0, 2025),
        ("2025", 2025),
        ("２０２５年度", 2025),
        ("R7", 2025),
        ("Ｒ７", 2025),
        ("令和7", 2025),
        ("令7", 2025),
        ("令和 ７ 年度", 2025),
        ("平成31・令和元", 2019),
        ("平成31(令和元)年度", 2019),
        ("H24～", 2012),
        ("H24〜", 2012),
        ("令和7(2025)年度", 2025),
        ("令和元年度", 2019),
        (date(2025, 3, 31), 2024),
        (datetime(2025, 4, 1, 0, 0), 2025),
        (45748.0, 2025),
        ("R8.3", 2025),
        ("令和7年4月1日", 2025),
        ("2025/4", 2025),
        ("令和6・令和7", "! two-years"),
        ("7", "! not-a-year"),
        (7.0, "! not-a-year"),
        ("今年度", "! not-a-year"),
        ("令和0年", "! not-a-year"),
        (2025.5, "! not-a-year"),
        ("未定", "- absent"),
        ("－", "- absent"),
        ("", None),
    ],
)
def test_years(cell: RawCell, told: object) -> None:
    assert _told(cells.year(cell)) == told


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("H24～", 2012, None),
        ("H24～R8", 2012, 2026),
        ("～R8", None, 2026),
        ("R3-R7", 2021, 2025),
        ("令和3年度～令和7年度", 2021, 2025),
        ("令和7年度", 2025, None),
        ("2021→2025", 2021, 2025),
        ("令和3年度から令和7年度まで", 2021, 2025),
        ("R3～未定", 2021, "- absent"),
        ("R3～R5～R7", "! not-a-year", None),
        ("R3～いつか", "! not-a-year", None),
        (2021, 2021, None),
    ],
)
def test_periods(cell: RawCell, first: object, last: object) -> None:
    assert tuple(map(_told, cells.period(cell))) == (first, last)


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (date(2026, 4, 1), date(2026, 4, 1)),
        (datetime(2026, 4, 1, 9), date(2026, 4, 1)),
        ("2026-04-01", date(2026, 4, 1)),
        ("2026/4/1", date(2026, 4, 1)),
        ("令和8年4月1日", date(2026, 4, 1)),
        ("R8.4.1", date(2026, 4, 1)),
        ("20260401", date(2026, 4, 1)),
        (46113.0, date(2026, 4, 1)),
        ("2026年4月1日(水)", date(2026, 4, 1)),
        ("4月1日", "! not-a-date"),
        ("2026-02-30", "! not-a-date"),
        (5, "! not-a-date"),
        ("未定", "- absent"),
    ],
)
def test_days(cell: RawCell, told: object) -> None:
    assert _told(cells.day(cell)) == told


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("継続", None),
        ("拡充", "expand"),
        ("ｋｅｅｐ", "keep"),
        ("Expand", "expand"),
        ("1.拡充", "expand"),
        ("①拡充", "expand"),
        ("拡充(来年度から)", "expand"),
        ("□縮小 ■拡充 □廃止", "expand"),
        ("■拡充 ■縮小", "! several-choices"),
        ("□拡充 □縮小", "! no-choice"),
        ("－", "- absent"),
        ("", None),
    ],
)
def test_choices(cell: RawCell, told: object) -> None:
    read = cells.choice(cell, code_labels("result"))
    if cell == "継続":
        assert read.value is not None or read.problem is not None
    else:
        assert _told(read) == told


def test_every_code_is_found_by_its_labels() -> None:
    for scheme in ("unit-kind", "result", "stage", "evaluation-kind", "effect", "means", "account"):
        labels = code_labels(scheme)
        assert labels
        for code, label in labels.items():
            for said in (code, *label.values()):
                assert cells.choice(said, labels).value == code
    assert code_labels("no-such-list") == {}


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("○", True),
        ("〇", True),
        ("☑", True),
        ("有", True),
        (True, True),
        (1.0, True),
        ("×", False),
        ("□", False),
        ("無", False),
        (False, False),
        (0.0, False),
        ("－", "- absent"),
        ("", None),
        ("たぶん", "! not-a-flag"),
    ],
)
def test_flags(cell: RawCell, told: object) -> None:
    assert _told(cells.flag(cell)) == told


def test_boxes() -> None:
    assert cells.ticked("□要　☑不要") == ["不要"]
    assert cells.ticked("(■直営・■一部委託・□補助)") == ["直営", "一部委託"]
    assert cells.ticked("直営") is None
    assert cells.ticked(3) is None


def test_several_values_in_a_cell() -> None:
    known = {"防災・減災", "総務課", "福祉課", "s-welfare"}.__contains__
    assert cells.several("総務課、福祉課\ns-welfare") == ["総務課", "福祉課", "s-welfare"]
    assert cells.several("防災・減災", known) == ["防災・減災"]
    assert cells.several("総務課・福祉課", known) == ["総務課", "福祉課"]
    assert cells.several("総務課 福祉課/防災・減災", known) == ["総務課 福祉課/防災・減災"]
    assert cells.several("防災・減災、総務課・教育課", known) == ["防災・減災", "総務課・教育課"]
    assert cells.several("－") == cells.several(None) == cells.several("  ") == []


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("s-safety", "s-safety"),
        ("Ｓ－Ｓａｆｅｔｙ", "s-safety"),
        (10101.0, "10101"),
        ("010101", "010101"),
        ("010101.0", "010101"),
        ("総務課", "! not-an-id"),
        ("－", "- absent"),
    ],
)
def test_ids(cell: RawCell, told: object) -> None:
    assert _told(cells.identifier(cell)) == told


def test_texts_keep_their_characters() -> None:
    assert cells.text("　㎡①〜％ﾊﾝｶｸ\r\n2行目 \n").value == "㎡①〜％ﾊﾝｶｸ\n2行目"
    assert cells.text("検討中").value == "検討中"
    assert cells.text("未定") == cells.number("未定")
    assert cells.text(3.0).value == "3"
    assert cells.text(datetime(2026, 4, 1)).value == "2026-04-01"
    assert cells.text("#REF!").problem is not None


_LINE_ENDS = str.maketrans(dict.fromkeys("\r\u2028\u2029", "\n"))


@given(st.text().map(lambda s: s.translate(_LINE_ENDS).strip()).filter(fold))
def test_a_text_is_written_so_that_it_is_read_back(value: str) -> None:
    assert cells.text(cells.held(value)).value == value


@pytest.mark.parametrize(
    "value", ["－", "未定", "'未定", "''-", "'", "''", "'a'", "x", "#N/A", "=1+1", "'=1"]
)
def test_texts_that_look_like_no_value_are_held(value: str) -> None:
    assert cells.text(cells.held(value)).value == value


@pytest.mark.parametrize(
    "values",
    [["a,b;c、d"], ["一行目\n二行目", "三"], ["'x", "－"], ["a b", "防災・減災"], ["x\n\ny"]],
)
def test_lists_are_written_so_that_they_are_read_back(values: list[str]) -> None:
    assert cells.several(cells.held_list(values)) == values


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_number_stays_what_the_sheet_shows(value: float) -> None:
    assert cells.number(value).value == pytest.approx(value, rel=1e-12, abs=0)


def test_all_reasons_are_told_in_both_languages() -> None:
    for ja, en in (*PROBLEMS.values(), *NOTES.values()):
        assert ja
        assert en
        assert ja != en
