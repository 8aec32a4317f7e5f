"""The purpose of a workbook: a phase and year, and which cells are to be filled in then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from michisuji.importers.city.content import City
from michisuji.importers.city.workbook.codes import labels
from michisuji.importers.city.workbook.layout import EXAMPLE, WorkbookColumn, WorkbookSheet
from michisuji.importers.city.workbook.rows import Row

PHASES = ("plan", "evaluate")
#: Kinds of rows that say which year they are about.
DATED = ("budget", "evaluation", "priority", "goal")


@dataclass(frozen=True)
class Filling:
    """The phase and the fiscal year that a workbook is to be filled in for.

    Without a phase nothing is: the workbook is an export.
    """

    phase: str = ""
    year: int = 0

    def wants(self, column: WorkbookColumn, year: int | None = None) -> bool:
        """Return True if the column (of ``year``, if it is one of several) is to be filled in."""
        if not self.phase or column.folded or column.phase != self.phase:
            return False
        return year is None or year == self.year

    def asks(self, column: WorkbookColumn, year: int | None = None) -> bool:
        """Return True if a row in use is not complete without the column."""
        planned = self.phase == "plan" and column.phase in ("", "plan")
        missing = planned and (column.field.required or column.needed) and not column.yearly
        return missing or self.wants(column, year)

    def is_past(self, year: object) -> bool:
        """Return True for the values of a year before that which is to be filled in."""
        return bool(self.phase) and isinstance(year, int) and year < self.year

    def condition(
        self, sheet: WorkbookSheet, column: WorkbookColumn, cell: str, of: Mapping[str, str]
    ) -> str:
        """Return the formula that is true while a cell of a row in use still has to be filled in.

        ``of`` maps keys of columns to their cells in the same row, as ``$A5``.
        """
        first = of[sheet.columns[0].key]
        parts = [f'{first}<>""', f'LEFT({first},{len(EXAMPLE)})<>"{EXAMPLE}"', f'{cell}=""']
        if sheet.rows in DATED and "year" in of:
            parts.append(f"{of['year']}={self.year}")
        if column.when:
            kind = labels(sheet.column("kind"))[column.when]["ja"]
            parts.append(f'{of["kind"]}="{kind}"')
        return f"AND({','.join(parts)})"

    def awaited(self, city: City, sheet: WorkbookSheet, rows: Sequence[Row]) -> list[Row]:
        """Return the rows of the year that the sheet lacks, for people to complete."""
        if self.phase and sheet.rows == "budget":
            return self._budgets(city, rows)
        if self.phase == "evaluate" and sheet.rows == "evaluation":
            return self._evaluations(city, sheet, rows)
        return []

    def _budgets(self, city: City, rows: Sequence[Row]) -> list[Row]:
        known = {(row["program"], row["year"]) for row in rows}
        return [
            {"program": program["id"], "year": self.year, **_account(program["budget"])}
            for _, _, programs in city.measures()
            for program in programs
            if isinstance(program.get("budget"), dict) and (program["id"], self.year) not in known
        ]

    def _evaluations(self, city: City, sheet: WorkbookSheet, rows: Sequence[Row]) -> list[Row]:
        """Return a row per program or measure whose own unit has not evaluated the year."""
        known = {row["of"] for row in rows if row.get("year") == self.year}
        unit = "unit" if sheet.column("of").refs == ("program",) else "lead"
        return [
            {"of": owner["id"], "year": self.year, "by": owner.get(unit)}
            for _, measure, programs in city.measures()
            for owner in (programs if unit == "unit" else [measure])
            if owner["id"] not in known
        ]


def _account(budget: Row) -> Row:
    return {key: budget[key] for key in ("account", "account_name") if key in budget}
