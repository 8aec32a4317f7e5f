"""Control characters in what an editor sends: removed, and reported in a header."""

from __future__ import annotations

from flask import Response

from michisuji.importers.control_characters import without_escaped
from michisuji.sparql_tokens import SparqlText

HEADER = "X-Michisuji-Removed"


def from_update(update: SparqlText) -> tuple[str, int]:
    """Remove control characters from the strings of a SPARQL update, and count them."""
    parts, at, removed = list[str](), 0, 0
    for token in update.code:
        if token.kind == "string":
            string, count = without_escaped(token.text)
            parts += [update.text[at : token.start], string]
            at, removed = token.end, removed + count
    return "".join([*parts, update.text[at:]]), removed


def tell(response: Response, count: int) -> Response:
    """Report how many characters were removed."""
    if count:
        response.headers[HEADER] = f"control-characters={count}"
    return response
