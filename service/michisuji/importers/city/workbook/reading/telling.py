"""The telling of troubles: each at its sheet and cell, once, in the report of the import."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from michisuji.importers.city.cells import RawCell
from michisuji.importers.city.cells.reasons import NOTES as CELL_NOTES
from michisuji.importers.city.cells.reasons import Reason
from michisuji.importers.city.cells.texts import written
from michisuji.importers.city.workbook.reading.rows import SheetRow
from michisuji.importers.city.workbook.reading.words import NOTES, problem_text
from michisuji.importers.report import ImportRefusal, ImportReport
from michisuji.languages import Text


def _words(code: str, value: RawCell, said: dict[str, str]) -> Text:
    return problem_text(code, **{"value": written(value), **said})


@dataclass
class Teller:
    """Writes what could not be used into the report, and counts what is worth knowing."""

    report: ImportReport
    #: Place and cell → the number of its refusal in the report.
    _told: dict[tuple[str, ...], int] = field(default_factory=dict)

    def cell(self, row: SheetRow, key: str, code: str, value: RawCell = "", **said: str) -> None:
        """Tell of a cell that could not be used, though its row was."""
        self._refuse(row, key, code, _words(code, value, said), value, "cell")

    def reason(self, row: SheetRow, key: str, reason: Reason, value: RawCell) -> None:
        """Tell of a cell whose value could not be read."""
        text = {"ja": reason.ja, "en": reason.en}
        self._refuse(row, key, reason.code, text, value, "cell")

    def found(self, row: SheetRow, key: str, ja: str, en: str, scope: str) -> None:
        """Tell of what a check of the whole has found at a row or cell."""
        whole: Literal["row", "cell"] = "row" if scope == "row" else "cell"
        value = row.values.get(key, "")
        shown = value if isinstance(value, str | int | float) else ""
        self._refuse(row, key, "check", {"ja": ja, "en": en}, shown, whole)

    def row(self, row: SheetRow, key: str, code: str, value: RawCell = "", **said: str) -> None:
        """Tell of a row that could not be used; ``key`` names the cell that is the cause."""
        self._refuse(row, key, code, _words(code, value, said), value, "row")

    def sheet(self, book: str, sheet: str, code: str, value: str = "", cell: str = "") -> None:
        """Tell of a whole sheet."""
        text = problem_text(code)
        refusal = ImportRefusal(book, None, "", value, text, "cell", sheet, cell, code)
        self.report.refusals.append(refusal)

    def note(self, code: str, place: str, count: int = 1) -> None:
        """Count something worth knowing."""
        ja, en = NOTES.get(code) or CELL_NOTES[code]
        self.report.note(code, ja, en, place, count)

    def leave_out(self, row: SheetRow, key: str) -> None:
        """Tell that a row was not used for want of a cell; what was said of the cell stays said."""
        if row.place is None:
            return
        number = self._told.get(self._at(row, key))
        if number is None:
            self.row(row, key, "required")
        else:
            self._raise_to_row(row, number)

    def _raise_to_row(self, row: SheetRow, number: int) -> None:
        before = self.report.refusals[number]
        text = problem_text("required-bad")
        reason = {lang: f"{before.reason[lang]} {text[lang]}" for lang in text}
        self.report.refusals[number] = replace(before, reason=reason, scope="row")
        self.report.rows(row.sheet.name).refused += 1

    def _at(self, row: SheetRow, key: str) -> tuple[str, ...]:
        return (*map(str, row.place or ()), row.cell(key))

    def _refuse(
        self,
        row: SheetRow,
        key: str,
        code: str,
        text: Text,
        value: RawCell,
        scope: Literal["row", "cell"],
    ) -> None:
        if row.place is None:
            return
        place, at = row.place, self._at(row, key)
        number = self._told.get(at)
        if number is not None and scope == "row":
            self._raise_to_row(row, number)
        if number is not None:
            return
        self._told[at] = len(self.report.refusals)
        column = next((c.ja for c in row.sheet.columns if c.key == key.partition(":")[0]), "")
        refusal = ImportRefusal(
            place.book,
            place.number + 1,
            column,
            written(value),
            text,
            scope,
            sheet=place.sheet,
            cell=row.cell(key),
            code=code,
        )
        self.report.refuse(row.sheet.name, refusal)
