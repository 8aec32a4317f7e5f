"""Time limits, full disks, and what the engine's and the network's answers mean."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from michisuji.errors import BadInput, DiskFull, MichisujiError, QueryTimeout, StoreUnavailable
from michisuji.settings import Settings
from michisuji.store import Batch
from michisuji.store.addresses import Addresses
from michisuji.store.engine.engine_store import EngineStore
from michisuji.store.engine.oxigraph_binary import explain
from michisuji.store.failures import error_of, is_cancelled
from michisuji.store.opening import open_store
from michisuji.store.sparql import SparqlStore

from tests.ports import free_port

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", query_timeout_s=1)


@pytest.mark.parametrize(
    ("log", "code"),
    [
        ("Error: IO error: No space left on device: While appending to file", "disk-full"),
        (
            "Error: IO error: While lock file: x/LOCK: Resource temporarily unavailable",
            "store-conflict",
        ),
        ("Error: Address already in use (os error 98)", "store-conflict"),
        ("Error: IO error: While mkdir if missing: /x: Permission denied", "store-unavailable"),
        ("Error: IO error: /x: Read-only file system", "store-unavailable"),
        ("", "store-unavailable"),
    ],
)
def test_what_the_engine_says_is_explained(log: str, code: str) -> None:
    error = explain(log, Path("/x/public"))
    assert error.code == code
    assert error.message["ja"]
    assert error.message["en"]


def test_only_a_note_at_the_end_is_a_cancellation() -> None:
    note = b"The SPARQL operation has been cancelled"
    json_type = "application/sparql-results+json"
    assert is_cancelled(b'{"results":{"bindings":[' + note + b"\n", json_type)
    assert is_cancelled(b"<urn:a> <urn:b> <urn:c> .\n" + note, "application/n-triples")
    assert is_cancelled(b"n\r\n" + note, "text/csv; charset=utf-8")
    assert not is_cancelled(b"n\r\n" + note + b"\r\n", "text/csv; charset=utf-8")
    whole = json.dumps({"boolean": True, "note": note.decode()}).encode()
    assert not is_cancelled(whole, json_type)
    assert not is_cancelled(b"", "text/csv")


@pytest.mark.parametrize(
    ("status", "text", "code"),
    [
        (400, "error at 1:5: expected", "query-syntax"),
        (406, "", "not-acceptable"),
        (413, "", "too-large"),
        (500, "IO error: No space left on device", "disk-full"),
        (500, "The SPARQL operation has been cancelled", "query-timeout"),
        (504, "", "query-timeout"),
        (401, "", "store-unavailable"),
        (302, "", "store-unavailable"),
    ],
)
def test_http_statuses_become_errors(status: int, text: str, code: str) -> None:
    error = error_of(status, text)
    assert error.code == code
    assert error.message["ja"]
    assert error.message["en"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://h:7878", ("http://h:7878/query", "http://h:7878/update", "http://h:7878/store")),
        ("http://h/x/query", ("http://h/x/query", "http://h/x/update", "http://h/x/store")),
        ("https://h/sparql", ("https://h/sparql", "https://h/sparql", "")),
        ("http://h/q|http://h/u", ("http://h/q", "http://h/u", "")),
        ("http://h/q|http://h/u|http://h/g", ("http://h/q", "http://h/u", "http://h/g")),
    ],
)
def test_addresses(text: str, expected: tuple[str, str, str]) -> None:
    found = Addresses.parse(text)
    assert (found.query, found.update, found.graph_store) == expected


@pytest.mark.parametrize(
    "text", ["h:7878", "ftp://h/", "http://a|b", "http://a|http://b|http://c|http://d"]
)
def test_unusable_addresses(text: str) -> None:
    with pytest.raises(BadInput):
        Addresses.parse(text)


def test_nobody_there() -> None:
    store = open_store(Settings(store=f"http://127.0.0.1:{free_port()}"))
    assert isinstance(store, SparqlStore)
    with store, pytest.raises(StoreUnavailable):
        store.ask("ASK {}")


class Odd(BaseHTTPRequestHandler):
    """A server that is silent, cuts its body or trickles, as the query says, until it is let go."""

    let_go: ClassVar[threading.Event]

    def do_POST(self) -> None:
        busy = self.path == "/busy"
        self.let_go.wait(int(busy))
        query = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if busy:
            self.send_response(204)
            self.end_headers()
            return
        if "silent" in query:
            self.let_go.wait(60)
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", "1000" if "cut" in query else "300")
        self.end_headers()
        for _ in range(300 if "trickle" in query else 0):
            self.wfile.write(b" ")
            if self.let_go.wait(0.2):
                break

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def odd() -> Iterator[SparqlStore]:
    Odd.let_go = threading.Event()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with SparqlStore(Addresses.parse(f"http://127.0.0.1:{server.server_port}"), BASE) as store:
        yield store
    Odd.let_go.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("query", "error"),
    [("silent", QueryTimeout), ("trickle", QueryTimeout), ("cut", StoreUnavailable)],
)
def test_odd_servers(odd: SparqlStore, query: str, error: type[MichisujiError]) -> None:
    started = time.monotonic()
    with pytest.raises(error):
        odd.ask(query, timeout_s=0.4)
    assert time.monotonic() - started < 60, "the server goes on for so long"


def test_a_store_at_work_may_take_its_time_to_read(
    odd: SparqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than it has for the connection, of which no more may be had than is told here."""
    monkeypatch.setattr("michisuji.store.transport.CONNECT_S", 0.2)
    busy = odd.addresses.query.replace("/query", "/busy")
    odd.send_graph("POST", busy, b"x" * 30_000_000, "text/plain")


@pytest.fixture
def small_disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A file system of 12 MB (or of a parameter), where this user may mount one."""
    place = tmp_path / "small"
    place.mkdir()
    size = getattr(request, "param", "12m")
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a small file system can only be mounted by root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("filler", [0, 9_000_000], ids=["while loading", "while comparing"])
def test_a_full_disk_is_told_and_earlier_data_stay(
    small_disk: Path, tmp_path: Path, write: Callable[..., Path], filler: int
) -> None:
    home, big = small_disk / "home", tmp_path / "big.nt"
    with big.open("w") as file:
        file.writelines(f'<urn:s{i}> <urn:p> "{i}{"x" * 100}" .\n' for i in range(30_000))
    with EngineStore.open(Settings(home=home)) as store:
        store.replace(Batch("m", {f"{BASE}/graph/m": write("a")}))
        (small_disk / "filler").write_bytes(b"x" * filler)
        with pytest.raises(DiskFull) as caught:
            store.replace(Batch("big", {f"{BASE}/graph/big": big}))
        assert caught.value.hint["ja"]
        assert [str(row[0]) for row in store.select("SELECT ?s { ?s ?p ?o }").rows] == ["urn:a"]
        assert not [p for p in home.iterdir() if "next" in p.name or "replace" in p.name]


def test_an_update_on_a_full_disk_is_told(small_disk: Path) -> None:
    with EngineStore.open(Settings(home=small_disk / "home")) as store:
        store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
        (small_disk / "filler").write_bytes(b"x" * 10_000_000)
        rows = " ".join(f'<urn:s{i}> <urn:p> "{i}{"x" * 100}" .' for i in range(30_000))
        with pytest.raises(DiskFull):
            store.update(f"INSERT DATA {{ {rows} }}")
        assert [str(row[0]) for row in store.select("SELECT ?s { ?s ?p ?o }").rows] == ["urn:a"]


@pytest.mark.parametrize("small_disk", ["64m"], indirect=True)
def test_when_there_is_room_again_updates_go_on(small_disk: Path) -> None:
    rows = " ".join(f'<urn:s{i}> <urn:p> "{i}{"x" * 100}" .' for i in range(30_000))
    filler, insert = small_disk / "filler", f"INSERT DATA {{ {rows} }}"
    with EngineStore.open(Settings(home=small_disk / "home")) as store:
        store.update("INSERT DATA { <urn:a> <urn:p> 1 }")
        with filler.open("wb") as file, suppress(OSError):
            while True:
                file.write(b"x" * 1_000_000)
                file.flush()
        pid = store.pid
        for update in (insert, "INSERT DATA { <urn:b> <urn:p> 1 }"):
            with pytest.raises(DiskFull):
                store.update(update)
        assert store.ask("ASK { <urn:a> ?p ?o }"), "readers go on"
        assert store.pid == pid, "an engine that could not start again is left running"
        filler.unlink()
        store.update("INSERT DATA { <urn:c> <urn:p> 1 }")
        store.update(insert)
        assert store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0].toPython() == 30_002
