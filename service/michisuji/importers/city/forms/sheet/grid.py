"""One sheet as a grid of cells, with merged cells unfolded: every cell knows its area."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from michisuji.folding import fold
from michisuji.importers.city.books import BookSheet, cell_address
from michisuji.importers.city.cells import RawCell


class Area(NamedTuple):
    """A merged area, or a single cell: rows and columns from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def address(self) -> str:
        """The address of the top left cell, such as ``C5``."""
        return cell_address(self.top, self.left)

    def over(self, other: Area) -> bool:
        """Return True if the two areas share a column."""
        return self.left <= other.right and other.left <= self.right


@dataclass
class Grid:
    """The cells of a sheet as they were read, and its merged areas.

    Rows may differ in length; a cell outside of them is empty.
    """

    name: str
    rows: list[list[RawCell]]
    merged: list[Area] = field(default_factory=list)
    #: Cells whose number format shows a percentage.
    percentages: frozenset[tuple[int, int]] = frozenset()

    @classmethod
    def of(cls, sheet: BookSheet) -> Grid:
        """Return the grid of a sheet of a book."""
        areas = [Area(*area) for area in sheet.merged]
        return cls(sheet.name, list(sheet.rows), areas, sheet.percentages)

    def shown_as_percent(self, area: Area) -> bool:
        """Return True if the number format of an area's value shows a percentage."""
        return (area.top, area.left) in self.percentages

    @cached_property
    def _areas(self) -> dict[tuple[int, int], Area]:
        """The merged area of each cell; areas that overlap, which Excel does not make, are none."""
        found: dict[tuple[int, int], Area] = {}
        room = self.height * self.width
        for area in self.merged:
            rows = range(area.top, min(area.bottom, self.height - 1) + 1)
            columns = range(area.left, min(area.right, self.width - 1) + 1)
            room -= len(rows) * len(columns)
            if room < 0:
                break
            found.update(((row, column), area) for row in rows for column in columns)
        return found

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.rows)

    @cached_property
    def width(self) -> int:
        """The number of columns of the longest row."""
        return max(map(len, self.rows), default=0)

    def area(self, row: int, column: int) -> Area:
        """Return the area that a cell belongs to: the cell itself unless it is merged."""
        return self._areas.get((row, column)) or Area(row, column, row, column)

    def value(self, row: int, column: int) -> RawCell:
        """Return the value of a cell, or of the merged area that it belongs to; '' if empty."""
        area = self.area(row, column)
        if area.top >= self.height or area.left >= len(self.rows[area.top]):
            return ""
        found = self.rows[area.top][area.left]
        return "" if found is None else found

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell for comparison, without spaces and differences of width."""
        return self._texts.get(self.area(row, column)[:2], "")

    @cached_property
    def _texts(self) -> dict[tuple[int, ...], str]:
        return {area[:2]: fold(str(value)) for area, value in self.filled()}

    def filled(self) -> Iterator[tuple[Area, RawCell]]:
        """Yield the areas that hold a value, row by row."""
        for row, cells in enumerate(self.rows):
            for column, value in enumerate(cells):
                if value is None or value == "" or (isinstance(value, str) and not value.strip()):
                    continue
                area = self.area(row, column)
                if (area.top, area.left) == (row, column):
                    yield area, value

    def right_of(self, area: Area, steps: int = 1) -> Area:
        """Return the area that many areas to the right, in the first row of ``area``."""
        for _ in range(steps):
            area = self.area(area.top, area.right + 1)
        return area

    def below(self, area: Area, steps: int = 1) -> Area:
        """Return the area that many areas below, in the first column of ``area``."""
        for _ in range(steps):
            area = self.area(area.bottom + 1, area.left)
        return area
