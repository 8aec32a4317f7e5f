"""The line on which each table of a file begins, so that every statement can name its place."""

from __future__ import annotations

import re
from typing import Any

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_-]+)*)\s*\]\]?\s*(?:#.*)?")


def table_lines(text: str, document: dict[str, Any]) -> dict[int, int]:
    """Return ``id(table) → line`` (from 1) for the tables of a parsed TOML document.

    The parser keeps no lines, so the headers are read again, in step with what was parsed. When the
    two do not agree (a header-like line in a multi-line text) the result is ``{}``.
    """
    lines: dict[int, int] = {id(document): 1}
    seen: dict[tuple[int, str], int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        header = _HEADER.fullmatch(line)
        if not header:
            continue
        *above, last = (part.strip() for part in header[2].split("."))
        try:
            table = document
            for part in above:
                found = table[part]
                table = found[seen[id(table), part] - 1] if isinstance(found, list) else found
            target = table[last]
            if header[1] == "[[":
                position = seen.get((id(table), last), 0)
                seen[id(table), last] = position + 1
                target = target[position]
            lines[id(target)] = number
        except (KeyError, IndexError, TypeError):
            return {}
    return lines
