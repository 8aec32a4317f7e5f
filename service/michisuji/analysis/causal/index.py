"""The causal graphs of a store's states, read once and kept up to date."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from michisuji.analysis.causal.reading import read, refresh
from michisuji.store.replacement import marker

if TYPE_CHECKING:
    from michisuji.analysis.causal.graph import CausalGraph
    from michisuji.store import Store

#: For how long a graph counts as up to date before the store is asked again.
FRESH_S = 1.0
#: After how long a store without a change marker (an endpoint others write to) is read again.
ANEW_S = 60.0
#: States kept: the current one and some fiscal years.
KEPT = 6


@dataclass
class _Kept:
    graph: CausalGraph
    marker: str
    seen: float
    read: float

    def is_old(self, stands: str, now: float) -> bool:
        """Return True if the store has changed, or may have, since the graph was read."""
        return self.marker != stands or (not stands and now - self.read > ANEW_S)


@dataclass
class CausalIndex:
    """``graph`` gives the current graph; an import is noticed by what the store's books say.

    An edit that bypasses the marker is announced by :meth:`changed`. Thread-safe: while one thread
    reads a state, others that want it wait.
    """

    _kept: OrderedDict[tuple[str, ...] | None, _Kept] = field(default_factory=OrderedDict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def graph(
        self, store: Store, base_iri: str, year: int | None = None, graphs: Sequence[str] = ()
    ) -> CausalGraph:
        """Return the causal graph of a state; ``graphs`` are those of fiscal year ``year``.

        Raises the store's errors.
        """
        with self._lock:
            key = None if year is None else tuple(graphs)
            kept, now = self._kept.get(key), time.monotonic()
            if kept and now - kept.seen < FRESH_S:
                return kept.graph
            stands = marker(store)
            if kept is None or kept.is_old(stands, now):
                kept = _Kept(read(store, base_iri, graphs), stands, now, now)
            kept.seen = time.monotonic()
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return kept.graph

    def ready(self, stands: str) -> CausalGraph | None:
        """Return the current graph if it is that of the state ``stands`` (a store's marker).

        It never waits, not even while another state is read. For a store without markers it may be
        ``ANEW_S`` seconds old.
        """
        kept = self._kept.get(None)
        return kept.graph if kept is not None and kept.marker == stands else None

    def let_go(self, unasked_s: float) -> bool:
        """Drop the earlier years not requested for ``unasked_s`` seconds; return True if any was.

        Each takes some 150 MB for the national review.
        """
        with self._lock:
            since = time.monotonic() - unasked_s
            old = [key for key, kept in self._kept.items() if key and kept.seen < since]
            for key in old:
                del self._kept[key]
            return bool(old)

    def moved(self) -> None:
        """Look at the store's marker before the next answer, however recently it was looked at."""
        with self._lock:
            for kept in self._kept.values():
                kept.seen = -math.inf

    def changed(
        self, store: Store, base_iri: str, subjects: Iterable[str], graphs: Sequence[str] = ()
    ) -> None:
        """Renew the part of the current graph that depends on ``subjects``, which have changed.

        The time grows with the change; other states are read again when next requested.
        """
        with self._lock:
            kept = self._kept.get(None)
            for key in [key for key in self._kept if key is not None]:
                del self._kept[key]
            if kept is not None:
                refresh(kept.graph, store, base_iri, graphs, subjects)
                kept.marker, kept.seen = marker(store), time.monotonic()
                kept.read = kept.seen
