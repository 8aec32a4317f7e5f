"""A sheet that is written row by row.

openpyxl makes the book, the styles and the print set-up; the rows are written here into a separate
file, and inserted when the book is saved (:mod:`.reproducible_zip`): with openpyxl 50,000 rows take
eight times as long.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from tempfile import SpooledTemporaryFile
from typing import Any
from xml.sax.saxutils import escape

from michisuji.messages import message
from michisuji.spreadsheets.formulas import is_formula
from michisuji.spreadsheets.sheet_names import units
from michisuji.spreadsheets.styles import Styles
from michisuji.xml_text import clean

#: Excel's limits: rows of a sheet, UTF-16 units of a cell, links of a sheet.
MAX_ROWS = 1_048_576
MAX_CELL = 32_767
MAX_LINKS = 65_530
MAX_HEIGHT = 409
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: The names of columns, more than any table has.
LETTERS = (*_ALPHABET, *map("".join, product(_ALPHABET, repeat=2)))
_IN_MEMORY = 1_000_000
# Excel reads this as one letter by its code.
_CODED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and its look (a key of :class:`Styles`).

    ``link`` is an address, or ``#`` and a place in the book.
    """

    value: str | float | Decimal | None
    look: str = "text"
    link: str = ""


class Sheet:
    """A sheet under construction: writes rows, and counts the texts that it had to cut."""

    def __init__(self, sheet: Any, styles: Styles) -> None:
        self.sheet = sheet
        self._styles = styles
        # Small ones stay in memory; closed when the book is saved.
        self.body = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (closed with the sheet)
        self.rows = self.columns = self.cut = 0
        self.links: list[tuple[str, str]] = []
        #: Place, text, width and height in pixels of notes at cells.
        self.notes: list[tuple[str, str, int, int]] = []
        self._widths: tuple[int, ...] = ()

    @property
    def range(self) -> str:
        """The range of the written cells, as ``A1:M20``."""
        return f"A1:{LETTERS[max(self.columns, 1) - 1]}{max(self.rows, 1)}"

    def set_up(self, widths: Sequence[int], title: str) -> None:
        """Set the column widths, and print on A4 landscape, one page wide."""
        from openpyxl.worksheet.properties import PageSetupProperties

        self._widths = tuple(widths)
        for letter, width in zip(LETTERS, widths, strict=False):
            self.sheet.column_dimensions[letter].width = width
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page = self.sheet.page_setup
        page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", 9, 1, 0
        margins = self.sheet.page_margins
        margins.left = margins.right = 0.4
        margins.top = margins.bottom = 0.8
        margins.header = margins.footer = 0.3
        self.sheet.oddHeader.left.text = clean(title).replace("&", "&&")
        self.sheet.oddFooter.center.text = "&P / &N"

    def fold(self, column: int) -> None:
        """Shut a column (from 0) behind a button above it.

        Its texts make no row higher.
        """
        found = self.sheet.column_dimensions[LETTERS[column]]
        found.outlineLevel, found.hidden = 1, True
        self._widths = (*self._widths[:column], MAX_CELL, *self._widths[column + 1 :])

    def table(self, headings: Iterable[str], rows: int, frozen: str = "A2") -> None:
        """Write the heading of a table of ``rows`` rows: frozen, filtered, on each printed page.

        Cells above and to the left of the cell ``frozen`` stay in view.
        """
        cells = [Cell(heading, "head") for heading in headings]
        self.sheet.freeze_panes = frozen
        self.sheet.print_title_rows = "1:1"
        self.sheet.auto_filter.ref = f"A1:{LETTERS[len(cells) - 1]}{rows + 1}"
        self.append(cells)

    def choices(self, column: int, rows: int, options: Sequence[str]) -> None:
        """Let a column (from 0) of a table take one of a list of answers.

        Excel refuses any other text. No option may contain a comma.
        """
        from openpyxl.worksheet.datavalidation import DataValidation

        self._offer(column, rows, DataValidation("list", formula1=f'"{",".join(options)}"'))

    def dates(self, column: int, rows: int, prompt: str) -> None:
        """Let a column (from 0) of a table's rows take dates alone, and say so."""
        from openpyxl.worksheet.datavalidation import DataValidation

        rule = DataValidation("date", operator="greaterThan", formula1="36526", prompt=prompt)
        self._offer(column, rows, rule)

    def note(self, place: str, text: str) -> None:
        """Put a note at a cell (``B2``), shown when a reader points at it."""
        # A legacy drawing exists: openpyxl then writes the sheet's reference to it.
        self.sheet.legacy_drawing = "notes"
        self.notes.append((place, clean(text), *note_size(text)))

    def _offer(self, column: int, rows: int, rule: Any) -> None:
        rule.allow_blank = rule.showErrorMessage = rule.showInputMessage = True
        if rows:
            rule.add(f"{LETTERS[column]}2:{LETTERS[column]}{rows + 1}")
            self.sheet.add_data_validation(rule)

    def append(self, cells: Sequence[Cell], *, hidden: bool = False) -> None:
        """Write one row.

        A text that is too long is cut, and counted.
        """
        self.rows += 1
        self.columns = max(self.columns, len(cells))
        found = (
            self._cell(f"{letter}{self.rows}", cell)
            for letter, cell in zip(LETTERS, cells, strict=False)
        )
        look = f'ht="{self._height(cells)}"' + (' hidden="1"' if hidden else "")
        row = f'<row r="{self.rows}" {look}>{"".join(found)}</row>'
        self.body.write(row.encode())

    def _height(self, cells: Iterable[Cell]) -> float:
        """Return the height in points that the row needs.

        Not every program fits rows to wrapped texts by itself.
        """
        if any(cell.look == "title" for cell in cells):
            return 26
        needed = (
            lines(cell.value, width)
            for cell, width in zip(cells, self._widths, strict=False)
            if isinstance(cell.value, str) and cell.look not in ("line", "fact")
        )
        return min(MAX_HEIGHT, 4 + self._styles.line * max(needed, default=1))

    def _cell(self, place: str, cell: Cell) -> str:
        if cell.link and len(self.links) < MAX_LINKS:  # the sheet of rules has them all
            self.links.append((place, cell.link))
        if cell.value is None:
            return f'<c r="{place}" s="{self._styles.number(cell.look, False)}"/>'
        if isinstance(cell.value, int | float | Decimal) and math.isfinite(cell.value):
            style = self._styles.number(cell.look, False)
            value = f"{cell.value:f}" if isinstance(cell.value, Decimal) else cell.value
            return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
        text = self._fitting(clean(str(cell.value)).replace("\r\n", "\n").replace("\r", "\n"))
        style = self._styles.number(cell.look, is_formula(text))
        # Type "inlineStr": never a formula nor an error, whatever it looks like.
        text = escape(_CODED.sub("_x005F_", text))
        return (
            f'<c r="{place}" s="{style}" t="inlineStr">'
            f'<is><t xml:space="preserve">{text}</t></is></c>'
        )

    def _fitting(self, text: str) -> str:
        if len(text) * 2 <= MAX_CELL or units(text) <= MAX_CELL:
            return text
        self.cut += 1
        end = message("spreadsheets.cut", self._styles.lang)
        room = MAX_CELL - len(end)
        kept = text[:room]
        while (over := units(kept) - room) > 0:
            kept = kept[: -max(1, over // 2)]
        return kept + end


def note_size(text: str) -> tuple[int, int]:
    """Return the width and height in pixels in which a note shows its text."""
    return 240, 24 + 18 * lines(text, 30)


def lines(text: str, width: int) -> int:
    """Return the lines that ``text`` fills in a column; a Japanese letter is two wide."""
    return sum(max(1, math.ceil(_wide(line) / width)) for line in text.split("\n"))


def _wide(line: str) -> float:
    # A letter that is three bytes in UTF-8 is two wide, one that is one byte is one wide.
    return (len(line.encode("utf-8", "replace")) + len(line)) / 2
