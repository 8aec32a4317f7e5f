"""The files of one database in the data directory, and how processes agree about them.

``{database}/`` the engine's files · ``{database}.engine.json`` who runs the engine and where ·
``{database}.engine.log`` its last words · ``{database}.start.lock`` held while an engine is looked
for, started or moved · ``{database}.write.lock`` shared by updates, held alone by a replacement ·
``{database}.next/`` a copy in which a large replacement is made, then put in place.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from michisuji.errors import StoreConflict, StoreUnavailable
from michisuji.store.program import answers, unwritable

_POLL_S = 0.02
_COPY_TRIES = 100


@dataclass(frozen=True)
class Record:
    """A running engine, as ``{database}.engine.json`` tells other processes."""

    pid: int
    port: int
    location: str


class Directory:
    """One database of a data directory, which is made. StoreUnavailable if it cannot be."""

    def __init__(self, home: Path, database: str) -> None:
        self.home = home.absolute()
        self.database = database
        self.location = self.home / database
        self.next = self.home / f"{database}.next"
        self.old = self.home / f"{database}.old"
        self.record = self.home / f"{database}.engine.json"
        self.log = self.home / f"{database}.engine.log"
        try:
            self.home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.home) from error

    @contextmanager
    def starting(self, wait_s: float = 90.0) -> Iterator[None]:
        """Alone in looking for, starting or moving the engine."""
        with self._lock("start", fcntl.LOCK_EX, wait_s):
            yield

    @contextmanager
    def writing(self, *, alone: bool, wait_s: float) -> Iterator[None]:
        """Beside other updates, or alone. Raises StoreConflict after ``wait_s``."""
        with self._lock("write", fcntl.LOCK_EX if alone else fcntl.LOCK_SH, wait_s):
            yield

    def running(self) -> Record | None:
        """The engine that the record names, if it is alive and is that engine."""
        try:
            record = Record(**json.loads(self.record.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return record if self.is_alive(record) and answers(record.port) else None

    def write_record(self, pid: int, port: int) -> None:
        """Tell other processes of the engine, all at once."""
        new = self.record.with_name(f"{self.record.name}.{os.getpid()}")
        text = json.dumps(asdict(Record(pid, port, str(self.location))))
        new.write_text(text, encoding="utf-8")
        new.replace(self.record)

    def forget_record(self, pid: int | None) -> None:
        """Remove the record if it is of this engine."""
        try:
            if json.loads(self.record.read_text(encoding="utf-8")).get("pid") == pid:
                self.record.unlink()
        except (OSError, ValueError, AttributeError):
            return

    def recover(self) -> None:
        """Finish or undo what a crash has left of a move; call within :meth:`starting`."""
        if not self.location.exists() and self.old.exists():
            self.old.rename(self.location)
        shutil.rmtree(self.old, ignore_errors=True)

    def copy(self) -> None:
        """Make ``next`` a copy of the database; call within :meth:`writing` alone.

        The engine may run: its table files never change and are linked; the few others are copied,
        again and again until nothing has changed meanwhile (it may still be compacting).
        """
        for _ in range(_COPY_TRIES):
            shutil.rmtree(self.next, ignore_errors=True)
            before = self._listing()
            try:
                shutil.copytree(self.location, self.next, copy_function=_link_or_copy)
            except FileNotFoundError:
                continue
            except shutil.Error as error:
                # copytree goes on after a failure and tells of all of them at the end.
                if str(os.strerror(errno.ENOENT)) in str(error):
                    continue
                raise
            if self._listing() == before:
                return
            time.sleep(_POLL_S)
        raise StoreUnavailable("データベースを複製できません", "the database cannot be copied")

    def swap(self) -> None:
        """Put ``next`` in place; call within :meth:`starting`, with no engine running."""
        shutil.rmtree(self.old, ignore_errors=True)
        self.location.rename(self.old)
        self.next.rename(self.location)
        shutil.rmtree(self.old, ignore_errors=True)

    def _listing(self) -> dict[str, int]:
        # The engine's own log grows at any time and holds no data.
        return {
            entry.name: 0 if entry.name.startswith("LOG") else entry.stat().st_size
            for entry in os.scandir(self.location)
        }

    def remove(self) -> None:
        """Remove the database and all that goes with it."""
        shutil.rmtree(self.location, ignore_errors=True)
        for place in self.home.glob(f"{self.database}.*"):
            if place.is_file():
                place.unlink(missing_ok=True)

    def is_alive(self, record: Record) -> bool:
        """Whether the process of a record lives and is the engine of this database."""
        if record.location != str(self.location):
            return False
        try:
            os.kill(record.pid, 0)
        except PermissionError:
            pass
        except (OSError, OverflowError):
            return False
        proc = Path(f"/proc/{record.pid}/cmdline")
        if not Path("/proc/self").exists():
            return True
        try:
            words = proc.read_bytes().decode(errors="replace").split("\0")
        except OSError:
            return False
        return str(self.location) in words and any(w.endswith(f":{record.port}") for w in words)

    @contextmanager
    def _lock(self, name: str, mode: int, wait_s: float) -> Iterator[None]:
        path = self.home / f"{self.database}.{name}.lock"
        try:
            file = path.open("ab")
        except OSError as error:
            raise unwritable(self.home) from error
        deadline = time.monotonic() + wait_s
        with file:
            while True:
                try:
                    fcntl.flock(file, mode | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise self._busy() from None
                    time.sleep(_POLL_S)
            yield

    def _busy(self) -> StoreConflict:
        return StoreConflict(
            f"データベース {self.database} は取り込み中のため、今は書き込めません",
            f"database {self.database} is being written to by an import",
            hint_ja="取り込みが終わってから、もう一度試してください",
            hint_en="try again when the import has ended",
        )


def _link_or_copy(source: str, target: str) -> str:
    if source.endswith(".sst"):
        os.link(source, target)
    else:
        shutil.copy2(source, target)
    return target
