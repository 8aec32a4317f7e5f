"""Just enough of SPARQL's lexical grammar to know what a query asks for before it is sent on.

Strings, IRIs, comments and names are skipped, so that a keyword is a keyword. Where engines read
a text in more than one way, each way is looked at; see :func:`find_service`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# What may follow the first character of a name, beside \w: see PN_CHARS of the grammar.
_MORE = r"\u00B7\u0300-\u036F\u203F\u2040"

_TOKEN = re.compile(
    rf"""
    (?P<comment>\#[^\r\n]*)
  | (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*>)
  | (?P<string>\"\"\"(?:\"{{0,2}}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{{0,2}}(?:[^'\\]|\\.))*'''
      |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<name>(?:[^\W\d_][\w.\-{_MORE}]*)?:(?:(?:[\w:%]|\\.)(?:[\w:.%\-{_MORE}]|\\.)*)?)
  | (?P<variable>[?$]\w[\w{_MORE}]*|@[A-Za-z\-0-9]+|_:\w[\w.\-{_MORE}]*)
  | (?P<word>[^\W\d]\w*)
  | (?P<sign>\S)
    """,
    re.VERBOSE | re.DOTALL,
)

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)
#: How many tokens a declaration before the query takes.
_PROLOGUE = {"BASE": 2, "VERSION": 2, "PREFIX": 3}


@dataclass(frozen=True)
class Token:
    """A piece of the text and where it begins (offset in characters).

    ``kind`` is comment, iri, string, name (``ex:a``), variable (also a language tag or a blank
    node), word or sign.
    """

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.start + len(self.text)

    @property
    def keyword(self) -> str:
        """Where keywords can be: a word, or what stands before a name's colon; upper case."""
        if self.kind == "word":
            return self.text.upper()
        return self.text.partition(":")[0].upper() if self.kind == "name" else ""


def _next(query: str, offset: int) -> Token | None:
    found = _TOKEN.search(query, offset)
    return Token(found.lastgroup or "sign", found[0], found.start()) if found else None


def tokens(query: str, offset: int = 0) -> Iterator[Token]:
    """Every token from ``offset`` on but white space; comments included."""
    while token := _next(query, offset):
        yield token
        offset = token.end


def position(query: str, offset: int) -> tuple[int, int]:
    """(line, column), both from 1."""
    before = query[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


@dataclass(frozen=True)
class Outline:
    """What a request's text is: its form, and the things that a reader may not ask for.

    ``form`` is one of FORMS or UPDATES, something else, or None. ``service`` is the first SERVICE;
    ``graphs`` are the tokens after FROM and FROM NAMED.
    """

    form: str | None
    form_at: int
    service: Token | None
    graphs: tuple[Token, ...]


def outline(query: str) -> Outline:
    """Read the text: once as the grammar says, and for SERVICE in every way it can be read."""
    own = [token for token in tokens(query) if token.kind != "comment"]
    at = 0
    while at < len(own) and own[at].kind == "word" and own[at].keyword in _PROLOGUE:
        at += _PROLOGUE[own[at].keyword]
    body = own[at:]
    if not body:
        return Outline(None, 0, find_service(query), ())
    form = body[0].keyword if body[0].kind == "word" else body[0].text
    return Outline(form, body[0].start, find_service(query), tuple(_graphs(body)))


def _graphs(body: list[Token]) -> Iterator[Token]:
    """What FROM and FROM NAMED name, also where no space parts them."""
    after_from = False
    for token in body:
        glued = token.keyword.endswith(("FROM", "FROMNAMED"))
        named = after_from and token.keyword == "NAMED"
        if (after_from and not named) or (glued and token.kind == "name"):
            yield token
        after_from = named or (glued and token.kind == "word")


def find_service(query: str) -> Token | None:
    """The first SERVICE that some engine could see.

    Engines without a tokenizer of their own (Oxigraph's grammar is one) need no space around
    keywords: ``trueSERVICE<…>``, ``SERVICESILENT<…>`` and, for an undeclared prefix,
    ``SERVICE:x {`` all work. ``<`` begins an IRI or compares, and which it is only a parser
    knows: both are followed, since a quote or a ``#`` behind it is read differently then. An
    engine that decodes ``\\u`` escapes first, as SPARQL 1.1 has it, sees yet another text.
    """
    found = _service_as_written(query)
    if found is None and _ESCAPE.search(query):
        found = _service_as_written(_ESCAPE.sub(_decoded, query))
    return found


def _decoded(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else escape[0]


def _service_as_written(query: str) -> Token | None:
    if "SERVICE" not in query.upper():
        return None
    waiting, seen, sure = [0], set[int](), True
    while waiting:
        offset, before = waiting.pop(), None
        while offset not in seen and (token := _next(query, offset)):
            seen.add(offset)
            offset = token.end
            if token.kind == "comment":
                continue
            if token.kind == "iri":
                waiting.append(token.start + 1)
            if _is_service(query, token, before, sure=sure):
                return token
            before = token
        sure = False
    return None


def _is_service(query: str, token: Token, before: Token | None, *, sure: bool) -> bool:
    """Whether a token is, or holds, the keyword.

    In valid SPARQL no other word holds it. In a reading that is only possible (not ``sure``) it
    must also look like the clause: ``SERVICE [SILENT] where {``.
    """
    if "SERVICE" not in token.keyword:
        return False
    if token.kind == "word":
        return sure or "{" in _following(query, token, 3)
    in_graph = before is not None and before.keyword == "GRAPH"
    return not in_graph and "{" in _following(query, token, 1)


def _following(query: str, token: Token, count: int) -> list[str]:
    found: list[str] = []
    for later in tokens(query, token.end):
        if later.kind != "comment":
            found.append(later.text)
        if len(found) == count:
            break
    return found
