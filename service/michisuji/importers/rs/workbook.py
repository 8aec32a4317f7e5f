"""Sheets of an Excel workbook (xlsx) as rows of text, as their CSV would have them."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from michisuji.importers.rs.packing import FAULTS

if TYPE_CHECKING:
    from openpyxl import Workbook

SUFFIXES = (".xlsx", ".xlsm")
#: Bytes of a workbook, unpacked: its texts are held in memory.
MAX_BYTES = 1_000_000_000


def sheet_names(file: IO[bytes]) -> list[str]:
    """Return the worksheets that hold anything.

    Raises one of FAULTS for a file that is not a workbook.
    """
    book = _open(file)
    try:
        return [name for name in book.sheetnames if any(_rows(book, name))]
    finally:
        book.close()


def sheet_rows(file: IO[bytes], sheet: str) -> Iterator[list[str]]:
    """Yield the rows of a worksheet.

    Raises one of FAULTS for a file that cannot be read to its end.
    """
    book = _open(file)
    try:
        yield from _rows(book, sheet)
    finally:
        book.close()


def _open(file: IO[bytes]) -> Workbook:
    from openpyxl import load_workbook

    held = io.BytesIO(file.read())
    with zipfile.ZipFile(held) as archive:
        if sum(info.file_size for info in archive.infolist()) > MAX_BYTES:
            raise ValueError(f"a workbook of more than {MAX_BYTES:,} bytes, unpacked")
    with warnings.catch_warnings():
        # About styles and extensions that it ignores; the cells are read all the same.
        warnings.simplefilter("ignore")
        try:
            return load_workbook(held, read_only=True, data_only=True)
        except FAULTS:
            raise
        except Exception as error:  # openpyxl does not document what it raises for odd XML
            raise ValueError(f"no workbook: {error}") from error


def _rows(book: Workbook, name: str) -> Iterator[list[str]]:
    sheet: Any = book[name]
    if not hasattr(sheet, "reset_dimensions"):
        return  # a chart sheet
    # What a workbook says about its size is often wrong.
    sheet.reset_dimensions()
    for row in sheet.iter_rows():
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _text(cell: Any) -> str:
    """Return a cell as Excel writes it to a CSV, ignoring number formats that hide digits."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        number = Decimal(str(value))
        percent = "%" in (cell.number_format or "")
        return f"{number * 100:f}%" if percent else _plain(number)
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
