"""Queries that are sent before Flask has looked at their request: which, and with what outcome."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asking import BASE
from flask import Flask, has_request_context
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.store import Pending
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.gateway import Busy, Gateway
from werkzeug.http import http_date
from werkzeug.test import TestResponse

SELECT = "SELECT ?s { ?s ?p ?o } ORDER BY ?s"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
CSV, JSON, TURTLE = "text/csv", "application/sparql-results+json", "text/turtle"
DIRECT = "application/sparql-query"
MARKER = "caching.marker"


class Watched(MemoryStore):
    """Notes for each query whether it came ahead of Flask, and whether it was let go."""

    def __init__(self) -> None:
        super().__init__(BASE)
        self.ahead: list[bool] = []
        self.let_go = 0
        self.when_asked: Callable[[], None] = lambda: None

    def begin(self, *asked: Any, **graphs: Any) -> Pending:
        self.ahead.append(not has_request_context())
        self.when_asked()
        pending = super().begin(*asked, **graphs)

        def close() -> None:
            self.let_go += 1

        return Pending(pending.result, close)


@pytest.fixture
def store() -> Watched:
    store = Watched()
    store.update("INSERT DATA { <urn:a> <urn:p> 1 . <urn:b> <urn:p> 2 }")
    return store


def app_of(store: MemoryStore, **settings: Any) -> Flask:
    return create_app(Settings(base_iri=BASE, **settings), store)


@pytest.fixture
def client(store: Watched) -> FlaskClient:
    return app_of(store).test_client()


def post(client: FlaskClient, query: str, accept: str, **more: Any) -> TestResponse:
    headers = {"Accept": accept} | more.pop("headers", {})
    options: dict[str, Any] = {"data": query.encode(), "content_type": DIRECT} | more
    return client.post("/sparql", headers=headers, **options)


def know_the_marker(client: FlaskClient) -> None:
    client.application.extensions["michisuji"].cache[MARKER] = (time.monotonic(), "m1")


@pytest.mark.parametrize(
    ("query", "accept"),
    [(SELECT, kind) for kind in (CSV, JSON, "application/sparql-results+xml",
                                 "text/tab-separated-values")]
    + [(CONSTRUCT, kind) for kind in (TURTLE, "application/n-triples")],
)  # fmt: skip
def test_a_plain_query_is_sent_ahead_and_once(
    client: FlaskClient, store: Watched, query: str, accept: str
) -> None:
    found = post(client, query, accept)
    assert found.status_code == 200
    assert found.mimetype == accept
    assert b"urn:a" in found.data
    assert store.ahead == [True]


def test_a_get_is_sent_ahead_when_its_tag_is_known(client: FlaskClient, store: Watched) -> None:
    first = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": CSV})
    know_the_marker(client)
    second = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": CSV})
    assert store.ahead == [False, True]
    assert first.data == second.data
    assert second.headers["ETag"]
    know_the_marker(client)
    tag = {"Accept": CSV, "If-None-Match": second.headers["ETag"]}
    assert client.get("/sparql", query_string={"query": SELECT}, headers=tag).status_code == 304
    now = datetime.now(UTC)
    client.application.extensions["michisuji"].cache["caching.since"] = now - timedelta(hours=1)
    date = {"Accept": CSV, "If-Modified-Since": http_date(now)}
    assert client.get("/sparql", query_string={"query": SELECT}, headers=date).status_code == 304
    assert len(store.ahead) == 2, "who has it already does not ask for it"


def test_a_get_is_asked_anew_when_the_data_changed(client: FlaskClient, store: Watched) -> None:
    know_the_marker(client)
    cache = client.application.extensions["michisuji"].cache

    def change() -> None:
        store.when_asked = lambda: None
        cache[MARKER] = (time.monotonic(), "m2")

    store.when_asked = change
    found = client.get("/sparql", query_string={"query": SELECT}, headers={"Accept": CSV})
    assert found.status_code == 200
    assert store.ahead == [True, False], "a tag of newer data must not go with older data"
    assert store.let_go == 1


@pytest.mark.parametrize(
    "more",
    [
        {"headers": {"Authorization": "Bearer wrong"}},
        {"headers": {"Accept": f"{CSV}, {JSON}"}},
        {"headers": {"Accept": "*/*"}},
        {"headers": {"Accept": TURTLE}},
        {"headers": {"Accept": "text/html"}},
        {"query_string": {"default-graph-uri": f"{BASE}/graph/a/2024"}},
        {"query_string": {"format": "json"}},
        {"content_type": f"{DIRECT}; charset=utf-8"},
        {"content_type": "application/x-www-form-urlencoded", "data": {"query": SELECT}},
        {"data": "ASK {}"},
        {"data": "SELECT * { SERVICE <http://a/> { ?s ?p ?o } }"},
        {"data": "SELECT * FROM <http://elsewhere/> { ?s ?p ?o }"},
        {"data": "DROP ALL"},
        {"data": b"SELECT * { ?s ?p '\xff' }"},
        {"data": ""},
        {"data": SELECT + "#" * 100_000},
    ],
    ids=str,
)
def test_what_is_not_plain_waits_for_its_request(
    client: FlaskClient, store: Watched, more: dict[str, Any]
) -> None:
    post(client, SELECT, CSV, **more)
    assert True not in store.ahead


@pytest.mark.parametrize("words", ["query=ASK%20%7B%7D&query=x", "query=%FF", "", "query", "x=y"])
def test_an_odd_get_waits_for_its_request(client: FlaskClient, store: Watched, words: str) -> None:
    know_the_marker(client)
    assert client.get(f"/sparql?{words}", headers={"Accept": CSV}).status_code in {200, 400, 406}
    assert True not in store.ahead


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (SELECT, 200),
        (SELECT + " LIMIT 0", 200),
        ("SELECT ?s { ?s ?p ?o", 400),
        ("SELECT ?s { ?s nowhere:p ?o }", 400),
        ("SELECT (UUID() AS ?x) {}", 200),
        ("SELECT * { VALUES ?x { 1 2 3 4 5 6 } }", 413),
    ],
)
@pytest.mark.parametrize("accept", [CSV, JSON])
def test_the_answer_is_the_same_as_without(query: str, status: int, accept: str) -> None:
    def answered(kind: str, *, ahead: bool) -> tuple[int, dict[str, str], bytes]:
        store = Watched()
        store.update("INSERT DATA { <urn:a> <urn:p> 1 . <urn:b> <urn:p> 2 }")
        client = app_of(store, max_rows=5).test_client()
        found = post(client, query, accept, content_type=kind)
        assert store.ahead == [ahead]
        body = b"" if "UUID" in query else found.data
        return found.status_code, dict(found.headers), body

    first = answered(DIRECT, ahead=True)
    assert first == answered(f"{DIRECT}; charset=utf-8", ahead=False)
    assert first[0] == status


def test_nothing_is_sent_for_who_has_no_requests_left(store: Watched) -> None:
    client = app_of(store, rate_per_minute=1).test_client()
    assert post(client, SELECT, CSV).status_code == 200
    assert post(client, SELECT, CSV).status_code == 429
    assert store.ahead == [True]


def test_a_request_that_fails_before_its_view_lets_go(store: Watched) -> None:
    app = app_of(store, max_queries=1)

    @app.before_request
    def fail() -> None:
        raise RuntimeError("before the view")

    for _ in range(3):  # the one place is free again
        assert post(app.test_client(), SELECT, CSV).status_code == 500
    assert store.ahead == [True] * 3
    assert store.let_go == 3


def test_ahead_does_not_wait_for_a_place(store: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    patience_s = 60
    monkeypatch.setattr("michisuji.web.gateway._WAIT_S", patience_s)
    gateway = Gateway(store, Settings(base_iri=BASE, max_queries=1))
    query = gateway.prepare(SELECT)
    flow = gateway.ahead(query, CSV)
    start = time.monotonic()
    with pytest.raises(Busy):
        gateway.ahead(query, CSV)
    assert time.monotonic() - start < patience_s, "the view may wait, not who looks ahead"
    flow.close()
    assert gateway.ahead(query, CSV).begin().size is not None
