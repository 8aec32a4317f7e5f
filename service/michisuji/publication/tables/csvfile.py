"""CSV files as people open them: UTF-8 with a byte order mark, lines end in CRLF (RFC 4180)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Writer

#: What a spreadsheet would take for a formula, as in analysis/handing.py.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(word: str) -> str:
    """A text that a spreadsheet does not run as a formula; numbers stay numbers."""
    if word.startswith(_FORMULA) and not is_number(word):
        return "'" + word
    return word


def is_number(word: str) -> bool:
    """Whether a cell is a plain number, with a sign perhaps; -INF is what xsd:double calls one."""
    return word == "-INF" or word.lstrip("-+").replace(".", "", 1).isdecimal()


def unguarded(cell: str) -> str:
    """The inverse of :func:`guarded`: what readers of the file do to have the text back."""
    if cell.startswith("'") and cell[1:].startswith(_FORMULA) and not is_number(cell[1:]):
        return cell[1:]
    return cell


@contextmanager
def writer(path: Path, heading: Sequence[str]) -> Iterator[Writer]:
    """A CSV file with its heading written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file, lineterminator="\r\n")
        rows.writerow(heading)
        yield rows
