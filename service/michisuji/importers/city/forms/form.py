"""The content of one form: values and records with their cells, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from michisuji.importers.city.cells import CellValue
from michisuji.importers.city.cells.texts import written
from michisuji.importers.city.checking import check_table
from michisuji.importers.city.fields import Field
from michisuji.importers.city.forms.mapping.keys import Key, KeyStep
from michisuji.importers.city.forms.mapping.rules import TableRule
from michisuji.importers.city.forms.sheet.grid import Area
from michisuji.importers.problems import Problems
from michisuji.languages import Text


@dataclass(frozen=True)
class StatedValue:
    """A value that a form states: its key, its fiscal year if it is yearly, and its cell."""

    steps: tuple[KeyStep, ...]
    year: int | None
    value: Any
    cell: str


@dataclass
class StatedRecord:
    """A record of a table: its values by key, or by key and year; ``cell`` is its first cell."""

    rule: TableRule
    cell: str
    element: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    yearly: dict[str, dict[int, Any]] = field(default_factory=dict)
    #: key, or ``key.year`` → cell
    cells: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Trouble:
    """Something on a form that could not be read, or a remark on it, with its cell."""

    cell: str
    what: str
    value: str
    reason: Text


@dataclass
class FormRead:
    """The content of one sheet."""

    file: str
    sheet: str
    year: int | None = None
    identity: dict[str, tuple[str, str]] = field(default_factory=dict)
    stated: list[StatedValue] = field(default_factory=list)
    records: list[StatedRecord] = field(default_factory=list)
    #: Keys whose label or table is missing.
    missing: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    notes: list[tuple[str, str, str, str]] = field(default_factory=list)

    def trouble(self, cell: str, what: str, value: Any, ja: str, en: str) -> None:
        """Add something that could not be read."""
        self.troubles.append(Trouble(cell, what, written(value), {"ja": ja, "en": en}))

    def refuse(self, what: str, area: Area, found: CellValue, cell: Any = "") -> None:
        """Add the problem of a cell that could not be read."""
        reason = found.problem
        ja, en = (reason.ja, reason.en) if reason else ("値がありません", "there is no value")
        self.trouble(area.address, what, cell, ja, en)

    def remark(self, found: CellValue, area: Area) -> None:
        """Add what is worth knowing about a cell that was understood, if anything."""
        if found.note is not None:
            self.notes.append((found.note.code, found.note.ja, found.note.en, area.address))

    def fits(self, what: str, field_: Field, value: Any, area: Area, cell: Any) -> bool:
        """Return True if the format allows a value for a field; otherwise add the reason."""
        yearly = Key("", (), field_).is_yearly
        problems = Problems()
        checked = {"2000": value} if yearly else value
        check_table(problems, "", "", {"_": replace(field_, required=False)}, {"_": checked})
        for problem in problems.found:
            ja, en = problem.ja.removeprefix("2000: "), problem.en.removeprefix("2000: ")
            self.trouble(area.address, what, cell, ja, en)
        return not problems.found

    def no_year(self, what: str, area: Area) -> None:
        """Add that the fiscal year of a value is unknown."""
        self.trouble(
            area.address,
            what,
            "",
            "何年度の値か分かりません(対応表の form.year か year を書いてください)",
            "the fiscal year of the value is unknown (give form.year or year in the mapping)",
        )

    def row(self, cell: str) -> tuple[str, int]:
        """Return the source and row of a cell, as a city keeps places of tables."""
        return f"{self.file}[{self.sheet}]", int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))

    def place(self, cell: str) -> str:
        """Return the place of a cell: ``評価シート!C5``."""
        return f"{self.sheet}!{cell}" if cell else self.sheet
