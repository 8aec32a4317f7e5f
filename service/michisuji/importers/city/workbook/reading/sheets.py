"""Recognizes the sheets of a book: by name and number, or by their headers."""

from __future__ import annotations

import re

from michisuji.folding import fold
from michisuji.importers.city.books import BookSheet
from michisuji.importers.city.workbook.layout import (
    CHECK_SHEET,
    CODE_SHEET,
    WorkbookSheet,
    layout,
)
from michisuji.importers.city.workbook.reading.titles import SheetTitles

#: What people add to a name: the number of a copy, a remark in brackets.
_ADDED = re.compile(r"(?:\([^)]*\)|【[^】]*】|のコピー|_?copy)$")
_NUMBERED = re.compile(r"(\d{1,2})(?!\d)[._-]?(.*)")
_UNREAD = (fold(CHECK_SHEET), fold(CODE_SHEET))
#: Rows in which headers are looked for, the share of them that must be known, and how many.
_FIRST_ROWS, _MOST, _FEWEST = 15, 0.7, 4


def recognized(sheet: BookSheet) -> WorkbookSheet | None:
    """Return the sheet of the layout that a sheet is; None if it is none of them."""
    name = _ADDED.sub("", fold(sheet.name).casefold())
    for known in layout().sheets:
        if name in _spellings(known):
            return known
        if name.endswith(fold(known.name).casefold()):  # a CSV: LibreOffice puts the book first
            return known
    numbered = _NUMBERED.match(name)
    for known in layout().sheets:
        if numbered and int(numbered[1]) == int(known.number) and _alike(numbered[2], known):
            return known
    return _by_headers(sheet)


def is_ours(sheet: BookSheet) -> bool:
    """Return True for a sheet that is written for people, not to be read back: 98 and 99."""
    return fold(sheet.name).endswith(_UNREAD)


def _spellings(known: WorkbookSheet) -> set[str]:
    title, english = fold(known.title).casefold(), fold(known.en).casefold()
    return {fold(known.name).casefold(), title, english, f"{known.number}{english}"}


def _alike(title: str, known: WorkbookSheet) -> bool:
    own = fold(known.title).casefold()
    return not title or title in own or own in title


def _by_headers(sheet: BookSheet) -> WorkbookSheet | None:
    """Return the sheet most of whose keys or headers stand in one row; a tie is none."""
    best: list[tuple[float, WorkbookSheet]] = []
    rows = [[c for c in row if isinstance(c, str) and c] for row in sheet.rows[:_FIRST_ROWS]]
    for known in layout().sheets:
        if not known.upright:
            titles = SheetTitles(known)
            best.append((max((_share(titles, row) for row in rows), default=0), known))
    best.sort(key=lambda pair: -pair[0])
    clear = best[0][0] >= _MOST and best[0][0] > best[1][0]
    return best[0][1] if clear else None


def _share(titles: SheetTitles, row: list[str]) -> float:
    """Return the share of a row's texts that name a column; at least four have to."""
    found = {key for text in row if (key := titles.by_key(text) or titles.by_title(text))}
    return len(found) / len(row) if len(found) >= _FEWEST else 0
