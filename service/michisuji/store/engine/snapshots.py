"""The engine's files as they are at one moment, readable by another process.

The engine takes table files away when it compacts them. Files of a database that is read beside it
must therefore be the reader's own: links to the same tables, made in milliseconds at any size.
(A query that meets a file that is not there does not always fail: where it has to sort, count or
join first, Oxigraph 0.5 collects the same error until no memory is left.)
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

#: How often a copy is begun anew because the engine has replaced files meanwhile.
_TRIES = 20


class Snapshot:
    """What a store holds at one moment. Its files, if it has some, go when it is let go of."""

    def __init__(self, data: ox.Store, folder: Path | None = None) -> None:
        self.data = data
        self.folder = folder


class Snapshots:
    """The snapshots of one database: the same one until a file of the engine has changed.

    May be used by several threads at once.
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
                    self._last = None  # its tables may go before there are others
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
