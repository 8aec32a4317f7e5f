"""The local engine: an Oxigraph server of its own for each database, shared by processes.

The first process that opens a database starts its engine and watches it; others (the command line
beside the service) find it by ``{database}.engine.json``. When the engine dies, the request that
was under way fails with StoreUnavailable, and the next waits for the new one.
"""

from __future__ import annotations

import atexit
import math
import os
import shutil
import signal
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from michisuji.errors import StoreUnavailable
from michisuji.store import changes as changing
from michisuji.store.directory import Directory, Record
from michisuji.store.process import HOST, EngineProcess
from michisuji.store.protocol import Batch, Database, RawResult, ReplaceResult
from michisuji.store.sparql import Addresses, SparqlStore
from michisuji.store.transport import NotConnected, Silent

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

    from michisuji.settings import Settings

#: How long a request waits for an engine that is starting, seconds.
PATIENCE_S = 3.0
_UPDATE_WAIT_S = 10.0
_REPLACE_WAIT_S = 600.0
_GONE_S = 15.0
_TRIPLES = "application/n-triples"
T = TypeVar("T")


class EngineStore(SparqlStore):
    """See :class:`michisuji.store.protocol.Store`. May be used by many threads at once."""

    def __init__(
        self, directory: Directory, base_iri: str, query_timeout_s: int, port: int | None = None
    ) -> None:
        super().__init__(_addresses(0), base_iri, query_timeout_s=query_timeout_s)
        self.directory = directory
        self._fixed_port = port
        self._finding = threading.Lock()
        self._own: EngineProcess | None = None
        self._record: Record | None = None
        #: Counts the times that this store has ended the engine on purpose.
        self._ended = 0
        self._closed = False

    @classmethod
    def open(
        cls, settings: Settings, database: Database = "public", *, port: int | None = None
    ) -> EngineStore:
        """Use the engine that runs on ``{home}/{database}``, or start one (on ``port``, if given).

        Raises StoreConflict when directory or port is in use by someone else, DiskFull, and
        StoreUnavailable when the directory is not writable or the engine's program is missing.
        """
        directory = Directory(settings.home, database)
        store = cls(directory, settings.base_iri, settings.query_timeout_s, port)
        store._find(patience_s=0)
        _close_at_exit(store)
        return store

    @property
    def port(self) -> int:
        """The engine's port on loopback."""
        return self._current().port

    @property
    def pid(self) -> int:
        """The engine's process id."""
        return self._current().pid

    @property
    def is_owner(self) -> bool:
        """Whether this store has started the engine and will stop it."""
        return self._own is not None

    def addresses(self) -> Addresses:
        """Where the engine answers now; waits for one that is starting."""
        return _addresses(self._current().port)

    def close(self) -> None:
        """Let go of connections, and stop the engine if this store has started it."""
        self._closed = True
        super().close()
        with self._finding:
            own, self._own, self._record = self._own, None, None
            if own is not None:
                own.stop()
                self.directory.forget_record(own.pid)

    # -- requests ---------------------------------------------------------------------------

    def ask_for(
        self, query: str, accept: str, parameters: list[tuple[str, str]], read_timeout_s: float
    ) -> BaseHTTPResponse:
        """Send a query. An engine that is silent beyond its own time limit is ended."""
        base = super().ask_for
        with self._watched(read_timeout_s):
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
        """The engine's own bytes; :func:`.transport.is_cancelled` tells a cut body."""
        result = super().raw(
            query,
            accept,
            timeout_s=timeout_s,
            default_graphs=default_graphs,
            named_graphs=named_graphs,
        )

        def watched() -> Iterator[bytes]:
            with self._watched(math.inf if timeout_s is None else timeout_s):
                yield from result.chunks

        return replace(result, chunks=watched())

    def _body(
        self, query: str, accept: str, timeout_s: float | None, default_graphs: Sequence[str]
    ) -> tuple[str, bytes]:
        base = super()._body
        return self._try(lambda: base(query, accept, timeout_s, default_graphs), repeatable=True)

    @contextmanager
    def _watched(self, limit_s: float) -> Iterator[None]:
        """Ends an engine that is silent beyond its own time limit.

        Oxigraph looks at its clock only while it reads: a product of patterns that share no
        variable runs on for hours, and nothing but the end of the engine ends it.
        """
        try:
            yield
        except Silent:
            if limit_s > self.query_timeout_s:
                self._end_engine(signal.SIGKILL)
            raise

    def update(self, update: str) -> None:
        """One SPARQL Update request, atomic. Raises StoreConflict while an import runs."""
        with self.directory.writing(alone=False, wait_s=_UPDATE_WAIT_S):
            super().update(update)

    def execute(self, update: str) -> None:
        """An update as it is, without touching the store's books or locks."""
        base = super().execute
        self._try(lambda: base(update), repeatable=False)

    def replace(self, batch: Batch) -> ReplaceResult:
        """Put a dataset's graphs in place at once: see :mod:`michisuji.store.changes`."""
        with (
            self.directory.writing(alone=True, wait_s=_REPLACE_WAIT_S),
            _folder(self.directory.home) as folder,
        ):
            shutil.rmtree(self.directory.next, ignore_errors=True)
            changes = changing.work_out(self, batch, folder)
            if changes is None:
                held = {graph: self._held(graph) for graph in batch.graphs}
                return ReplaceResult(changed=False, triples=held)
            if changes.statements <= changing.SMALL:
                self.execute(changes.as_one_update())
            else:
                self._in_copy(lambda copy: changes.apply_in_pieces(copy.execute, copy.load))
            changed = bool(changes.statements or changes.todo.dropped)
            return ReplaceResult(changed=changed, triples=changes.triples)

    def load(self, graph: str | None, triples: bytes) -> None:
        """Add N-Triples to a graph fast (Oxigraph's bulk load, atomic, outside a transaction)."""
        name = f"graph={quote(graph, safe='')}" if graph else "default"
        url = f"{self.addresses().graph_store}?{name}&no_transaction"
        self.send_graph("POST", url, triples, _TRIPLES)

    # -- the engine -------------------------------------------------------------------------

    def _current(self) -> Record:
        own = self._own
        if own is not None:
            if own.wait(0) or (own.watching() and own.wait(PATIENCE_S)):
                return Record(own.pid or 0, own.port, str(self.directory.location))
            if own.watching():
                raise _starting()
            self._own = self._record = None
        return self._record or self._find(patience_s=PATIENCE_S)

    def _find(self, patience_s: float) -> Record:
        """The record of a running engine; one is started when none shows up in time."""
        with self._finding:
            if self._closed:
                raise StoreUnavailable("ストアは閉じています", "the store is closed")
            if self._record is not None:
                return self._record
            deadline = time.monotonic() + patience_s
            while not (record := self.directory.running()) and time.monotonic() < deadline:
                if not self.directory.record.exists():
                    break
                time.sleep(0.05)
            if record is None:
                with self.directory.starting():
                    record = self.directory.running() or self._start()
            self._record = record
            return record

    def _start(self) -> Record:
        self.directory.recover()
        own = EngineProcess(
            self.directory.location,
            self.directory.log,
            timeout_s=int(self.query_timeout_s),
            port=self._fixed_port,
            started=self._has_started,
            restart=self._restart,
        )
        own.start()
        self._own = own
        return Record(own.pid or 0, own.port, str(self.directory.location))

    def _has_started(self, pid: int, port: int) -> None:
        self.directory.write_record(pid, port)
        self._record = Record(pid, port, str(self.directory.location))

    def _restart(self, spawn: Callable[[], None]) -> bool:
        """Start the engine again, unless another process has done so meanwhile."""
        with self.directory.starting():
            record = self.directory.running()
            if record is not None or self._closed:
                self._own, self._record = None, record
                return False
            self.directory.recover()
            spawn()
            return True

    def _try(self, request: Callable[[], T], *, repeatable: bool) -> T:
        """A request, once more if it was not sent, or if this store has ended the engine itself."""
        ended = self._ended
        try:
            return request()
        except NotConnected:
            self._lost()
            return request()
        except StoreUnavailable:
            self._lost()
            if repeatable and ended != self._ended:
                return request()
            raise

    def _lost(self) -> None:
        """Look for the engine anew before the next request."""
        if self._own is None:
            self._record = None

    def _end_engine(self, how: signal.Signals) -> None:
        record = self.directory.running() or self._record
        if record is None:
            return
        self._ended += 1
        try:
            os.kill(record.pid, how)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + _GONE_S
        while self.directory.is_alive(record) and time.monotonic() < deadline:
            time.sleep(0.01)

    def _in_copy(self, work: Callable[[EngineStore], None]) -> None:
        """Do work in a copy of the database, then put the copy in its place.

        Readers go on in the old one; while the two change places, new requests wait.
        """
        self.directory.copy()
        copy = Directory(self.directory.home, self.directory.next.name)
        store = EngineStore(copy, self.base_iri, int(self.query_timeout_s))
        try:
            with store:
                work(store)
            # Opened once more, so that its log of writes is worked off before readers wait for it.
            with EngineStore(copy, self.base_iri, int(self.query_timeout_s)) as again:
                again.addresses()
            with self.directory.starting():
                self._end_engine(signal.SIGTERM)
                self.directory.swap()
        finally:
            copy.remove()
        self._lost()
        self._current()

    def _held(self, graph: str) -> int:
        from michisuji.store.replacement import count

        return count(self, graph)


def _addresses(port: int) -> Addresses:
    root = f"http://{HOST}:{port}"
    return Addresses(f"{root}/query", f"{root}/update", f"{root}/store")


def _starting() -> StoreUnavailable:
    return StoreUnavailable(
        "データベースを起動しています",
        "the store is starting",
        hint_ja="数秒待ってから、もう一度試してください",
        hint_en="wait a few seconds and try again",
    )


@contextmanager
def _folder(home: Path) -> Iterator[Path]:
    # Beside the database, not in /tmp: it may take as much room as the data.
    with tempfile.TemporaryDirectory(prefix=".replace-", dir=home) as name:
        yield Path(name)


def _close_at_exit(store: EngineStore) -> None:
    reference = weakref.ref(store)

    def close() -> None:
        found = reference()
        if found is not None:
            found.close()

    atexit.register(close)
