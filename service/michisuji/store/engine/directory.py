"""The files of one database in the data directory, and how processes coordinate.

``{database}/`` the engine's files · ``{database}.engine.json`` which process runs the engine and
where · ``{database}.engine.log`` its last messages · ``{database}.start.lock`` held while an engine
is sought, started or moved · ``{database}.write.lock`` shared by updates, exclusive for a
replacement · ``{database}.next/`` a copy in which a large replacement is made, then put in place ·
``.{database}.view-…/`` a copy that a process reads (:mod:`michisuji.store.snapshot`).
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from michisuji.errors import StoreConflict, StoreUnavailable
from michisuji.store import private
from michisuji.store.engine.loopback import Address
from michisuji.store.engine.oxigraph_binary import answers, unwritable

_POLL_S = 0.02
_COPY_TRIES = 100
#: Disk space that an engine needs in addition to its write-ahead log, bytes.
_ROOM_BYTES = 16_000_000


@dataclass(frozen=True)
class EngineRecord:
    """A running engine, as ``{database}.engine.json`` describes it to other processes."""

    pid: int
    host: str
    port: int
    location: str

    @property
    def address(self) -> Address:
        """The address that it listens on."""
        return Address(self.host, self.port)


class Directory:
    """One database of a data directory; creates the directory, or raises StoreUnavailable."""

    def __init__(self, home: Path, database: str) -> None:
        self.home = home.absolute()
        self.database = database
        self.location = self.home / database
        self.next = self.home / f"{database}.next"
        self.old = self.home / f"{database}.old"
        self.record = self.home / f"{database}.engine.json"
        self.log = self.home / f"{database}.engine.log"
        try:
            private.make(self.home)
        except OSError as error:
            raise unwritable(self.home) from error

    @contextmanager
    def starting(self, wait_s: float = 90.0) -> Iterator[None]:
        """Hold the exclusive lock for finding, starting or moving the engine."""
        with self._lock("start", fcntl.LOCK_EX, wait_s):
            yield

    @contextmanager
    def viewing(self, wait_s: float = 10.0) -> Iterator[None]:
        """Hold the exclusive lock for making a copy to read, and removing abandoned copies."""
        with self._lock("view", fcntl.LOCK_EX, wait_s):
            yield

    @contextmanager
    def writing(self, *, alone: bool, wait_s: float) -> Iterator[None]:
        """Hold the write lock, shared or ``alone``; raise StoreConflict after ``wait_s``."""
        with self._lock("write", fcntl.LOCK_EX if alone else fcntl.LOCK_SH, wait_s):
            yield

    def running(self) -> EngineRecord | None:
        """Return the engine that the record names, if it is alive and is that engine."""
        try:
            record = EngineRecord(**json.loads(self.record.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return record if self.is_alive(record) and answers(record.address) else None

    def write_record(self, record: EngineRecord) -> None:
        """Publish the engine to other processes, atomically; call within :meth:`starting`."""
        new = self.record.with_name(f"{self.record.name}.new")
        new.unlink(missing_ok=True)
        with private.append_to(new) as file:
            file.write(json.dumps(asdict(record)).encode())
        new.replace(self.record)

    def forget_record(self, pid: int | None) -> None:
        """Remove the record if it belongs to this engine."""
        try:
            if json.loads(self.record.read_text(encoding="utf-8")).get("pid") == pid:
                self.record.unlink()
        except (OSError, ValueError, AttributeError):
            return

    def has_room(self) -> bool:
        """Return True if there is room for an engine, which first replays its write-ahead log."""
        written = sum(s.st_size for name, s in self._files().items() if name.endswith(".log"))
        return shutil.disk_usage(self.home).free > _ROOM_BYTES + 2 * written

    def recover(self) -> None:
        """Finish or undo a move that a crash interrupted; call within :meth:`starting`.

        Leftovers of killed processes are removed, and what earlier versions made readable for
        others is closed to them.
        """
        private.close_to_others(self.home, self.location, self.old)
        if not self.location.exists() and self.old.exists():
            self.old.rename(self.location)
        shutil.rmtree(self.old, ignore_errors=True)
        with suppress(StoreConflict), self.writing(alone=True, wait_s=0):
            self.clear_replacement()
        with suppress(StoreConflict), self.viewing(wait_s=0):
            self.clear_views()

    def replacement_folder(self) -> Path:
        """Create a folder for the files of a replacement; call within exclusive :meth:`writing`.

        It is next to the database, not in /tmp: it may take as much room as the data.
        """
        return Path(tempfile.mkdtemp(prefix=f".{self.database}.replace-", dir=self.home))

    def clear_replacement(self) -> None:
        """Remove all files of replacements; call within exclusive :meth:`writing`."""
        for left in self.home.glob(f".{self.database}.replace-*"):
            shutil.rmtree(left, ignore_errors=True)
        if self.next.exists():
            Directory(self.home, self.next.name).remove()

    def view_folder(self) -> tuple[Path, IO[bytes]]:
        """Create a folder for a copy to read, and return its lock; call within :meth:`viewing`."""
        place = Path(tempfile.mkdtemp(prefix=f".{self.database}.view-", dir=self.home))
        held = private.append_to(place / "held")
        fcntl.flock(held, fcntl.LOCK_EX)  # as long as this process lives
        return place, held

    def clear_views(self) -> None:
        """Remove the copies whose process was killed; call within :meth:`viewing`."""
        for left in self.home.glob(f".{self.database}.view-*"):
            if not _is_held(left / "held"):
                shutil.rmtree(left, ignore_errors=True)

    def copy_to(self, place: Path, tries: int = _COPY_TRIES) -> None:
        """Copy the database's present content to ``place``, in the same data directory.

        The engine may run: its table files never change and are linked; the few others are copied,
        again and again until no file was created or deleted meanwhile (it may be compacting).
        Writes during the copy may or may not be included; those acknowledged before are.
        """
        for _ in range(tries):
            shutil.rmtree(place, ignore_errors=True)
            try:
                before = self._listing()
                private.make(place)
                # Its own log, which holds no data, gets a file for each of its starts.
                shutil.copytree(
                    self.location,
                    place,
                    dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("LOG*"),
                    copy_function=_link_or_copy,
                )
                if self._listing() == before:
                    return
            except FileNotFoundError:  # an import swaps the database, too
                pass
            except shutil.Error as error:
                # copytree continues after a failure and reports all of them at the end.
                if str(os.strerror(errno.ENOENT)) not in str(error):
                    raise
            time.sleep(_POLL_S)
        raise StoreUnavailable("データベースを複製できません", "the database cannot be copied")

    def state(self) -> frozenset[tuple[str, int, int]]:
        """Return a state that differs after each write.

        Raises OSError while the database is being moved.
        """
        return frozenset(
            (name, stat.st_size, stat.st_mtime_ns) for name, stat in self._files().items()
        )

    def swap(self) -> None:
        """Put ``next`` in place; call within :meth:`starting`, with no engine running."""
        shutil.rmtree(self.old, ignore_errors=True)
        self.location.rename(self.old)
        self.next.rename(self.location)
        shutil.rmtree(self.old, ignore_errors=True)

    def _listing(self) -> dict[str, int]:
        # The write-ahead log grows at its end, and a prefix of it is the database of a moment
        # before.
        return {
            name: 0 if name.endswith(".log") else stat.st_size
            for name, stat in self._files().items()
        }

    def _files(self) -> dict[str, os.stat_result]:
        """Return the files that hold data, except for those being deleted right now."""
        found = {}
        with os.scandir(self.location) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    if not entry.name.startswith("LOG"):
                        found[entry.name] = entry.stat()
        return found

    def remove(self) -> None:
        """Remove the database and all its accompanying files."""
        shutil.rmtree(self.location, ignore_errors=True)
        for place in self.home.glob(f"{self.database}.*"):
            if place.is_file():
                place.unlink(missing_ok=True)

    def is_alive(self, record: EngineRecord) -> bool:
        """Return True if a record's process is alive and is the engine of this database."""
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
        return str(self.location) in words and str(record.address) in words

    @contextmanager
    def _lock(self, name: str, mode: int, wait_s: float) -> Iterator[None]:
        path = self.home / f"{self.database}.{name}.lock"
        try:
            file = private.append_to(path)
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


def _is_held(path: Path) -> bool:
    """Return True if a process has locked a file."""
    try:
        with path.open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # being removed, or never held
        pass
    return False


def _link_or_copy(source: str, target: str) -> str:
    if source.endswith(".sst"):
        try:
            os.link(source, target)
            return target
        except FileNotFoundError:
            raise
        except OSError:  # a file system without links
            pass
    return str(shutil.copy2(source, target))
