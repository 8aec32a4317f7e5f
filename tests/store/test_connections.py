"""Kept connections: used again when whole, never when they are not; and what goes wrong on them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import IncompleteRead

import pytest
from michisuji.errors import QueryTimeout, StoreUnavailable
from michisuji.store.connections import Connections, Form
from michisuji.store.failures import NotConnected, Silent
from michisuji.store.transport import Waiting, begin, chunks, form

WHOLE = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nContent-Length: 3\r\n\r\na\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na\r\n\r\n0\r\n\r\n"
LAST = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\na\r\n"
CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na\r\n"
CUT_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\na\r\n"
#: The server hangs up after these.
ENDS = (LAST, CUT, CUT_CHUNKED)


class Canned:
    """A server that gives one answer to each request, and counts connections."""

    def __init__(self) -> None:
        self.answer, self.connections, self.requests = WHOLE, 0, list[bytes]()
        self.open: list[socket.socket] = []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listening.getsockname()[1]}/query"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listening.accept()
                self.connections += 1
                self.open.append(client)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError):
            seen = b""
            while part := client.recv(65_536):
                seen += part
                if b"ASK {}" in seen:  # the body, which comes last
                    self.requests.append(seen)
                    seen = b""
                    client.sendall(self.answer)
                    if self.answer in ENDS:
                        client.shutdown(socket.SHUT_RDWR)

    def hang_up(self) -> None:
        for client in self.open:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.hang_up()
        for client in (*self.open, self.listening):
            client.close()


@pytest.fixture
def server() -> Iterator[Canned]:
    with closing(Canned()) as canned:
        yield canned


@pytest.fixture
def kept() -> Iterator[Connections]:
    connections = Connections(1)
    yield connections
    connections.clear()


def asked(kept: Connections, server: Canned, timeout_s: float = 5) -> Waiting:
    return begin(kept, form(server.address, server.address, "text/csv"), "ASK {}", timeout_s)


@pytest.mark.parametrize("answer", [WHOLE, CHUNKED])
def test_a_connection_is_used_again(server: Canned, kept: Connections, answer: bytes) -> None:
    server.answer = answer
    for _ in range(3):
        assert b"".join(chunks(asked(kept, server).answer())) == b"a\r\n"
    assert server.connections == 1
    head = server.requests[0].split(b"\r\n\r\n")[0].lower()
    assert head.startswith(b"post /query")
    assert b"content-type: application/sparql-query" in head
    assert b"accept: text/csv" in head


def test_letting_go_of_an_answer_leaves_the_next_alone(server: Canned, kept: Connections) -> None:
    first = asked(kept, server).answer()
    assert b"".join(chunks(first)) == b"a\r\n"
    second = asked(kept, server)  # over the connection that the first has given back
    first.close()
    assert b"".join(chunks(second.answer())) == b"a\r\n"
    assert server.connections == 1


def test_what_was_not_read_whole_is_not_used_again(server: Canned, kept: Connections) -> None:
    asked(kept, server).answer().close()
    waiting = asked(kept, server)
    waiting.close()  # nobody waits
    assert b"".join(chunks(asked(kept, server).answer())) == b"a\r\n"
    assert server.connections == 3


def test_an_idle_connection_that_was_ended_is_replaced(server: Canned, kept: Connections) -> None:
    assert list(chunks(asked(kept, server).answer())) == [b"a\r\n"]
    server.hang_up()
    assert list(chunks(asked(kept, server).answer())) == [b"a\r\n"]
    assert server.connections == 2


def test_an_answer_that_ends_the_connection(server: Canned, kept: Connections) -> None:
    server.answer = LAST
    for _ in range(2):
        assert b"".join(chunks(asked(kept, server).answer())) == b"a\r\n"
    assert server.connections == 2


@pytest.mark.parametrize("answer", [CUT, CUT_CHUNKED])
@pytest.mark.parametrize("steady", [False, True])
def test_a_cut_answer_is_an_error(
    server: Canned, kept: Connections, answer: bytes, steady: bool
) -> None:
    server.answer = answer
    with pytest.raises(StoreUnavailable) as caught:
        list(chunks(asked(kept, server).answer(), steady=steady))
    assert isinstance(caught.value.__cause__, IncompleteRead)


def test_an_answer_without_status_is_an_error(server: Canned, kept: Connections) -> None:
    server.answer = b"no HTTP at all\r\n\r\n"
    with pytest.raises(StoreUnavailable):
        asked(kept, server).answer()


def test_nobody_there(kept: Connections) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/query"
    with pytest.raises(NotConnected):
        begin(kept, form(address, address, "text/csv"), "ASK {}", 1)


def test_silence(server: Canned, kept: Connections) -> None:
    server.answer = b""
    with pytest.raises(Silent) as caught:
        asked(kept, server, 0.2).answer()
    assert isinstance(caught.value, QueryTimeout)


def test_nothing_is_kept_after_clear(server: Canned) -> None:
    kept = Connections(1)
    answer = asked(kept, server).answer()
    kept.clear()
    assert b"".join(chunks(answer)) == b"a\r\n"
    assert b"".join(chunks(asked(kept, server).answer())) == b"a\r\n"
    assert server.connections == 2


def test_a_form_is_what_sparqlwrapper_makes() -> None:
    graphs = [("using-graph-uri", "http://a/道")]
    made = form("https://h:1/q", "https://h:1/u?x=1", "*/*", graphs, is_update=True)
    assert made.host == ("https", "h:1")
    assert made.method == "POST"
    assert made.selector.startswith("/u?x=1")
    assert "using-graph-uri=http%3A//a/%E9%81%93" in made.selector.replace("%2F", "/")
    assert {k.lower(): v for k, v in made.headers.items()}["content-type"].startswith(
        "application/sparql-update"
    )
    assert isinstance(made, Form)
