"""A workbook comes back with its troubles in the cells, and is otherwise as its section made it."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from michisuji.errors import BadInput
from michisuji.importers.city.workbook.layout import CHECK_SHEET
from michisuji.importers.report import ImportRefusal
from michisuji.publication.workbook import returned
from michisuji.publication.workbook.remarks import CellRemark, of_refusals
from michisuji.publication.workbook.returned import returned_book
from michisuji.publication.workbook.template import empty_book
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from tests.publication.workbook.books import is_yellow, opened

WRONG = CellRemark(
    "04 事業",
    "B6",
    "error",
    {"ja": "名前がありません", "en": "the name is missing"},
    {"ja": "名前を書いてください", "en": "write the name"},
)
DEAD_END = CellRemark(
    "06 活動",
    "C6",
    "violation",
    {"ja": "どこにもつながっていません", "en": "leads nowhere"},
    {"ja": "つながる先を書いてください", "en": "say what it leads to"},
    "https://city.example/doc/program/1",
)
NOTED = CellRemark("04 事業", "C6", "note", {"ja": "=1+1", "en": "=1+1"}, {})
OF_SHEET = CellRemark("11 値", "", "error", {"ja": "見出しがありません", "en": "no headers"}, {})
ALL = (WRONG, DEAD_END, NOTED, OF_SHEET)


@pytest.fixture(scope="module")
def filled() -> bytes:
    """A workbook that a section has filled in, with formats, a note and a formula of its own."""
    book = opened(empty_book("plan", 2027))
    sheet = book["04 事業"]
    sheet["A6"] = "990101"
    sheet["B6"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["B6"].comment = Comment("係長に確認中", "総務係")
    sheet["D6"] = "=1+1"
    sheet["E6"].value = "=1+1"
    sheet["E6"].data_type = "s"
    sheet["A6"].font = Font(bold=True, color="FFFF0000")
    sheet.row_dimensions[6].height = 77
    sheet.merge_cells("C8:D8")
    own = book.create_sheet("うちの課のメモ")
    own["A1"] = "消さないで"
    own.append([3, 5])
    chart = BarChart()
    chart.add_data(Reference(own, min_col=1, max_col=2, min_row=2))
    own.add_chart(chart, "D4")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def back(filled: bytes) -> Any:
    return opened(returned_book(filled, ALL))


def test_remarks_stand_at_their_cells_and_what_is_to_be_done_is_yellow(back: Any) -> None:
    activity = back["06 活動"]["C6"]
    assert "どこにもつながっていません\n→ つながる先を書いてください" in activity.comment.text
    assert is_yellow_by_return(back["06 活動"], "C6")
    noted = back["04 事業"]["C6"]
    assert "=1+1" in noted.comment.text
    assert not is_yellow_by_return(back["04 事業"], "C6"), "a note asks for nothing"


def is_yellow_by_return(sheet: Any, place: str) -> bool:
    return any(
        rule.formula == ['N("michisuji-98")=0']
        for area in sheet.conditional_formatting
        if place in area
        for rule in area.rules
    )


def test_sheet_98_lists_everything_with_links(back: Any) -> None:
    sheet = back[CHECK_SHEET]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [row[:3] for row in rows] == [
        ["04 事業", "B6", "取り込めません"],
        ["04 事業", "C6", "お知らせ"],
        ["06 活動", "C6", "違反"],
        ["11 値", None, "取り込めません"],
    ]
    assert rows[1][3] == "=1+1"
    assert sheet["D5"].data_type == "s", "no text is a formula"
    assert sheet["B4"].hyperlink.location == "'04 事業'!B6"
    assert sheet["A7"].hyperlink.location == "'11 値'!A1"
    assert sheet["F6"].hyperlink.target == "https://city.example/doc/program/1"
    assert "3件" in sheet["A2"].value


def test_what_the_section_made_is_kept(back: Any, filled: bytes) -> None:
    before, after = opened(filled), back
    assert after.sheetnames == before.sheetnames
    sheet = after["04 事業"]
    assert sheet["B6"].fill.fgColor.rgb == "FF00FF00"
    assert sheet["A6"].font.color.rgb == "FFFF0000"
    assert sheet.row_dimensions[6].height == 77
    assert [str(area) for area in sheet.merged_cells.ranges] == ["C8:D8"]
    assert (sheet["D6"].value, sheet["D6"].data_type) == ("=1+1", "f")
    assert (sheet["E6"].value, sheet["E6"].data_type) == ("=1+1", "s")
    assert after["うちの課のメモ"]["A1"].value == "消さないで"
    assert len(after["うちの課のメモ"]._charts) == 1
    note = sheet["B6"].comment
    assert note.text.startswith("係長に確認中\n")
    assert "名前がありません" in note.text
    assert note.author == "総務係"
    rules = sheet.data_validations.dataValidation
    assert len(rules) == len(before["04 事業"].data_validations.dataValidation)
    assert sheet.protection.sheet


def test_returning_twice_adds_nothing(filled: bytes) -> None:
    once = returned_book(filled, ALL)
    assert returned_book(once, ALL) == once


def test_a_mended_book_comes_back_clean(filled: bytes) -> None:
    clean = opened(returned_book(returned_book(filled, ALL), ()))
    assert clean["04 事業"]["B6"].comment.text == "係長に確認中"
    assert clean["06 活動"]["C6"].comment is None
    assert not is_yellow_by_return(clean["06 活動"], "C6")
    assert [row[0].value for row in clean[CHECK_SHEET].iter_rows()] == [
        "点検の結果",
        "点検しました。直すところはありません。",
    ]
    # The yellow of what is still to be filled in is the template's, and stays.
    assert is_yellow(clean["04 事業"], "B7")


def test_a_book_of_another_shape_gets_the_sheet_at_its_end() -> None:
    book = openpyxl.Workbook()
    book.active.title = "様式"
    book.active["B2"] = "x"
    book.active.merge_cells("B2:D3")
    out = io.BytesIO()
    book.save(out)
    said = CellRemark("様式", "C3", "warning", {"ja": "確かめて", "en": "check"}, {})
    back = opened(returned_book(out.getvalue(), [said], "en"))
    assert back.sheetnames == ["様式", CHECK_SHEET]
    assert "check" in back["様式"]["B2"].comment.text, "merged cells: at the first"
    assert back[CHECK_SHEET]["C4"].value == "Warning"


def test_many_remarks_at_one_cell_are_counted(filled: bytes) -> None:
    many = [
        CellRemark("06 活動", "C6", "info", {"ja": f"その{n}", "en": f"no. {n}"}, {})
        for n in range(9)
    ]
    text = opened(returned_book(filled, many))["06 活動"]["C6"].comment.text
    assert text.count("その") == 5
    assert "ほか4件" in text


def test_a_refused_row_is_told_at_its_first_cell() -> None:
    reason = {"ja": "番号がありません", "en": "no id"}
    row = ImportRefusal("a.xlsx", 7, None, "", reason, sheet="10 指標")
    cell = ImportRefusal("a.xlsx", 7, None, "", reason, "cell", sheet="10 指標", cell="C7")
    whole = ImportRefusal("a.xlsx", None, None, "", reason)
    places = [(one.sheet, one.cell) for one in of_refusals([row, cell, whole])]
    assert places == [("10 指標", "A7"), ("10 指標", "C7"), ("", "")]


def test_a_book_of_too_many_cells_is_refused(
    filled: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returned, "MAX_CELLS", 10)
    with pytest.raises(BadInput, match="too many cells"):
        returned_book(filled, ALL)
