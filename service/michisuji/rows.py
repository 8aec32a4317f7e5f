"""CSV as rows, whose fields may be as long as the texts of our data."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

#: Characters of one field. Python's own limit, 131,072, is shorter than texts that people write; an
#: unclosed quotation mark makes one field of the rest of a file.
MAX_FIELD = 10_000_000


def csv_rows(lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
    """Yield the rows; ``strict`` raises csv.Error for misplaced quotation marks."""
    csv.field_size_limit(MAX_FIELD)
    return csv.reader(lines, strict=strict)
