"""The data of a store, readable in this process: the fastest way, with no time limit."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji.scratch import scratch
from michisuji.store.engine.engine_store import EngineStore
from michisuji.store.engine.snapshots import Snapshot
from michisuji.store.memory import MemoryStore

if TYPE_CHECKING:
    import pyoxigraph as ox

    from michisuji.store.protocol import Store

#: Free memory that a copy of a database needs, as a multiple of its size on disk (which holds each
#: statement twice): the copy itself takes about as much as the files.
_ROOM = 3


def snapshot(store: Store) -> Snapshot | None:
    """Return what the store holds now; None if it is remote, or cannot be copied now.

    The local engine continues to answer and write meanwhile; without a snapshot the store itself
    can be queried. Safe to call from several threads.
    """
    if isinstance(store, MemoryStore):
        return Snapshot(store.data)
    return store.snapshots.now() if isinstance(store, EngineStore) else None


def in_memory(found: Snapshot, graphs: Sequence[str] = ()) -> ox.Store | None:
    """Copy a snapshot's default graph (or ``graphs``) into memory, if it pays.

    Queries over the whole data are three times as fast there as on disk, which pays from a dozen of
    them on. Returns None if the data are in memory already, or there is no room for them.
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
