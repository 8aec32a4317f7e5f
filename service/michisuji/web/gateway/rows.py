"""Counts result rows in the bytes of an answer as they pass, without parsing them."""

from __future__ import annotations

import re
from collections.abc import Callable


def row_counter(content_type: str) -> Callable[[bytes], int]:
    """Return a function that counts the result rows in each further chunk of an answer.

    It examines the bytes only. JSON is counted without its texts; in XML ``<`` is escaped in texts,
    and in TSV a line break; in CSV line breaks inside quotes are not counted. A row cut by a
    chunk's end is counted with the next one. Graphs (Turtle …) have no rows: their bytes are
    limited. The first line of CSV and TSV, which is not a row, is counted like the others.
    """
    kind = content_type.split(";")[0].strip()
    if kind == "application/sparql-results+json":
        return _json()
    if kind == "application/sparql-results+xml":
        return _xml()
    if kind == "text/tab-separated-values":
        return lambda chunk: chunk.count(b"\n")
    if kind == "text/csv":
        return _csv()
    return lambda chunk: 0


#: Without its texts JSON has an object in an array for each row; all others follow a colon.
_JSON_ROW = re.compile(rb"[\[,]\s*\{")
_JSON_END = re.compile(rb"[\[,]\s*$")


def _json() -> Callable[[bytes], int]:
    in_text, escape, rest = False, b"", b""

    def count(chunk: bytes) -> int:
        nonlocal in_text, escape, rest
        bare = (escape + chunk).replace(b"\\\\", b"")
        escape = b"\\" if bare.endswith(b"\\") else b""
        parts = bare.replace(b'\\"', b"").split(b'"')
        outside = rest + b"".join(parts[in_text::2])
        in_text ^= len(parts) % 2 == 0
        end = _JSON_END.search(outside)
        rest = end[0] if end else b""
        return len(_JSON_ROW.findall(outside))

    return count


def _xml() -> Callable[[bytes], int]:
    row, rest = b"<result>", b""

    def count(chunk: bytes) -> int:
        nonlocal rest
        text = rest + chunk
        rest = text[-len(row) + 1 :]  # too short to hold a row that has been counted
        return text.count(row)

    return count


def _csv() -> Callable[[bytes], int]:
    quoted = False

    def count(chunk: bytes) -> int:
        nonlocal quoted
        found = 0
        for number, part in enumerate(chunk.split(b'"')):
            if number:
                quoted = not quoted
            if not quoted:
                found += part.count(b"\n")
        return found

    return count
