"""A part of SPARQL's lexical grammar: enough to know what a query does before it is sent on.

Strings, IRIs, comments and names are skipped, so that a keyword is a keyword. If engines read a
text in more than one way, each way is examined; see :func:`find_service`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

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

#: Texts up to this length are read once and cached for a while, characters.
_KEPT_LENGTH = 5_000

#: These are followed by what they name, never by a comparison.
_BEFORE_IRI = frozenset({"BASE", "FROM", "NAMED", "GRAPH", "WITH", "USING", "INTO", "TO"})


@dataclass(frozen=True)
class Token:
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


def _next(query: str, offset: int) -> Token | None:
    found = _TOKEN.search(query, offset)
    return Token(found.lastgroup or "sign", found[0], found.start()) if found else None


def tokens(query: str, offset: int = 0) -> Iterator[Token]:
    """Yield every token from ``offset`` on, including comments, without white space."""
    if offset == 0 and len(query) <= _KEPT_LENGTH:
        return iter(_kept_tokens(query))
    return _read_tokens(query, offset)


@lru_cache(maxsize=256)
def _kept_tokens(query: str) -> tuple[Token, ...]:
    """Cache the tokens: a text is examined several times, and clients repeat their queries."""
    return tuple(_read_tokens(query, 0))


def _read_tokens(query: str, offset: int) -> Iterator[Token]:
    while token := _next(query, offset):
        yield token
        offset = token.end


def position(query: str, offset: int) -> tuple[int, int]:
    """Return (line, column), both from 1."""
    before = query[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def offset_of(query: str, place: tuple[int, int]) -> int:
    """Return the offset of a line and column, in characters."""
    line, column = place
    return sum(len(part) + 1 for part in query.split("\n")[: line - 1]) + column - 1


_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")


def with_base(text: str, base_iri: str) -> str:
    """Return the text with a first line ``BASE <…/>`` if it holds a relative IRI.

    Otherwise the engine would read such IRIs against its own address, which is private.
    """
    if all(_ABSOLUTE.match(token.text) for token in tokens(text) if token.kind == "iri"):
        return text
    return f"BASE <{base_iri}/>\n{text}"


def find_service(query: str) -> Token | None:
    """Return the first SERVICE that some engine could see.

    Engines without a separate tokenizer (Oxigraph's grammar is one) need no space around keywords:
    ``trueSERVICE<…>``, ``SERVICESILENT<…>`` and, for an undeclared prefix, ``SERVICE:x {`` all
    work. ``<`` begins an IRI or compares, and which it is only a parser knows: both are followed,
    since a quote or a ``#`` after it is then read differently. An engine that decodes ``\\u``
    escapes first, as SPARQL 1.1 requires, sees yet another text.
    """
    return _in_any_reading(query, "SERVICE", _is_service)


def find_load(update: str) -> Token | None:
    """Return the first LOAD of an update that some engine could see, by the same reasoning."""
    return _in_any_reading(update, "LOAD", _is_load)


def as_decoded(text: str) -> str:
    """Decode ``\\u`` escapes in the text, as SPARQL 1.1 has engines do first."""
    return _ESCAPE.sub(_decoded, text)


def _decoded(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else escape[0]


class _IsKeyword(Protocol):
    def __call__(self, query: str, token: Token, before: Token | None, *, sure: bool) -> bool: ...


def _in_any_reading(query: str, word: str, is_keyword: _IsKeyword) -> Token | None:
    found = _as_written(query, word, is_keyword)
    if found is None and _ESCAPE.search(query):
        found = _as_written(as_decoded(query), word, is_keyword)
    return found


def _as_written(query: str, word: str, is_keyword: _IsKeyword) -> Token | None:
    if word not in query.upper():
        return None
    waiting, seen, sure = [0], set[int](), True
    while waiting:
        offset, before, earlier = waiting.pop(), None, None
        while offset not in seen and (token := _next(query, offset)):
            seen.add(offset)
            offset = token.end
            if token.kind == "comment":
                continue
            if token.kind == "iri" and not _cannot_compare(before, earlier):
                waiting.append(token.start + 1)
            if is_keyword(query, token, before, sure=sure):
                return token
            before, earlier = token, before
        sure = False
    return None


def _cannot_compare(before: Token | None, earlier: Token | None) -> bool:
    """Return True if the token before ``<`` is not an operand, so that an IRI begins there."""
    if before is None or before.kind == "word":
        return before is None or before.keyword in _BEFORE_IRI
    declared = earlier is not None and earlier.kind == "word" and earlier.keyword == "PREFIX"
    return before.kind == "name" and declared


def _is_load(query: str, token: Token, before: Token | None, *, sure: bool) -> bool:
    """Return True for ``LOAD [SILENT] <…>``.

    It begins an operation, so nothing before it is joined to it.
    """
    if not token.keyword.startswith("LOAD"):
        return False
    if token.kind == "name" and before and before.kind == "word":
        return False  # PREFIX load:, WITH load:x, GRAPH load:x: no operation begins after a word
    if token.kind == "name":  # LOAD:x, the source a name without prefix; not load:x in a pattern
        return not sure or _depth(query, token.start) == 0
    follows = _following(query, token, 1)
    return any(f.upper() == "SILENT" or f[:1] == "<" or ":" in f for f in follows)


def _depth(query: str, offset: int) -> int:
    """Return how many braces are open at an offset."""
    signs = [t.text for t in tokens(query[:offset]) if t.kind == "sign"]
    return signs.count("{") - signs.count("}")


def _is_service(query: str, token: Token, before: Token | None, *, sure: bool) -> bool:
    """Return True if a token is, or contains, the keyword.

    In valid SPARQL no other word contains it. In a reading that is only possible (not ``sure``) it
    must also look like the clause: ``SERVICE [SILENT] where {``.
    """
    if "SERVICE" not in token.keyword:
        return False
    if token.kind == "word":
        return sure or "{" in _following(query, token, 3)
    named = before is not None and before.keyword in {"GRAPH", "FROM", "NAMED", "DESCRIBE"}
    return not named and "{" in _following(query, token, 1)


def _following(query: str, token: Token, count: int) -> list[str]:
    found: list[str] = []
    for later in tokens(query, token.end):
        if later.kind != "comment":
            found.append(later.text)
        if len(found) == count:
            break
    return found
