"""Sheet 99: the entries of all pick-lists, a column per list."""

from __future__ import annotations

from collections.abc import Sequence

from michisuji.importers.city.workbook.codes import labels
from michisuji.importers.city.workbook.layout import CODE_SHEET, FIRST_ROW, WorkbookColumn
from michisuji.messages import message
from michisuji.publication.workbook.names import ReferenceNames
from michisuji.spreadsheets import Cell, Sheet
from michisuji.spreadsheets.sheet import LETTERS


class PickLists:
    """The lists of a workbook, gathered while its sheets are written."""

    def __init__(self, names: ReferenceNames) -> None:
        self._names = names
        self._lists: dict[str, tuple[str, list[str]]] = {}

    def place(self, column: WorkbookColumn) -> str:
        """Return the range that holds the list of a column, as ``'99 コード'!$A$5:$A$9``.

        ``""`` for a column without list, or with an empty one.
        """
        entries = [told["ja"] for told in labels(column).values()]
        name = column.codes
        if column.refs:
            name = " ".join(("=" if column.prefixed else "", *column.refs))
            entries = self._names.entries(column) if name not in self._lists else []
        if name and name not in self._lists:
            self._lists[name] = (column.ja, entries)
        found = self._lists.get(name, ("", []))[1]
        if not found:
            return ""
        letter = LETTERS[list(self._lists).index(name)]
        return f"'{CODE_SHEET}'!${letter}${FIRST_ROW}:${letter}${FIRST_ROW + len(found) - 1}"

    def write(self, sheet: Sheet) -> None:
        """Write the lists gathered."""
        lists = list(self._lists.values())
        sheet.set_up([26] * max(len(lists), 1), CODE_SHEET)
        sheet.append([Cell(CODE_SHEET, "title")])
        sheet.append([Cell(name, "head") for name, _ in lists])
        sheet.append([Cell(name, "key") for name in self._lists], hidden=True)
        sheet.append([Cell(message("workbook.codes_told", "ja"), "remark")])
        for number in range(max((len(entries) for _, entries in lists), default=0)):
            sheet.append([Cell(_entry(entries, number), "text") for _, entries in lists])
        sheet.sheet.freeze_panes = f"A{FIRST_ROW}"
        sheet.sheet.print_title_rows = "1:2"
        sheet.sheet.protection.enable()


def _entry(entries: Sequence[str], number: int) -> str | None:
    return entries[number] if number < len(entries) else None
