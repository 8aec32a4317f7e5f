"""An application of a few answers behind the service's own server, for tests of connections."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest
from michisuji.web.http.errors import TURNED_AWAY
from michisuji.web.server import channel
from michisuji.web.server.dispatcher import Dispatcher
from michisuji.web.server.lanes import DOWNLOAD, HEAVY, PAGE, QUERY, Lane

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
        # The loop may see what is left to do, and close the trigger, before it is pulled.
        with suppress(OSError):
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


def until_closed(raw: socket.socket) -> bytes:
    """All that comes until the other end closes."""
    return b"".join(iter(lambda: raw.recv(65_536), b""))
