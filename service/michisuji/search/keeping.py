"""Keeps the index of a store: made of its present state, used again after a restart.

The old one answers while a new one is made. A file that is damaged, or of another version or state,
is made again; if the data directory cannot be written, the file is in a scratch folder.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import shutil
import sqlite3
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji import questions
from michisuji.languages import LANGUAGES
from michisuji.scratch import scratch
from michisuji.search.documents import documents
from michisuji.search.index import FORMAT, Index, build
from michisuji.search.synonyms import Synonyms
from michisuji.store import private

if TYPE_CHECKING:
    from michisuji.settings import Settings
    from michisuji.store import Store

#: An index is made again after this many seconds if the state of the store is unknown ('').
RENEW_S = 600.0
#: After a failure a request makes no new attempt for this many seconds.
PAUSE_S = 30.0
#: Seconds between two looks for an index that another thread makes.
_LOOK_S = 0.02
_FOLDER, _END, _MAKING = "search", ".sqlite3", "making-"

log = logging.getLogger("michisuji.search")


class Keeper:
    """The index of one store. May be used by several threads."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self._index: Index | None = None
        self._made_at = self._failed_at = -RENEW_S
        self._lock = threading.Lock()
        self._is_made = threading.Event()
        self._scratch: Path | None = None

    @property
    def index(self) -> Index | None:
        """The index that answers now, perhaps of an earlier state; None until the first is made."""
        return self._index

    def ready(self, state: str, wait_s: float, fresh_s: float = 0.0) -> Index | None:
        """Return the index; wait for the first one, and start to renew one of another state.

        None if there is no index within ``wait_s`` seconds. One of another state answers after
        ``fresh_s`` seconds of waiting for that of ``state``.
        """
        if not self.is_current(state) and not self._lock.locked():
            threading.Thread(
                target=self._try, args=(state,), name="search index", daemon=True
            ).start()
        if self._index is None:
            self._is_made.wait(wait_s)
        ends = time.monotonic() + fresh_s
        while not self.is_current(state) and time.monotonic() < ends:
            time.sleep(_LOOK_S)
        return self._index

    def is_current(self, state: str) -> bool:
        """Return True if the index is of ``state``; '' is the state of a store without books."""
        own, now = self._index, time.monotonic()
        return (
            own is not None
            and own.marker == self._key(state)
            and (bool(state) or now - self._made_at < RENEW_S)
        )

    def renew(self, state: str) -> None:
        """Make the index of a state, unless it exists or another thread is making it.

        Raises the store's errors, and OSError or sqlite3.Error if it cannot be written.
        """
        if self.is_current(state) or not self._lock.acquire(blocking=False):
            return
        try:
            self._renew(state)
        finally:
            self._lock.release()

    @contextmanager
    def once(self, state: str, *, keep: bool) -> Iterator[Index]:
        """Yield the index of a state for one command; files that a service keeps are left alone.

        If there is none, making it needs seconds for large data; ``keep``: for the next command and
        the service, too (never what is made of drafts).
        """
        key = self._key(state)
        kept = self._settings.home / _FOLDER / f"{key[:16]}{_END}"
        found = self._open(kept, key) if state else None
        if found is not None:
            yield found
            return
        with scratch() as folder:
            path = folder / kept.name
            self._make(path, key)
            if keep and state:
                with suppress(OSError):
                    made = self._folder() / f"{_MAKING}{secrets.token_hex(8)}"
                    shutil.copyfile(path, made)
                    os.replace(made, kept)
            yield Index(path, self._synonyms())

    def discard(self, index: Index) -> None:
        """Remove an index that cannot be read; the next one is made from the store."""
        with self._lock:
            if self._index is index:
                self._index = None
                self._is_made.clear()
            index.path.unlink(missing_ok=True)

    def _try(self, state: str) -> None:
        if time.monotonic() - self._failed_at < PAUSE_S:
            return
        try:
            self.renew(state)
        except Exception:
            self._failed_at = time.monotonic()
            log.exception("the search index cannot be made")

    def _renew(self, state: str) -> None:
        key = self._key(state)
        # The content of a store may change while its state is unknown.
        own = "" if state else f"-{secrets.token_hex(4)}"
        path = self._folder() / f"{key[:16]}{own}{_END}"
        found = self._open(path, key) if state else None
        if found is None:
            started = path.with_name(f"{_MAKING}{secrets.token_hex(8)}")
            try:
                self._make(started, key)
                os.replace(started, path)
            finally:
                started.unlink(missing_ok=True)
            found = Index(path, self._synonyms())
        before, self._index = self._index, found
        self._made_at = time.monotonic()
        self._is_made.set()
        self._forget({path, before.path if before is not None else path})

    def _make(self, path: Path, key: str) -> None:
        titles = self._datasets()
        build(path, documents(self._store, self._settings.base_iri, titles), titles, key)

    def _open(self, path: Path, key: str) -> Index | None:
        if not path.exists():
            return None
        try:
            found = Index(path, self._synonyms())
        except (sqlite3.Error, KeyError, TypeError, ValueError, OverflowError):
            return None
        return found if found.marker == key else None

    def _key(self, state: str) -> str:
        """Return the key of an index of a state; synonyms are not part of it."""
        words = f"{FORMAT}\0{self._settings.base_iri}\0{state}"
        return hashlib.sha256(words.encode()).hexdigest()

    def _synonyms(self) -> Synonyms:
        return Synonyms.read(self._settings.home)

    def _datasets(self) -> dict[str, dict[str, str]]:
        """Return the titles of data sets, by name and language."""
        base = self._settings.base_iri
        prefix = f"{base}/id/dataset/"
        found: dict[str, dict[str, str]] = {}
        for lang in LANGUAGES:
            for row in questions.run(self._store, "datasets", {}, base_iri=base, lang=lang).dicts():
                iri = str(row["dataset"])
                if iri.startswith(prefix):
                    found.setdefault(iri.removeprefix(prefix), {})[lang] = str(row["title"])
        return found

    def _folder(self) -> Path:
        """Return the folder of the file, in the data directory or else a scratch folder."""
        own = self._settings.home / _FOLDER
        if self._scratch is None:
            try:
                private.make(self._settings.home)
                private.make(own)
                with tempfile.TemporaryFile(dir=own):
                    return own
            except OSError:
                stack = ExitStack()
                self._scratch = stack.enter_context(scratch())
                weakref.finalize(self, stack.close)
        return self._scratch

    def _forget(self, kept: set[Path]) -> None:
        """Remove files of earlier states, and unfinished ones that are older than an hour."""
        for path in self._folder().iterdir():
            is_left = path.name.startswith(_MAKING) and time.time() - path.stat().st_mtime > 3600
            if is_left or (path.suffix == _END and path not in kept):
                with suppress(OSError):
                    path.unlink()
