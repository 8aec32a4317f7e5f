"""Who gets a connection when there are many: nobody keeps out the others."""

from __future__ import annotations

import socket
from contextlib import ExitStack, closing
from http.client import HTTPConnection

import pytest
from channel_app import MUCH, PARTS, App, answer, app, port, served, until_closed
from michisuji.web.server import channel

__all__ = ["app", "port"]  # fixtures


def test_whoever_has_most_connections_makes_room(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "MOST", 5)
    with ExitStack() as open_ones:
        few = open_ones.enter_context(connected(port, "127.0.0.2"))
        many = [open_ones.enter_context(connected(port, "127.0.0.3")) for _ in range(20)]
        assert many[0].recv(1) == b""
        few.sendall(b"GET /sized HTTP/1.1\r\nHost: x\r\n\r\n")
        assert few.recv(9) == b"HTTP/1.1 ", "the one that came first, of the one who has few"


def test_a_flood_is_told_no_and_others_get_in(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "MOST", 20)
    monkeypatch.setattr(channel, "OPENED_PER_MINUTE", 5)
    with served(app) as port, ExitStack() as open_ones:
        flood = [open_ones.enter_context(connected(port, "127.0.0.3")) for _ in range(60)]
        assert flood[-1].recv(1) == b"", "closed at once, and no room was made for it"
        other = open_ones.enter_context(connected(port, "127.0.0.2"))
        other.sendall(b"GET /sized HTTP/1.1\r\nHost: x\r\n\r\n")
        assert other.recv(9) == b"HTTP/1.1 "


def connected(port: int, host: str) -> socket.socket:
    """A connection from an address."""
    return socket.create_connection(("127.0.0.1", port), 60, source_address=(host, 0))


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
        assert len(until_closed(busy)) > sum(map(len, MUCH))
    assert app.given == len(MUCH)
