"""SERVICE: asked by the gateway, of the endpoints that are configured and of no other."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
from asking import BASE, answered
from michisuji.errors import MichisujiError, QuerySyntaxError, QueryTimeout, Refused, TooLarge
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.gateway import Gateway
from michisuji.web.gateway.federation import MOST_CLAUSES, MOST_ROWS, ServiceFailed

JSON = "application/sparql-results+json"


class Other(BaseHTTPRequestHandler):
    """An endpoint that remembers what it was asked and answers as it is told."""

    asked: ClassVar[list[str]] = []
    answer: ClassVar[Any] = None
    status: ClassVar[int] = 200

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        type(self).asked.append(text)
        answer = type(self).answer
        if callable(answer):
            answer = answer()
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(type(self).status)
        self.send_header("Content-Type", JSON)
        if type(self).status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_address[1]}/inside")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(ConnectionError):  # who asked may not have waited
            self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        pass


def _solutions(names: list[str], *rows: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {"head": {"vars": names}, "results": {"bindings": list(rows)}}


@pytest.fixture
def other() -> Iterator[str]:
    Other.asked, Other.status, Other.answer = [], 200, _solutions(["x"])
    with ThreadingHTTPServer(("127.0.0.1", 0), Other) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
        server.shutdown()
        thread.join()


def _gateway(other: str, **settings: Any) -> Gateway:
    store = MemoryStore(BASE)
    store.update("INSERT DATA { <urn:a> <urn:p> 1 . <urn:b> <urn:p> 2 . <urn:c> <urn:p> 3 }")
    return Gateway(store, Settings(services=f"{other} https://other.example/sparql", **settings))


def _rows(gateway: Gateway, query: str) -> list[dict[str, Any]]:
    file, _ = answered(gateway, query, JSON)
    with file:
        found: list[dict[str, Any]] = json.load(file)["results"]["bindings"]
    return found


def test_what_comes_back_is_joined(other: str) -> None:
    Other.answer = _solutions(
        ["s", "name"],
        {"s": {"type": "uri", "value": "urn:a"},
         "name": {"type": "literal", "value": "\"道\"\n\\ <x>", "xml:lang": "ja"}},
        {"s": {"type": "uri", "value": "urn:c"}},
        {"s": {"type": "uri", "value": "urn:z"}, "name": {"type": "literal", "value": "z"}},
    )  # fmt: skip
    query = f"PREFIX p: <urn:>\nSELECT * {{ ?s p:p ?n . SERVICE <{other}> {{ ?s p:name ?name }} }}"
    rows = sorted(_rows(_gateway(other), query), key=lambda row: row["n"]["value"])
    assert [row["n"]["value"] for row in rows] == ["1", "3"]
    assert rows[0]["name"] == {"type": "literal", "value": '"道"\n\\ <x>', "xml:lang": "ja"}
    assert "name" not in rows[1]
    assert Other.asked == [
        f"PREFIX p: <urn:>\n\nSELECT * WHERE {{ ?s p:name ?name }} LIMIT {MOST_ROWS + 1}"
    ]


def test_nothing_comes_back(other: str) -> None:
    query = f"SELECT * {{ ?s ?p ?n . SERVICE <{other}> {{ ?x <urn:q> 1 }} }}"
    assert _rows(_gateway(other), query) == []
    Other.answer = _solutions([])
    assert (
        _rows(_gateway(other), f"SELECT * {{ ?s ?p ?n SERVICE <{other}> {{ <a:a> <a:b> 1 }} }}")
        == []
    )
    Other.answer = _solutions([], {})
    found = _rows(_gateway(other), f"SELECT * {{ ?s ?p ?n SERVICE <{other}> {{ <a:a> <a:b> 1 }} }}")
    assert len(found) == 3


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o }",
        "SERVICE ?where { ?s ?p ?o }",
        "SERVICE <OTHER/x> { ?s ?p ?o }",
        "SERVICE <OTHER?query=x> { ?s ?p ?o }",
        "SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o }",
        "SERVICE e:x { ?s ?p ?o }",
        "SERVICE <OTHER> { ?s ?p ?o SERVICE <OTHER> { ?s ?p ?o } }",
        "SERVICE <OTHER> { ?s ?p ?o SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SERVICESILENT<http://127.0.0.1:9/> { ?s ?p ?o }",
        "FILTER(trueSERVICE<http://127.0.0.1:9/> { ?s ?p ?o })",
        "SERVICE:x { ?s ?p ?o }",
        "\\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
        " ".join(["SERVICE <OTHER> { ?s ?p ?o }"] * (MOST_CLAUSES + 1)),
    ],
)
def test_every_other_way_is_refused_and_nobody_is_asked(other: str, clause: str) -> None:
    query = f"PREFIX e: <urn:> SELECT * {{ {clause.replace('OTHER', other)} }}"
    with pytest.raises(Refused) as caught:
        answered(_gateway(other), query, JSON)
    assert caught.value.place is not None
    assert Other.asked == []


def test_a_bracket_left_open_is_told_before_anybody_is_asked(other: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        answered(_gateway(other), f"SELECT * {{ SERVICE <{other}> {{ ?s ?p ?o }}", JSON)
    assert caught.value.place == (1, 10)
    assert Other.asked == []


def test_without_a_list_it_is_refused_as_before(other: str) -> None:
    with pytest.raises(Refused):
        answered(
            Gateway(MemoryStore(BASE), Settings()),
            f"SELECT * {{ SERVICE <{other}> {{ ?s ?p ?o }} }}",
            JSON,
        )
    assert Other.asked == []


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, b"broken"),
        (302, b""),
        (200, b"<html>"),
        (200, b'{"head": {"vars": ["x"]}}'),
        (200, _solutions(["x"], {"x": {"type": "bnode", "value": "b0"}})),
        (200, _solutions(["x"], {"x": {"type": "uri", "value": "urn:x> } SERVICE <urn:y"}})),
        (200, _solutions(["x) { } #"], {})),
        (200, _solutions(["x"], {"x": {"type": "literal", "value": "a", "xml:lang": "ja . <b>"}})),
        (200, _solutions(["x"], {"x": {"type": "literal", "value": "a", "datatype": "a> <b"}})),
    ],
)
def test_an_answer_that_cannot_be_used(other: str, status: int, answer: Any) -> None:
    Other.status, Other.answer = status, answer
    query = f"SELECT * {{ SERVICE <{other}> {{ ?x ?y ?z }} }}"
    with pytest.raises(ServiceFailed):
        answered(_gateway(other), query, JSON)
    assert len(Other.asked) == 1, "a redirect is not followed"


def test_silent_stands_for_one_empty_solution(other: str) -> None:
    Other.status, Other.answer = 500, b""
    query = f"SELECT * {{ ?s <urn:p> 1 SERVICE SILENT <{other}> {{ ?s ?y ?z }} }}"
    assert _rows(_gateway(other), query) == [{"s": {"type": "uri", "value": "urn:a"}}]


def test_too_many_rows_too_many_bytes_too_slow(other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    query = f"SELECT * {{ SERVICE <{other}> {{ ?x ?y ?z }} }}"
    row = {"x": {"type": "literal", "value": "x"}}
    Other.answer = _solutions(["x"], *[row] * (MOST_ROWS + 1))
    with pytest.raises(TooLarge, match="10,000 rows"):
        answered(_gateway(other), query, JSON)
    monkeypatch.setattr("michisuji.web.gateway.federation.MOST_BYTES", 1_000)
    with pytest.raises(TooLarge, match="1,000 bytes"):
        answered(_gateway(other), query, JSON)
    let_go, told = threading.Event(), threading.Event()

    def late() -> bytes:
        let_go.wait(60)
        told.set()
        return _solutions(["x"])

    Other.answer = late
    with pytest.raises((QueryTimeout, ServiceFailed)):
        answered(_gateway(other, query_timeout_s=1), query, JSON)
    assert not told.is_set(), "it was not waited for"
    let_go.set()


def test_over_http_it_is_told_where_it_is_allowed(other: str, tmp_path: Any) -> None:
    settings = Settings(home=tmp_path, services=other)
    client = create_app(settings, MemoryStore(BASE)).test_client()
    page = client.get("/about/limits?lang=en", headers={"Accept": "text/html"})
    assert other in page.text
    description = client.get("/sparql?format=ttl").text
    assert "BasicFederatedQuery" in description
    Other.answer = _solutions(["x"], {"x": {"type": "literal", "value": "from elsewhere"}})
    query = {"query": f"SELECT * {{ SERVICE <{other}> {{ ?x ?y ?z }} }}", "format": "csv"}
    found = client.get("/sparql", query_string=query)
    assert found.text == "x\r\nfrom elsewhere\r\n"
    assert "ETag" not in found.headers
    Other.status = 503
    failed = client.get("/sparql", query_string=query)
    assert failed.status_code == 502
    assert failed.json is not None
    assert failed.json["code"] == "service-failed"


def test_errors_of_the_query_keep_their_place(other: str) -> None:
    with pytest.raises(MichisujiError) as caught:
        answered(_gateway(other), f"SELECT * {{\n ?s ?p SERVICE <{other}> {{ ?x ?y ?z }} }}", JSON)
    assert caught.value.place is None or caught.value.place[0] == 2
