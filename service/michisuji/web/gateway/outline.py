"""The outline of a request's text, before an engine sees it: form, graphs, what is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from michisuji.sparql_tokens import SparqlText, Token, form_of
from michisuji.web.gateway.keywords import find_service

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
UPDATES = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
)


@dataclass(frozen=True)
class Outline:
    """The outline of a request's text: its form, and the things that a reader may not ask for.

    ``form`` is one of FORMS or UPDATES, something else, or None. ``service`` is the first SERVICE;
    ``graphs`` are the tokens after FROM and FROM NAMED, ``stray`` is text that no engine reads.
    """

    text: SparqlText
    form: str | None
    form_at: int
    service: Token | None
    graphs: tuple[Token, ...]
    stray: Token | None


def outline(query: SparqlText) -> Outline:
    """Read the text: once by the grammar, and for SERVICE in every possible way."""
    own, first, service = query.code, form_of(query.code), find_service(query)
    stray = own[-1] if own and own[-1].kind == "stray" else None
    if first is None:
        return Outline(query, None, 0, service, (), stray)
    at = own.index(first)
    form = first.keyword if first.kind == "word" else first.text
    declared = {token.text for token in own[:at] if token.kind == "name"}
    graphs = tuple(_graphs(own[at:], declared))
    return Outline(query, form, first.start, service, graphs, stray)


def _graphs(body: Sequence[Token], declared: set[str]) -> Iterator[Token]:
    """Yield what FROM and FROM NAMED name, even without a space between.

    They precede the pattern and are not in brackets. There ``from:x`` is a name only where DESCRIBE
    lists what it describes, if its prefix is declared; otherwise engines read ``FROM :x``.
    """
    described = body[0].keyword == "DESCRIBE"
    after_from = False
    for token in _head(body):
        glued = token.keyword.endswith(("FROM", "FROMNAMED"))
        named = after_from and token.is_word("NAMED")
        described = described and token.kind in {"iri", "name", "variable"}
        is_name = described and f"{token.text.partition(':')[0]}:" in declared
        if (after_from and not named) or (glued and token.kind == "name" and not is_name):
            yield token
        after_from = named or (glued and token.kind == "word")


def _head(body: Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens after the form, outside brackets, until the pattern begins."""
    depth, template = 0, len(body) > 1 and body[0].keyword == "CONSTRUCT" and body[1].text == "{"
    for token in body[1:]:
        if token.text == "{" and depth == 0 and not template:
            return
        if depth == 0 and token.kind != "sign":
            yield token
        if token.kind == "sign":
            depth += (token.text in "{(") - (token.text in "})")
            template = template and depth > 0
