"""The file ``accounts.sqlite``: how it is made, opened, read and written.

Each block of work has a connection of its own, so that threads and processes (the service, a
command beside it) need not know of each other. A write is one transaction, on disk when it ends.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from michisuji.accounts.failures import told
from michisuji.accounts.schema import VERSION, statements
from michisuji.store import private

FILE_NAME = "accounts.sqlite"
#: Marks the file as ours ("MICH"), as SQLite provides for.
APPLICATION_ID = 0x4D494348
#: A write waits this long for another one, seconds.
_BUSY_S = 10.0
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class AccountsDatabase:
    """The SQLite file at ``path``. It is made by the first write; before, reading finds nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection that sees one state of the file, and closes at the end.

        Raises the errors of ``failures``.
        """
        with told(self.path):
            if self.path.exists():
                with self._connected() as db:
                    db.execute("BEGIN")
                    if not _is_new(db):
                        yield db
                        return
            with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
                _run_schema(db)
                yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection in a transaction, which is kept whole, or on an error not at all.

        Raises the errors of ``failures``.
        """
        with told(self.path):
            if not self.path.exists():
                self._create()
            with self._connected() as db:
                if _is_new(db):
                    db.execute("PRAGMA journal_mode = WAL")
                db.execute("BEGIN IMMEDIATE")
                try:
                    if _is_new(db):
                        _run_schema(db)
                    yield db
                except BaseException:
                    db.execute("ROLLBACK")
                    raise
                db.execute("COMMIT")

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=_BUSY_S, isolation_level=None)) as db:
            db.execute("PRAGMA foreign_keys = ON")
            # FULL: what was answered is on the disk, also when the power fails.
            db.execute("PRAGMA synchronous = FULL")
            _check(db)
            yield db

    def _create(self) -> None:
        """Make an empty private file; SQLite gives its other files the rights of this one."""
        private.make(self.path.parent)
        with suppress(FileExistsError):  # another process was first
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))

    def close_to_others(self) -> None:
        """Take the rights of others from the file, as after a copy from a backup."""
        for end in ("", "-wal", "-shm"):
            path = self.path.with_name(self.path.name + end)
            with suppress(OSError):  # not there, or somebody else's
                if path.stat().st_mode & _OTHERS:
                    path.chmod(0o600)


def _identity(db: sqlite3.Connection) -> tuple[int, int]:
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return application, version


def _is_new(db: sqlite3.Connection) -> bool:
    """Return True for an empty file, which the first write fills."""
    (tables,) = db.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
    return _identity(db) == (0, 0) and not tables


def _check(db: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError for a file of another program or another version."""
    application, version = _identity(db)
    if (application, version) != (APPLICATION_ID, VERSION) and not _is_new(db):
        is_ours = application == APPLICATION_ID
        raise sqlite3.DatabaseError(
            f"file of version {version}" if is_ours else "file of another program"
        )


def _run_schema(db: sqlite3.Connection) -> None:
    for statement in statements():
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {VERSION}")
