"""Finding, starting and losing the engine of a database: one host for one store.

The first process that opens a database starts its engine and watches it; others (the command line
next to the service) find it through ``{database}.engine.json``. When the owner ends, the next
process that needs the engine becomes its owner.
"""

from __future__ import annotations

import logging
import math
import os
import signal
import threading
import time
from collections.abc import Callable

from michisuji.errors import StoreUnavailable
from michisuji.store.engine.directory import Directory, EngineRecord
from michisuji.store.engine.loopback import Address, tells_connections
from michisuji.store.engine.oxigraph_binary import has_ended
from michisuji.store.engine.process import EngineProcess

log = logging.getLogger("michisuji.store")

#: How long a request waits for our own engine, which is starting: longer than that takes on a busy
#: machine. And for that of another process, before it takes over from it, seconds.
_STARTING_S = 10.0
_TAKEN_OVER_S = 3.0
#: How long a replacement waits for the engine to open the new files.
_SWAP_S = 60.0
#: How long a request waits for an engine that this process has ended on purpose, from its end.
_BACK_S = 20.0
_GONE_S = 15.0
#: How long a query may continue when nobody waits for it any more, in multiples of its limit.
_LEFT_ALONE = 3.0


class EngineHost:
    """The engine of one directory, started here or by another process; thread-safe."""

    def __init__(self, directory: Directory, query_timeout_s: float, memory: int = 0) -> None:
        self.directory = directory
        #: Counts the times that this process has ended the engine on purpose.
        self.ended = 0
        self._ended_at = -math.inf
        self._patience_s, self._memory = query_timeout_s * _LEFT_ALONE, memory
        self._finding = threading.Lock()
        self._own: EngineProcess | None = None
        self._record: EngineRecord | None = None
        self._closed = False

    @property
    def is_owner(self) -> bool:
        """True if the engine was started here, and will be stopped by :meth:`close`."""
        return self._own is not None

    @property
    def back_within_s(self) -> float:
        """How long to wait for an engine ended here on purpose; 0 if there was none."""
        return max(0.0, _BACK_S - (time.monotonic() - self._ended_at))

    def current(self, patience_s: float = 0.0) -> EngineRecord:
        """Return the running engine; wait for one that is starting.

        An engine that this process has just ended on purpose is sure to restart: the wait is then
        longer. A caller may ask for more patience, too. Raises StoreUnavailable.
        """
        patience_s = max(patience_s, self.back_within_s)
        own = self._own
        if own is not None:
            patient_s = max(patience_s, _STARTING_S)
            if own.wait(0) or (own.watching() and own.wait(patient_s)):
                return self._record_of(own.pid or 0, own.address)
            if own.watching():
                raise own.error or _starting()
            self._own = self._record = None
        return self._record or self.find(max(patience_s, _TAKEN_OVER_S))

    def find(self, patience_s: float = 0.0) -> EngineRecord:
        """Find the engine that runs on the directory; start one if none appears in time."""
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

    def lost(self) -> None:
        """Forget the engine, so that the next request looks for it (our own has a watcher)."""
        if self._own is None:
            self._record = None

    def has_run_out(self) -> bool:
        """Return True if the engine is ours and has just run out of memory."""
        return self._own is not None and self._own.has_run_out()

    def silent(self) -> None:
        """Handle a request that got no answer in time, and that nobody waits for any more.

        The engine is given some time to finish it (:mod:`.process`), on systems where that can be
        observed; on others it is killed.
        """
        if not tells_connections():
            self.end(signal.SIGKILL)

    def make_room(self) -> bool:
        """Restart an engine that a full disk stopped from writing, if there is room now.

        RocksDB writes nothing after it has found no room, until it is reopened. Returns False if
        there is still none, or a restart has just been tried.
        """
        if self.back_within_s or not self.directory.has_room():
            return False
        log.warning("there is room on the disk again: the engine is started anew")
        self.end(signal.SIGTERM)
        return True

    def end(self, how: signal.Signals) -> None:
        """End the engine, whoever has started it, and wait for its end; it restarts."""
        record = self.directory.running() or self._record
        if record is None or not self.directory.is_alive(record):
            return
        self.ended += 1
        self._ended_at = time.monotonic()
        if self._own is not None:
            self._own.expect_end()
        try:
            os.kill(record.pid, how)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + _GONE_S
        while not has_ended(record.pid) and time.monotonic() < deadline:
            time.sleep(0.01)

    def swap(self) -> None:
        """Put the directory's ``next`` in the place of the database; requests wait meanwhile."""
        with self.directory.starting():
            self.end(signal.SIGTERM)
            self.directory.swap()
        self.lost()
        self.current(_SWAP_S)

    def close(self) -> None:
        """Stop the engine if it was started here."""
        self._closed = True
        with self._finding:
            own, self._own, self._record = self._own, None, None
            if own is not None:
                own.stop()
                self.directory.forget_record(own.pid)

    def _start(self) -> EngineRecord:
        self.directory.recover()
        own = EngineProcess(
            self.directory.location,
            self.directory.log,
            memory=self._memory,
            patience_s=self._patience_s,
            started=self._has_started,
            overdue=lambda: self.end(signal.SIGKILL),
            restart=self._restart,
        )
        own.start()
        self._own = own
        return self._record_of(own.pid or 0, own.address)

    def _has_started(self, pid: int, address: Address) -> None:
        self._record = self._record_of(pid, address)
        self.directory.write_record(self._record)

    def _record_of(self, pid: int, address: Address) -> EngineRecord:
        return EngineRecord(pid, address.host, address.port, str(self.directory.location))

    def _restart(self, spawn: Callable[[], None]) -> bool:
        """Restart the engine, unless another process has done so; return True if restarted here."""
        with self.directory.starting():
            record = self.directory.running()
            if record is not None or self._closed:
                self._own, self._record = None, record
                return False
            self.directory.recover()
            spawn()
            return True


def _starting() -> StoreUnavailable:
    return StoreUnavailable(
        "データベースを起動しています",
        "the store is starting",
        hint_ja="数秒待ってから、もう一度試してください",
        hint_en="wait a few seconds and try again",
    )
