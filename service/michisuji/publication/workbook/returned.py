"""Returns a filled-in workbook to its section: the same file, its troubles marked in the cells.

openpyxl reads the file and writes it again, with formats, widths, formulas, pick-lists and charts.
It does not keep pictures (for which it would need Pillow), shapes and text boxes, form controls,
the last results of formulas (the spreadsheet computes them when it opens the file), the size of
others' notes, and Excel's newer extensions (sparklines, slicers).
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from michisuji.errors import BadInput
from michisuji.importers.city.workbook.layout import CHECK_SHEET, KEY_ROW
from michisuji.languages import pick
from michisuji.messages import message
from michisuji.publication.workbook.check_sheet import write_check_sheet
from michisuji.publication.workbook.looks import YELLOW
from michisuji.publication.workbook.remarks import CellRemark, in_order
from michisuji.spreadsheets.reproducible_zip import resaved
from michisuji.spreadsheets.sheet import note_size
from michisuji.xml_text import clean

#: Cells of a workbook that is read and written as a whole: some 200 MB of memory.
MAX_CELLS = 400_000
_AUTHOR = "Michisuji"
#: Begins our part of a note, whatever its language; another's part stands before it.
_MARK = "─── Michisuji ───\n"
#: The formula of our yellow: always true, and nobody else's.
_ALWAYS = 'N("michisuji-98")=0'
#: Remarks told at one cell; the rest is on sheet 98.
_AT_A_CELL = 5
_CHUNK = 1 << 20


def returned_book(content: bytes, remarks: Sequence[CellRemark], lang: str = "ja") -> bytes:
    """Return the workbook with a note and yellow at each remark's cell, and all on sheet 98.

    Notes, yellow and sheet 98 of an earlier return are replaced, so a mended workbook comes back
    clean. Raises BadInput for a file that is too large to be written again.
    """
    from openpyxl import load_workbook

    _refuse_large(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it does not keep
        book = load_workbook(io.BytesIO(content), rich_text=True)
    for sheet in book.worksheets:
        _clear(sheet)
    told = in_order((_at_column(book, remark) for remark in remarks), book.sheetnames)
    for (name, cell), found in _by_cell(told).items():
        if name in book.sheetnames and name != CHECK_SHEET and found[0].has_cell:
            _mark(book[name], cell, found, lang)
    write_check_sheet(book, told, lang)
    return resaved(book)


def _at_column(book: Any, remark: CellRemark) -> CellRemark:
    """Return a remark at the cell of its column, if the sheet has one of that key."""
    if not remark.key or remark.sheet not in book.sheetnames or not remark.has_cell:
        return remark
    for cell in book[remark.sheet][KEY_ROW]:
        if cell.value == remark.key:
            return replace(remark, cell=f"{cell.column_letter}{remark.place[0]}", key="")
    return replace(remark, key="")


def _refuse_large(content: bytes) -> None:
    cells = 0
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with package.open(name) as file:
                    while cells <= MAX_CELLS and (chunk := file.read(_CHUNK)):
                        cells += chunk.count(b"<c ")
    if cells > MAX_CELLS:
        raise BadInput(
            f"セルが多すぎて、書き込んで返せません(上限は{MAX_CELLS:,}セル)",
            f"too many cells to be written and returned (the limit is {MAX_CELLS:,})",
            hint_ja="誤りの一覧は画面にあります。書式だけの行を消すと、返せることがあります",
            hint_en="the errors are listed on screen; delete rows that hold formats only",
        )


def _by_cell(remarks: Iterable[CellRemark]) -> dict[tuple[str, str], list[CellRemark]]:
    found: dict[tuple[str, str], list[CellRemark]] = {}
    for remark in remarks:
        found.setdefault((remark.sheet, remark.cell), []).append(remark)
    return found


def _clear(sheet: Any) -> None:
    """Remove our notes and yellow, and give every note a size that shows its text."""
    from openpyxl.comments import Comment

    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is None:
                continue
            own, mark, _ = cell.comment.text.partition(_MARK)
            own = own.rstrip("\n") if mark else own
            author = cell.comment.author
            cell.comment = Comment(own, author, *reversed(note_size(own))) if own else None
    rules = sheet.conditional_formatting
    kept = [
        (str(area.sqref), rule)
        for area in rules
        for rule in area.rules
        if list(rule.formula) != [_ALWAYS]
    ]
    if len(kept) != sum(len(area.rules) for area in rules):
        sheet.conditional_formatting = type(rules)()
        for area, rule in kept:
            sheet.conditional_formatting.add(area, rule)


def _mark(sheet: Any, place: str, remarks: Sequence[CellRemark], lang: str) -> None:
    from openpyxl.cell.cell import MergedCell
    from openpyxl.comments import Comment
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import PatternFill

    cell = sheet[place]
    if isinstance(cell, MergedCell):  # only the first cell of merged ones holds a note
        area = next(one for one in sheet.merged_cells.ranges if place in one)
        cell = sheet.cell(area.min_row, area.min_col)
    told = "\n\n".join(_told(remark, lang) for remark in remarks[:_AT_A_CELL])
    if len(remarks) > _AT_A_CELL:
        told += "\n\n" + message("workbook.check.left", lang, count=len(remarks) - _AT_A_CELL)
    before = cell.comment.text if cell.comment is not None else ""
    author = cell.comment.author if cell.comment is not None else _AUTHOR
    text = clean(f"{before}\n{_MARK}{told}" if before else f"{_MARK}{told}")
    cell.comment = Comment(text, author, *reversed(note_size(text)))
    if any(remark.is_todo for remark in remarks):
        yellow = PatternFill("solid", bgColor=YELLOW)
        sheet.conditional_formatting.add(
            cell.coordinate, FormulaRule(formula=[_ALWAYS], fill=yellow)
        )


def _told(remark: CellRemark, lang: str) -> str:
    how = pick(remark.how, lang)
    return pick(remark.what, lang) + (f"\n→ {how}" if how else "")
