"""The local engine as a store: SPARQL over loopback, and inexpensive replacements.

When the engine dies, the request that was under way fails with StoreUnavailable, and the next waits
for the new one (:mod:`michisuji.store.engine.connection`). What is acknowledged is on disk.
"""

from __future__ import annotations

import atexit
import errno
import shutil
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self, Unpack

from michisuji.errors import DiskFull
from michisuji.store import dumping, updates
from michisuji.store.engine import changes as changing
from michisuji.store.engine.connection import EngineConnection
from michisuji.store.engine.directory import Directory
from michisuji.store.engine.host import EngineHost
from michisuji.store.engine.oxigraph_binary import memory_limit
from michisuji.store.engine.snapshots import Snapshots
from michisuji.store.failures import disk_full
from michisuji.store.protocol import (
    Batch,
    Database,
    Dataset,
    RawResult,
    ReplaceResult,
    Solutions,
    Using,
)
from michisuji.store.readers.pool import ReaderPool
from michisuji.store.replacement import count

if TYPE_CHECKING:
    from rdflib import Graph

    from michisuji.settings import Settings

#: How long an update waits for an import to end, and an import for another, seconds.
_UPDATE_WAIT_S = 10.0
_REPLACE_WAIT_S = 600.0


class EngineStore:
    """The local engine; see :class:`michisuji.store.protocol.Store`.

    It is safe to use from many threads.
    """

    def __init__(
        self,
        directory: Directory,
        base_iri: str,
        query_timeout_s: float,
        memory: int = 0,
        query_memory: int = 0,
    ) -> None:
        self.base_iri = base_iri
        self.query_timeout_s = query_timeout_s
        self.snapshots = Snapshots(directory)
        self._readers = ReaderPool(self.snapshots, query_timeout_s, query_memory)
        self._memory = memory
        self.host = EngineHost(directory, query_timeout_s, memory)
        self.engine = EngineConnection(self.host, base_iri, query_timeout_s)

    @classmethod
    def open(cls, settings: Settings, database: Database = "public") -> EngineStore:
        """Use the engine that runs on ``{home}/{database}``, or start one.

        Raises StoreConflict when the directory is in use by another program, DiskFull, and
        StoreUnavailable when the directory is not writable or the engine's program is missing.
        """
        directory = Directory(settings.home, database)
        memory = memory_limit(settings.engine_memory_bytes)
        per_query = memory_limit(settings.query_memory_bytes, settings.max_queries)
        store = cls(directory, settings.base_iri, settings.query_timeout_s, memory, per_query)
        store.host.find()
        _close_at_exit(store)
        return store

    @property
    def pid(self) -> int:
        """The engine's process id."""
        return self.host.current().pid

    def close(self) -> None:
        """Close the connections, and stop the engine if this store has started it."""
        self._readers.close()
        self.engine.close()
        self.host.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def select(
        self, query: str, *, timeout_s: float | None = None, default_graphs: Sequence[str] = ()
    ) -> Solutions:
        """Return the rows of a SELECT."""
        return self.engine.ask(
            lambda at: at.select(query, timeout_s=timeout_s, default_graphs=default_graphs)
        )

    def ask(self, query: str, *, timeout_s: float | None = None) -> bool:
        """Return the answer of an ASK."""
        return self.engine.ask(lambda engine: engine.ask(query, timeout_s=timeout_s))

    def construct(
        self, query: str, *, timeout_s: float | None = None, default_graphs: Sequence[str] = ()
    ) -> Graph:
        """Return the graph of a CONSTRUCT or DESCRIBE."""
        return self.engine.ask(
            lambda at: at.construct(query, timeout_s=timeout_s, default_graphs=default_graphs)
        )

    def raw(
        self, query: str, accept: str, *, timeout_s: float | None = None, **dataset: Unpack[Dataset]
    ) -> RawResult:
        """Return the engine's own bytes."""
        found = self.engine.ask(
            lambda engine: engine.raw(query, accept, timeout_s=timeout_s, **dataset)
        )

        def watched() -> Iterator[bytes]:
            with self.engine.watched():
                yield from found.chunks

        return replace(found, chunks=watched())

    def answer(self, query: str, accept: str, **dataset: Unpack[Dataset]) -> RawResult:
        """Answer like :meth:`raw`, over a snapshot and in a process that serves only this query."""
        return self._readers.raw(query, accept, **dataset)

    def read_graph(self, graph: str | None) -> Iterator[bytes]:
        """Yield a named graph, or the default graph, as N-Triples, in pieces of any size."""
        return self.engine.now().read_graph(graph)

    def dump(self, media_type: str = "application/n-quads") -> Iterator[bytes]:
        """Yield the whole database (N-Quads or TriG)."""
        return dumping.dump(self, media_type)

    def update(self, update: str, **using: Unpack[Using]) -> None:
        """Run one atomic SPARQL Update request.

        Raises StoreConflict while an import runs.
        """
        with self.host.directory.writing(alone=False, wait_s=_UPDATE_WAIT_S):
            self.execute(updates.FORGET_DIGESTS)
            self.execute(updates.with_new_state(update), **using)

    def edit(self, update: str) -> None:
        """Run an update that keeps the import records itself.

        Raises StoreConflict while an import runs.
        """
        with self.host.directory.writing(alone=False, wait_s=_UPDATE_WAIT_S):
            self.execute(update)

    def execute(self, update: str, **using: Unpack[Using]) -> None:
        """Run an update without touching the store's import records or locks."""

        def send() -> None:
            self.engine.send(lambda engine: engine.execute(update, **using), is_query=False)

        try:
            send()
        except DiskFull:
            if not self.host.make_room():
                raise
            send()

    def load(self, graph: str | None, triples: bytes | Iterable[bytes]) -> None:
        """Add N-Triples to a graph fast (Oxigraph's bulk load, atomic, outside a transaction)."""
        engine = self.engine.now()
        engine.send_graph("POST", f"{engine.graph_address(graph)}&no_transaction", triples)

    def replace(self, batch: Batch) -> ReplaceResult:
        """Put a dataset's graphs in place at once: see :mod:`michisuji.store.engine.changes`."""
        directory = self.host.directory
        with (
            directory.writing(alone=True, wait_s=_REPLACE_WAIT_S),
            _room(),
            _folder(directory) as folder,
        ):
            changes = changing.work_out(self, batch, folder)
            if changes is None:
                held = {graph: count(self, graph) for graph in batch.graphs}
                return ReplaceResult(changed=False, triples=held)
            if changes.statements <= changing.SMALL:
                self.execute(changes.as_one_update())
            else:
                self._in_copy(
                    lambda copy: changes.apply_in_pieces(copy.execute, copy.load, self._memory)
                )
            changed = bool(changes.statements or changes.todo.dropped)
            return ReplaceResult(changed=changed, triples=changes.triples)

    def _in_copy(self, work: Callable[[EngineStore], None]) -> None:
        """Work on a copy of the database, then put the copy in its place.

        Readers keep using the old one; during the swap, new requests wait.
        """
        directory = self.host.directory
        directory.copy_to(directory.next)
        copy = Directory(directory.home, directory.next.name)
        try:
            with EngineStore(copy, self.base_iri, self.query_timeout_s) as store:
                work(store)
            # Opened once more, so that its write-ahead log is replayed before readers wait for it.
            with EngineStore(copy, self.base_iri, self.query_timeout_s) as store:
                store.host.current()
            self.host.swap()
        finally:
            copy.remove()


@contextmanager
def _room() -> Iterator[None]:
    """Raise DiskFull instead of the operating system's errors for a full disk."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
            raise disk_full(error.filename or "ENOSPC") from error
        raise


@contextmanager
def _folder(directory: Directory) -> Iterator[Path]:
    """Yield a folder for files of a replacement; call within exclusive ``writing``."""
    directory.clear_replacement()
    folder = directory.replacement_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _close_at_exit(store: EngineStore) -> None:
    reference = weakref.ref(store)

    def close() -> None:
        found = reference()
        if found is not None:
            found.close()

    atexit.register(close)
