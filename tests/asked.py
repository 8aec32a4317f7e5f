"""A store that tells what it was asked: for tests and benchmarks of what a page costs."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from michisuji.store import Store

_ROWS, _GRAPH = "application/sparql-results+json", "application/n-triples"


@dataclass(frozen=True)
class Query:
    """One query: its text, the media type that it is to be answered in, the graphs it names."""

    text: str
    accept: str
    graphs: tuple[str, ...] = ()


class AskedStore:
    """Hands everything on to ``store``, and remembers the queries."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self.queries: list[Query] = []

    def _told(self, query: str, options: dict[str, Any], accept: str = _ROWS) -> None:
        graphs: Sequence[str] = options.get("default_graphs", ())
        with self._lock:
            self.queries.append(Query(query, accept, tuple(graphs)))

    def select(self, query: str, **options: Any) -> Any:
        """Rows of a SELECT."""
        self._told(query, options)
        return self._store.select(query, **options)

    def ask(self, query: str, **options: Any) -> bool:
        """The answer of an ASK."""
        self._told(query, options)
        return self._store.ask(query, **options)

    def construct(self, query: str, **options: Any) -> Any:
        """The graph of a CONSTRUCT or DESCRIBE."""
        self._told(query, options, _GRAPH)
        return self._store.construct(query, **options)

    def raw(self, query: str, accept: str, **options: Any) -> Any:
        """The engine's own bytes."""
        self._told(query, options, accept)
        return self._store.raw(query, accept, **options)

    def taken(self) -> list[Query]:
        """What was asked since this was last called."""
        with self._lock:
            found, self.queries = self.queries, []
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)
