"""Starts a background check of the public data whenever they change.

The check runs in its own process with the lowest priority
(:mod:`michisuji.quality.check.automatic`): for the national review it takes 17 s of processor time
and 640 MB, which must not slow pages down. The same state is retried after a minute at the
earliest; a failure is logged, and the pause grows up to an hour. A new state is checked at once.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import IO, TYPE_CHECKING

from michisuji.quality.check import automatic
from michisuji.quality.history import last_check

if TYPE_CHECKING:
    from michisuji.settings import Settings

#: Seconds until the same state is tried again: at first, and at most.
PAUSE_S, LONGEST_PAUSE_S = 60.0, 3600.0
#: Seconds that a check may take: a rule of a city's own may ask for the whole data times itself.
CHECK_S = 3600.0
_COMMAND = (sys.executable, "-m", "michisuji.quality.check.automatic")
#: How much of a failure's output is logged, bytes.
_TOLD = 2000
_END_S = 10.0

log = logging.getLogger("michisuji.web")


class Checker:
    """Runs background checks, of the public database or of the ``drafts``.

    :meth:`look` is called regularly with the state of the data; it never waits.
    """

    def __init__(
        self,
        settings: Settings,
        command: tuple[str, ...] = _COMMAND,
        *,
        limit_s: float = CHECK_S,
        drafts: bool = False,
    ) -> None:
        self._settings, self._limit_s = settings, limit_s
        self._command = (*command, "--drafts") if drafts else command
        #: The settings that name where the last check is.
        self._kept = settings.of_drafts() if drafts else settings
        self._process: subprocess.Popen[bytes] | None = None
        self._words: IO[bytes] | None = None
        #: State and day: as last seen, and what the process was started for.
        self._seen = self._started = ("", date.min)
        self._failures = 0
        self._next = self._began = 0.0
        self._lock = threading.Lock()
        self._is_over = False

    @property
    def has_failed(self) -> bool:
        """True if the last attempt for the present state failed."""
        return self._failures > 0

    def look(self, state: str, *, now: Callable[[], float] = time.monotonic) -> None:
        """Start a check if one is due, or see how the running one has ended."""
        with self._lock:
            if not self._is_over:
                self._look(state, now)

    def _look(self, state: str, now: Callable[[], float]) -> None:
        key = (state, self._settings.today())
        settled, self._seen = key == self._seen, key
        if self._process is not None and not self._ended(now()):
            return
        if key != self._started:
            self._failures, self._next = 0, 0.0
        # While one import follows another there is nothing to check yet.
        if (
            settled
            and now() >= self._next
            and automatic.is_due(last_check.last(self._kept), *key, self._settings.zone)
        ):
            self._start(key, now())

    def _start(self, key: tuple[str, date], now: float) -> None:
        self._started, self._began = key, now
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 (closed when the process has ended)
        self._process = subprocess.Popen(
            self._command,
            env=_environment(self._settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._words,
        )

    def _ended(self, now: float) -> bool:
        process, words = self._process, self._words
        assert process is not None  # the callers have checked this
        assert words is not None
        code = process.poll()
        if code is None and now - self._began <= self._limit_s:
            return False
        if code is None:
            process.kill()
            code = process.wait()
            log.error("a check was ended after %d s: is a rule at fault?", self._limit_s)
        words.seek(0)
        told = words.read()[-_TOLD:].decode("utf-8", "replace").strip()
        words.close()
        self._process = self._words = None
        self._next = now + min(PAUSE_S * 2 ** min(self._failures, 10), LONGEST_PAUSE_S)
        if code == automatic.DONE:
            self._failures = 0
        elif code != automatic.AGAIN:
            log.error("the data could not be checked (exit code %d): %s", code, told)
            self._failures += 1
        return True

    def stop(self) -> None:
        """End a running check, and start no other."""
        with self._lock:
            self._is_over = True
            if self._process is not None and self._words is not None:
                self._process.terminate()
                try:
                    self._process.wait(_END_S)
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait()
                self._words.close()


def _environment(settings: Settings) -> dict[str, str]:
    """Return the service's own environment, with its settings and without secrets."""
    found = {k: v for k, v in os.environ.items() if not k.startswith("MICHISUJI_")}
    for f in fields(settings):
        value = str(getattr(settings, f.name))
        if value and f.repr:  # fields not shown are secret
            found[f.metadata["env"]] = value
    return found
