"""Draws a form with openpyxl: cells and merged areas by their addresses."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Side

_LINE = Side(style="thin")


class Drawing:
    """One sheet being drawn; ``cells`` are its values by address."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells: dict[str, Any] = {}
        self.merged: list[str] = []

    def put(self, area: str, value: Any) -> Self:
        """Put a value into a cell or merged area; None leaves it empty."""
        first, _, last = area.partition(":")
        if value is not None:
            self.cells[first] = value
        if last and last != first:
            self.merged.append(area)
        return self


def save(path: Path, *drawings: Drawing, hidden: str = "") -> Path:
    """Write sheets to a workbook and return its path; the sheet ``hidden`` is hidden."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for drawing in drawings:
        sheet = book.create_sheet(drawing.name)
        for address, value in drawing.cells.items():
            cell = sheet[address]
            cell.value = value
            cell.alignment = Alignment(wrap_text=True, vertical="center")
            cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
        for area in drawing.merged:
            sheet.merge_cells(area)
        sheet.sheet_state = "hidden" if drawing.name == hidden else "visible"
    book.save(path)
    return path
