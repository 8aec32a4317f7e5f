"""A book as read: sheets of cells, and what their values alone do not say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from michisuji.importers.city.cells import NOT_COMPUTED, RawCell
from michisuji.importers.report import SourceFile
from michisuji.languages import Text

__all__ = ["NOT_COMPUTED", "Book", "BookSheet", "MergedArea", "Remark", "cell_address"]


class MergedArea(NamedTuple):
    """A merged area: rows and columns from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


class Remark(NamedTuple):
    """Something worth knowing about a book or sheet: ``cell`` is an address, '' for a whole sheet.

    ``sheet`` is '' for a remark on the whole book.
    """

    code: str
    text: Text
    sheet: str = ""
    cell: str = ""


@dataclass
class BookSheet:
    """The cells of a sheet, and where it is hidden, merged or shown as percentages.

    ``rows[0]`` is row 1; rows end with their last cell that holds anything.
    """

    name: str
    rows: list[list[RawCell]]
    merged: list[MergedArea] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    #: Cells whose number format shows a percentage: 0.45 as 45%.
    percentages: frozenset[tuple[int, int]] = frozenset()

    def value(self, row: int, column: int) -> RawCell:
        """Return the value of a cell (row and column from 0); None outside of the sheet."""
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else None

    def unfold(self) -> None:
        """Put the value of each merged area into all its cells, in rows that hold anything."""
        for area in self.merged:
            value = self.value(area.top, area.left)
            if value in (None, ""):
                continue
            widest = max((len(r) for r in self.rows[area.top : area.bottom + 1]), default=0)
            last = min(area.right, max(widest, area.left + 1, _UNFOLDED))
            for cells in self.rows[area.top : area.bottom + 1]:
                cells.extend([None] * (last + 1 - len(cells)))
                cells[area.left : last + 1] = [value] * (last + 1 - area.left)


#: Columns up to which a merged area is unfolded though no other cell of its rows is so far right.
_UNFOLDED = 255


@dataclass
class Book:
    """A book: its own name, its sheets, and remarks on macros, links and formulas."""

    source: SourceFile
    sheets: list[BookSheet]
    remarks: list[Remark] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.source.name


def cell_address(row: int, column: int) -> str:
    """Return the address of a cell, such as ``C5``, from its row and column (from 0)."""
    return f"{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """Return the letters of a column (from 0): A, B … Z, AA."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the column (from 0) of its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def trimmed(cells: list[RawCell]) -> list[RawCell]:
    """Return a row without the empty cells at its end."""
    while cells and (cells[-1] == "" or cells[-1] is None):
        cells.pop()
    return cells


def runs(numbers: Iterator[int] | frozenset[int]) -> list[tuple[int, int]]:
    """Return numbers as runs of consecutive ones: first and last."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
