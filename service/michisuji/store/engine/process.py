"""The Oxigraph server as a child process: start, wait, watch, restart, stop.

The child must not outlive this process, ``kill -9`` included: a launcher asks the kernel for a
SIGTERM when its parent thread ends (``PR_SET_PDEATHSIG``, Linux), then becomes the engine. That
takes 20 ms and, unlike ``preexec_fn``, runs no Python between fork and exec of a threaded process.
The launcher also sets how much memory the engine may take (``RLIMIT_DATA``, Linux): it aborts at
the limit by itself, before the machine runs out of memory. Its files are private to its user.

It is given no time limit of its own (``--timeout-s``): that costs a thread per query, which stays
for as long, and some thousands of queries in that time crash the engine. Its clients stop waiting
instead, and a query that continues for long after that is ended with the engine.

Because the signal follows the *thread* that started the child, the thread that watches it, which
lives as long as this process, is the one that starts it.
"""

from __future__ import annotations

import logging
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from michisuji.errors import MichisujiError, StoreConflict, StoreDamaged
from michisuji.store import private
from michisuji.store.engine.loopback import Address, free_address, is_taken, left, listens
from michisuji.store.engine.oxigraph_binary import (
    answers,
    binary,
    environment,
    explain,
    ran_out_of_memory,
    unwritable,
)

log = logging.getLogger("michisuji.store")

START_S = 60.0
STOP_S = 10.0
LOG_BYTES = 1_000_000
_POLL_S = 0.02
#: How long a request that the engine's end has broken off waits for that end, and then to learn
#: why; and how long ago that may be, seconds.
_END_S = 0.5
_LAST_WORDS_S = 10.0
_JUST_S = 2.0
#: Longest pause before another attempt to start an engine that does not stay up.
_PAUSE_S = 2.0
#: How often the engine's connections are checked within the patience for a request, times.
_LOOKS = 6

_LAUNCH = """
import ctypes, os, signal, sys
os.umask(0o077)
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
memory = int(sys.argv[2])
if memory and sys.platform == "linux":
    import resource
    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    memory = memory if most == resource.RLIM_INFINITY else min(memory, most)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, most))
os.execv(sys.argv[3], sys.argv[3:])
"""


class EngineProcess:
    """One engine on one directory, watched by a thread that restarts it when it dies.

    ``memory`` is its limit in bytes (0: none). ``started`` is called with pid and address after
    each start; ``overdue`` when a request that nobody waits for has run for ``patience_s``;
    ``restart`` receives the function that restarts the engine, and returns True if it has called it
    (not when another process has restarted it). All are called in the watching thread.
    """

    def __init__(
        self,
        location: Path,
        log: Path,
        *,
        memory: int,
        patience_s: float,
        started: Callable[[int, Address], None],
        overdue: Callable[[], None],
        restart: Callable[[Callable[[], None]], bool],
    ) -> None:
        self.location = location
        self.address = free_address()
        self._log = log
        self._log_from = 0
        self._memory = memory
        self._ran_out_at = -math.inf
        self._patience_s = patience_s
        #: When abandoned connections were first seen, by their other end.
        self._left: dict[str, float] = {}
        self._started, self._overdue = started, overdue
        self._restart = restart
        #: The child that has answered; whether it is still alive is checked each time.
        self._up: subprocess.Popen[bytes] | None = None
        self._first = threading.Event()
        self._stopping = threading.Event()
        self._expected = threading.Event()
        #: Why the engine does not start, if it does not.
        self.error: MichisujiError | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._watcher = threading.Thread(
            target=self._watch, name=f"engine {location.name}", daemon=True
        )

    @property
    def pid(self) -> int | None:
        """The process id of the engine, None if there is none."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Start the engine, and return when it answers.

        Raises the error from :func:`explain`.
        """
        self._watcher.start()
        self._first.wait()
        if self.error:
            self._watcher.join()
            raise self.error

    def wait(self, seconds: float) -> bool:
        """Return True if the engine is up, or comes up within ``seconds``."""
        deadline = time.monotonic() + seconds
        while (up := self._up) is None or up.poll() is not None:
            if time.monotonic() >= deadline or not self._watcher.is_alive():
                return False
            if isinstance(self.error, StoreDamaged):
                return False  # waiting does not help
            time.sleep(_POLL_S)
        return True

    def has_run_out(self) -> bool:
        """Return True if the engine has just run out of memory; waits for its last messages."""
        asked = time.monotonic()
        while True:
            up, now = self._up, time.monotonic()
            if now - self._ran_out_at < _JUST_S:
                return True
            if up is None or now - asked > (_END_S if up.poll() is None else _LAST_WORDS_S):
                return False
            time.sleep(_POLL_S)

    def expect_end(self) -> None:
        """Announce a wanted end: the engine restarts at once."""
        self._expected.set()

    def watching(self) -> bool:
        """Return True if the engine is still watched (not stopped, not given up)."""
        return self._watcher.is_alive() and not self._stopping.is_set()

    def stop(self) -> None:
        """Stop the engine and wait for its end; does nothing when it has stopped."""
        self._stopping.set()
        if self._child is not None and self._child.poll() is None:
            self._child.terminate()
        if self._watcher.is_alive() and self._watcher is not threading.current_thread():
            self._watcher.join(STOP_S + 5)

    def _watch(self) -> None:
        try:
            self._spawn()
        except MichisujiError as error:
            self.error = error
            return
        finally:
            self._first.set()
        pause = 0.0
        while not self._stopping.is_set():
            born = time.monotonic()
            self._attend()
            quick = time.monotonic() - born < 1 and not self._expected.is_set()
            pause = min(_PAUSE_S, pause * 2 + 0.1) if quick else 0.0
            self._expected.clear()
            while not self._stopping.wait(pause) and not self._try_again():
                if self.error is None:
                    return  # another process has taken over
                pause = min(_PAUSE_S, pause * 2 + 0.1)
        self._end()

    def _attend(self) -> None:
        """Wait until the engine ends; meanwhile limit its log and the time of its requests."""
        assert self._child is not None
        while not self._stopping.is_set():
            try:
                if self._child.wait(timeout=self._patience_s / _LOOKS) == -signal.SIGABRT:
                    self._hear()
                self._up = None  # its end has been examined
                return
            except subprocess.TimeoutExpired:
                if self._log.exists() and self._log.stat().st_size > LOG_BYTES:
                    os.truncate(self._log, 0)
                if self._is_overdue():
                    log.warning("the engine is ended with a query that nobody waits for any more")
                    self._overdue()

    def _is_overdue(self) -> bool:
        """Return True if the engine has worked for too long on an abandoned request.

        It checks a connection again only when it writes to it: a product of patterns that share no
        variable runs for hours, and only ending the engine ends it.
        """
        now = time.monotonic()
        self._left = {other: self._left.get(other, now) for other in left(self.address)}
        return any(now - since > self._patience_s for since in self._left.values())

    def _said(self) -> str:
        """Return the engine's output since its start; its log may be missing, or truncated."""
        with suppress(OSError):
            written = self._log.read_bytes()
            return written[min(self._log_from, len(written)) :].decode(errors="replace")
        return ""

    def _hear(self) -> None:
        """Check the engine's last messages for a lack of memory."""
        if ran_out_of_memory(self._said()):
            self._ran_out_at = time.monotonic()
            log.warning("the engine went over its memory limit of %s bytes", f"{self._memory:,}")

    def _try_again(self) -> bool:
        self.error = None
        try:
            return self._restart(self._spawn)
        except MichisujiError as error:
            self.error = error
            return False

    def _spawn(self) -> None:
        while True:
            self._log_from = self._open_log()
            command = [binary(), "serve", "-l", str(self.location), "-b", str(self.address)]
            launched = ["-I", "-S", "-c", _LAUNCH, str(os.getpid()), str(self._memory)]
            with self._log.open("ab") as written:
                self._child = subprocess.Popen(
                    [sys.executable, *launched, *command],
                    stdin=subprocess.DEVNULL,
                    stdout=written,
                    stderr=written,
                    env=environment(),
                )
            try:
                self._await_answer()
            except StoreConflict:
                if not is_taken(self.address):
                    raise
                self.address = free_address()
                continue
            self._started(self._child.pid, self.address)
            self._up = self._child
            return

    def _await_answer(self) -> None:
        assert self._child is not None
        deadline = time.monotonic() + START_S
        while self._child.poll() is None:
            # Another engine may answer where this one is about to find the address taken.
            if listens(self._child.pid, self.address) and answers(self.address):
                return
            if self._stopping.is_set() or time.monotonic() > deadline:
                self._end()
                break
            time.sleep(_POLL_S)
        raise explain(self._said(), self.location)

    def _open_log(self) -> int:
        try:
            private.make(self.location.parent)
            with private.append_to(self._log) as file:
                if (size := file.tell()) > LOG_BYTES:
                    file.truncate(size := 0)
        except OSError as error:
            raise unwritable(self.location.parent) from error
        return size

    def _end(self) -> None:
        if self._child is None or self._child.poll() is not None:
            return
        self._child.terminate()
        try:
            self._child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
