"""The source of the data: a store behind SPARQL, or an Oxigraph database in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyoxigraph as ox
    from rdflib.term import Node

    from michisuji.store import Store

Row = tuple["Node | None", ...]
#: A check may take longer than a page's query; an engine's own limit may be lower.
TIMEOUT_S = 600.0


class Source(Protocol):
    """Answers SELECT queries with rows of rdflib terms; safe to use from several threads."""

    def rows(self, query: str) -> Iterator[Row]:
        """Yield one row per solution.

        Raises the store's errors.
        """
        ...


class StoreSource:
    """A :class:`Store`: the local engine over HTTP, any SPARQL 1.1 endpoint, or memory.

    ``default_graphs`` replaces the default graph ("as of year N").
    """

    def __init__(self, store: Store, default_graphs: Sequence[str] = ()) -> None:
        self.store = store
        self._graphs = tuple(default_graphs)

    def rows(self, query: str) -> Iterator[Row]:
        """Yield one row per solution, as in :class:`Source`."""
        found = self.store.select(query, timeout_s=TIMEOUT_S, default_graphs=self._graphs)
        return iter(found.rows)


class SnapshotSource:
    """A pyoxigraph store in this process; ``held`` must live as long as its data."""

    def __init__(
        self, data: ox.Store, default_graphs: Sequence[str] = (), held: object = None
    ) -> None:
        import pyoxigraph

        self.data = data
        self._held = held
        self.graphs: Any = [pyoxigraph.NamedNode(iri) for iri in default_graphs] or None

    def rows(self, query: str) -> Iterator[Row]:
        """Yield one row per solution, as in :class:`Source`."""
        from michisuji.store.rdf_terms import oxigraph_converter

        convert: Any = oxigraph_converter()
        found: Any = self.data.query(query, default_graph=self.graphs)
        for solution in found:
            yield tuple(convert(term) for term in solution)
