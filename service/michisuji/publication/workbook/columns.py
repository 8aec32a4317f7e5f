"""The columns that a sheet shows: each of the layout, those of a value per year many times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from michisuji.importers.city.workbook.layout import YEARLY, WorkbookColumn, WorkbookSheet
from michisuji.importers.city.workbook.rows import Row
from michisuji.messages import message
from michisuji.publication.workbook.cells import KINDS
from michisuji.publication.workbook.filling import Filling

#: Width in letters by the kind of value.
_WIDTHS = {"text": 20, "code": 13, "year": 8, "number": 11, "money": 14, "date": 12}
_REFERENCE, _SEVERAL, _CHOICE = 26, 30, 13
#: Years before that which is to be filled in whose values stay in view.
_IN_VIEW = 3


@dataclass(frozen=True)
class ShownColumn:
    """A column as it stands on a sheet."""

    column: WorkbookColumn
    #: The year of a yearly column.
    year: int | None = None
    folded: bool = False

    @property
    def key(self) -> str:
        """The hidden key."""
        return self.column.key if self.year is None else _yearly(self.column.key, self.year)

    @property
    def header(self) -> str:
        """The Japanese header; ``*`` for a required value, ``▼`` for one from a list."""
        name = self.column.ja
        if self.year is not None:
            name = message("workbook.of_year", "ja", year=self.year, name=name)
        marks = "*" * self.required + "▼" * bool(self.column.codes or self.column.refs)
        return f"{name} {marks}".rstrip()

    @property
    def required(self) -> bool:
        """True for a value without which the row is not imported."""
        return self.column.field.required and not self.column.yearly

    @property
    def look(self) -> str:
        """The kind of look of its values."""
        column = self.column
        if column.codes or column.refs or column.several:
            return "text"
        return "money" if column.money else KINDS.get(column.field.kind, "text")

    @property
    def width(self) -> int:
        """Width in letters of the default font."""
        if self.column.width:
            return self.column.width
        if self.column.refs:
            return _SEVERAL if self.column.several else _REFERENCE
        return _CHOICE if self.column.codes else _WIDTHS[self.look]

    def value(self, row: Row) -> Any:
        """Return the value of a row in this column; None if it has none."""
        found = row.get(self.column.key)
        if self.year is None:
            return found
        return found.get(str(self.year)) if isinstance(found, dict) else None

    def note(self) -> str:
        """Return the note at the header, in Japanese and in English."""
        column = self.column
        told = [column.note, *_needs(self, "ja"), "", f"{column.en}: {column.note_en}"]
        return "\n".join([*told, *_needs(self, "en")])


def shown(sheet: WorkbookSheet, rows: Sequence[Row], filling: Filling) -> list[ShownColumn]:
    """Return the columns of a sheet in order.

    Those rarely used stand there only if a row has a value; those that tell rows apart (parts of an
    indicator) are not folded then.
    """
    used = {key for row in rows for key, value in row.items() if value is not None}
    found = [
        ShownColumn(column, folded=column.folded and not (column.own and column.key in used))
        for column in sheet.columns
        if not column.yearly and (not column.rare or column.key in used)
    ]
    yearly = sorted(_years(sheet, rows, filling), key=lambda one: (one[0], one[1]))
    columns = [
        ShownColumn(sheet.columns[n], year, filling.is_past(year + _IN_VIEW)) for year, n in yearly
    ]
    place = next((n for n, one in enumerate(found) if one.folded), len(found))
    return [*found[:place], *columns, *found[place:]]


def _years(
    sheet: WorkbookSheet, rows: Sequence[Row], filling: Filling
) -> Iterator[tuple[int, int]]:
    """Yield the year and number of each yearly column that has a value, or is to have one."""
    for number, column in enumerate(sheet.columns):
        if column.yearly:
            years = {int(year) for row in rows for year in row.get(column.key) or {}}
            if filling.phase and column.phase:
                years.add(filling.year)
            yield from ((year, number) for year in years)


def _yearly(key: str, year: int) -> str:
    return YEARLY.format(key=key, year=year)


def _needs(shown: ShownColumn, lang: str) -> list[str]:
    column = shown.column
    needs = ["required"] * shown.required
    if column.codes or column.refs:
        needs.append("pick")
    if column.several:
        needs.append("several")
    if shown.look in ("number", "money", "year", "date"):
        needs.append(shown.look)
    return [message(f"workbook.need.{need}", lang) for need in needs]
