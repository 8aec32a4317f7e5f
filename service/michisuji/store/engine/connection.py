"""The connection to an engine that may have been replaced by the next request.

A :class:`SparqlStore` talks to the engine at its present address; each engine that takes its place
gets one of its own. Whether a request is sent again is decided here and nowhere else.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from michisuji.errors import StoreUnavailable
from michisuji.store.addresses import Addresses
from michisuji.store.failures import NotConnected, Silent, out_of_memory
from michisuji.store.sparql import SparqlStore

if TYPE_CHECKING:
    from michisuji.store.engine.directory import EngineRecord
    from michisuji.store.engine.host import EngineHost

#: The pause between tries while the engine ends and restarts, in seconds; and how often a
#: request that found no connection is tried again.
_PAUSE_S = 0.1
_UNSENT_TRIES = 3
T = TypeVar("T")


class EngineConnection:
    """The engine of a host, whatever its address.

    Many threads may use it at once.
    """

    def __init__(self, host: EngineHost, base_iri: str, query_timeout_s: float) -> None:
        self._host = host
        self._base_iri, self._query_timeout_s = base_iri, query_timeout_s
        self._connected: tuple[EngineRecord, SparqlStore] | None = None
        self._connecting = threading.Lock()

    def now(self) -> SparqlStore:
        """Return the engine at its current address; wait for one that is starting."""
        record, found = self._host.current(), self._connected
        if found is not None and found[0] == record:
            return found[1]
        with self._connecting:
            found = self._connected
            if found is None or found[0] != record:
                self.close()  # connections to an engine that has ended are of no use
                found = self._connected = record, self._store_of(record)
            return found[1]

    def close(self) -> None:
        """Close the connections."""
        if self._connected is not None:
            self._connected[1].close()

    def ask(self, query: Callable[[SparqlStore], T]) -> T:
        """Return the answer to a query, or at least its start.

        Raises the errors of :meth:`send`.
        """
        with self.watched():
            return self.send(query, is_query=True)

    def send(self, request: Callable[[SparqlStore], T], *, is_query: bool) -> T:
        """Send a request to the engine, and send it again when that is safe.

        A request that found no connection was not sent, so the engine cannot have carried it out:
        query or update, it is sent again. A query that was sent changes nothing: it is sent again
        while an engine that this process itself has ended restarts. An update that was sent may
        have been carried out although no answer came: it is never sent again (except after
        DiskFull, which says that it was not). Nor is a query that has ended the engine for lack of
        memory: it would end the next one.

        Raises StoreUnavailable if the request is not sent again, or OutOfMemory.
        """
        unsent = 0
        while True:
            try:
                return request(self.now())
            except StoreUnavailable as error:
                self._host.lost()
                was_sent = not isinstance(error, NotConnected)
                if was_sent and self._host.has_run_out():
                    raise out_of_memory() from error
                unsent += not was_sent
                comes_back = is_query and self._host.back_within_s > 0
                if not comes_back and (was_sent or unsent > _UNSENT_TRIES):
                    raise
                time.sleep(_PAUSE_S)  # its end may not have been noticed yet

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Tell the host of a query whose answer nobody awaits any longer."""
        try:
            yield
        except Silent:
            self._host.silent()
            raise

    def _store_of(self, record: EngineRecord) -> SparqlStore:
        root = f"http://{record.address}"
        addresses = Addresses(f"{root}/query", f"{root}/update", f"{root}/store")
        return SparqlStore(addresses, self._base_iri, query_timeout_s=self._query_timeout_s)
