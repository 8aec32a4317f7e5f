"""Which sheet of a book is which of the layout: by its name, number or hidden keys."""

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

_COPY = re.compile(r"(?:\(\d+\)|のコピー|_?copy)$")
_NUMBERED = re.compile(r"(\d{2})(?!\d)[._-]?(.*)")
_UNREAD = {fold(CHECK_SHEET), fold(CODE_SHEET)}
_FIRST_ROWS = 15


def recognized(sheet: BookSheet) -> WorkbookSheet | None:
    """Return the sheet of the layout that a sheet is; None if it is none of them."""
    name = _COPY.sub("", fold(sheet.name).casefold())
    for known in layout().sheets:
        if name in _spellings(known):
            return known
    numbered = _NUMBERED.search(name)
    for known in layout().sheets:
        if numbered and numbered[1] == known.number and _alike(numbered[2], known):
            return known
    return _by_keys(sheet)


def is_ours(sheet: BookSheet) -> bool:
    """Return True for a sheet that is written for people, not to be read back: 98 and 99."""
    return fold(sheet.name) in _UNREAD


def _spellings(known: WorkbookSheet) -> set[str]:
    title, english = fold(known.title).casefold(), fold(known.en).casefold()
    return {fold(known.name).casefold(), title, english, f"{known.number}{english}"}


def _alike(title: str, known: WorkbookSheet) -> bool:
    own = fold(known.title).casefold()
    return not title or title in own or own in title


def _by_keys(sheet: BookSheet) -> WorkbookSheet | None:
    """Return the sheet most of whose hidden keys stand in one row; a tie is none."""
    best: list[tuple[float, WorkbookSheet]] = []
    rows = sheet.rows[:_FIRST_ROWS]
    for known in layout().sheets:
        if known.upright:
            continue
        titles = SheetTitles(known)
        share = max(
            (
                sum(bool(titles.by_key(c)) for c in row if isinstance(c, str))
                / max(3, sum(1 for c in row if c))
                for row in rows
            ),
            default=0,
        )
        best.append((share, known))
    best.sort(key=lambda pair: -pair[0])
    clear = best[0][0] >= 0.8 and best[0][0] > best[1][0]
    return best[0][1] if clear else None
