"""Just enough of SPARQL's lexical grammar to know what a query asks for before it is sent on.

Strings, IRIs and comments are skipped, so that a keyword is a keyword. Oxigraph does not accept
``\\u`` escapes in keywords, so none can hide there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["comment", "iri", "string", "name", "variable", "word", "sign"]

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
  | (?P<iri><[^\x00-\x20<>"{}|^`\\]*>)
  | (?P<string>\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''
      |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<name>(?:[^\W\d_][\w.\-]*)?:(?:[\w:.\-%]|\\.)*)
  | (?P<variable>[?$]\w+|@[A-Za-z\-0-9]+|_:[\w.\-]+)
  | (?P<word>[^\W\d]\w*)
  | (?P<sign>\S)
    """,
    re.VERBOSE | re.DOTALL,
)

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)


@dataclass(frozen=True)
class Token:
    """A piece of the text and where it begins (offset in characters)."""

    kind: str
    text: str
    start: int


def tokens(query: str) -> Iterator[Token]:
    """Every token but white space; comments included."""
    for found in _TOKEN.finditer(query):
        yield Token(found.lastgroup or "sign", found[0], found.start())


def position(query: str, offset: int) -> tuple[int, int]:
    """(line, column), both from 1."""
    before = query[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


@dataclass(frozen=True)
class Outline:
    """What a request's text is: its form, and the things that a reader may not ask for.

    ``form`` is one of FORMS or UPDATES, or None. ``service`` is the first SERVICE; ``graphs`` are
    the IRIs after FROM and FROM NAMED.
    """

    form: str | None
    form_at: int
    service: Token | None
    graphs: tuple[Token, ...]


def outline(query: str) -> Outline:
    """Read the text once."""
    form, form_at, service, graphs = None, 0, None, []
    prologue, after_from = False, False
    for token in tokens(query):
        if token.kind == "comment":
            continue
        word = token.text.upper() if token.kind == "word" else ""
        if form is None:
            if word in {"BASE", "PREFIX"}:
                prologue = True
            elif prologue and token.kind in {"iri", "name"}:
                prologue = token.kind == "name"
            else:
                form, form_at = word or token.text, token.start
            continue
        if word == "SERVICE" and service is None:
            service = token
        if word == "FROM" or (word == "NAMED" and after_from):
            after_from = True
            continue
        if after_from and token.kind in {"iri", "name"}:
            graphs.append(token)
        after_from = False
    return Outline(form, form_at, service, tuple(graphs))
