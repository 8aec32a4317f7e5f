"""An answer as a workbook: as the handout is, with numbers, links and no formula."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from michisuji.analysis.export import as_csv, as_xlsx
from michisuji.analysis.tables import Answer, Behind, Cell, Column, Kind, Named, Table
from michisuji.languages import Text
from openpyxl import load_workbook

from tests.formulas import FORMULAS
from tests.rooms import PACKAGE


def text(ja: str, en: str) -> Text:
    return {"ja": ja, "en": en}


NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
KINDS: tuple[Kind, ...] = (
    "link", "links", "text", "year", "yen", "number", "percent", "flag"
)  # fmt: skip
ROW: tuple[Cell, ...] = (
    Named("https://city.example/id/x", "事業"), (Named("a:1", "甲"), Named("a:2", "乙")),
    text("道", "way"), 2026, Decimal("1234567.00"), Decimal("12.5"), 66.66, True,
)  # fmt: skip


def made(*rows: tuple[Cell, ...], kinds: tuple[Kind, ...] = KINDS, lang: str = "ja") -> bytes:
    columns = [Column(f"c{n}", text(f"見出し{n}", f"h{n}"), k) for n, k in enumerate(kinds)]
    tables = [
        Table("t", text("表[1]", "table"), columns, rows, text("数え方", "how")),
        Table("u", text("表 1", "TABLE"), columns, ()),
    ]
    query = Behind(text("問い", "query"), "SELECT *\nWHERE { }")
    return as_xlsx(Answer(None, text("答え", "answer"), tables, [query]), "題", lang, NOW)


def book(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data))


def test_a_table_is_frozen_filtered_framed_and_printed_on_a4_across() -> None:
    sheet = book(made(ROW, ROW)).worksheets[1]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:H3"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    head, cell = sheet["A1"], sheet["C2"]
    assert (head.font.bold, head.fill.fgColor.rgb) == (True, "FF1F3A5F")
    assert (cell.border.left.style, cell.alignment.wrap_text) == ("thin", True)
    assert [sheet.column_dimensions[letter].width for letter in "ABH"] == [40, 40, 8]


def test_numbers_are_numbers_and_resources_links() -> None:
    sheet = book(made(ROW, (None,) * 8)).worksheets[1]
    cells = sheet[2]
    assert [cell.value for cell in cells] == [
        "事業", "甲; 乙", "道", 2026, 1234567, 12.5, 66.66, "1"
    ]  # fmt: skip
    assert [cell.number_format for cell in cells[3:7]] == ["General", "#,##0", "#,##0.####", "0.0"]
    assert cells[0].hyperlink.target == "https://city.example/id/x"
    assert [cell.value for cell in sheet[3]] == [None] * 8
    assert sheet["A5"].value == "数え方"


def test_whole_numbers_have_no_point() -> None:
    row = (12, Decimal("3.00"), Decimal(10**20), float("nan"))
    cells = book(made(row, kinds=("number",) * 4)).worksheets[1][2]
    assert [cell.number_format for cell in cells[:3]] == ["#,##0"] * 3
    assert [cell.value for cell in cells] == [12, 3, 10**20, "nan"]


def test_the_first_sheet_tells_question_answer_and_queries() -> None:
    found = book(made(ROW, lang="en"))
    first = [row[0].value for row in found.worksheets[0].iter_rows()]
    assert first == ["題", "answer", "2026-11-22 09:30 UTC", None, "query", "SELECT *\nWHERE { }"]
    assert found.sheetnames == ["Summary", "table", "TABLE (2)"]
    assert book(made(ROW)).sheetnames == ["概要", "表 1", "表 1 (2)"]


def test_the_same_answer_gives_the_same_bytes() -> None:
    assert made(ROW, ROW) == made(ROW, ROW)


@pytest.mark.parametrize("way", FORMULAS)
def test_no_text_becomes_a_formula(way: str) -> None:
    row = (Named("https://x.example/", way), (Named("a:1", way),), text(way, way))
    found = book(made(row, kinds=("link", "links", "text"))).worksheets[1]
    for cell in found[2]:
        assert (cell.value, cell.data_type) == (way.replace("\r", "\n"), "s")
        assert cell.quotePrefix


def test_no_column_is_lost() -> None:
    sheet = book(made(tuple(range(60)), kinds=("number",) * 60)).worksheets[1]
    assert [cell.value for cell in sheet[2]] == list(range(60))
    assert sheet.auto_filter.ref == "A1:BH2"


def test_long_texts_are_cut_and_say_so() -> None:
    sheet = book(made(("道" * 40_000,), kinds=("text",))).worksheets[1]
    assert sheet["A2"].value.endswith("…(以下略)")


def test_one_writer_makes_workbooks() -> None:
    texts = {path: path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
    makers = {
        path.name for path, found in texts.items() if "openpyxl" in found and "Workbook()" in found
    }
    assert makers == {"workbook.py"}


def test_headings_of_files_tell_the_unit_once() -> None:
    columns = [
        Column("a", text("予算", "budget"), "yen"),
        Column("b", text("達成率", "achievement"), "percent"),
        Column("c", text("割合(%)", "share (%)"), "percent"),
        Column("d", text("件数", "count"), "number"),
    ]
    tables = [Table("t", text("表", "table"), columns, [(1000, 50.0, 1.0, 2)])]
    answer: Answer[None] = Answer(None, text("答え", "answer"), tables, [])
    for lang, told in (
        ("ja", ["予算(円)", "達成率(%)", "割合(%)", "件数"]),
        ("en", ["budget (yen)", "achievement (%)", "share (%)", "count"]),
    ):
        sheet = book(as_xlsx(answer, "題", lang, NOW)).worksheets[1]
        assert [cell.value for cell in sheet[1]] == told
        assert sheet["A2"].value == 1000, "whole yen"
        assert as_csv(answer, lang).lstrip("\ufeff").splitlines()[0] == ",".join(told)
