"""Formats that the service writes itself stay within the gateway's limits."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from michisuji.errors import TooLarge
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web.gateway import Busy, Gateway

GRAPH = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
NT = "application/n-triples"


@pytest.fixture
def store() -> MemoryStore:
    """One triple."""
    store = MemoryStore("http://127.0.0.1:8000")
    store.update("INSERT DATA { <urn:s> <urn:p> <urn:o> }")
    return store


def size_of_answer(gateway: Gateway) -> int:
    """Bytes of the plain answer."""
    file, size = gateway.run(GRAPH, NT)
    file.close()
    return size


def test_a_rewritten_answer_is_whole(store: MemoryStore) -> None:
    file, size = Gateway(store, Settings()).run(GRAPH, NT, rewrite=lambda body: body.upper())
    with file:
        assert file.read() == b"<URN:S> <URN:P> <URN:O> .\n"
    assert size == 26


def test_a_rewritten_answer_may_not_outgrow_the_limit(store: MemoryStore) -> None:
    gateway = Gateway(store, replace(Settings(), max_bytes=100))
    with pytest.raises(TooLarge):
        gateway.run(GRAPH, NT, rewrite=lambda body: body * 5)


def test_rewriting_holds_a_place_and_gives_it_back(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("michisuji.web.gateway._WAIT_S", 0.01)
    gateway = Gateway(store, replace(Settings(), max_queries=1))
    writing, go_on = threading.Event(), threading.Event()

    def rewrite(body: bytes) -> bytes:
        writing.set()
        assert go_on.wait(5)
        return body

    first = threading.Thread(target=lambda: gateway.run(GRAPH, NT, rewrite=rewrite))
    first.start()
    assert writing.wait(5)
    with pytest.raises(Busy):
        gateway.run(GRAPH, NT)
    go_on.set()
    first.join(5)
    assert size_of_answer(gateway) == 26


def test_a_failed_rewriting_gives_its_place_back(store: MemoryStore) -> None:
    gateway = Gateway(store, replace(Settings(), max_queries=1))

    def broken(_: bytes) -> bytes:
        raise ValueError("no such format")

    for _ in range(3):
        with pytest.raises(ValueError, match="no such format"):
            gateway.run(GRAPH, NT, rewrite=broken)
    assert size_of_answer(gateway) == 26
