"""The operations that every kind of store supports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, Self, TypedDict, Unpack

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Identifier


Database = Literal["public", "work"]


@dataclass(frozen=True)
class Solutions:
    """A SELECT result: variables in the order of the query, and one tuple of terms per row.

    An unbound variable is None. Terms are rdflib's.
    """

    variables: tuple[str, ...]
    rows: list[tuple[Identifier | None, ...]]

    def dicts(self) -> Iterator[dict[str, Identifier]]:
        """Yield each row as ``{variable: term}``, without unbound variables."""
        for row in self.rows:
            yield {
                name: term
                for name, term in zip(self.variables, row, strict=True)
                if term is not None
            }


@dataclass
class RawResult:
    """The engine's own bytes, as they arrive; call close() when done early."""

    content_type: str
    chunks: Iterator[bytes]
    close: Callable[[], None] = lambda: None


class Dataset(TypedDict, total=False):
    """The graphs that a query reads; those of the store when it names none.

    They are ``default-graph-uri`` and ``named-graph-uri`` of the SPARQL Protocol.
    """

    default_graphs: Sequence[str]
    named_graphs: Sequence[str]


class Using(TypedDict, total=False):
    """The graphs that an update's WHERE clauses read; those of the store when it names none.

    They are ``using-graph-uri`` and ``using-named-graph-uri`` of the SPARQL Protocol.
    """

    using: Sequence[str]
    using_named: Sequence[str]


@dataclass(frozen=True)
class Batch:
    """The graphs that an importer gives to a store, each an N-Triples file.

    ``scope`` says what else is dropped: with ``dataset`` every graph of the dataset that the batch
    does not hold; with ``graphs`` nothing (a yearly source adds a year and keeps the others).
    """

    dataset: str
    graphs: Mapping[str, Path]
    scope: Literal["dataset", "graphs"] = "dataset"


@dataclass(frozen=True)
class ReplaceResult:
    """The result of :meth:`Store.replace`.

    ``changed`` is False when the store already held the same; ``triples`` is the number of triples
    of each graph of the batch, duplicates in its file counted once.
    """

    changed: bool
    triples: Mapping[str, int] = field(default_factory=dict)


class Store(Protocol):
    """A database behind SPARQL 1.1.

    Errors: QuerySyntaxError, QueryTimeout, StoreUnavailable.
    """

    def select(
        self, query: str, *, timeout_s: float | None = None, default_graphs: Sequence[str] = ()
    ) -> Solutions:
        """Return the rows of a SELECT.

        ``default_graphs`` replaces the default graph ("as of year N").
        """
        ...

    def ask(self, query: str, *, timeout_s: float | None = None) -> bool:
        """Return the answer of an ASK."""
        ...

    def construct(
        self, query: str, *, timeout_s: float | None = None, default_graphs: Sequence[str] = ()
    ) -> Graph:
        """Return the graph of a CONSTRUCT or DESCRIBE."""
        ...

    def raw(
        self, query: str, accept: str, *, timeout_s: float | None = None, **dataset: Unpack[Dataset]
    ) -> RawResult:
        """Stream the engine's answer in the requested media type, for the gateway.

        A query that the engine cancels may end in a cut body: the caller checks its end.
        """
        ...

    def answer(self, query: str, accept: str, **dataset: Unpack[Dataset]) -> RawResult:
        """Answer like :meth:`raw`, for a query that a reader has written.

        The local engine runs it in a separate process, which is killed at its limits without
        affecting any other query. Raises also OutOfMemory and TooDeep.
        """
        ...

    def update(self, update: str, **using: Unpack[Using]) -> None:
        """Run one SPARQL Update request, atomically."""
        ...

    def edit(self, update: str) -> None:
        """Run one update of :mod:`michisuji.store.edits`, which keeps the import records itself.

        Raises StoreConflict while an import runs.
        """
        ...

    def replace(self, batch: Batch) -> ReplaceResult:
        """Put a dataset's graphs, and their part of the default graph, in place at once.

        A statement of two datasets stays in the default graph until both drop it. If the store
        already holds the same statements nothing is written.
        """
        ...

    def read_graph(self, graph: str | None) -> Iterator[bytes]:
        """Yield a named graph, or the default graph, as N-Triples in pieces of any size.

        Raises QueryTimeout instead of ending early.
        """
        ...

    def dump(self, media_type: str = "application/n-quads") -> Iterator[bytes]:
        """Stream the whole database (N-Quads or TriG)."""
        ...

    def close(self) -> None:
        """Release connections, and the engine if this store started it."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *failure: object) -> None: ...
