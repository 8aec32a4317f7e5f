"""SPARQL's lexical grammar: the tokens of a text and their positions, read once.

Strings, IRIs, comments and names are tokens, so that a keyword is a keyword. Only a parser knows
whether ``<`` begins an IRI or compares: here it begins an IRI wherever one can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# What may follow the first character of a name, besides \w: see PN_CHARS of the grammar.
_MORE = r"\u00B7\u0300-\u036F\u203F\u2040"

COMMENT = r"\#[^\r\n]*+"
IRI = r"""<(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>"""
STRING = "|".join(
    (
        r"""\"{3}(?:"{0,2}+(?:[^"\\]|\\.))*+"{3}""",
        r"""'{3}(?:'{0,2}+(?:[^'\\]|\\.))*+'{3}""",
        r"""\"(?:[^"\\\r\n]|\\.)*+\"""",
        r"""'(?:[^'\\\r\n]|\\.)*+'""",
    )
)
#: A prefix has up to 16 dots and hyphens: one with more would be read again from each of them.
NAME = (
    rf"(?:[^\W\d_]\w*+(?:[.\-{_MORE}]++\w*+){{0,16}}+)?+:"
    rf"(?:(?:[\w:%]|\\.)(?:[\w:.%\-{_MORE}]|\\.)*+)?+"
)
VARIABLE = rf"[?$]\w[\w{_MORE}]*+|@[A-Za-z\-0-9]++|_:\w[\w.\-{_MORE}]*+"
_TOKEN = re.compile(
    rf"""
    (?P<comment>{COMMENT})
  | (?P<iri>{IRI})
  | (?P<string>{STRING})
  | (?P<name>{NAME})
  | (?P<variable>{VARIABLE})
  | (?P<word>[^\W\d]\w*+)
  | (?P<stray>\\.*+)
  | (?P<sign>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
#: How many tokens a declaration before the query takes.
_DECLARATIONS = {"BASE": 2, "VERSION": 2, "PREFIX": 3}


class Token(NamedTuple):
    """A piece of the text and where it begins (offset in characters).

    ``kind`` is comment, iri, string, name (``ex:a``), variable (also a language tag or a blank
    node), word, sign, or stray: a backslash where none can be, with all that follows. No engine
    reads on from there, and reading what looks like strings after it can take for ever.
    """

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset after the token."""
        return self.start + len(self.text)

    @property
    def keyword(self) -> str:
        """The token as a possible keyword, upper case: a word, or a name's prefix."""
        if self.kind == "word":
            return self.text.upper()
        return self.text.partition(":")[0].upper() if self.kind == "name" else ""

    def is_word(self, *words: str) -> bool:
        """Return True if the token is one of these keywords, given in upper case."""
        return self.kind == "word" and self.text.upper() in words


@dataclass(frozen=True)
class SparqlText:
    """A text and its tokens, shared by every module that examines it; read on first use."""

    text: str

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens; white space is not a token."""
        return tuple(tokens(self.text))

    @cached_property
    def code(self) -> tuple[Token, ...]:
        """The tokens that are not comments."""
        return tuple(token for token in self.tokens if token.kind != "comment")

    def position(self, token: Token) -> tuple[int, int]:
        """Return a token's line and column, both from 1."""
        return position(self.text, token.start)


def tokens(text: str, offset: int = 0) -> Iterator[Token]:
    """Yield every token from ``offset`` on, including comments, without white space."""
    for found in _TOKEN.finditer(text, offset):
        yield Token(found.lastgroup or "sign", found[0], found.start())


def form_of(found: Iterable[Token]) -> Token | None:
    """Return the first token after comments and declarations (BASE, PREFIX, VERSION)."""
    declared = 0
    for token in found:
        if token.kind == "comment":
            continue
        if not declared and token.kind == "word":
            declared = _DECLARATIONS.get(token.keyword, 0)
        if not declared:
            return token
        declared -= 1
    return None


def position(text: str, offset: int) -> tuple[int, int]:
    """Return the line and column of an offset, both from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def offset_of(text: str, place: tuple[int, int]) -> int:
    """Return the offset of a line and column, in characters."""
    line, column = place
    return sum(len(part) + 1 for part in text.split("\n")[: line - 1]) + column - 1


def as_decoded(text: str) -> str:
    r"""Decode ``\u`` escapes in the text, as SPARQL 1.1 has engines do first.

    An escape of no valid character stays as it is.
    """
    return _ESCAPE.sub(_decoded, text)


def _decoded(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else escape[0]
