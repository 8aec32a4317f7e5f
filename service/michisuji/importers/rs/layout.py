"""How a table is known by its header, in whatever order and under whatever file name.

Column names vary a little (full-width signs, dashes, spaces, brackets), so they are compared in a
folded form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from michisuji.importers.rs.tables import COMMON, TABLES, Table

_DASHES = re.compile(r"[-‐‑‒–—―−ーｰ－]")
_YEAR = re.compile(r"(?:19|20)\d\d(?:年度?)?")


def fold(header: str) -> str:
    """A column name without the differences that do not matter."""
    text = "".join(unicodedata.normalize("NFKC", header).split())
    return _DASHES.sub("-", text)


@dataclass(frozen=True)
class Layout:
    """Where the columns of one file are: indexes by key, and by year for yearly columns."""

    table: Table
    width: int
    index: Mapping[str, int]
    years: Mapping[int, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


class MissingColumns(ValueError):
    """A header that is clearly a table's, but lacks columns that it cannot do without."""

    def __init__(self, table: Table, columns: Sequence[str]) -> None:
        super().__init__(", ".join(columns))
        self.table = table
        self.columns = tuple(columns)


def recognize(header: Sequence[str], file_name: str = "") -> Layout | None:
    """The layout of the table that a header is of; None when it is none of :data:`TABLES`.

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
            names = {key: header[position].strip() for key, position in found.items()}
            return Layout(table, len(header), found, _years(table, header), names)
        distinctive = [k for k in found if k not in COMMON]
        if missing and (known or (file_name.startswith(table.id) and distinctive)):
            raise MissingColumns(table, missing)
    return None


def _years(table: Table, header: Sequence[str]) -> dict[int, int]:
    if not table.years:
        return {}
    folded = [fold(column) for column in header]
    return {int(c[:4]): position for position, c in enumerate(folded) if _YEAR.fullmatch(c)}
