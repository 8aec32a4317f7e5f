"""The workers of one database: started on demand, and never older than its data."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from michisuji.errors import StoreUnavailable
from michisuji.store.protocol import RawResult
from michisuji.store.readers.process import Worker, WorkerGone

if TYPE_CHECKING:
    from michisuji.store.engine.snapshots import Snapshot, Snapshots

#: How long a query waits for a snapshot while the database is being moved, seconds.
_PATIENCE_S = 3.0
_PAUSE_S = 0.05


class ReaderPool:
    """Answers queries like :meth:`.protocol.Store.raw`; safe to use from many threads.

    Each query takes its own worker: the caller limits how many run at once. ``timeout_s`` is the
    time limit of one query in seconds, ``memory`` the limit of its process in bytes.
    """

    def __init__(self, snapshots: Snapshots, timeout_s: float, memory: int) -> None:
        self._snapshots, self._timeout_s, self._memory = snapshots, timeout_s, memory
        self._idle: list[Worker] = []
        self._lock = threading.Lock()
        self._is_closed = False

    def raw(
        self,
        query: str,
        accept: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> RawResult:
        """Answer a query over the store's current data, in the first media type that fits.

        Raises QuerySyntaxError, NotAcceptable, QueryTimeout, OutOfMemory, StoreUnavailable; so does
        iterating over the chunks. ``close`` ends a query whose answer is no longer wanted.
        """
        asked = {
            "query": query,
            "accept": [part.split(";")[0].strip() for part in accept.split(",")],
            "default_graphs": list(default_graphs),
            "named_graphs": list(named_graphs),
        }
        seen = self._snapshot()
        while True:
            worker = self._take()
            try:
                media_type = worker.ask(seen, asked, self._timeout_s)
            except WorkerGone:
                worker.close()
                continue
            except BaseException:
                self._give_back(worker)
                raise
            return RawResult(media_type, worker.parts(), _once(self._give_back, worker))

    def close(self) -> None:
        """End the idle workers; the others end after their answers."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()

    def _snapshot(self) -> Snapshot:
        deadline = time.monotonic() + _PATIENCE_S
        while (found := self._snapshots.now()) is None:
            if time.monotonic() > deadline:
                raise StoreUnavailable(
                    "データベースを入れ替えています",
                    "the database is being replaced",
                    hint_ja="数秒待ってから、もう一度試してください",
                    hint_en="wait a few seconds and try again",
                )
            time.sleep(_PAUSE_S)
        return found

    def _take(self) -> Worker:
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        return worker or Worker(self._memory)

    def _give_back(self, worker: Worker) -> None:
        """Keep a worker for the next query, or end it, even in the middle of an answer."""
        with self._lock:
            if worker.is_fit and not self._is_closed:
                self._idle.append(worker)
                return
        worker.close()


def _once(give_back: Callable[[Worker], None], worker: Worker) -> Callable[[], None]:
    held = [worker]

    def close() -> None:
        while held:
            give_back(held.pop())

    return close
