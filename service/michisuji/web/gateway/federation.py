"""SERVICE for a configured list of endpoints: queried by us, with limits, before the engine.

The engine never follows an address. Each ``SERVICE <…> { … }`` is sent to its endpoint as a
separate query, over SPARQLWrapper, and its results replace it as VALUES. That is what SPARQL 1.1
Federated Query means by the clause, evaluated by itself and then joined; nothing of the rest of the
query is sent along, so a clause should name what it wants.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from michisuji.errors import MichisujiError, QueryTimeout, Refused, TooLarge
from michisuji.iris import is_iri
from michisuji.languages import Text
from michisuji.settings import Settings
from michisuji.sparql_tokens import SparqlText, Token
from michisuji.web.gateway.error_position import unbalanced
from michisuji.web.gateway.keywords import find_service

#: Limits on the results of one clause, and on the clauses in a query.
MOST_ROWS = 10_000
MOST_BYTES = 10_000_000
MOST_CLAUSES = 4
#: Why a clause is refused, in Japanese and English.
_TOO_MANY = f"SERVICEは{MOST_CLAUSES}個までです", f"a query may have {MOST_CLAUSES} SERVICE clauses"
_UNREAD = "SERVICE をこの書き方では受け付けません", "SERVICE is not accepted in this form"
_WITHIN = "SERVICE の中に SERVICE は書けません", "a SERVICE within a SERVICE is refused"
_UNCLOSED = "SERVICE の { … } が閉じていません", "the { … } of SERVICE is not closed"
_JSON = "application/sparql-results+json"


class ServiceFailed(MichisujiError):
    """Raised when another endpoint does not answer, or its answer is unusable."""

    code = "service-failed"
    status = 502
    title: ClassVar[Text] = {
        "ja": "ほかのエンドポイントが答えません",
        "en": "Another endpoint failed",
    }


@dataclass(frozen=True)
class Clause:
    """One SERVICE clause: from ``start`` to ``end`` in the query's text."""

    start: int
    end: int
    endpoint: str
    silent: bool
    group: str


def clauses(query: SparqlText, allowed: Sequence[str]) -> tuple[Clause, ...]:
    """Return the SERVICE clauses of a query, in order.

    Raises Refused, with line and column, for an endpoint that is not allowed or not written out,
    for one SERVICE within another, and for a text in which a SERVICE could hide.
    """
    found: list[Clause] = []
    own, at = query.code, 0
    while at < len(own):
        if own[at].is_word("SERVICE"):
            clause, at = _clause(query, at, allowed)
            found.append(clause)
        at += 1
    if found and (broken := unbalanced(query)) is not None:
        raise broken  # before any other endpoint is queried
    if len(found) > MOST_CLAUSES:
        raise _refused(query, own[0], *_TOO_MANY)
    hidden = find_service(SparqlText(_without(query.text, found)))
    if hidden is not None:
        raise _refused(query, hidden, *_UNREAD)
    return tuple(found)


def _clause(query: SparqlText, at: int, allowed: Sequence[str]) -> tuple[Clause, int]:
    own = query.code
    keyword, at = own[at], at + 1
    silent = at < len(own) and own[at].keyword == "SILENT"
    at += silent
    endpoint = own[at] if at < len(own) else keyword
    address = endpoint.text[1:-1] if endpoint.kind == "iri" else ""
    if address not in allowed:
        listed = " ".join(allowed)
        raise _refused(
            query,
            endpoint,
            f"SERVICE で指定できるのは次のエンドポイントだけです: {listed}",
            f"SERVICE may name these endpoints only: {listed}",
        )
    at += 1
    depth, begin = 0, at
    while at < len(own):
        token = own[at]
        if token.is_word("SERVICE"):
            raise _refused(query, token, *_WITHIN)
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            break
        at += 1
    if at >= len(own) or own[begin].text != "{":
        raise _refused(query, keyword, *_UNCLOSED)
    group = query.text[own[begin].start : own[at].end]
    return Clause(keyword.start, own[at].end, address, bool(silent), group), at


def _without(query: str, found: Sequence[Clause]) -> str:
    """Blank out each clause in the text, so that positions stay the same."""
    for clause in found:
        size = clause.end - clause.start
        query = query[: clause.start] + " " * size + query[clause.end :]
    return query


def _refused(query: SparqlText, token: Token, ja: str, en: str) -> Refused:
    return Refused(
        ja,
        en,
        hint_ja="使えるエンドポイントは /about/limits にあります",
        hint_en="/about/limits lists the endpoints",
        place=query.position(token),
    )


def resolve(query: str, prologue: str, found: Sequence[Clause], settings: Settings) -> str:
    """Return the query with each SERVICE clause replaced by its endpoint's answer.

    ``prologue`` holds the query's declarations, which each clause may use.

    Raises ServiceFailed, QueryTimeout and TooLarge, unless the clause is SILENT.
    """
    deadline = time.monotonic() + settings.query_timeout_s
    answers = []
    for clause in found:
        try:
            answers.append(_values(_ask(clause, prologue, deadline)))
        except (ServiceFailed, QueryTimeout, TooLarge):
            if not clause.silent:
                raise
            answers.append("{ }")
    for clause, text in reversed(list(zip(found, answers, strict=True))):
        query = query[: clause.start] + text + query[clause.end :]
    return query


def _ask(clause: Clause, prologue: str, deadline: float) -> dict[str, Any]:
    """Return one endpoint's answer, without following redirects.

    The list allows addresses, not what they redirect to.
    """
    import urllib3

    from michisuji.store.transport import PooledWrapper, chunks

    pool = urllib3.PoolManager()
    left = max(0.1, deadline - time.monotonic())
    wrapper = PooledWrapper(
        pool, clause.endpoint, clause.endpoint, accept=_JSON, read_timeout_s=left
    )
    wrapper.prepare(f"{prologue}\nSELECT * WHERE {clause.group} LIMIT {MOST_ROWS + 1}")
    body = bytearray()
    try:
        for part in chunks(wrapper.answer()):
            body += part
            if len(body) > MOST_BYTES:
                raise _too_much(clause, f"{MOST_BYTES:,}", "バイト", "bytes")
            if time.monotonic() > deadline:
                raise QueryTimeout(
                    f"{clause.endpoint} が時間内に答えませんでした",
                    f"{clause.endpoint} did not answer in time",
                )
        answer: dict[str, Any] = json.loads(body)
        rows, _ = answer["results"]["bindings"], answer["head"]["vars"]
    except (TooLarge, QueryTimeout):
        raise
    except (MichisujiError, ValueError, KeyError, TypeError) as error:
        raise ServiceFailed(
            f"{clause.endpoint} の答えを使えません",
            f"the answer of {clause.endpoint} cannot be used ({type(error).__name__})",
            hint_ja="SERVICE の中身がそのエンドポイントで単独で動くか確かめてください",
            hint_en="check whether the pattern within SERVICE runs at that endpoint on its own",
        ) from error
    finally:
        pool.clear()
    if len(rows) > MOST_ROWS:
        raise _too_much(clause, f"{MOST_ROWS:,}", "行", "rows")
    return answer


def _too_much(clause: Clause, limit: str, ja: str, en: str) -> TooLarge:
    return TooLarge(
        f"{clause.endpoint} の結果が上限の{limit}{ja}を超えました",
        f"the result of {clause.endpoint} is over the limit of {limit} {en}",
        hint_ja="SERVICE の中を絞ってください",
        hint_en="narrow the pattern within SERVICE",
    )


def _values(answer: dict[str, Any]) -> str:
    """Return solutions as a group: ``{ VALUES (…) { … } }``.

    Without variables, the group tells if there was a solution.
    """
    names, rows = answer["head"]["vars"], answer["results"]["bindings"]
    if not names:
        return "{ }" if rows else "{ FILTER(false) }"
    if not all(isinstance(name, str) and name.isidentifier() for name in names):
        raise _unusable("variables")
    lines = (" ".join(_term(row.get(name)) for name in names) for row in rows)
    listed = " ".join(f"({line})" for line in lines)
    return f"{{ VALUES ({' '.join('?' + name for name in names)}) {{ {listed} }} }}"


def _term(term: dict[str, Any] | None) -> str:
    """Return a term of the answer in SPARQL syntax."""
    if term is None:
        return "UNDEF"
    kind, value = term.get("type"), term.get("value")
    if not isinstance(value, str):
        raise _unusable(str(kind))
    if kind == "uri":
        if not is_iri(value):
            raise _unusable("IRI")
        return f"<{value}>"
    if kind in {"literal", "typed-literal"}:
        language, datatype = term.get("xml:lang"), term.get("datatype")
        if datatype and not is_iri(datatype):
            raise _unusable("IRI")
        return _literal(value, language, datatype)
    raise _unusable("bnode" if kind == "bnode" else str(kind))


def _literal(value: str, language: str | None, datatype: str | None) -> str:
    text = json.dumps(value, ensure_ascii=False)  # JSON's escapes are SPARQL's, except for \\/
    if language:
        if not language.replace("-", "").isalnum():
            raise _unusable("language")
        return f"{text}@{language}"
    return f"{text}^^<{datatype}>" if datatype else text


def _unusable(what: str) -> ServiceFailed:
    return ServiceFailed(
        f"ほかのエンドポイントの答えに、扱えないものがあります: {what}",
        f"the other endpoint's answer contains values that cannot be joined: {what}",
        hint_ja="空白ノードは FILTER(!isBlank(?x)) で除いてください",
        hint_en="exclude blank nodes with FILTER(!isBlank(?x))",
    )
