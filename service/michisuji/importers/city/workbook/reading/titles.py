"""The headers by which the columns of a sheet are known: hidden keys, labels, synonyms."""

from __future__ import annotations

import re

from michisuji.fiscal_years import parse_fiscal_year
from michisuji.folding import fold
from michisuji.importers.city.workbook.layout import YEARLY, WorkbookColumn, WorkbookSheet

#: What people and the template put around a header.
_MARKS = re.compile(r"[*※▼＊●○◎☆★]|\((?:必須|任意|要記入)\)|^\d{1,2}[.)]|^[①-⑳]")
#: A remark in brackets at the end; what says the language or a year is no remark.
_REMARK = re.compile(r"[(\[【〔](?![^)]*(?:英|年))[^)\]】〕]*[)\]】〕]$")
_AROUND = "()[]【】〔〕_-:~・/のは"


class SheetTitles:
    """Finds the column that a header names."""

    def __init__(self, sheet: WorkbookSheet) -> None:
        self._columns = {column.key: column for column in sheet.columns}
        self._yearly: list[tuple[str, WorkbookColumn]] = []
        self._known: dict[str, str] = {}
        for titles in ("ja", "en", "synonyms"):
            for column in sheet.columns:
                found = getattr(column, titles)
                for title in (found,) if isinstance(found, str) else found:
                    self._add(column, plain(title))
        self._yearly.sort(key=lambda pair: -len(pair[0]))

    def _add(self, column: WorkbookColumn, title: str) -> None:
        if column.yearly:
            self._yearly.append((title, column))
        else:
            self._known.setdefault(title, column.key)

    def by_key(self, text: str) -> str | None:
        """Return the hidden key that a cell is, ``target:2025`` for a year's values; else None."""
        key, colon, year = text.strip().partition(":")
        column = self._columns.get(key)
        if column is None or column.yearly != bool(colon):
            return None
        return text.strip() if not colon or (year.isdigit() and len(year) == 4) else None

    def by_title(self, text: str) -> str | None:
        """Return the hidden key of the column that a header names; None if it names none."""
        title = plain(text)
        if not title:
            return None
        for spelling in (title, _REMARK.sub("", title)):
            if spelling in self._known:
                return self._known[spelling]
        return self._of_year(title)

    def lacks_year(self, text: str) -> bool:
        """Return True for the header of yearly values that does not say the year."""
        title = _REMARK.sub("", plain(text))
        return any(title == known for known, _ in self._yearly)

    def _of_year(self, title: str) -> str | None:
        for known, column in self._yearly:
            if known not in title:
                continue
            year = parse_fiscal_year(title.replace(known, "", 1).strip(_AROUND))
            if year is not None:
                return YEARLY.format(key=column.key, year=year)
        return None


def plain(text: str) -> str:
    """Return a header without blanks, marks and differences of width and case."""
    return _MARKS.sub("", fold(text)).casefold()
