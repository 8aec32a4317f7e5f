"""Limits on depth and length of a text, counted before it overflows an engine's stack.

Engines read and evaluate brackets and chains of operators by recursion. Oxigraph 0.5 with the usual
stack of 2 MB ends at 210 nested ``NOT EXISTS``, 640 ``OPTIONAL`` or 1,700 ``+``, and with it every
other request that it is working on. So brackets and operators are counted first, in one pass that
stops at the limit. Its tokens are larger than those of the grammar (a
VALUES block is one), so that it takes a tenth of the time that reading the text does.

Nothing is counted for what engines keep as plain lists, however long: rows of VALUES, elements of
IN, the triples of INSERT DATA.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar

from michisuji.errors import BadInput
from michisuji.languages import Text
from michisuji.sparql_tokens import COMMENT, IRI, NAME, STRING, VARIABLE, as_decoded, position

#: Brackets within brackets.
MOST_NESTED = 40
#: Opening brackets, operators and triples.
MOST_PARTS = 400

_LITERAL = rf"(?:{STRING})(?:@[A-Za-z0-9\-]++|\s*+\^\^\s*+(?:{IRI}|{NAME}))?+"
_NUMBER = r"\d++(?:\.\d++)?+\w*+"
_VALUE = rf"{IRI}|{_LITERAL}|{NAME}|{VARIABLE}|[+\-]?\.?{_NUMBER}|[^\W\d]\w*+"
_TOKEN = re.compile(
    rf"""
    (?P<term><[A-Za-z]\w*+://[^\x00-\x20<>"{{}}|^`\\]*+>|{_LITERAL}|{NAME}|{VARIABLE}|{_NUMBER})
  | (?P<skip>{COMMENT}|[<>!]=)
  | (?P<rows>(?i:VALUES)\s*+(?:[?$]\w++|\((?:\s|[?$]\w++)*+\))\s*+\{{
        (?:\s|[()]|{COMMENT}|{_VALUE})*+\}})
  | (?P<data>(?i:(?:INSERT|DELETE)\s++DATA)\s*+
        \{{)
  | (?P<word>[^\W\d]\w*+)
  | (?P<iri>{IRI})
  | (?P<open><<|\{{|[(\[])
  | (?P<close>>>|\}}|[)\]])
  | (?P<operator>&&|\|\||[!*/|^+\-])
  | (?P<separator>[.;,])
  | (?P<stray>\\)
  | \S
    """,
    re.VERBOSE | re.DOTALL,
)
#: Represents the brace of INSERT DATA and DELETE DATA among the open brackets.
_DATA = "="


class TooComplex(BadInput):
    """Raised for a text nested too deeply, or with too many operators, for an engine."""

    code = "query-too-complex"
    title: ClassVar[Text] = {"ja": "問い合わせが複雑すぎます", "en": "Query too complex"}


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read the text up to ``at``: what is open there, and how many parts there were.

    ``terms``: how many of them come last, with nothing in between (0 or 1; -1 after PREFIX).
    ``operand``: True if what comes last can be compared with what follows.
    """

    at: int = 0
    opened: str = ""
    parts: int = 0
    terms: int = 0
    operand: bool = False

    def with_more_of(self, other: _Reading) -> _Reading:
        """Return the worse of two ways that meet at the same position."""
        deeper = max(self, other, key=lambda one: len(one.opened))
        return replace(
            deeper,
            parts=max(self.parts, other.parts),
            terms=max(self.terms, other.terms),
            operand=self.operand or other.operand,
        )


def check_shape(text: str) -> None:
    r"""Raise TooComplex, with line and column, for a query or an update over the limits.

    ``<`` begins an IRI or compares, and within parentheses only a parser knows which: both ways to
    read on are followed, each position once. Some engines decode ``\u`` escapes before they read.
    """
    _look(text)
    plain = as_decoded(text)
    if plain != text:
        _look(plain)


def _look(text: str) -> None:
    waiting = {0: _Reading()}
    while waiting:
        _follow(text, waiting.pop(min(waiting)), waiting)


def _follow(text: str, reading: _Reading, waiting: dict[int, _Reading]) -> None:
    """Read on until the end, or until another way is behind this one."""
    at, opened, parts, terms = reading.at, reading.opened, reading.parts, reading.terms
    operand, others, search = reading.operand, min(waiting, default=len(text)), _TOKEN.search
    while at < others:
        found = search(text, at)
        if found is None or found.lastgroup == "stray":  # no engine reads on from there
            return
        at, kind, is_part = found.end(), found.lastgroup, False
        if kind in ("term", "iri"):
            is_part = terms == 1 and opened[-1:] in ("", "(")  # DESCRIBE, or a collection
            terms = min(1, terms + 1)
            if kind == "iri" and operand and "(" in opened:
                is_part, others = True, found.start() + 1
                waiting[others] = _Reading(others, opened, parts)
            operand = True
        elif kind != "skip":
            terms = -1 if kind == "word" and found[0].upper() == "PREFIX" else 0
            is_part = kind in ("open", "operator", "rows") or (
                kind == "separator" and (found[0] != "," or opened[-1:] != "(")
            )
            operand = kind in ("close", "word")
            if kind == "close":
                opened = opened[:-1]
            elif kind in ("open", "data"):
                opened += found[0][0] if kind == "open" else _DATA
        if is_part and _DATA not in opened:
            parts += 1
        if parts > MOST_PARTS or len(opened) > MOST_NESTED:
            raise _too_complex(text, found.start(), is_deep=len(opened) > MOST_NESTED)
    if at < len(text):
        here = _Reading(at, opened, parts, terms, operand)
        waiting[at] = here.with_more_of(waiting[at]) if at in waiting else here


def _too_complex(text: str, offset: int, *, is_deep: bool) -> TooComplex:
    most_ja = f"括弧の入れ子は{MOST_NESTED}重までです"
    most_en = f"brackets may be nested {MOST_NESTED} deep"
    if not is_deep:
        most_ja = f"括弧・演算子・トリプルは合わせて{MOST_PARTS}個までです"
        most_en = f"a text may have {MOST_PARTS} brackets, operators and triples"
    return TooComplex(
        most_ja,
        most_en,
        hint_ja="値の列挙には VALUES か IN を使うか、問い合わせを分けてください",
        hint_en="list values with VALUES or IN, or ask in parts",
        place=position(text, offset),
    )
