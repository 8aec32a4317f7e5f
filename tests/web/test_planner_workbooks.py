"""The planner's workbooks print on A4, one page wide, with units in their headings and a filter."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from openpyxl import load_workbook

FILES = ("programs", "measures", "indicators", "years?node=id/program/mihon-010101")


@pytest.mark.parametrize("name", FILES)
def test_a_workbook_is_ready_for_an_office(sample_app: Flask, name: str) -> None:
    joint = "&" if "?" in name else "?"
    found = sample_app.test_client().get(f"/api/analysis/{name}{joint}format=xlsx")
    assert found.status_code == 200, found.text[:300]
    first, *sheets = load_workbook(io.BytesIO(found.data)).worksheets
    assert first["A2"].value, "the answer in words"
    assert sheets
    for sheet in sheets:
        page = sheet.page_setup
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (page.orientation, page.paperSize, page.fitToWidth) == ("landscape", 9, 1)
        assert sheet.auto_filter.ref.startswith("A1:")
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("B2", "$1:$1")
        for column in sheet.iter_cols(min_row=1):
            heading, *cells = column
            if any(cell.number_format == "#,##0" and abs(cell.value or 0) > 100_000
                   for cell in cells if isinstance(cell.value, int | float)):  # fmt: skip
                assert "円" in heading.value, heading.value


def test_money_has_its_unit_and_whole_yen(sample_app: Flask) -> None:
    found = sample_app.test_client().get("/api/analysis/programs?format=xlsx")
    sheet = load_workbook(io.BytesIO(found.data)).worksheets[1]
    headings = [cell.value for cell in sheet[1]]
    budgets = [n for n, name in enumerate(headings, 1) if "予算" in name]
    assert budgets
    assert all(headings[n - 1].endswith("(円)") for n in budgets)
    assert sheet.cell(2, budgets[0]).value == 22_400_000
