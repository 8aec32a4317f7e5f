"""``michisuji query --endpoint``: answers as the local database gives them, errors in words."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from michisuji.cli.remote import Remote, base_of
from michisuji.errors import BadInput, MichisujiError, QueryTimeout, StoreUnavailable
from rdflib import Graph

from tests.clients.conftest import Live

Answer = tuple[int, str, bytes]
DEFAULT = "http://127.0.0.1:8000"


def michisuji(live: Live, *words: str) -> subprocess.CompletedProcess[str]:
    """The command without the service's settings: all that it knows is the endpoint."""
    environment = live.environment()
    del environment["MICHISUJI_BASE_IRI"]
    environment["MICHISUJI_HOME"] = str(live.home.parent / "elsewhere")
    return subprocess.run(
        [sys.executable, "-m", "michisuji", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


QUESTION = ("query", "programs-of-unit", "-p", "unit=id/unit/mihon-s-safety")


def test_a_question_by_name_as_table_csv_and_json(live: Live) -> None:
    table = michisuji(live, *QUESTION, "--endpoint", live.sparql)
    assert table.returncode == 0, table.stderr
    assert "id/program/mihon-010101" in table.stdout
    assert "rows" in table.stderr
    csv = michisuji(live, *QUESTION, "--endpoint", live.sparql, "--format", "csv")
    lines = csv.stdout.splitlines()
    assert f"{live.base}/id/program/mihon-010101" in csv.stdout
    found = json.loads(
        michisuji(live, *QUESTION, "--endpoint", live.sparql, "--format", "json").stdout
    )
    assert len(found["results"]["bindings"]) == len(lines) - 1
    assert not (live.home.parent / "elsewhere").exists(), "no engine is started"


def test_csv_has_a_cell_for_each_term(live: Live, tmp_path: Path) -> None:
    path = tmp_path / "own.rq"
    path.write_text('SELECT * { VALUES (?a ?b) { (<https://x/a,b> "c") } }', "utf-8")
    for where in (("--endpoint", live.sparql), ()):
        done = michisuji(live, "query", str(path), *where, "--format", "csv")
        assert done.stdout.splitlines() == ["a,b", '"https://x/a,b",c'], done.stderr


def test_a_file_and_a_fiscal_year(live: Live, tmp_path: Path) -> None:
    path = tmp_path / "own.rq"
    path.write_text("CONSTRUCT { ?s ?p ?o } WHERE { ?s a <https://w3id.org/michisuji/ns#Measure> "
                    "; ?p ?o }", "utf-8")  # fmt: skip
    done = michisuji(live, "query", str(path), "--endpoint", live.sparql)
    assert len(Graph().parse(data=done.stdout, format="turtle")) > 100
    path.write_text(
        "SELECT ?y\nWHERE { ?m a <https://w3id.org/michisuji/ns#LogicModel> ; "
        "<https://w3id.org/michisuji/ns#fiscalYear> ?y }",
        "utf-8",
    )
    words = ("query", str(path), "--endpoint", live.sparql, "--format", "csv", "--as-of", "2024")
    assert set(michisuji(live, *words).stdout.split()) == {"y", "2024"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--endpoint", "ftp://x/sparql"), "not the address"),
        (("--endpoint", "nowhere"), "not the address"),
        (("--endpoint", "http://a@b/sparql"), "not the address"),
        (("--endpoint", "http://127.0.0.1:1/sparql"), "cannot connect to http://127.0.0.1:1"),
        (("--endpoint", "http://x/sparql", "--work"), "exclude"),
    ],
)
def test_what_cannot_be_asked_is_told(live: Live, words: tuple[str, ...], told: str) -> None:
    done = michisuji(live, *QUESTION, *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_refusal_is_told_in_the_services_words(live: Live, tmp_path: Path) -> None:
    path = tmp_path / "wrong.rq"
    path.write_text("SELECT ?x WHERE { ?x a ?y . SERVICE <http://x/> { ?x ?p ?o } }", "utf-8")
    done = michisuji(live, "query", str(path), "--endpoint", live.sparql)
    assert done.returncode == 2
    assert "HTTP 4" in done.stderr
    assert "SERVICE" in done.stderr
    assert "→" in done.stderr, "the service's hint is shown"
    page = michisuji(live, *QUESTION, "--endpoint", f"{live.base}/about")
    assert page.returncode == 2
    assert "about" in page.stderr


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    """A server that gives one answer to everything; gives its address."""
    servers: list[HTTPServer] = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(answer[0])
                self.send_header("Content-Type", answer[1])
                self.send_header("Content-Length", str(len(answer[2]) + (answer[0] == 299)))
                self.end_headers()
                self.wfile.write(answer[2])
                self.close_connection = True

            def log_message(self, *_arguments: object) -> None:
                """Tests are quiet."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/sparql"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


PROBLEM = {
    "title": "上限",
    "detail": "行が多すぎます",
    "hint": "LIMIT を付ける",
    "line": 3,
    "column": 7,
}
JSON = "application/problem+json"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((413, JSON, json.dumps(PROBLEM).encode()), "上限: 行が多すぎます (line 3, column 7)"),
        ((503, "text/plain", b"the store\n is busy"), "HTTP 503: the store is busy"),
        ((429, JSON, b"[1]"), "HTTP 429: [1]"),
        ((500, JSON, b"{"), "HTTP 500: {"),
        ((502, "text/html", b"<html>long"), "HTTP 502: -"),
        ((404, "text/plain", b""), "HTTP 404: -"),
        ((406, "text/plain", b"no"), "cannot answer in this format: no"),
        ((200, "text/html; charset=utf-8", b"<html>"), "not a SPARQL result"),
        ((200, "application/json", b"{}"), "not a SPARQL result"),
        ((200, "application/json", b"[]"), "not a SPARQL result"),
        ((200, "text/csv", b"\xff"), "not a SPARQL result"),
        ((299, "application/json", b'{"head"'), "broke off"),
    ],
)
def test_each_kind_of_wrong_answer_is_told(
    serve: Callable[[Answer], str], answer: Answer, told: str
) -> None:
    with pytest.raises(MichisujiError) as caught:
        Remote(serve(answer), "en").select("SELECT * {}")
    assert told in caught.value.message["en"]
    assert caught.value.message["ja"] != caught.value.message["en"]


def test_the_services_hint_is_passed_on(serve: Callable[[Answer], str]) -> None:
    with pytest.raises(MichisujiError) as caught:
        Remote(serve((413, JSON, json.dumps(PROBLEM).encode())), "ja").raw("ASK {}", "text/csv")
    assert caught.value.hint["ja"] == "LIMIT を付ける"


def test_silence_is_told_as_a_timeout() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/sparql"
        with pytest.raises(QueryTimeout) as caught:
            Remote(address, "en", wait_s=0.2).select("SELECT * {}")
    assert address in caught.value.message["en"]


def test_a_host_that_is_not_there_is_told() -> None:
    with pytest.raises(StoreUnavailable, match="cannot connect"):
        Remote("http://127.0.0.1:9/sparql", "en").select("SELECT * {}")
    with pytest.raises(BadInput):
        Remote("file:///etc/passwd", "en")


@pytest.mark.parametrize(
    ("endpoint", "configured", "base"),
    [
        ("https://a.example/sparql", DEFAULT, "https://a.example"),
        ("https://a.example/city/sparql/", DEFAULT, "https://a.example/city"),
        ("https://a.example/sparql", "https://id.example", "https://id.example"),
        ("https://a.example/query", DEFAULT, DEFAULT),
    ],
)
def test_the_base_of_short_iris(endpoint: str, configured: str, base: str) -> None:
    assert base_of(endpoint, configured, DEFAULT) == base
