"""The extent of the sheets of an ods, and their merged areas.

Repeated cells take little room in the file, but much in memory; calamine tells no merged areas.
"""

from __future__ import annotations

from xml.parsers import expat

from michisuji.importers.city.books import refusals
from michisuji.importers.city.books.book import MergedArea, cell_address
from michisuji.importers.city.books.packages import Package

_TABLE, _ROW = "table:table", "table:table-row"
_CELLS = ("table:table-cell", "table:covered-table-cell")


def merged_areas(package: Package) -> dict[str, list[MergedArea]]:
    """Return the merged areas by sheet.

    Raises TooLarge for a sheet that would take too much memory, BadInput for a password.
    """
    if b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise refusals.refused(package.file, "password")
    scan = _Scan(package.file)
    for chunk in package.chunks("content.xml"):
        scan.parser.Parse(chunk, False)
    scan.parser.Parse(b"", True)
    return scan.merged


class _Scan:
    """Counts rows and columns up to the last cell with a value, sheet by sheet."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text
        self.parser.EndElementHandler = self._end
        self._sheet = ""
        self._in_cell = False
        self._row = self._column = self._repeated = self._rows = self._width = 0
        self._valued = 0
        self._content = 0
        self.merged: dict[str, list[MergedArea]] = {}

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == _TABLE:
            self._sheet = attributes.get("table:name", "")
            self._row = self._width = self._rows = 0
        elif name == _ROW:
            self._rows = int(attributes.get("table:number-rows-repeated", "1"))
            self._column = self._valued = 0
        elif name in _CELLS:
            self._in_cell = True
            self._merge(attributes)
            self._repeated = int(attributes.get("table:number-columns-repeated", "1"))
            self._column += self._repeated
            if "office:value-type" in attributes:
                self._valued = self._column

    def _merge(self, attributes: dict[str, str]) -> None:
        across = int(attributes.get("table:number-columns-spanned", "1"))
        down = int(attributes.get("table:number-rows-spanned", "1"))
        if across > 1 or down > 1:
            top, left = self._row, self._column
            area = MergedArea(top, left, top + max(down, 1) - 1, left + max(across, 1) - 1)
            self.merged.setdefault(self._sheet, []).append(area)

    def _text(self, text: str) -> None:
        self._content += len(text)
        if self._content > refusals.MAX_CONTENT:
            raise refusals.too_large(self.file, "content")
        if self._in_cell and text.strip():
            self._valued = self._column

    def _end(self, name: str) -> None:
        if name in _CELLS:
            self._in_cell = False
        elif name == _ROW:
            self._row += self._rows
            if self._valued:
                self._width = max(self._width, self._valued)
                if self._row * self._width > refusals.MAX_CELLS:
                    last = cell_address(self._row - 1, self._width - 1)
                    raise refusals.too_wide(self.file, self._sheet, last)
