"""Control characters in what an editor sends: removed, and reported in a header."""

from __future__ import annotations

import re

from flask import Response

from michisuji.importers.control_characters import without_escaped
from michisuji.web.gateway.lexer import COMMENT, IRI, STRING

HEADER = "X-Michisuji-Removed"
_STRINGS = re.compile(f"{COMMENT}|{IRI}|(?P<string>{STRING})", re.DOTALL)


def from_update(text: str) -> tuple[str, int]:
    """Return a SPARQL update without control characters in its strings, and how many it had."""
    removed = 0

    def clean(found: re.Match[str]) -> str:
        nonlocal removed
        if found["string"] is None:
            return found[0]
        string, count = without_escaped(found[0])
        removed += count
        return string

    return _STRINGS.sub(clean, text), removed


def tell(response: Response, count: int) -> Response:
    """Report how many characters were removed."""
    if count:
        response.headers[HEADER] = f"control-characters={count}"
    return response
