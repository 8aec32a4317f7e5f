"""Histories played again: the data must be what the recorded changes make, one after another."""

from __future__ import annotations

from collections.abc import Collection

from michisuji.editing import Editing, PastChange, Quad, history, version
from michisuji.editing.reading import statements
from michisuji.editing.statements import triple
from michisuji.store import Store


def check(store: Store, iri: str, start: frozenset[Quad], now: Collection[str]) -> list[str]:
    """Play all changes of a resource on what it was at the start; the changes, in their order.

    ``now`` are the graphs of the current state. Every change fits what stood before it, is whole,
    and leaves the version that it names; the last leaves what the named graphs and the default
    graph hold.
    """
    changes: list[PastChange] = history.changes(store, "t", (iri,), most=10**6)[::-1]
    numbers = [change.number for change in changes]
    assert numbers == sorted(set(numbers)), "each has a place of its own in the order"
    stands = start
    for change in changes:
        removed, added = history.of(change.removed, iri), history.of(change.added, iri)
        assert removed <= stands, "it removes what stood"
        assert not added & stands, "it adds what did not stand"
        assert change.versions[iri][0] == version(stands)
        stands = (stands - removed) | added
        assert change.versions[iri][1] == version(stands)
    assert stands == statements(store, [iri])
    current = {triple(quad) for quad in stands if quad.graph in now}
    query = f"SELECT ?p ?o {{ <{iri}> ?p ?o }}"
    assert current == {
        triple(Quad(next(iter(start)).subject, p, o, "")) for p, o in store.select(query).rows
    }  # type: ignore[arg-type]
    return [change.id for change in changes]


def version_of(editing: Editing, iri: str) -> str:
    """The version of a resource that stands."""
    return editing.description(iri).version
