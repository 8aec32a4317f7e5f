"""The result of reading a cell, and the words for what is wrong with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: Code → Japanese, English. Problems: the cell gives no value.
PROBLEMS: Mapping[str, tuple[str, str]] = {
    "not-a-number": (
        "数値として読めません(数字だけにし、説明は備考に書いてください)",
        "not a number (leave only digits, and put words into the remarks)",
    ),
    "number-with-words": (
        "数値に単位や言葉が付いています(数字だけにし、単位や説明はその欄に書いてください)",
        "a number with a unit or words (leave only digits, and put the rest into its own column)",
    ),
    "brackets": (
        "括弧の付いた数値です。負の数なら △ を付け、内数なら備考に書いてください",
        "a number in brackets: write △ if it is negative, or put it into the remarks",
    ),
    "not-a-year": (
        "年度として読めません(令和7、R7、2025 のように書いてください)",
        "not a fiscal year (write 令和7, R7 or 2025)",
    ),
    "two-years": (
        "違う年度が2つ以上書かれています(1つだけ書いてください)",
        "two or more different years (write one)",
    ),
    "not-a-date": (
        "日付として読めません(2026-04-01、令和8年4月1日 のように書いてください)",
        "not a date (write 2026-04-01 or 令和8年4月1日)",
    ),
    "not-a-choice": (
        "選択肢にありません(使える値: {choices})",
        "not one of the choices ({choices})",
    ),
    "several-choices": (
        "印が2つ以上付いています(1つだけにしてください)",
        "more than one box is ticked (tick one)",
    ),
    "no-choice": ("印がどれにも付いていません", "no box is ticked"),
    "not-a-flag": ("○ か × を書いてください", "write ○ (yes) or × (no)"),
    "not-an-id": (
        "番号として読めません(英数字とハイフンで書いてください)",
        "not an id (use letters, digits and hyphens)",
    ),
    "not-computed": (
        "式の値が保存されていません(Excelで開いて保存し直すか、値を入れてください)",
        "the formula has no saved value (open and save it in Excel, or enter the value)",
    ),
    "formula-error": (
        "式が誤りになっています(Excelで式を直すか、値を入れてください)",
        "the formula ends in an error (mend it in Excel, or enter the value)",
    ),
}

#: Code → Japanese, English. Notes: the cell is used, or left empty, in a way worth knowing.
NOTES: Mapping[str, tuple[str, str]] = {
    "absent": (
        "「値がない」ことを示す書き方(空欄として扱いました)",
        "a mark that says “no value” (taken as empty)",
    ),
    "year-of-date": (
        "年度の欄の日付(その日が属する年度として読みました)",
        "a date in a column of years (taken as the fiscal year it is in)",
    ),
    "date-of-serial": (
        "日付の欄の数値(Excelの通し番号として読みました)",
        "a number in a column of dates (taken as Excel's serial number)",
    ),
    "scaled": ("千円などの単位を円に直した金額", "amounts turned from thousands into yen"),
    "fraction-as-percent": (
        "パーセント表示のセル(0.45 を 45 として読みました)",
        "cells shown as percentages (0.45 was taken as 45)",
    ),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A remark on a cell in both languages; ``code`` is a key of PROBLEMS or NOTES."""

    code: str
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class CellValue:
    """A cell as read: its value, or None when it holds none.

    ``problem`` says why a cell that is not empty gives no value; ``note`` what is worth knowing
    about one that was understood.
    """

    value: Any = None
    note: Reason | None = None
    problem: Reason | None = None


#: An empty cell.
EMPTY = CellValue()


def problem(code: str, **values: str) -> CellValue:
    """Return a cell that could not be read, with the reason of a code."""
    ja, en = PROBLEMS[code]
    return CellValue(problem=Reason(code, ja.format(**values), en.format(**values)))


def noted(value: Any, code: str) -> CellValue:
    """Return a value with the note of a code."""
    return CellValue(value, note=Reason(code, *NOTES[code]))
