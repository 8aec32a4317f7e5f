"""Keeps the index of a store: made of its present state, used again after a restart.

The old one answers while a new one is made. A file that is damaged, or of another version or state,
is made anew; where the data directory cannot be written, the file stands in a scratch folder.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji import questions
from michisuji.scratch import scratch
from michisuji.search.documents import documents
from michisuji.search.index import FORMAT, Index, build
from michisuji.search.synonyms import Synonyms
from michisuji.store.replacement import marker

if TYPE_CHECKING:
    from michisuji.settings import Settings
    from michisuji.store import Store

#: A store that keeps no books is read anew after so long, seconds.
ANEW_S = 600.0
#: After a failure the same is not tried again for so long, seconds.
PAUSE_S = 30.0
_FOLDER, _END = "search", ".sqlite3"

log = logging.getLogger("michisuji.search")


class Keeper:
    """The index of one store. May be used by several threads."""

    def __init__(
        self, store: Store, settings: Settings, state: Callable[[], str] | None = None
    ) -> None:
        self._store, self._settings = store, settings
        self._state = state or (lambda: marker(store))
        self._index: Index | None = None
        self._made_at = self._failed_at = -ANEW_S
        self._lock = threading.Lock()
        self._is_made = threading.Event()
        self._scratch: Path | None = None

    @property
    def index(self) -> Index | None:
        """The index that answers now, which may be of an earlier state; None before the first."""
        return self._index

    def ready(self, wait_s: float) -> Index | None:
        """The index; the first is waited for, and one that is not up to date is made beside.

        None when there is none after so many seconds. Raises the store's errors.
        """
        if not self.is_current():
            threading.Thread(target=self._try, name="search index", daemon=True).start()
        if self._index is None:
            self._is_made.wait(wait_s)
        return self._index

    def is_current(self) -> bool:
        """Whether the index is of the present state. Raises the store's errors."""
        own, now = self._index, time.monotonic()
        if own is None or own.marker != self._key(self._state()):
            return False
        return bool(self._state()) or now - self._made_at < ANEW_S

    def renew(self) -> None:
        """Make the index of the present state, unless it is there or another thread is at it.

        Raises the store's errors, and OSError when there is no room.
        """
        if self.is_current() or not self._lock.acquire(blocking=False):
            return
        try:
            if not self.is_current():
                self._renew()
        finally:
            self._lock.release()

    def damaged(self, index: Index) -> None:
        """Throw an index away that cannot be read; the next one is made of the store."""
        with self._lock:
            if self._index is index:
                self._index = None
                self._is_made.clear()
            index.path.unlink(missing_ok=True)

    def _try(self) -> None:
        if time.monotonic() - self._failed_at < PAUSE_S:
            return
        try:
            self.renew()
        except Exception:
            self._failed_at = time.monotonic()
            log.exception("the search index cannot be made")

    def _renew(self) -> None:
        key = self._key(self._state())
        path = self._folder() / f"{key[:16]}-{FORMAT}{_END}"
        found = self._open(path, key) if self._state() else None
        if found is None:
            started = Path(tempfile.mkstemp(prefix="making-", dir=path.parent)[1])
            try:
                started.unlink()
                names = self._datasets()
                build(started, documents(self._store, self._settings.base_iri, names), key)
                os.replace(started, path)
            finally:
                started.unlink(missing_ok=True)
            found = Index(path, self._synonyms())
        before, self._index = self._index, found
        self._made_at = time.monotonic()
        self._is_made.set()
        self._forget({path, before.path if before is not None else path})

    def _open(self, path: Path, key: str) -> Index | None:
        if not path.exists():
            return None
        try:
            found = Index(path, self._synonyms())
        except (sqlite3.Error, KeyError, TypeError, ValueError, OverflowError):
            return None
        return found if found.marker == key else None

    def _key(self, state: str) -> str:
        """What an index is made of: the state, the base IRI; the synonyms are read beside it."""
        words = f"{FORMAT}\0{self._settings.base_iri}\0{state}"
        return hashlib.sha256(words.encode()).hexdigest()

    def _synonyms(self) -> Synonyms:
        return Synonyms.read(self._settings.home)

    def _datasets(self) -> list[str]:
        base = self._settings.base_iri
        prefix = f"{base}/id/dataset/"
        rows = questions.run(self._store, "dataset-profiles", {}, base_iri=base).dicts()
        found = (str(row["dataset"]) for row in rows)
        return [iri.removeprefix(prefix) for iri in found if iri.startswith(prefix)]

    def _folder(self) -> Path:
        """Where the file stands: the data directory, else a scratch folder of this process."""
        own = self._settings.home / _FOLDER
        if self._scratch is None:
            try:
                own.mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryFile(dir=own):
                    return own
            except OSError:
                stack = ExitStack()
                self._scratch = stack.enter_context(scratch())
                weakref.finalize(self, stack.close)
        return self._scratch

    def _forget(self, kept: set[Path]) -> None:
        """Remove files of earlier states, and what a process that was killed has left."""
        for path in self._folder().iterdir():
            is_left = path.name.startswith("making-") and time.time() - path.stat().st_mtime > 3600
            if is_left or (path.suffix == _END and path not in kept):
                with suppress(OSError):
                    path.unlink()
