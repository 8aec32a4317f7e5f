"""The engine's files as they are at one moment, readable by another process.

The engine deletes table files when it compacts them. Another reader of the database therefore needs
files of its own: links to the same tables, made in milliseconds at any size. (A query that meets a
missing file does not always fail: if it has to sort, count or join first, Oxigraph 0.5 collects the
same error until no memory is left.)
"""

from __future__ import annotations

import shutil
import threading
import weakref
from pathlib import Path
from typing import IO, TYPE_CHECKING

from michisuji.errors import MichisujiError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from michisuji.store.engine.directory import Directory

#: How often a copy is started again because the engine has replaced files meanwhile.
_TRIES = 20


class Snapshot:
    """The content of a store at one moment.

    Its files, if any, are deleted when it is released.
    """

    def __init__(self, data: ox.Store, folder: Path | None = None) -> None:
        self.data = data
        self.folder = folder


class Snapshots:
    """The snapshots of one database: the same one until a file of the engine has changed.

    It is safe to use from several threads.
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._last: tuple[object, Snapshot] | None = None
        self._lock = threading.Lock()

    def now(self) -> Snapshot | None:
        """Return what the database holds now; None while it cannot be copied."""
        with self._lock:
            try:
                state = self._directory.state()
                if self._last is None or self._last[0] != state:
                    self._last = None  # its tables may be deleted before there are others
                    self._last = state, _copied(self._directory)
            except (OSError, RuntimeError, MichisujiError):
                return None
            return self._last[1]


def _copied(directory: Directory) -> Snapshot:
    import pyoxigraph as ox

    with directory.viewing():
        directory.clear_views()
        place, held = directory.view_folder()
    try:
        directory.copy_to(place / "data", _TRIES)
        found = Snapshot(ox.Store.read_only(str(place / "data")), place / "data")
    except BaseException:
        _remove(place, held)
        raise
    weakref.finalize(found, _remove, place, held)
    return found


def _remove(place: Path, held: IO[bytes]) -> None:
    shutil.rmtree(place, ignore_errors=True)
    held.close()
