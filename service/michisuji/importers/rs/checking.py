"""Checks before a row is used: that it is one row, of this year, and not in another file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter

from michisuji.errors import BadInput
from michisuji.fiscal_years import parse_fiscal_year
from michisuji.folding import number
from michisuji.importers.rs.layout import ColumnLayout
from michisuji.importers.rs.reader import RawRow
from michisuji.importers.rs.sheet import RowRefused

Row = Mapping[str, str]


def check(raw: RawRow, width: int) -> None:
    """Raise RowRefused unless the row has ``width`` cells."""
    if raw.problem or (raw.fields and len(raw.fields) != width):
        if raw.lines > 1:
            raise _swallowed(raw)
        if raw.problem:
            raise RowRefused("", raw.problem, "no-csv")
        raise RowRefused("", str(len(raw.fields)), "columns")
    if raw.lines > 1 and _holds_a_row(raw.fields):
        raise _swallowed(raw)


def _holds_a_row(fields: Sequence[str]) -> bool:
    """Return True if a cell contains lines that begin as the row itself does."""
    start = f"\n{fields[0]},{fields[1]},"
    return any(start in field and field.count(",") >= len(fields) - 1 for field in fields)


def _swallowed(raw: RawRow) -> RowRefused:
    last = raw.line + raw.lines - 1
    refused = RowRefused("", raw.problem, "swallowed", first=raw.line, last=last, lines=raw.lines)
    refused.swallowed = raw.lines
    return refused


def splitter(layout: ColumnLayout, year: int) -> Callable[[Sequence[str]], Row]:
    """Return a function from fields to ``{key: text}``; missing optional columns are empty.

    The function raises RowRefused for a row of another fiscal year.
    """
    keys = [key for key in layout.index if key != "person"]
    pick = itemgetter(*(layout.index[key] for key in keys))
    missing = {key: "" for key in layout.table.columns if key not in layout.index}
    own = str(year)

    def split(fields: Sequence[str]) -> Row:
        row = dict(zip(keys, map(str.strip, pick(fields)), strict=True))
        row.update(missing)
        if row["year"] != own:
            raise _other_year(row["year"], year)
        if not row["id"].isdecimal() or not row["id"].isascii():
            row["id"] = number(row["id"])
        return row

    return split


def _other_year(stated: str, year: int) -> RowRefused:
    """Return the error for a row whose year differs from the file's, or is written differently.

    The year decides what an import replaces, so it must be written as the sheets write it.
    """
    if parse_fiscal_year(stated) == year:
        return RowRefused("year", stated, "year-digits", year=year)
    return RowRefused("year", stated, "other-year")


class TableFiles:
    """The files of one table, which are taken together where none of their rows overlap.

    They may be split anywhere: by ministry, or where a spreadsheet was full, so that one program at
    the boundary is in both. Several programs in both mean two versions of one table.
    """

    def __init__(self, table: str, year: int, count: int) -> None:
        self._what = table, year
        self._several = count > 1
        self._rows: dict[int, str] = {}
        self._programs: dict[str, str] = {}
        self._shared: set[str] = set()

    def check(self, fields: Sequence[str], program: str, file: str) -> None:
        """Raise BadInput when the row, or more than one program, is in another file too."""
        if not self._several or not any(fields):
            return
        other = self._rows.setdefault(hash(tuple(fields)), file)
        if other != file:
            raise self._twice(other, file, program)
        other = self._programs.setdefault(program, file)
        if other != file:
            self._shared.add(program)
            if len(self._shared) > 1:
                raise self._twice(other, file, program)

    def _twice(self, first: str, second: str, program: str) -> BadInput:
        table, year = self._what
        return BadInput(
            f"表 {table}({year}年度)の同じ行・事業(予算事業ID {program})が2つあります: "
            f"{first}、{second}",
            f"table {table} of FY{year} was given twice: {first}, {second} (ID {program})",
            hint_ja="どちらか一方だけを指定してください",
            hint_en="give only one of them",
        )
