"""Checks of what a reader may ask, on the query's text, before the engine sees it."""

from __future__ import annotations

import re

from michisuji.errors import QuerySyntaxError, Refused, TooLarge
from michisuji.settings import Settings
from michisuji.sparql_tokens import SparqlText, Token, position
from michisuji.store.updates import is_own
from michisuji.web.gateway import federation
from michisuji.web.gateway.complexity import check_shape
from michisuji.web.gateway.outline import FORMS, UPDATES, Outline, outline

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def check(
    query: str, settings: Settings, *, any_graph: bool = False
) -> tuple[Outline, tuple[federation.Clause, ...]]:
    """Read a query that a reader may ask; return its outline and its SERVICE clauses.

    FROM may name the deployment's graphs; with ``any_graph`` (the editor's right) others, too, if
    they are written in full: never the store's own.

    Raises TooLarge, TooComplex, QuerySyntaxError or Refused; all but the first state the line and
    column of what is refused.
    """
    if len(query.encode("utf-8", "surrogatepass")) > settings.max_query_bytes:
        raise TooLarge(
            f"問い合わせ文は{settings.max_query_bytes:,}バイトまでです",
            f"a query may be {settings.max_query_bytes:,} bytes long",
        )
    check_shape(query)
    if not query.strip():
        raise QuerySyntaxError("問い合わせ文が空です", "the query is empty")
    seen, services = outline(SparqlText(query)), tuple[federation.Clause, ...]()
    if seen.form in UPDATES:
        raise refused(query, seen.form_at, seen.form)
    if seen.form not in FORMS:
        raise QuerySyntaxError(
            "SELECT、ASK、CONSTRUCT、DESCRIBE のどれかが必要です",
            "expected SELECT, ASK, CONSTRUCT or DESCRIBE",
            place=position(query, seen.form_at),
        )
    if seen.service:
        allowed = settings.services.split()
        if not allowed:
            raise refused(query, seen.service.start, "SERVICE")
        services = federation.clauses(seen.text, allowed)
    if seen.stray is not None:
        raise stray(seen.text, seen.stray)
    for graph in seen.graphs:
        own = graph.kind == "iri" and graph.text[1:].startswith(settings.base_iri + "/graph/")
        if not own and not (any_graph and _is_foreign(graph)):
            raise foreign_graph(graph.text[:200], settings, seen.text.position(graph))
    return seen, services


def _is_foreign(graph: Token) -> bool:
    """Return True for an IRI in full that is certainly none of the store's own graphs."""
    name = graph.text[1:-1]
    is_full = graph.kind == "iri" and bool(_SCHEME.match(name)) and "\\" not in name
    return is_full and not is_own(name)


def foreign_graph(graph: str, settings: Settings, at: tuple[int, int] | None = None) -> Refused:
    """Return the error for a graph that a reader may not name.

    ``at`` is its line and column in the query.
    """
    own = f"{settings.base_iri}/graph/"
    return Refused(
        f"指定できるのは {own} のグラフだけです: {graph}",
        f"only graphs of {own} can be named: {graph}",
        hint_ja=f"<{own}データセット名/年度> のように、<…> で省かずに書いてください",
        hint_en=f"write it in full, like <{own}NAME/YEAR>",
        place=at,
    )


def stray(text: SparqlText, token: Token) -> QuerySyntaxError:
    """Return the error for a backslash where none is allowed.

    Nothing is inferred about the text after it.
    """
    return QuerySyntaxError(
        "ここに \\ は書けません",
        "\\ is not allowed here",
        hint_ja="\\ は文字列・IRI・接頭辞付きの名前の中でだけ使えます",
        hint_en="\\ is allowed only in strings, IRIs and prefixed names",
        place=text.position(token),
    )


def refused(query: str, offset: int, what: str) -> Refused:
    """Return the error for a keyword that a reader may not use, with its position."""
    return Refused(
        f"{what} は受け付けません。ここは読み取り専用です",
        f"{what} is refused, this endpoint only reads",
        hint_ja="SERVICE、LOAD、更新を含まない問い合わせにしてください",
        hint_en="ask without SERVICE, LOAD and updates",
        place=position(query, offset),
    )
