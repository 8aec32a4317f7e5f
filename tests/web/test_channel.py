"""Readers' connections: kept after every answer that has an end, and never for ever."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from typing import Any

import pytest
from michisuji.web import channel
from michisuji.web.dispatcher import Dispatcher
from michisuji.web.errors import TURNED_AWAY
from michisuji.web.lanes import DOWNLOAD, HEAVY, PAGE, QUERY, Lane

PARTS = [b"a,b\r\n", b"1,2\r\n"]
#: More than is held for a reader, when tests have it held little, and the system's buffers take.
MUCH = [b"x" * 1_000_000] * 64
HELD = 4_000_000
LANES = [Lane(name, 4, 100, 60) for name in (PAGE, HEAVY, QUERY, DOWNLOAD)]


class App:
    """Answers in ways that waitress treats differently, and tells what became of them."""

    def __init__(self) -> None:
        self.closed = threading.Event()
        self.given = 0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path in ("/304", "/204"):
            start({"/304": "304 NOT MODIFIED", "/204": "204 NO CONTENT"}[path], [("ETag", '"1"')])
            return []
        sized = [("Content-Length", "5")] if path in ("/sized", "/sparql") else []
        sized.append(("X-Turned-Away", "yes" if environ[TURNED_AWAY] else "no"))
        start("200 OK", [("Content-Type", "text/csv"), *sized])
        return self.parts(path)

    def parts(self, path: str) -> Iterator[bytes]:
        try:
            for part in {"/much": MUCH, "/sized": PARTS[:1], "/sparql": PARTS[:1]}.get(path, PARTS):
                self.given += path == "/much"
                yield part
            if path == "/broken":
                raise RuntimeError("broken off")
        finally:
            self.closed.set()


@contextmanager
def served(app: App, held: int = HELD) -> Iterator[int]:
    """The port of a server that runs in a thread."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = channel.create_server(app, listening, Dispatcher(LANES))
    server.adj.outbuf_high_watermark = held
    # Little of what the system takes from the server is not yet with the reader.
    server.adj.socket_options = [(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)]
    thread = threading.Thread(target=server.run)
    thread.start()

    def hang_up() -> None:
        for one in list(server.active_channels.values()):
            one.handle_close()

    try:
        yield listening.getsockname()[1]
    finally:
        server.trigger.pull_trigger(hang_up)
        # Before the server's own files are closed: a thread at work writes to one of them.
        server.task_dispatcher.shutdown(timeout=60)
        server.trigger.pull_trigger(server.close)
        thread.join(60)
        listening.close()
    assert not thread.is_alive()


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def port(app: App) -> Iterator[int]:
    with served(app) as found:
        yield found


@pytest.fixture
def asking(port: int) -> Iterator[HTTPConnection]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        yield connection


def answer(asking: HTTPConnection, path: str, method: str = "GET", **headers: str) -> HTTPResponse:
    asking.request(method, path, headers=headers)
    return asking.getresponse()


@pytest.mark.parametrize("path", ["/parts", "/304", "/204", "/sized"])
def test_the_connection_is_kept(asking: HTTPConnection, path: str) -> None:
    whole = {"/parts": b"".join(PARTS), "/sized": PARTS[0]}.get(path, b"")
    for _ in range(3):
        found = answer(asking, path)
        assert found.headers["Connection"] is None
        assert found.read() == whole
        assert not found.will_close
    assert found.headers["Transfer-Encoding"] == ("chunked" if path == "/parts" else None)
    first = asking.sock
    answer(asking, "/parts").read()
    assert asking.sock is first is not None


def test_it_is_closed_where_the_reader_asks_for_that(asking: HTTPConnection) -> None:
    for path in ("/parts", "/304"):
        found = answer(asking, path, Connection="close")
        assert found.headers["Connection"] == "close"
        assert found.read() == (b"".join(PARTS) if path == "/parts" else b"")
        assert found.will_close


def test_head_leaves_nothing_behind(port: int) -> None:
    """waitress ends a chunked answer to HEAD: over a kept one, that would be the next's start."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as raw:
        raw.sendall(b"HEAD /parts HTTP/1.1\r\nHost: x\r\n\r\n")
        head = _until_closed(raw)
    assert b"Connection: close" in head


def test_an_older_reader_is_told_the_end_by_closing(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as raw:
        raw.sendall(b"GET /parts HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        found = _until_closed(raw)
    assert b"Connection: close" in found
    assert found.endswith(b"\r\n\r\n" + b"".join(PARTS))


def _until_closed(raw: socket.socket) -> bytes:
    return b"".join(iter(lambda: raw.recv(65_536), b""))


def test_what_breaks_off_has_no_end(
    asking: HTTPConnection, caplog: pytest.LogCaptureFixture
) -> None:
    found = answer(asking, "/broken")
    with pytest.raises(IncompleteRead):
        found.read()
    assert "broken off" in caplog.text


def test_who_takes_nothing_is_let_go(app: App, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "PACE_S", 1)
    with socket.create_connection(("127.0.0.1", port), timeout=60) as stalled:
        stalled.sendall(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")
        assert app.closed.wait(60)
    assert app.given < len(MUCH)


def test_who_is_slow_is_not(app: App, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "PACE_S", 2)
    size = 0
    with socket.socket() as slow:
        slow.settimeout(60)
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)  # else the system reads ahead
        slow.connect(("127.0.0.1", port))
        slow.sendall(b"GET /much HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        for part in iter(lambda: slow.recv(65_536, socket.MSG_WAITALL), b""):
            size += len(part)
            if size < 2_000_000:  # for three seconds
                time.sleep(0.1)
    assert size > sum(map(len, MUCH))
    assert app.given == len(MUCH)


def test_who_takes_less_than_the_least_pace_is_let_go(
    app: App, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few bytes now and then do not keep an answer waiting for ever."""
    monkeypatch.setattr(channel, "PACE_S", 1)
    monkeypatch.setattr(channel, "LEAST_PACE", 10_000_000)
    with socket.socket() as slow:
        slow.settimeout(60)
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        slow.connect(("127.0.0.1", port))
        slow.sendall(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")
        deadline = time.monotonic() + 60
        while not app.closed.is_set() and time.monotonic() < deadline:
            slow.recv(1_000)
            time.sleep(0.02)
    assert app.closed.is_set()
    assert app.given < len(MUCH)


def test_an_answer_waits_for_its_reader_without_a_thread(app: App) -> None:
    with served(app, held=2 * sum(map(len, MUCH))) as port, ExitStack() as open_ones:
        for number in range(1, 7):  # more than there are threads
            reader = open_ones.enter_context(
                socket.create_connection(("127.0.0.1", port), timeout=60)
            )
            reader.sendall(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")
            assert reader.recv(9) == b"HTTP/1.1 "
            deadline = time.monotonic() + 60
            while app.given < number * len(MUCH) and time.monotonic() < deadline:
                time.sleep(0.01)
            assert app.given == number * len(MUCH), "the answer was made, and nothing of it taken"


def test_who_leaves_much_waiting_gets_no_more_of_it(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "WAITING_BYTES_OF_ONE", 10_000_000)
    with served(app, held=2 * sum(map(len, MUCH))) as port, ExitStack() as open_ones:
        reader = open_ones.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
        reader.sendall(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")
        assert app.closed.wait(60)
        other = open_ones.enter_context(closing(HTTPConnection("127.0.0.1", port, timeout=60)))
        for path, turned_away in (("/sparql", "yes"), ("/sized", "no")):
            found = answer(other, path)
            assert found.read() == PARTS[0]
            assert found.headers["X-Turned-Away"] == turned_away


def test_a_request_that_does_not_end_is_let_go(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "REQUEST_S", 1)
    with socket.create_connection(("127.0.0.1", port), timeout=60) as drip:
        ended = False
        for _ in range(600):
            try:
                drip.sendall(b"X" if ended else b"G")
                drip.settimeout(0.1)
                ended = drip.recv(1) == b""
            except TimeoutError:
                continue
            except OSError:
                ended = True
            if ended:
                break
        assert ended


def test_whoever_has_most_connections_makes_room(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "MOST", 5)
    with ExitStack() as open_ones:

        def connect(host: str) -> socket.socket:
            return open_ones.enter_context(
                socket.create_connection(("127.0.0.1", port), 60, source_address=(host, 0))
            )

        few = [connect("127.0.0.2")]
        many = [connect("127.0.0.3") for _ in range(20)]
        assert many[0].recv(1) == b""
        few[0].sendall(b"GET /sized HTTP/1.1\r\nHost: x\r\n\r\n")
        assert few[0].recv(9) == b"HTTP/1.1 ", "the one that came first, of the one who has few"


def test_the_idle_make_room(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "MOST", 5)
    with ExitStack() as open_ones:
        idle = [
            open_ones.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            for _ in range(5)
        ]
        kept = open_ones.enter_context(closing(HTTPConnection("127.0.0.1", port, timeout=60)))
        assert answer(kept, "/parts").read() == b"".join(PARTS)
        assert idle[0].recv(1) == b"", "the one that was idle longest has been closed"
        idle[1].sendall(b"GET /sized HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle[1].recv(9) == b"HTTP/1.1 "


def test_many_at_a_time_are_no_more_than_the_most(
    port: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(channel, "MOST", 5)
    with ExitStack() as open_ones:
        for _ in range(channel.MOST + 300):
            open_ones.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
        with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as other:
            assert answer(other, "/sized").read() == PARTS[0]
    assert "connection limit" not in caplog.text, "waitress had to stop taking new ones"


def test_one_at_work_is_not_closed_for_another(
    app: App, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "MOST", 1)
    with socket.create_connection(("127.0.0.1", port), timeout=60) as busy:
        busy.sendall(b"GET /much HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert busy.recv(9) == b"HTTP/1.1 "
        with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as other:
            assert answer(other, "/sized").read() == PARTS[0]
        assert len(_until_closed(busy)) > sum(map(len, MUCH))
    assert app.given == len(MUCH)
