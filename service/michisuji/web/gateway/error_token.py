"""Finds the token at which a text stops being SPARQL.

Oxigraph tells the furthest place that any of its attempts reached, and an attempt at a keyword
reaches as far as the keyword is long: ``FILTER(?x = )`` is told at the end of the text. With more
room between the tokens than any keyword is long, what it tells is behind the right token and
before the next.
"""

from __future__ import annotations

from collections.abc import Callable

from michisuji.errors import QuerySyntaxError
from michisuji.sparql_tokens import SparqlText, Token, offset_of

#: More than the longest keyword (ENCODE_FOR_URI).
_ROOM = " " * 20
#: Relative IRIs are read against it; nothing is asked of it.
_BASE = "BASE <http://127.0.0.1/>" + _ROOM
#: What no text can end with: nothing is carried out, whatever the rest is.
_END = "\\"
#: Signs that belong to no longer one.
_ALONE = frozenset("(){}[],;/")


def stops_at(text: SparqlText, parse: Callable[[str], object]) -> Token | None:
    """The token that cannot stand where it does; None when that is the text's end, or not known.

    ``parse`` has the engine read a text and raises its QuerySyntaxError.
    """
    own, padded, starts = text.code, _BASE, list[int]()
    for at, token in enumerate(own):
        if at and _parted(own[at - 1], token):
            padded += _ROOM
        starts.append(len(padded))
        padded += token.text
    padded += _ROOM
    end = len(padded)
    try:
        parse(padded + _END)
    except QuerySyntaxError as error:
        offset = offset_of(padded, error.place) if error.place else end
    else:
        return None
    if offset >= end:
        return None
    return next((t for t, start in zip(reversed(own), reversed(starts), strict=True)
                 if start <= offset), None)  # fmt: skip


def _parted(before: Token, token: Token) -> bool:
    """Whether more room between two tokens changes nothing."""
    if before.end < token.start or before.text in _ALONE or token.text in _ALONE:
        return True
    return token.text == "." and before.kind in {"iri", "variable", "string"}
