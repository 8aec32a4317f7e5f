"""CSV files as people open them: UTF-8 with a byte order mark, lines end in CRLF (RFC 4180)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Writer

#: Beginnings that a spreadsheet would take for a formula, as in analysis/export.py.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(word: str) -> str:
    """Return a text that a spreadsheet does not run as a formula; numbers stay numbers."""
    if word.startswith(_FORMULA) and not is_number(word):
        return "'" + word
    return word


def is_number(word: str) -> bool:
    """Return True for a cell with a plain number, signed or not.

    -INF counts as a number, because xsd:double has it.
    """
    return word == "-INF" or word.lstrip("-+").replace(".", "", 1).isdecimal()


def unguarded(cell: str) -> str:
    """Undo :func:`guarded`, as readers of the file do to get the text back."""
    if cell.startswith("'") and cell[1:].startswith(_FORMULA) and not is_number(cell[1:]):
        return cell[1:]
    return cell


@contextmanager
def writer(path: Path, heading: Sequence[str]) -> Iterator[Writer]:
    """Open a CSV file and write its heading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, lineterminator="\r\n")
        rows.writerow(heading)
        yield rows
