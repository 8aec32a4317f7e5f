"""Recognition of a table by its header, in any column order and under any file name.

Column names vary a little (full-width signs, dashes, spaces, brackets), so they are compared in a
folded form.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from michisuji.fiscal_years import parse_fiscal_year
from michisuji.folding import fold
from michisuji.importers.rs.tables import COMMON, TABLES, ReviewTable

#: Fiscal years that a column may be for.
_YEARS = range(1900, 2101)


@dataclass(frozen=True)
class ColumnLayout:
    """The positions of one file's columns: indexes by key, and by year for yearly columns.

    ``missing`` are the table's columns that the file lacks, ``unread`` the names of the file's
    columns that are ignored.
    """

    table: ReviewTable
    width: int
    index: Mapping[str, int]
    years: Mapping[int, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


class MissingColumns(ValueError):
    """Raised for a header that is clearly a table's but lacks columns that the import needs."""

    def __init__(self, table: ReviewTable, columns: Sequence[str]) -> None:
        super().__init__(", ".join(columns))
        self.table = table
        self.columns = tuple(columns)


def recognize(header: Sequence[str], file_name: str = "") -> ColumnLayout | None:
    """Return the layout of the table that a header belongs to; None if not one of :data:`TABLES`.

    The header decides; the file's name only helps to say what is missing. Raises MissingColumns.
    """
    at: dict[str, int] = {}
    for position, column in enumerate(header):
        at.setdefault(fold(column), position)
    for table in TABLES:
        found = {key: at[fold(c)] for key, c in table.columns.items() if fold(c) in at}
        known = all(key in found for key in table.signature)
        missing = [
            c for k, c in table.columns.items() if k not in found and k not in table.optional
        ]
        if known and not missing:
            return _layout(table, header, found)
        distinctive = [k for k in found if k not in COMMON]
        if missing and (known or (file_name.startswith(table.id) and distinctive)):
            raise MissingColumns(table, missing)
    return None


def _layout(table: ReviewTable, header: Sequence[str], found: Mapping[str, int]) -> ColumnLayout:
    years = _years(header, set(found.values())) if table.years else {}
    if table.years and not years:
        raise MissingColumns(table, ["2007 … 2060"])
    names = {key: header[position].strip() for key, position in found.items()}
    read = {*found.values(), *years.values()}
    return ColumnLayout(
        table,
        len(header),
        found,
        years,
        names,
        tuple(column for key, column in table.columns.items() if key not in found),
        tuple(
            column.strip()
            for position, column in enumerate(header)
            if position not in read and column.strip()
        ),
    )


def _years(header: Sequence[str], taken: set[int]) -> dict[int, int]:
    """Map years to columns; of two columns of one year the first is read."""
    found: dict[int, int] = {}
    for position, column in enumerate(header):
        year = parse_fiscal_year(column) if position not in taken else None
        if year is not None and year in _YEARS:
            found.setdefault(year, position)
    return found
