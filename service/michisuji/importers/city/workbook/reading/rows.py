"""A row of the workbook: the values that it says of one thing, and where it says them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from michisuji.importers.city.books import cell_address
from michisuji.importers.city.cells import RawCell
from michisuji.importers.city.workbook.layout import WorkbookSheet

#: Kind of row → the keys that tell one thing from another.
_IDENTITY: dict[str, tuple[str, ...]] = {
    "dataset": (),
    "tree": ("kind", "id"),
    "town_condition": ("measure", "key"),
    "element": ("program", "key"),
    "link": ("from", "to", "year"),
    "value": ("indicator", "breakdown"),
    "budget": ("program", "year"),
    "evaluation": ("of", "year", "kind", "by"),
    "priority": ("measure", "year", "program"),
    "earlier": ("year", "of", "key"),
}


class RowPlace(NamedTuple):
    """The place of a row: book, sheet as it is called there, and number from 0."""

    book: str
    sheet: str
    number: int

    @property
    def source(self) -> str:
        """The book and sheet as one name, for provenance."""
        return f"{self.book}[{self.sheet}]"


@dataclass(eq=False)
class SheetRow:
    """A row: values by the keys of its sheet's columns, in the form that documents have.

    A yearly column's values are a table of years. ``place`` is None for what a store says.
    """

    sheet: WorkbookSheet
    values: dict[str, Any]
    place: RowPlace | None = None
    #: Key (``target:2025`` of a year) → column from 0.
    columns: dict[str, int] = field(default_factory=dict)
    #: Key → row from 0, on a sheet that holds one thing, a line per key.
    lines: dict[str, int] = field(default_factory=dict)
    #: Cells that are read only when all rows are known: references, values of indicators; each with
    #: True if its number format shows a percentage.
    raw: dict[str, tuple[RawCell, bool]] = field(default_factory=dict)
    #: Cells that could not be read.
    bad: set[str] = field(default_factory=set)
    #: Keys of the columns that the book has for such rows.
    keys: set[str] = field(default_factory=set)
    #: Cells of which another book says something else.
    contested: set[str] = field(default_factory=set)

    @property
    def identity(self) -> tuple[Hashable, ...]:
        """What the row is about, equal for two rows about the same thing."""
        keys = _IDENTITY.get(self.sheet.rows, ("id",))
        of = self.sheet.tables[0] if self.sheet.rows == "evaluation" else self.sheet.rows
        return (of, *(self.values.get(key) for key in keys))

    def take(self, key: str, value: Any) -> None:
        """Set the value of a column; that of a year goes into a table of years."""
        name, colon, year = key.partition(":")
        if colon:
            self.values.setdefault(name, {})[year] = value
        else:
            self.values[name] = value

    def cell(self, key: str) -> str:
        """Return the address of the cell of a key; "" for a column that the sheet lacks."""
        found = self.columns.get(key)
        if found is None:  # a yearly column without its year
            found = next((c for k, c in self.columns.items() if k.startswith(f"{key}:")), None)
        if found is None or self.place is None:
            return ""
        return cell_address(self.lines.get(key, self.place.number), found)

    def where(self, key: str = "") -> str:
        """Return the place for people: book, sheet and cell."""
        if self.place is None:
            return ""
        cell = (key and self.cell(key)) or f"{self.place.number + 1}"
        return f"{self.place.book}「{self.place.sheet}」{cell}"
