"""Sheet 98 of a returned workbook: everything to mend, with links to its cell and diagram."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from michisuji.importers.city.workbook.layout import CHECK_SHEET
from michisuji.languages import pick
from michisuji.messages import message
from michisuji.publication.workbook.remarks import CellRemark
from michisuji.spreadsheets.sheet import MAX_CELL, MAX_HEIGHT, MAX_LINKS, lines
from michisuji.xml_text import clean

_WIDTHS = {"sheet": 18, "cell": 9, "severity": 14, "what": 60, "how": 60, "diagram": 12}
#: Points from line to line.
_LINE = 14
#: Rows: a sheet that nobody reads is no help.
MAX_TOLD = 5_000
#: Words of the severities that the pages have too.
_ON_PAGES = ("violation", "warning", "info")
_FILLS = {
    "error": "FFF8D7DA",
    "violation": "FFF8D7DA",
    "warning": "FFFFF3CD",
    "info": "FFE2EDF8",
    "note": "FFF3F6FA",
}


def write_check_sheet(book: Any, remarks: Sequence[CellRemark], lang: str) -> None:
    """Put the sheet where it was, or last; without remarks it says that nothing is to be mended."""
    place = len(book.sheetnames)
    if CHECK_SHEET in book.sheetnames:
        place = book.sheetnames.index(CHECK_SHEET)
        del book[CHECK_SHEET]
    sheet = book.create_sheet(CHECK_SHEET, place)
    _set_up(sheet)
    _text(sheet, "A1", message("workbook.check.title", lang), bold=True, size=16)
    sheet.row_dimensions[1].height = 26
    if not remarks:
        _text(sheet, "A2", message("workbook.nothing_found", lang))
        return
    todo = sum(remark.is_todo for remark in remarks)
    key = "count" if todo else "only_notes"
    _text(sheet, "A2", message(f"workbook.check.{key}", lang, count=todo))
    for letter, column in zip("ABCDEF", _WIDTHS, strict=True):
        _head(sheet[f"{letter}3"], message(f"workbook.check.{column}", lang))
    for row, remark in enumerate(remarks[:MAX_TOLD], 4):
        _row(sheet, row, remark, lang, book.sheetnames)
    if len(remarks) > MAX_TOLD:
        more = message("workbook.check.more", lang, count=len(remarks) - MAX_TOLD)
        _text(sheet, f"A{MAX_TOLD + 4}", more)
    sheet.auto_filter.ref = f"A3:F{min(len(remarks), MAX_TOLD) + 3}"


def _set_up(sheet: Any) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    for letter, width in zip("ABCDEF", _WIDTHS.values(), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.sheet_properties.tabColor = "FFB02A37"
    page = sheet.page_setup
    page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", 9, 1, 0
    sheet.print_title_rows = "3:3"
    sheet.freeze_panes = "A4"


def _row(sheet: Any, row: int, remark: CellRemark, lang: str, names: Sequence[str]) -> None:
    from openpyxl.styles import PatternFill
    from openpyxl.worksheet.hyperlink import Hyperlink

    group = "severity" if remark.severity in _ON_PAGES else "workbook.check"
    told = {
        "A": remark.sheet,
        "B": remark.cell,
        "C": message(f"{group}.{remark.severity}", lang),
        "D": pick(remark.what, lang),
        "E": pick(remark.how, lang),
        "F": message("workbook.check.see", lang) if remark.link else "",
    }
    for letter, text in told.items():
        _text(sheet, f"{letter}{row}", text, grid=True)
    # Not every program fits rows to wrapped texts by itself.
    needed = max(lines(told[letter], _WIDTHS[key]) for letter, key in (("D", "what"), ("E", "how")))
    sheet.row_dimensions[row].height = min(MAX_HEIGHT, 4 + _LINE * needed)
    sheet[f"C{row}"].fill = PatternFill("solid", fgColor=_FILLS[remark.severity])
    if row * 2 > MAX_LINKS:
        return
    if remark.sheet in names:
        quoted = remark.sheet.replace("'", "''")
        target = f"'{quoted}'!{remark.cell or 'A1'}"
        place = f"B{row}" if remark.cell else f"A{row}"
        sheet[place].hyperlink = Hyperlink(ref=place, location=target)
        _blue(sheet[place])
    if remark.link:
        sheet[f"F{row}"].hyperlink = remark.link
        _blue(sheet[f"F{row}"])


def _text(
    sheet: Any, place: str, text: str, *, bold: bool = False, size: int = 10, grid: bool = False
) -> None:
    """Write a text, never a formula."""
    from openpyxl.styles import Alignment, Border, Font, Side

    cell = sheet[place]
    cell.value = clean(text)[:MAX_CELL] or None
    if cell.value is not None:
        cell.data_type = "s"
        cell.quotePrefix = True
    cell.font = Font(size=size, bold=bold or None)
    cell.alignment = Alignment(vertical="top", wrap_text=grid or None)
    if grid:
        line = Side(style="thin", color="FFBFBFBF")
        cell.border = Border(left=line, right=line, top=line, bottom=line)


def _head(cell: Any, text: str) -> None:
    from openpyxl.styles import Font, PatternFill

    cell.value = text
    cell.font = Font(size=10, bold=True, color="FFFFFFFF")
    cell.fill = PatternFill("solid", fgColor="FF1F3A5F")


def _blue(cell: Any) -> None:
    from openpyxl.styles import Font

    cell.font = Font(size=10, color="FF0B5CAD", underline="single")
