"""Texts and ids of cells, and the marks by which people say that there is no value."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from michisuji.folding import fold
from michisuji.folding import number as folded_number
from michisuji.importers.city.cells.reasons import EMPTY, CellValue, noted, problem

#: A cell's value as a reader of workbooks gives it.
RawCell = str | int | float | bool | date | datetime | time | timedelta | None

#: Marks without words, folded: they say "no value" in any column.
_MARKS = frozenset(
    ("-", "--", "---", "…", "...", "‥", "..", "・", "・・・", "x", "X", "×", "〃", "々", "*", "***")
)
#: Words, folded, that say "no value" (yet) where a number, year, choice or reference is expected,
#: and, standing alone, in a text.
_WORDS = frozenset(
    (
        *("未定", "不明", "概ね", "未設定", "未集計", "未確定", "集計中", "調査中", "調整中"),
        *("別紙のとおり", "別紙の通り", "別紙参照", "別添のとおり", "別添参照", "同上", "同左"),
        *("該当なし", "該当無し", "非該当", "記載なし", "秘匿", "n/a", "na", "tbd", "unknown"),
    )
)
#: Words that say "no value" for a number or reference, but can be a text's whole content.
_NOTHING = frozenset(("なし", "無し", "無", "none", "検討中", "予定なし", "ー"))
_FORMULA_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
)
#: Stands in a cell whose formula has no saved value.
NOT_COMPUTED = "#NOT-COMPUTED"
_LONGEST_MARK = 20
_LINE_END = re.compile("\r\n?|\u2028|\u2029")
_PLAIN_ID = re.compile(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*")


def text(cell: RawCell) -> CellValue:
    """Return a cell's text without outer blanks; its own characters stay as they are.

    Width is not normalized: ㎡ and ① are what was meant. After an apostrophe a text is what follows
    it, to the letter.
    """
    if (found := _nothing(cell)) is not None:
        return found
    shown = written(cell)
    return CellValue(shown[1:] if shown[:1] == "'" and shown != "'" else shown)


def held(value: str) -> str:
    """Return a text as a cell to write, which :func:`text` gives back unchanged.

    A text that would be taken for "no value" (未定, －) gets an apostrophe, as in CSV files.
    """
    return "'" + value if value[:1] == "'" or _nothing(value) is not None else value


def identifier(cell: RawCell) -> CellValue:
    """Return an id or code: narrow, lower case, ``10101.0`` as ``10101``.

    Spreadsheets drop leading zeros (``010101`` becomes 10101): callers look for both.
    """
    if (found := absent(cell)) is not None:
        return found
    value = folded_number(written(cell)).lower()
    return CellValue(value) if _PLAIN_ID.fullmatch(value) else problem("not-an-id")


def absent(cell: RawCell) -> CellValue | None:
    """Return the result for a cell that holds no number, year, choice or reference, else None.

    That is an empty cell, one with a mark or word such as －, 未定 or なし, or a formula's error.
    """
    found = _nothing(cell)
    if found is None and isinstance(cell, str) and len(cell) <= _LONGEST_MARK:
        return noted(None, "absent") if fold(cell).lower() in _NOTHING else None
    return found


def _nothing(cell: RawCell) -> CellValue | None:
    if cell is None:
        return EMPTY
    if not isinstance(cell, str):
        return None
    shown = cell.strip()
    if not shown or not (short := len(shown) <= _LONGEST_MARK):
        return EMPTY if not shown else None
    if shown == NOT_COMPUTED:
        return problem("not-computed")
    if shown in _FORMULA_ERRORS:
        return problem("formula-error")
    folded = fold(shown).lower() if short else ""
    if not folded:  # only invisible marks
        return EMPTY
    return noted(None, "absent") if folded in _MARKS or folded in _WORDS else None


def written(cell: RawCell) -> str:
    """Return a cell as its text, without outer blanks and with one kind of line end."""
    if isinstance(cell, str):
        return _LINE_END.sub("\n", cell).strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return "" if cell is None else str(cell)
