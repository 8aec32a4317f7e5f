"""Formats that the service writes itself stay within the gateway's limits."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import pytest
from asking import answered
from michisuji.errors import NotAcceptable, OutOfMemory, QueryTimeout, TooLarge
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web.gateway import Gateway
from michisuji.web.http.serialize import serialize
from michisuji.web.sparql.rewriting import SMALL, rewritten

GRAPH = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
NT = "application/n-triples"


@pytest.fixture
def store() -> MemoryStore:
    """One triple."""
    store = MemoryStore("http://127.0.0.1:8000")
    store.update("INSERT DATA { <urn:s> <urn:p> <urn:o> }")
    return store


def test_a_rewritten_answer_is_whole(store: MemoryStore) -> None:
    file, size = answered(Gateway(store, Settings()), GRAPH, NT, rewrite=lambda body: body.upper())
    with file:
        assert file.read() == b"<URN:S> <URN:P> <URN:O> .\n"
    assert size == 26


def test_a_rewritten_answer_may_not_outgrow_the_limit(store: MemoryStore) -> None:
    gateway = Gateway(store, replace(Settings(), max_bytes=100))
    with pytest.raises(TooLarge):
        answered(gateway, GRAPH, NT, rewrite=lambda body: body * 5)


def _lines(count: int) -> bytes:
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    return "\n".join(f'<urn:s{i}> <{label}> "{i}"@ja .' for i in range(count)).encode()


def test_large_and_small_graphs_are_written_alike() -> None:
    lines = _lines(2_000)
    assert len(lines) > SMALL
    found = json.loads(rewritten(lines, "application/ld+json", Settings(query_timeout_s=60)))
    here = json.loads(serialize(lines, "application/ld+json"))
    assert found["@context"] == here["@context"]
    assert sorted(map(str, found["@graph"])) == sorted(map(str, here["@graph"]))


def test_a_large_graph_that_does_not_fit_is_told() -> None:
    odd = _lines(2_000) + b'\n<urn:s> <urn:p> "\x0c" .\n'
    with pytest.raises(NotAcceptable):
        rewritten(odd, "application/rdf+xml", Settings(query_timeout_s=60))


def test_rewriting_ends_at_the_time_limit() -> None:
    with pytest.raises(QueryTimeout) as error:
        rewritten(_lines(200_000), "application/ld+json", Settings(query_timeout_s=1))
    assert "application/ld+json" in str(error.value)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit memory")
def test_rewriting_ends_at_the_memory_limit() -> None:
    small = Settings(query_timeout_s=60, query_memory_bytes=200_000_000)
    with pytest.raises(OutOfMemory):
        rewritten(_lines(300).replace(b'"1', b'"' + b"x" * 1_000_000), "application/ld+json", small)
