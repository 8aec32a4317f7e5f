"""The table on a sheet: where its headers are, which columns they name, which rows hold data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from michisuji.folding import fold
from michisuji.importers.city import cells
from michisuji.importers.city.books import BookSheet
from michisuji.importers.city.cells import RawCell
from michisuji.importers.city.workbook.layout import WorkbookSheet
from michisuji.importers.city.workbook.reading.titles import SheetTitles

#: Rows in which the headers are looked for.
_SEARCHED = 15
_REMARKS = ("※", "注", "(注", "*", "備考", "以上", "出典", "資料", "作成", "[注", "【注", "単位")
_TOTALS = frozenset(("計", "合計", "小計", "総計", "総合計", "total"))
_EXAMPLES = ("例)", "記入例", "例:", "(例)", "【例】", "[例]")


@dataclass
class TableHeads:
    """The headers of a table: the column of each key, its header, and what else stands there."""

    #: Hidden key (``target:2025`` of a year) → column from 0.
    columns: dict[str, int] = field(default_factory=dict)
    #: Column → header as written.
    titles: dict[int, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    without_year: list[str] = field(default_factory=list)
    #: The first row of the headers, and of the data.
    top: int = 0
    start: int = 0

    @property
    def rank(self) -> tuple[int, int]:
        """The more columns are named, in the fewer rows, the likelier these are the headers."""
        return len(self.columns), self.top - self.start

    def unit(self, key: str) -> int | None:
        """Return the unit of yen that a column's header states."""
        return cells.scale(self.titles.get(self.columns[key], ""))


class SheetTable:
    """A sheet that was recognized, with its headers and rows."""

    def __init__(self, layout: WorkbookSheet, found: BookSheet) -> None:
        self.layout = layout
        self.found = found
        self.titles = SheetTitles(layout)
        self._notes = {n for c in layout.columns for n in (c.note, c.note_en) if n}
        self.heads = self._heads()

    def rows(self) -> Iterator[tuple[int, str, TableHeads]]:
        """Yield the rows below the headers: number (from 0), kind, headers in force.

        Kinds are ``data``, ``empty``, ``remark``, ``example`` and ``header``.
        """
        heads = self.heads
        if heads is None:
            return
        last = max((n for n, row in enumerate(self.found.rows) if any(_filled(row))), default=-1)
        for number in range(heads.start, last + 1):
            kind = self._kind(number, heads, last)
            if kind == "header":
                again = self._by_titles(number)
                heads = again if again is not None else heads
            yield number, kind, heads

    def unit(self) -> int | None:
        """Return the unit of yen that is stated above the headers."""
        for row in self.found.rows[: self.heads.top if self.heads else 0]:
            for cell in row:
                if isinstance(cell, str) and "円" in cell:
                    unit = cells.scale(cell)
                    if unit is not None:
                        return unit
        return None

    def _heads(self) -> TableHeads | None:
        for number, row in enumerate(self.found.rows[:_SEARCHED]):
            keys = [self.titles.by_key(_text(cell)) for cell in row]
            known = sum(key is not None for key in keys)
            if known >= 2 and 2 * known >= sum(1 for cell in row if _text(cell)):
                return self._by_keys(number, keys)
        best: TableHeads | None = None
        for number in range(min(_SEARCHED, len(self.found.rows))):
            found = self._by_titles(number)
            if found and (best is None or found.rank > best.rank):
                best = found
        return best

    def _by_keys(self, number: int, keys: list[str | None]) -> TableHeads:
        heads = TableHeads(top=max(number - 1, 0), start=number + 1)
        above = self.found.rows[number - 1] if number else []
        for column in range(max(len(keys), len(above))):
            title = _text(self.found.value(number - 1, column)) if number else ""
            key = keys[column] if column < len(keys) else None
            self._take(heads, column, key or self.titles.by_title(title), title)
        if self._explains(heads.start):
            heads.start += 1
        return heads

    def _by_titles(self, number: int) -> TableHeads | None:
        """Return the headers in a row, and in the one below it, if they name two columns."""
        one = self._in_rows(number, number)
        two = self._in_rows(number, number + 1) if number + 1 < len(self.found.rows) else one
        heads = max(one, two, key=lambda found: found.rank)
        if len(heads.columns) < 2:
            return None
        if self._explains(heads.start):
            heads.start += 1
        return heads

    def _in_rows(self, first: int, last: int) -> TableHeads:
        heads = TableHeads(top=first, start=last + 1)
        width = max(len(self.found.rows[n]) for n in range(first, last + 1))
        for column in range(width):
            parts = [_text(self.found.value(n, column)) for n in range(first, last + 1)]
            parts = list(dict.fromkeys(filter(None, parts)))
            title = " ".join(parts)
            spellings = (title, *reversed(parts)) if len(parts) > 1 else (title,)
            key = next(filter(None, map(self.titles.by_title, spellings)), None)
            self._take(heads, column, key, title)
        return heads

    def _take(self, heads: TableHeads, column: int, key: str | None, title: str) -> None:
        heads.titles[column] = title
        if key is None:
            if title and self.titles.lacks_year(title):
                heads.without_year.append(title)
            elif title:
                heads.unknown.append(title)
        elif key in heads.columns:
            heads.repeated.append(column)
        else:
            heads.columns[key] = column

    def _explains(self, number: int, texts: list[str] | None = None) -> bool:
        """Return True for a row that holds the explanations of columns."""
        if texts is None:
            row = self.found.rows[number] if number < len(self.found.rows) else []
            texts = list(_filled(row))
        known = sum(text in self._notes for text in texts)
        return bool(texts) and 2 * known >= len(texts)

    def _kind(self, number: int, heads: TableHeads, last: int) -> str:
        row = self.found.rows[number]
        texts = list(dict.fromkeys(_filled(row)))
        if not texts:
            return "empty"
        first = fold(texts[0]).casefold()
        if first.startswith(_EXAMPLES):
            return "example"
        if first in _TOTALS or (len(texts) == 1 and self._is_remark(first, row, heads)):
            return "remark"
        if self._is_header(texts):
            return "header"
        below = list(_filled(self.found.rows[number + 1])) if number < last else []
        if self._explains(number, texts) or (len(texts) == 1 and self._is_header(below)):
            return "remark"
        return "data"

    def _is_header(self, texts: list[str]) -> bool:
        """Return True for texts of which at least half are headers."""
        if len(texts) < 2 or not any(map(self.titles.by_title, texts[:2])):
            return False
        return len({*filter(None, map(self.titles.by_title, texts))}) * 2 >= max(len(texts), 4)

    def _is_remark(self, first: str, row: list[RawCell], heads: TableHeads) -> bool:
        """Return True for a row with one text that is no value of a required column."""
        if first.startswith(_REMARKS):
            return True
        required = [c.key for c in self.layout.columns if c.field.required]
        filled = [key for key in required if _text(_at(row, heads.columns.get(key)))]
        return len(required) > 1 and not filled


def _at(row: list[RawCell], column: int | None) -> RawCell:
    return row[column] if column is not None and column < len(row) else None


def _text(cell: RawCell) -> str:
    return cell.strip() if isinstance(cell, str) else "" if cell is None else str(cell)


def _filled(row: list[RawCell]) -> Iterator[str]:
    return filter(None, map(_text, row))
