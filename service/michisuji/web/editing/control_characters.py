"""Control characters in what an editor sends: taken out, and told in a header."""

from __future__ import annotations

from flask import Response

from michisuji.importers.control_characters import without_escaped
from michisuji.sparql_tokens import SparqlText

HEADER = "X-Michisuji-Removed"


def from_update(update: SparqlText) -> tuple[str, int]:
    """Return a SPARQL update without control characters in its strings, and how many there were."""
    parts, at, removed = list[str](), 0, 0
    for token in update.code:
        if token.kind == "string":
            string, count = without_escaped(token.text)
            parts += [update.text[at : token.start], string]
            at, removed = token.end, removed + count
    return "".join([*parts, update.text[at:]]), removed


def tell(response: Response, count: int) -> Response:
    """Say how many characters were taken out."""
    if count:
        response.headers[HEADER] = f"control-characters={count}"
    return response
