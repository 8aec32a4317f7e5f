"""The data of a store, readable in this process: as fast as it gets, with no time limit."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji.store.engine import EngineStore
from michisuji.store.memory import MemoryStore

if TYPE_CHECKING:
    import pyoxigraph as ox

    from michisuji.store.protocol import Store

#: Pauses after a snapshot that could not be opened.
_WAITS_S = (0.02, 0.05, 0.1, 0.2)
#: Free memory that a copy of a database needs, as a multiple of its size on disk (which holds each
#: statement twice): the copy itself takes about as much as the files.
_ROOM = 3


def snapshot(store: Store) -> ox.Store | None:
    """A read-only view of what the store holds at this moment; None for one that is elsewhere.

    The local engine's files are opened beside the running engine (35 ms at any size), which goes
    on answering and writing. The snapshot stays as it is.
    """
    import pyoxigraph as ox

    if isinstance(store, MemoryStore):
        return store.data
    if isinstance(store, EngineStore):
        for wait_s in _WAITS_S:
            # An engine that has just started, or compacts, replaces files while they are opened
            # here ("Corruption: … No such file"); an import moves the folder away (OSError).
            with contextlib.suppress(OSError, RuntimeError):
                return ox.Store.read_only(str(store.host.directory.location))
            time.sleep(wait_s)
    return None  # the store itself can be asked


def in_memory(store: Store, data: ox.Store, graphs: Sequence[str] = ()) -> ox.Store:
    """A copy in memory of the default graph (or of ``graphs``) of a snapshot of ``store``.

    Queries over the whole data are three times as fast there as on disk, which pays from a dozen
    of them on. What is in memory already, or has no room there, is given back as it is.
    """
    import pyoxigraph as ox

    if not isinstance(store, EngineStore) or not _has_room(store.host.directory.location):
        return data
    copy = ox.Store()
    named: list[ox.NamedNode | ox.DefaultGraph] = [ox.NamedNode(graph) for graph in graphs]
    parts = named or [ox.DefaultGraph()]
    with tempfile.TemporaryDirectory(prefix="michisuji-") as folder:
        path = Path(folder) / "data.nt"
        for part in parts:
            data.dump(str(path), format=ox.RdfFormat.N_TRIPLES, from_graph=part)
            copy.bulk_load(path=str(path), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return copy


def _has_room(location: Path) -> bool:
    try:
        size = sum(entry.stat().st_size for entry in os.scandir(location) if entry.is_file())
        free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # a file that an engine has just replaced
        return False
    return size * _ROOM < free
