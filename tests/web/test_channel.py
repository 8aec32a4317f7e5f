"""Readers' connections: kept after every answer that has an end, and never for ever."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack, closing
from http.client import HTTPConnection, IncompleteRead

import pytest
from channel_app import MUCH, PARTS, App, answer, app, asking, port, served, until_closed
from michisuji.web.server import channel

__all__ = ["app", "asking", "port"]  # fixtures


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
        head = until_closed(raw)
    assert b"Connection: close" in head


def test_an_older_reader_is_told_the_end_by_closing(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as raw:
        raw.sendall(b"GET /parts HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        found = until_closed(raw)
    assert b"Connection: close" in found
    assert found.endswith(b"\r\n\r\n" + b"".join(PARTS))


def test_what_breaks_off_has_no_end(
    asking: HTTPConnection, caplog: pytest.LogCaptureFixture
) -> None:
    found = answer(asking, "/broken")
    with pytest.raises(IncompleteRead):
        found.read()
    assert "broken off" in caplog.text


def test_who_takes_nothing_is_let_go(app: App, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "PACE_S", 1)
    monkeypatch.setattr(channel, "STALLED_S", 600)
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
    monkeypatch.setattr(channel, "STALLED_S", 600)
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


def test_a_thread_waits_no_longer_than_a_moment_for_its_reader(
    app: App, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even one who takes enough to stay, when so much waits already."""
    monkeypatch.setattr(channel, "STALLED_S", 0.5)
    with socket.create_connection(("127.0.0.1", port), timeout=60) as reader:
        reader.sendall(b"GET /much HTTP/1.1\r\nHost: x\r\n\r\n")
        assert app.closed.wait(20), "long before the least pace is looked at"
    assert app.given < len(MUCH)


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
