"""An engine's message on a query or update that does not parse, made readable: where, and what."""

from __future__ import annotations

import re

from michisuji.errors import QuerySyntaxError

#: Oxigraph: ``error at 2:9: expected one of …``; Jena and others: ``line 2, column 9``.
_PLACE = re.compile(r"\bat (\d+):(\d+)\b:?|\b[Ll]ine:? (\d+),? [Cc]ol(?:umn)?:? (\d+)\b:?")
_EXPECTED = re.compile(r"expected (?:one of )?(.*)", re.DOTALL)
#: Character classes of names and numbers mean nothing to a person.
_CLASS = re.compile(r"\[[^\]]*\](?=,|$|\s*$)")
#: A sentence, as opposed to a sign or keyword, is the engine's reason.
_REASON = re.compile(r"[A-Za-z][\w*]*(?: [\w*'\"()?:.-]+){1,}")
_LONGEST = 500


def syntax_error(text: str) -> QuerySyntaxError:
    """Return the error with line and column in both languages, and in its ``place`` if known.

    It includes the engine's own sentence (``Prefix not found``), if there is one.
    """
    place = _PLACE.search(text)
    numbers = [int(n) for n in place.groups() if n] if place else []
    what = _what(text[place.end() :] if place else text)
    if not numbers:
        return QuerySyntaxError(
            f"SPARQLの書き方に誤りがあります: {what}", f"SPARQL syntax error: {what}"
        )
    line, column = numbers
    return QuerySyntaxError(
        f"SPARQLの書き方に誤りがあります。{what}".rstrip("。"),
        f"SPARQL syntax error. {what}".rstrip(". "),
        hint_ja="その場所の前後で、括弧・ピリオド・接頭辞の宣言を確かめてください",
        hint_en="look before and after that place: brackets, full stops, declared prefixes",
        place=(line, column),
    )


def _what(text: str) -> str:
    """Return the engine's own sentence, without its list of expected tokens."""
    found = _EXPECTED.search(text)
    if not found:
        return " ".join(text.split())[:_LONGEST].strip(" :")
    reason = _REASON.search(_CLASS.sub("", found[1]))
    return reason[0] if reason else ""
