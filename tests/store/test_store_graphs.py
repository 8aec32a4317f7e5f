"""A graph read whole: the same from every kind of store, and never a part of it for all."""

from __future__ import annotations

import pytest
from michisuji.errors import QueryTimeout
from michisuji.store import RawResult, Store
from michisuji.store.transport import uncut


def test_a_graph_is_read_whole(store: Store) -> None:
    store.update("INSERT DATA { <urn:a> <urn:p> 'x' GRAPH <urn:g> { <urn:b> <urn:p> 'y\\n' } }")
    named = b"".join(store.read_graph("urn:g"))
    assert named == b'<urn:b> <urn:p> "y\\n" .\n'
    assert b"<urn:a>" in b"".join(store.read_graph(None))


def test_an_answer_that_the_store_cuts_is_no_whole_one() -> None:
    cut = [b"<urn:a> <urn:p> 1 .\n", b"The SPARQL operation ", b"has been cancelled"]
    parts = uncut(RawResult("application/n-triples", iter(cut)))
    assert next(parts) == cut[0]
    with pytest.raises(QueryTimeout):
        list(parts)
    assert list(uncut(RawResult("application/n-triples", iter(cut[:1])))) == cut[:1]
