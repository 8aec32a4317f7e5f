"""Texts that a spreadsheet would run as formulas, and CSV in which none is one.

Every file that is made for a spreadsheet goes by :data:`RULE`: CSV puts an apostrophe before the
text, a workbook holds the text as it is and marks the cell as one. Formats for programs (JSON, TSV,
XML, RDF) hold every text as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from michisuji.languages import text

#: The rule that every description of such a CSV states.
RULE = text(
    "=、+、-、@、|、%(全角も)、タブ、改行で始まる文と、空白や見えない文字の後にこれらの記号がある文には、"
    "表計算ソフトが式として実行しないよう、先頭に ' を付けてある(数値は除く)。"
    "元の文に戻すには、この ' を1つ取る。",
    "A text that begins with =, +, -, @, | or % (full width, too), with a tab or a line break, or "
    "with blanks before such a sign, has a ' put before it, so that no spreadsheet runs it as a "
    "formula (numbers have none). Take one ' off to have the text.",
)
#: Apostrophes at the start get one more, so that removing one restores the text.
_FORMULA = re.compile(
    "'*(?:[\t\r\n]|"
    "[\\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*[=+\\-@|%\uff1d\uff0b\uff0d\uff20\uff5c\uff05])"
)
#: With ASCII digits alone; ``-INF`` is a value of xsd:double.
_NUMBER = re.compile(r"'*(?:[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-INF)")
_MARK = "\ufeff"  # a byte order mark: without it Excel assumes another encoding than UTF-8


def is_formula(word: str) -> bool:
    """Return True if a spreadsheet might run a text as a formula.

    A number is not a formula, whatever its sign.
    """
    return _FORMULA.match(word) is not None and _NUMBER.fullmatch(word) is None


def guarded(word: str) -> str:
    """Return the text as a cell of a CSV: prefixed with an apostrophe if it is a formula."""
    return "'" + word if is_formula(word) else word


def unguarded(cell: str) -> str:
    """Return the text from which :func:`guarded` made the cell."""
    return cell[1:] if cell[:1] == "'" and is_formula(cell[1:]) else cell


class CsvWriter:
    """A CSV writer of guarded cells whose rows end in CR LF (RFC 4180)."""

    def __init__(self, file: TextIO) -> None:
        self._rows = csv.writer(file, lineterminator="\r\n")

    def writerow(self, cells: Iterable[str]) -> None:
        """Write one row."""
        self._rows.writerow(map(guarded, cells))


@contextmanager
def csv_file(path: Path, heading: Sequence[str]) -> Iterator[CsvWriter]:
    """Open a CSV, creating its folder if needed, and write its heading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = CsvWriter(file)
        writer.writerow(heading)
        yield writer


def csv_text(heading: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a whole CSV, with a byte order mark."""
    out = io.StringIO(newline="")
    out.write(_MARK)
    writer = CsvWriter(out)
    writer.writerow(heading)
    for row in rows:
        writer.writerow(row)
    return out.getvalue()
