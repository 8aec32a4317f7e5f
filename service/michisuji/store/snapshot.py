"""The data of a store, readable in this process: as fast as it gets, with no time limit.

The engine takes table files away when it compacts them. Files of a database that is read beside it
must therefore be the reader's own: links to the same tables, made in milliseconds at any size.
(A query that meets a file that is not there does not always fail: where it has to sort, count or
join first, Oxigraph 0.5 collects the same error until no memory is left.)
"""

from __future__ import annotations

import os
import shutil
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from michisuji.errors import MichisujiError
from michisuji.scratch import scratch
from michisuji.store.engine.engine_store import EngineStore
from michisuji.store.memory import MemoryStore

if TYPE_CHECKING:
    import pyoxigraph as ox

    from michisuji.store.engine.directory import Directory
    from michisuji.store.protocol import Store

#: How often a copy is begun anew because the engine has replaced files meanwhile.
_TRIES = 20
#: Free memory that a copy of a database needs, as a multiple of its size on disk (which holds each
#: statement twice): the copy itself takes about as much as the files.
_ROOM = 3


class Snapshot:
    """What a store holds at one moment. Its files, if it has some, go when it is let go of."""

    def __init__(self, data: ox.Store, folder: Path | None = None) -> None:
        self.data = data
        self.folder = folder


_kept: weakref.WeakKeyDictionary[EngineStore, tuple[object, Snapshot]] = weakref.WeakKeyDictionary()
_keeping = threading.Lock()


def snapshot(store: Store) -> Snapshot | None:
    """What the store holds now; None for one that is elsewhere, or that cannot be copied now.

    The local engine goes on answering and writing beside it. Asked again while no file of the
    engine has changed, it is the same one. May be called from several threads.
    """
    if isinstance(store, MemoryStore):
        return Snapshot(store.data)
    if not isinstance(store, EngineStore):
        return None
    directory = store.host.directory
    with _keeping:
        try:
            now = directory.state()
            known, found = _kept.get(store, (None, None))
            if found is None or known != now:
                _kept.pop(store, None)  # its tables may go before there are others
                _kept[store] = now, found = now, _copied(directory)
        except (OSError, RuntimeError, MichisujiError):
            return None  # the store itself can be asked
        return found


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


def in_memory(found: Snapshot, graphs: Sequence[str] = ()) -> ox.Store | None:
    """A copy in memory of a snapshot's default graph (or of ``graphs``), if it pays.

    Queries over the whole data are three times as fast there as on disk, which pays from a dozen
    of them on. None where the data are in memory already, or there is no room for them.
    """
    import pyoxigraph as ox

    if found.folder is None or not _has_room(found.folder):
        return None
    copy = ox.Store()
    named: list[ox.NamedNode | ox.DefaultGraph] = [ox.NamedNode(graph) for graph in graphs]
    parts = named or [ox.DefaultGraph()]
    with scratch() as folder:
        path = folder / "data.nt"
        for part in parts:
            found.data.dump(str(path), format=ox.RdfFormat.N_TRIPLES, from_graph=part)
            copy.bulk_load(path=str(path), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return copy


def _has_room(folder: Path) -> bool:
    size = sum(entry.stat().st_size for entry in os.scandir(folder))
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return size * _ROOM < free
