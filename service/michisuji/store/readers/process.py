"""The handle of one worker: sends it queries, reads answers, and ends it when it takes too long."""

from __future__ import annotations

import json
import math
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from michisuji.errors import MichisujiError, NotAcceptable, StoreUnavailable
from michisuji.store.engine.oxigraph_binary import environment, ran_out_of_memory
from michisuji.store.engine.snapshots import Snapshot
from michisuji.store.failures import damage, query_out_of_memory, timed_out, too_deep
from michisuji.store.readers.worker import END, ERROR, HEAD, MEDIA_TYPE, QUERY, frame
from michisuji.store.syntax import syntax_error

#: A query that takes longer than this many seconds continues at the lowest priority.
SLOW_S = 1.0
_LAST = 15
#: How long a worker may take until it is ready for queries, seconds.
_START_S = 30.0
#: The kernel ends a worker this long after the caller should have done so, seconds.
_GRACE_S = 1.0
_LAST_WORDS = 2_000


class WorkerGone(Exception):
    """Raised when the worker ended before it received the query: another can be asked."""


class Worker:
    """A process that answers one query at a time; an answer is read by one thread at a time.

    ``memory`` is its limit in bytes (0: no limit).
    """

    def __init__(self, memory: int) -> None:
        import pyoxigraph

        self._memory = memory
        own, theirs = socket.socketpair()
        self._socket = own
        self._incoming = own.makefile("rb")
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed in end)
        script = str(Path(__file__).with_name("worker.py"))
        library = str(Path(pyoxigraph.__file__).parent.parent)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", script, library, str(memory)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                env=environment(),
            )
        #: The snapshot it reads, kept for as long as the worker may need it.
        self._snapshot: Snapshot | None = None
        self._until = self._slow_at = 0.0
        self._is_ready = self._is_busy = self._is_slow = self._has_ended = False

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._process.pid

    @property
    def is_fit(self) -> bool:
        """True if the worker can be asked again: a slow one keeps its low priority for good."""
        return not (self._is_busy or self._is_slow or self._has_ended)

    def ask(self, snapshot: Snapshot, asked: Mapping[str, Any], timeout_s: float) -> str:
        """Send a query and return the media type of its answer.

        Raises WorkerGone, and the errors of :meth:`parts`.
        """
        place = {"place": str(snapshot.folder), "timeout_s": timeout_s + _GRACE_S}
        body = json.dumps({**asked, **place})
        before, self._snapshot = self._snapshot, snapshot
        if self._process.poll() is not None:
            raise WorkerGone
        self._is_busy = True
        try:
            if not self._is_ready:
                self._set_clock(_START_S, math.inf)
                self._next()
                self._is_ready = True
            self._set_clock(timeout_s, SLOW_S)
            self._socket.settimeout(timeout_s)
            self._socket.sendall(frame(QUERY, body.encode()))
            kind, told = self._next()
        except ConnectionError as error:  # it was killed from outside before it read the query
            self.end()
            raise WorkerGone from error
        except (OSError, EOFError) as error:
            self.end()
            if self._process.returncode == 0:  # it was idle for too long and exited
                raise WorkerGone from error
            raise self._why() from error
        del before  # its files may be deleted now
        if kind != MEDIA_TYPE:
            self._is_busy = False
            raise self._error(told)
        return told.decode()

    def parts(self) -> Iterator[bytes]:
        """Yield the answer in parts.

        Raises QueryTimeout, OutOfMemory, StoreUnavailable.
        """
        while True:
            try:
                kind, body = self._next()
            except (OSError, EOFError) as error:
                self.end()
                raise self._why() from error
            if kind == END:
                self._is_busy = False
                return
            if kind == ERROR:
                self._is_busy = False
                raise self._error(body)
            yield body

    def end(self) -> None:
        """Kill the process, whatever it is doing."""
        if self._has_ended:
            return
        self._has_ended = True
        self._process.kill()
        self._process.wait()
        self._incoming.close()
        self._socket.close()
        self._snapshot = None

    def close(self) -> None:
        """Release an idle worker."""
        self.end()
        self._errors.close()

    def _set_clock(self, limit_s: float, slow_s: float) -> None:
        now = time.monotonic()
        self._until, self._slow_at = now + limit_s, now + slow_s

    def _next(self) -> tuple[bytes, bytes]:
        kind, size = HEAD.unpack(self._read(HEAD.size))
        return kind, self._read(size)

    def _read(self, size: int) -> bytes:
        """Read ``size`` bytes.

        Raises TimeoutError at the time limit, EOFError when there are no more.
        """
        kept: list[bytes] = []
        while size:
            now = time.monotonic()
            if not self._is_slow and now > self._slow_at:
                self._make_way()
            left = (self._until if self._is_slow else min(self._until, self._slow_at + 0.01)) - now
            if left <= 0:
                raise TimeoutError
            self._socket.settimeout(left)
            try:
                part = self._socket.recv(size)
            except TimeoutError:
                continue
            if not part:
                raise EOFError
            kept.append(part)
            size -= len(part)
        return kept[0] if len(kept) == 1 else b"".join(kept)

    def _make_way(self) -> None:
        self._is_slow = True
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, _LAST)

    def _why(self) -> MichisujiError:
        """Return the reason why the worker ended in the middle of a query."""
        if time.monotonic() >= self._until:
            return timed_out()
        with suppress(ValueError):
            self._errors.seek(0)
            words = self._errors.read(_LAST_WORDS).decode(errors="replace")
            if ran_out_of_memory(words):
                return query_out_of_memory(self._memory)
            if "overflow" in words or self._process.returncode == -11:
                return too_deep()
        return StoreUnavailable(
            "問い合わせに答えるプロセスが終了しました",
            "the process that answered the query has ended",
            hint_ja="もう一度試してください",
            hint_en="try again",
        )

    def _error(self, body: bytes) -> MichisujiError:
        """Return the error that the worker reported."""
        told = json.loads(body)
        kind, text = told["kind"], told["text"]
        if kind == "SyntaxError":
            return syntax_error(text)
        if kind == "LookupError":
            return NotAcceptable(f"返せない形式です: {text}", f"cannot be returned as {text}")
        if kind == "MemoryError":
            return query_out_of_memory(self._memory)
        if damaged := damage(text):
            return damaged
        return StoreUnavailable(
            f"問い合わせに答えられませんでした: {text}", f"the query could not be answered: {text}"
        )
