"""What every kind of store can do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Protocol, Self

from michisuji.errors import BadInput

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Identifier

    from michisuji.settings import Settings

Database = Literal["public", "work"]


@dataclass(frozen=True)
class Solutions:
    """A SELECT result: variables in the order of the query, and one tuple of terms a row.

    An unbound variable is None. Terms are rdflib's.
    """

    variables: tuple[str, ...]
    rows: list[tuple[Identifier | None, ...]]

    def dicts(self) -> Iterator[dict[str, Identifier]]:
        """Each row as ``{variable: term}``, unbound variables left out."""
        for row in self.rows:
            yield {
                name: term
                for name, term in zip(self.variables, row, strict=True)
                if term is not None
            }


@dataclass
class RawResult:
    """The engine's own bytes, as they come; close() when done early."""

    content_type: str
    chunks: Iterator[bytes]
    close: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Batch:
    """What an importer hands to a store: whole graphs, each an N-Triples file.

    ``scope`` says what else is dropped: with ``dataset`` every graph of the dataset that the batch
    does not hold; with ``graphs`` nothing (a yearly source adds a year and leaves the others).
    """

    dataset: str
    graphs: Mapping[str, Path]
    scope: Literal["dataset", "graphs"] = "dataset"


@dataclass(frozen=True)
class ReplaceResult:
    """What :meth:`Store.replace` did.

    ``changed`` is False when the store held the same already; ``triples`` is the number of
    triples of each graph of the batch, duplicates in its file counted once.
    """

    changed: bool
    triples: Mapping[str, int] = field(default_factory=dict)


class Store(Protocol):
    """A database behind SPARQL 1.1. Errors: QuerySyntaxError, QueryTimeout, StoreUnavailable."""

    def select(
        self, query: str, *, timeout_s: float | None = None, default_graphs: Sequence[str] = ()
    ) -> Solutions:
        """Rows of a SELECT. ``default_graphs`` replaces the default graph ("as of year N")."""
        ...

    def ask(self, query: str, *, timeout_s: float | None = None) -> bool:
        """The answer of an ASK."""
        ...

    def construct(
        self, query: str, *, timeout_s: float | None = None, default_graphs: Sequence[str] = ()
    ) -> Graph:
        """The graph of a CONSTRUCT or DESCRIBE."""
        ...

    def raw(
        self,
        query: str,
        accept: str,
        *,
        timeout_s: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> RawResult:
        """The engine's answer in the asked-for media type, streamed, for the gateway.

        A query that the engine cancels may end in a cut body: the caller looks at its tail.
        """
        ...

    def answer(
        self,
        query: str,
        accept: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> RawResult:
        """As :meth:`raw`, for a query that a reader has written.

        The local engine has it answered by a process of its own, which is ended at its limits and
        with which nobody else's query ends. Raises also OutOfMemory and TooDeep.
        """
        ...

    def update(
        self, update: str, *, using: Sequence[str] = (), using_named: Sequence[str] = ()
    ) -> None:
        """One SPARQL Update request, atomic.

        ``using`` and ``using_named`` are the Protocol's ``using-graph-uri`` and
        ``using-named-graph-uri``: the graphs that its WHERE clauses read.
        """
        ...

    def replace(self, batch: Batch) -> ReplaceResult:
        """Put a dataset's graphs, and what the default graph holds of it, in place at once.

        A statement that two datasets make stays in the default graph until both drop it. When the
        store already holds the same statements nothing is written.
        """
        ...

    def read_graph(self, graph: str | None) -> Iterator[bytes]:
        """A named graph, or the default graph, whole, as N-Triples in pieces of any size.

        Raises QueryTimeout rather than end early.
        """
        ...

    def dump(self, media_type: str = "application/n-quads") -> Iterator[bytes]:
        """The whole database (N-Quads or TriG), streamed."""
        ...

    def close(self) -> None:
        """Let go of connections, and of the engine if this store started it."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def open_store(settings: Settings, database: Database = "public") -> Store:
    """The store that the settings name: a SPARQL endpoint, or the local engine.

    If the service already runs on the same data directory, its engine is found and used; otherwise
    an engine is started and stopped with the returned store. Drafts never share a database with
    what is public: with an endpoint for the one, the other has to be named, too (BadInput).
    """
    if settings.store:
        from michisuji.store.sparql import SparqlStore

        address = settings.work_store if database == "work" else settings.store
        if database == "work" and address in ("", settings.store):
            raise BadInput(
                "下書き用のデータベースが指定されていません",
                "no database for drafts is named",
                hint_ja="MICHISUJI_WORK_STORE に、公開用とは別のエンドポイントを指定してください",
                hint_en="name one in MICHISUJI_WORK_STORE, another than the public one",
            )
        return SparqlStore.from_settings(replace(settings, store=address))
    from michisuji.store.engine.engine_store import EngineStore

    return EngineStore.open(settings, database)
