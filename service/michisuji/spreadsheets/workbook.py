"""A workbook of sheets whose names Excel accepts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from michisuji.spreadsheets.reproducible_zip import saved
from michisuji.spreadsheets.sheet import Sheet
from michisuji.spreadsheets.sheet_names import sheet_names
from michisuji.spreadsheets.styles import Styles


class Workbook:
    """A workbook whose sheets are in the order of the ``wanted`` names."""

    def __init__(self, wanted: Iterable[str], lang: str) -> None:
        import openpyxl

        self._book = openpyxl.Workbook()
        #: Looks of cells; more may be added before rows are written.
        self.styles = Styles(self._book, lang)
        self._book.remove(self._book.active)
        self.names = sheet_names(wanted)
        self.sheets = [Sheet(self._book.create_sheet(name), self.styles) for name in self.names]

    def describe(self, title: str, subject: str = "") -> None:
        """State the title and subject in the file's properties."""
        self._book.properties.title, self._book.properties.subject = title, subject or None

    def saved(self, at: datetime | None) -> bytes:
        """Return the file, dated ``at`` as far as Excel records it; close the sheets."""
        return saved(self._book, self.sheets, at)

    def close(self) -> None:
        """Close the sheets of a workbook that is not saved."""
        for sheet in self.sheets:
            sheet.body.close()
