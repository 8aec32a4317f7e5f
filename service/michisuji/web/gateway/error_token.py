"""Finds the token at which a text stops being SPARQL.

Oxigraph reports the furthest position that any of its attempts reached, and an attempt at a keyword
reaches as far as the keyword is long: ``FILTER(?x = )`` is reported at the end of the text. With
more space between the tokens than the length of any keyword, the reported position is after the
right token and before the next.
"""

from __future__ import annotations

from collections.abc import Callable

from michisuji.errors import QuerySyntaxError
from michisuji.sparql_tokens import SparqlText, Token, offset_of

#: More than the longest keyword (ENCODE_FOR_URI).
_ROOM = " " * 20
#: Relative IRIs are read against it; nothing is fetched from it.
_BASE = "BASE <http://127.0.0.1/>" + _ROOM
#: No text can end with this: nothing is run, whatever the rest is.
_END = "\\"
#: Signs that are not part of a longer one.
_ALONE = frozenset("(){}[],;/")


def stops_at(text: SparqlText, parse: Callable[[str], object]) -> Token | None:
    """Return the token that makes the text invalid; None if that is its end, or not known.

    ``parse`` makes the engine read a text and raises its QuerySyntaxError.
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
    begun = [token for token, start in zip(own, starts, strict=True) if start <= offset]
    return begun[-1] if begun else None


def _parted(before: Token, token: Token) -> bool:
    """Return True if more space between two tokens changes nothing."""
    if before.end < token.start or before.text in _ALONE or token.text in _ALONE:
        return True
    return token.text == "." and before.kind in {"iri", "variable", "string"}
