"""Values of documents as cells, so that a reader gets the same values back."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from michisuji.errors import BadInput
from michisuji.importers.city.cells import held, held_list
from michisuji.importers.city.checking import is_number
from michisuji.importers.city.workbook.codes import labels
from michisuji.importers.city.workbook.layout import EMPTY, WorkbookColumn
from michisuji.publication.workbook.names import ReferenceNames
from michisuji.spreadsheets.sheet import MAX_CELL
from michisuji.spreadsheets.sheet_names import units

#: The day before Excel's first, as it counts from March 1900 on.
_DAY_ZERO = datetime.date(1899, 12, 30)
#: Digits of a number that Excel keeps.
_DIGITS = 15
#: Kind of a field → kind of look.
KINDS: Mapping[str, str] = {
    **dict.fromkeys(("id", "key"), "code"),
    **dict.fromkeys(("year", "rank"), "year"),
    **dict.fromkeys(("amount", "signed-amount", "amounts", "signed-amounts"), "number"),
    **dict.fromkeys(("values", "share-of-one", "percent"), "number"),
    "date": "date",
}


@dataclass(frozen=True)
class CellWriter:
    """Turns values into what a cell holds."""

    names: ReferenceNames

    def content(
        self, column: WorkbookColumn, value: Any, *, empty: bool = False
    ) -> str | float | Decimal | None:
        """Return what the cell of a value holds; None for an empty cell.

        ``empty`` writes a list without items as such. Raises BadInput for a text that no cell can
        hold.
        """
        if value is None:
            return None
        if isinstance(value, list):
            if not value:
                return EMPTY if empty else None
            return _fitting(held_list(str(self._one(column, item)) for item in value))
        found = self._one(column, value)
        return _fitting(found) if isinstance(found, str) else found

    def _one(self, column: WorkbookColumn, value: Any) -> str | float | Decimal:
        if column.several and not (column.codes or column.refs):
            return str(value)
        if column.codes:
            code = str(value).lower() if isinstance(value, bool) else value
            told = labels(column).get(code)
            return told["ja"] if told else str(value)
        if column.refs:
            return self.names.told(column, str(value))
        if isinstance(value, datetime.date):
            return (value - _DAY_ZERO).days
        if is_number(value):
            # Excel keeps 15 digits; a text keeps them all.
            digits = Decimal(str(value)).normalize().as_tuple().digits
            return value if len(digits) <= _DIGITS else f"{Decimal(str(value)):f}"
        text = str(value)
        # A value in words: a reader takes no text here for a number.
        return f"'{text}" if column.field.kind == "values" else held(text)


def _fitting(text: str) -> str:
    if units(text) > MAX_CELL:
        raise BadInput(
            f"Excelのセルに入らない長さの文章があります({units(text):,}字): {text[:40]}…",
            f"a text is too long for a cell of Excel ({units(text):,} letters): {text[:40]}…",
            hint_ja=f"{MAX_CELL:,}字までにするか、TOMLで書き出してください",
            hint_en=f"shorten it to {MAX_CELL:,} letters, or export as TOML",
        )
    return text
