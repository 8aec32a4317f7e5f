"""The gateway: what is refused, and that every limit is told and nothing is cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from asking import BASE, BROWSER, PROBLEM_FIELDS, PROGRAM, answered
from flask.testing import FlaskClient
from michisuji import sparql_tokens
from michisuji.errors import (
    MichisujiError,
    OutOfMemory,
    QuerySyntaxError,
    QueryTimeout,
    Refused,
    StoreUnavailable,
    TooLarge,
)
from michisuji.settings import Settings
from michisuji.store import RawResult
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.gateway import Gateway
from michisuji.web.gateway.checks import check
from michisuji.web.http.errors import TURNED_AWAY, Busy

FORMATS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
CANCELLED = b"The SPARQL operation has been cancelled"


class CannedStore(MemoryStore):
    """Answers every raw query with the same bytes, and remembers whether it was let go."""

    def __init__(self, chunks: Sequence[bytes | Exception], content_type: str) -> None:
        super().__init__(BASE)
        self.canned, self.content_type, self.closed = chunks, content_type, 0

    def raw(
        self,
        query: str,
        accept: str,
        *,
        timeout_s: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> RawResult:
        def give() -> Iterator[bytes]:
            for chunk in self.canned:
                if isinstance(chunk, Exception):
                    raise chunk
                yield chunk

        def close() -> None:
            self.closed += 1

        return RawResult(self.content_type, give(), close)


@pytest.mark.parametrize(
    ("query", "line", "column", "what"),
    [
        ("SELECT * {\n  SERVICE <http://a/> { ?s ?p ?o } }", 2, 3, "SERVICE"),
        ("LOAD <http://a/>", 1, 1, "LOAD"),
        ("# x\n INSERT DATA { <a:a> <a:a> <a:a> }", 2, 2, "INSERT"),
        ("PREFIX e: <http://a/>\nDELETE WHERE { ?s ?p ?o }", 2, 1, "DELETE"),
        ("CLEAR ALL", 1, 1, "CLEAR"),
        ("DROP GRAPH <http://a/>", 1, 1, "DROP"),
        ("CREATE GRAPH <http://a/>", 1, 1, "CREATE"),
        ("COPY <a:a> TO <a:b>", 1, 1, "COPY"),
        ("MOVE <a:a> TO <a:b>", 1, 1, "MOVE"),
        ("ADD <a:a> TO <a:b>", 1, 1, "ADD"),
        ("WITH <a:a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", 1, 1, "WITH"),
        ("SELECT * FROM <http://a/> { ?s ?p ?o }", 1, 15, "http://a/"),
        ("SELECT * FROM NAMED <http://a/> { ?s ?p ?o }", 1, 21, "http://a/"),
        (f"SELECT * FROM <{BASE}/graphx> {{ ?s ?p ?o }}", 1, 15, "/graphx"),
        ("SELECT * FROM e:g { ?s ?p ?o }", 1, 15, "e:g"),
    ],
)
def test_refusals_name_the_place_in_both_languages(
    query: str, line: int, column: int, what: str
) -> None:
    with pytest.raises(Refused) as caught:
        check(query, Settings())
    assert caught.value.message["ja"].startswith(f"{line}行{column}列: ")
    assert caught.value.message["en"].startswith(f"line {line}, column {column}: ")
    assert what in caught.value.message["ja"]
    assert what in caught.value.message["en"]
    assert all(caught.value.hint.values())


@pytest.mark.parametrize("query", ["", "  \n", "# only a comment", "HELLO", "{ ?s ?p ?o }", "🙂"])
def test_what_is_no_query_is_a_syntax_error(query: str) -> None:
    with pytest.raises(QuerySyntaxError):
        check(query, Settings())


def test_own_graphs_may_be_named() -> None:
    query = (
        f"SELECT * FROM <{BASE}/graph/mihon> FROM NAMED <{BASE}/graph/mihon/2026> {{ ?s ?p ?o }}"
    )
    assert check(query, Settings())[0].form == "SELECT"


def test_query_length_is_counted_in_bytes() -> None:
    limits = Settings(max_query_bytes=30)
    assert check("ASK { } # " + "a" * 20, limits)[0].form == "ASK"
    with pytest.raises(TooLarge):
        check("ASK { } # " + "a" * 21, limits)
    with pytest.raises(TooLarge):
        check("ASK { } # " + "道" * 7, limits)


@pytest.mark.parametrize("size", [1000, 1001])
def test_byte_limit(size: int) -> None:
    store = CannedStore([b"x" * 600, b"x" * (size - 600)], "text/turtle")
    gateway = Gateway(store, Settings(max_bytes=1000))
    if size > 1000:
        with pytest.raises(TooLarge) as caught:
            answered(gateway, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "text/turtle")
        assert "1,000" in caught.value.message["en"]
    else:
        file, told = answered(gateway, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "text/turtle")
        with file:
            assert len(file.read()) == told == 1000
    assert store.closed == 1


@pytest.mark.parametrize("media_type", [*FORMATS.values(), "text/turtle", "application/n-triples"])
@pytest.mark.parametrize("cut", [1, 7, 20])
def test_a_cancelled_answer_is_a_timeout(media_type: str, cut: int) -> None:
    body = b"?a\n1\n" + CANCELLED
    store = CannedStore([body[:-cut], body[-cut:]], media_type)
    with pytest.raises(QueryTimeout) as caught:
        answered(Gateway(store, Settings(query_timeout_s=7)), "SELECT * { ?s ?p ?o }", media_type)
    assert "7" in caught.value.message["ja"]
    assert store.closed == 1


def test_a_text_that_says_cancelled_is_no_timeout() -> None:
    gateway = Gateway(MemoryStore(BASE), Settings())
    for media_type in FORMATS.values():
        file, _ = answered(
            gateway, f"SELECT * {{ BIND('{CANCELLED.decode()}' AS ?x) }}", media_type
        )
        with file:
            assert CANCELLED in file.read()


@pytest.mark.parametrize("error", [StoreUnavailable("止", "gone"), QueryTimeout("遅", "slow")])
def test_an_answer_that_breaks_off_is_an_error_and_lets_go(error: MichisujiError) -> None:
    store = CannedStore([b"?a\n", error], "text/csv")
    gateway = Gateway(store, Settings(max_queries=1))
    for _ in range(3):  # the place is given back each time
        with pytest.raises(type(error)):
            answered(gateway, "SELECT * { ?s ?p ?o }", "text/csv")
    assert store.closed == 3


def test_cancelled_and_unavailable_are_503_problems() -> None:
    for chunk, code in (
        (CANCELLED, "query-timeout"),
        (StoreUnavailable("止", "x"), "store-unavailable"),
        (OutOfMemory("止", "x"), "out-of-memory"),
    ):
        app = create_app(Settings(), CannedStore([b"a\r\n", chunk], "text/csv"))
        for headers in (PROGRAM, BROWSER):
            found = app.test_client().get(
                "/sparql", query_string={"query": "SELECT * { ?s ?p ?o }"}, headers=headers
            )
            assert found.status_code == 503
            if headers is PROGRAM:
                assert found.json is not None
                assert (found.json["code"], set(found.json)) == (code, PROBLEM_FIELDS)
                assert int(found.headers["Retry-After"]) > 0


def test_who_finds_no_place_is_told(tmp_path: Path) -> None:
    """The server says so of a request; program and person are told, and it costs no query."""
    client = create_app(Settings(home=tmp_path), MemoryStore(BASE)).test_client()
    asked = {"query": "SELECT * { ?s ?p ?o }"}
    found = client.get(
        "/sparql", query_string=asked, headers=PROGRAM, environ_overrides={TURNED_AWAY: True}
    )
    assert found.status_code == Busy.status == 503
    assert found.json is not None
    assert set(found.json) == PROBLEM_FIELDS
    assert found.json["code"] == "busy"
    assert int(found.headers["Retry-After"]) > 0
    page = client.get("/plan?lang=ja", headers=BROWSER, environ_overrides={TURNED_AWAY: True})
    assert page.status_code == 503
    assert "混み合って" in page.text


def test_a_page_says_503_when_the_store_is_gone(tmp_path: Path) -> None:
    class Gone(MemoryStore):
        def select(self, *_: object, **__: object) -> object:  # type: ignore[override]
            raise StoreUnavailable("データベースに接続できません", "the store does not answer")

    found = (
        create_app(Settings(home=tmp_path), Gone(BASE)).test_client().get("/plan", headers=BROWSER)
    )
    assert found.status_code == 503
    assert "データベースに接続できません" in found.text
    assert found.headers["Retry-After"]
    assert found.headers["Cache-Control"] == "no-store"


def test_limits_reach_clients(client: FlaskClient) -> None:
    long = "ASK { } #" + "a" * 100_000
    for sent in ({"query_string": {"query": long}}, {"method": "POST", "data": {"query": long}}):
        found = client.open("/sparql", headers=PROGRAM, **sent)  # type: ignore[arg-type]
        assert found.status_code == 413
        assert found.json is not None
        assert found.json["code"] == "too-large"
    huge = client.post("/sparql", data={"query": "x" * 400_000}, headers=PROGRAM)
    assert huge.status_code == 413
    assert huge.json is not None
    assert set(huge.json) == PROBLEM_FIELDS


def test_a_limit_over_flasks_own_holds_for_forms() -> None:
    app = create_app(Settings(max_query_bytes=1_000_000), MemoryStore(BASE))
    found = app.test_client().post("/sparql", data={"query": "ASK {} #" + "a" * 900_000})
    assert found.status_code == 200


@pytest.mark.parametrize("padding", ["", "# " + "a" * 6_000 + "\n"], ids=["short", "long"])
@pytest.mark.parametrize("accept", [FORMATS["csv"], BROWSER["Accept"], "application/ld+json"])
def test_a_query_is_read_once_on_its_way(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, padding: str, accept: str
) -> None:
    """Whoever looks at it: it is checked, rewritten twice, and has a format chosen for it."""
    read: list[str] = []
    whole = sparql_tokens.tokens
    monkeypatch.setattr(sparql_tokens, "tokens", lambda text: (read.append(text), whole(text))[1])
    form = "CONSTRUCT { ?s ?p ?o }" if "ld+json" in accept else "SELECT *"
    pattern = "GRAPH ?g { ?s ?p ?o } FILTER(?s != <relative>)"
    query = f"{padding}{form} WHERE {{ {pattern} }} LIMIT 9 # {accept}"
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 200
    assert [text for text in read if "<relative>" in text] == [query]
