"""A workbook of sheets whose names Excel takes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from michisuji.spreadsheets.reproducible_zip import saved
from michisuji.spreadsheets.sheet import Sheet
from michisuji.spreadsheets.sheet_names import sheet_names
from michisuji.spreadsheets.styles import Styles


class Workbook:
    """Its sheets stand in the order of the names that were ``wanted``."""

    def __init__(self, wanted: Iterable[str], lang: str) -> None:
        import openpyxl

        self._book = openpyxl.Workbook()
        styles = Styles(self._book, lang)
        self._book.remove(self._book.active)
        self.names = sheet_names(wanted)
        self.sheets = [Sheet(self._book.create_sheet(name), styles) for name in self.names]

    def saved(self, at: datetime | None) -> bytes:
        """Return the file, made ``at`` that time as far as it says; nothing can be added then."""
        return saved(self._book, self.sheets, at)
