"""Sheets from CSV files: the name of a file is the name of its sheet."""

from __future__ import annotations

import codecs
import csv
import io

from michisuji.importers.city.books import refusals
from michisuji.importers.city.books.book import BookSheet, trimmed
from michisuji.spreadsheets import csv_rows, unguarded

#: CSV as Excel in Japan writes it: with a byte order mark, or in its own Shift_JIS. Its "Unicode
#: text" is UTF-16, with tabs.
_ENCODINGS = ("utf-8-sig", "cp932")


def csv_sheet(file: str, name: str, content: bytes) -> BookSheet:
    """Return a CSV as a sheet; texts that were guarded against being formulas are themselves.

    Raises BadInput for another encoding, or quotation marks that are not closed.
    """
    text = _decoded(file, content)
    dialect_tab = "\t" in text.split("\n", 1)[0] and "," not in text.split("\n", 1)[0]
    lines = io.StringIO(text, newline="")
    try:
        rows = (
            csv.reader(lines, delimiter="\t", strict=True)
            if dialect_tab
            else csv_rows(lines, strict=True)
        )
        return BookSheet(name, [trimmed([*map(unguarded, row)]) for row in rows])
    except csv.Error as error:
        raise refusals.refused(file, "quotes") from error


def _decoded(file: str, content: bytes) -> str:
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refusals.refused(file, "encoding")
