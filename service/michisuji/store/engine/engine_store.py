"""The local engine as a store: SPARQL over loopback, and inexpensive replacements.

When the engine dies, the current request fails with StoreUnavailable, and the next waits for the
new one (:mod:`michisuji.store.engine.host`). What has been acknowledged is on disk.
"""

from __future__ import annotations

import atexit
import errno
import shutil
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from michisuji.errors import DiskFull, StoreUnavailable
from michisuji.store.addresses import Addresses
from michisuji.store.engine import changes as changing
from michisuji.store.engine.directory import Directory, Record
from michisuji.store.engine.host import EngineHost
from michisuji.store.engine.loopback import Address
from michisuji.store.engine.oxigraph_binary import memory_limit
from michisuji.store.engine.snapshots import Snapshots
from michisuji.store.failures import NotConnected, Silent, disk_full, out_of_memory
from michisuji.store.protocol import Batch, Database, RawResult, ReplaceResult
from michisuji.store.readers.pool import ReaderPool
from michisuji.store.replacement import count
from michisuji.store.sparql import SparqlStore
from michisuji.store.transport import new_pool

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

    from michisuji.settings import Settings

#: How long an update waits for an import to end, and an import for another, seconds.
_UPDATE_WAIT_S = 10.0
_REPLACE_WAIT_S = 600.0
_TRIPLES = "application/n-triples"
#: Between the tries of a request while the engine ends and restarts, seconds.
_PAUSE_S = 0.1
T = TypeVar("T")


class EngineStore(SparqlStore):
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
        super().__init__(Addresses("", ""), base_iri, query_timeout_s=query_timeout_s)
        self.snapshots = Snapshots(directory)
        self._readers = ReaderPool(self.snapshots, query_timeout_s, query_memory)
        self._memory = memory
        self._connected: Record | None = None
        self._connecting = threading.Lock()
        self.host = EngineHost(directory, query_timeout_s, memory)

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

    def addresses(self) -> Addresses:
        """Return the engine's current addresses; waits for one that is starting."""
        now = self.host.current()
        if now != self._connected:
            with self._connecting:
                if now != self._connected:
                    # Connections to an engine that has ended are useless for the next.
                    super().close()
                    self._pool = new_pool()
                    self._connected = now
        return _addresses(now.address)

    def close(self) -> None:
        """Close the connections, and stop the engine if this store has started it."""
        self._readers.close()
        super().close()
        self.host.close()

    def ask_for(
        self, query: str, accept: str, parameters: list[tuple[str, str]], read_timeout_s: float
    ) -> BaseHTTPResponse:
        """Return the answer to a query; waits for an engine that restarts."""
        base = super().ask_for
        with self._watched():
            return self._try(
                lambda: base(query, accept, parameters, read_timeout_s), repeatable=True
            )

    def raw(
        self,
        query: str,
        accept: str,
        *,
        timeout_s: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> RawResult:
        """Return the engine's own bytes."""
        found = super().raw(
            query,
            accept,
            timeout_s=timeout_s,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
        )

        def watched() -> Iterator[bytes]:
            with self._watched():
                yield from found.chunks

        return replace(found, chunks=watched())

    def answer(
        self,
        query: str,
        accept: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> RawResult:
        """Answer like :meth:`raw`, over a snapshot and in a process that serves only this query."""
        return self._readers.raw(
            query, accept, default_graphs=default_graphs, named_graphs=named_graphs
        )

    def update(
        self, update: str, *, using: Sequence[str] = (), using_named: Sequence[str] = ()
    ) -> None:
        """Run one atomic SPARQL Update request.

        Raises StoreConflict while an import runs.
        """
        with self.host.directory.writing(alone=False, wait_s=_UPDATE_WAIT_S):
            super().update(update, using=using, using_named=using_named)

    def execute(
        self, update: str, *, using: Sequence[str] = (), using_named: Sequence[str] = ()
    ) -> None:
        """Run an update without touching the store's import records or locks."""
        base = super().execute

        def send() -> None:
            self._try(lambda: base(update, using=using, using_named=using_named), repeatable=False)

        try:
            send()
        except DiskFull:
            if not self.host.make_room():
                raise
            send()

    def load(self, graph: str | None, triples: bytes | Iterable[bytes]) -> None:
        """Add N-Triples to a graph fast (Oxigraph's bulk load, atomic, outside a transaction)."""
        name = f"graph={quote(graph, safe='')}" if graph else "default"
        url = f"{self.addresses().graph_store}?{name}&no_transaction"
        self.send_graph("POST", url, triples, _TRIPLES)

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
        directory.copy()
        copy = Directory(directory.home, directory.next.name)
        try:
            with EngineStore(copy, self.base_iri, self.query_timeout_s) as store:
                work(store)
            # Opened once more, so that its write-ahead log is replayed before readers wait for it.
            with EngineStore(copy, self.base_iri, self.query_timeout_s) as store:
                store.addresses()
            self.host.swap()
        finally:
            copy.remove()

    def _body(
        self, query: str, accept: str, timeout_s: float | None, default_graphs: Sequence[str]
    ) -> tuple[str, bytes]:
        base = super()._body
        return self._try(lambda: base(query, accept, timeout_s, default_graphs), repeatable=True)

    def _try(self, request: Callable[[], T], *, repeatable: bool) -> T:
        """Run a request, again if it was not sent, or if this store itself ended the engine."""
        tries = 0
        while True:
            try:
                return request()
            except StoreUnavailable as error:
                self.host.lost()
                tries += 1
                was_sent = not isinstance(error, NotConnected)
                if was_sent and self.host.has_run_out():
                    raise out_of_memory() from error  # sent again, it would crash the next
                if not (repeatable and self.host.back_within_s) and tries > int(not was_sent):
                    raise
                time.sleep(_PAUSE_S)  # its end may not have been noticed yet

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Report a query that nobody waits for any more to the host."""
        try:
            yield
        except Silent:
            self.host.silent()
            raise


def _addresses(address: Address) -> Addresses:
    root = f"http://{address}"
    return Addresses(f"{root}/query", f"{root}/update", f"{root}/store")


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
