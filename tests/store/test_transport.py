"""Kept connections: one that the store closes at the moment of its use costs no reader an error."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from michisuji.errors import StoreUnavailable
from michisuji.store.addresses import Addresses
from michisuji.store.sparql import SparqlStore

ANSWER = b'{"head": {}, "boolean": true}'


class Fickle:
    """A store that answers the first request of each connection and closes it at the second."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.asked: list[bytes] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}/query"

    def _accept(self) -> None:
        while True:
            try:
                taken, _ = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(taken,), daemon=True).start()

    def _answer(self, taken: socket.socket) -> None:
        with taken:
            self.asked.append(taken.recv(65_536))
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
            taken.sendall(head + b"Content-Length: %d\r\n\r\n" % len(ANSWER) + ANSWER)
            self.asked.append(taken.recv(65_536))


class Deaf(Fickle):
    """A store that closes each connection when it is asked something."""

    def _answer(self, taken: socket.socket) -> None:
        with taken:
            self.asked.append(taken.recv(65_536))


@pytest.fixture
def fickle() -> Iterator[Fickle]:
    made = Fickle()
    yield made
    made.listening.close()


def opened(server: Fickle) -> SparqlStore:
    return SparqlStore(Addresses(server.address, server.address), "http://127.0.0.1:8000")


def test_a_query_over_a_connection_that_ends_is_asked_once_more(fickle: Fickle) -> None:
    with opened(fickle) as store:
        assert all(store.ask("ASK {}") for _ in range(4))


def test_an_update_has_a_connection_of_its_own(fickle: Fickle) -> None:
    """What has perhaps been done is never sent twice, and no idle connection is used for it."""
    with opened(fickle) as store:
        assert store.ask("ASK {}")
        store.update("CLEAR ALL")
    sent = [request for request in fickle.asked if b"CLEAR ALL" in request]
    assert len(sent) == 1


def test_nothing_is_asked_for_ever() -> None:
    deaf = Deaf()
    with opened(deaf) as store:
        with pytest.raises(StoreUnavailable):
            store.ask("ASK {}")
        assert len(deaf.asked) == 2
        with pytest.raises(StoreUnavailable):
            store.update("CLEAR ALL")
        assert len(deaf.asked) == 3
    deaf.listening.close()
