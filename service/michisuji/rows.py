"""CSV as rows, whose fields may be as long as the texts of our data.

Short because importers and analyses share this, and no other module of the ground floor reads CSV.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

#: Characters of one field. Python's own limit, 131,072, is shorter than texts are that people
#: write; a quotation mark that is never closed makes one field of the rest of a file.
MAX_FIELD = 10_000_000


def csv_rows(lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
    """The rows; ``strict`` raises csv.Error for quotation marks that stand where none may."""
    csv.field_size_limit(MAX_FIELD)
    return csv.reader(lines, strict=strict)
