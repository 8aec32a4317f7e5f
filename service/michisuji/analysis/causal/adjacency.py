"""Directed edges between numbered nodes: neighbours, and walks from a few nodes or over all."""

from __future__ import annotations

from collections.abc import Container, Iterable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]
#: How many changed nodes are kept outside the sorted arrays before these are rebuilt.
_LOOSE = 2000


class Adjacency:
    """The edges of one direction: ``targets[starts[n]:starts[n + 1]]`` are the neighbours of n.

    A changed node keeps its neighbours in ``_loose`` until the arrays are rebuilt.
    """

    def __init__(self, size: int, sources: Numbers, targets: Numbers) -> None:
        order = np.argsort(sources, kind="stable")
        self._targets: Numbers = np.ascontiguousarray(targets[order])
        self._starts = np.zeros(size + 1, dtype=np.int64)
        np.cumsum(np.bincount(sources, minlength=size), out=self._starts[1:])
        self._loose: dict[int, tuple[int, ...]] = {}
        self._is_loose: Mask = np.zeros(size, dtype=np.bool_)

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self._is_loose)

    def of(self, node: int) -> tuple[int, ...]:
        """Return the neighbours of a node."""
        if self._is_loose[node]:
            return self._loose[node]
        return tuple(self._targets[self._starts[node] : self._starts[node + 1]].tolist())

    def grow(self, size: int) -> None:
        """Make room for nodes that have no neighbours yet."""
        more = size - self.size
        if more > 0:
            last = self._starts[-1]
            self._starts = np.append(self._starts, np.full(more, last))
            self._is_loose = np.append(self._is_loose, np.zeros(more, dtype=np.bool_))

    def put(self, node: int, neighbours: Iterable[int]) -> None:
        """Replace a node's neighbours."""
        self._loose[node] = tuple(dict.fromkeys(neighbours))
        self._is_loose[node] = True
        if len(self._loose) > _LOOSE:
            self._tidy()

    def edges(self) -> tuple[Numbers, Numbers]:
        """Return all edges, by source."""
        nodes = np.arange(self.size, dtype=np.int32)
        return self._gather(nodes)

    def reach(self, starts: Iterable[int], blocked: Container[int] = ()) -> set[int]:
        """Return the nodes reachable from ``starts``, these included.

        ``blocked`` nodes are neither walked through nor reached.
        """
        seen = set(starts)
        todo = list(seen)
        while todo:
            for node in self.of(todo.pop()):
                if node not in seen and node not in blocked:
                    seen.add(node)
                    todo.append(node)
        return seen

    def reach_all(self, starts: Mask, blocked: Mask | None = None) -> Mask:
        """Return the nodes reachable from any number of nodes, as masks.

        ``blocked`` nodes are not walked through. The time grows with the edges met, whatever the
        length of the chains.
        """
        seen: Mask = starts.copy()
        if blocked is not None:
            seen &= ~blocked
        front = np.flatnonzero(seen).astype(np.int32)
        while len(front):
            _, found = self._gather(front)
            fresh = found[~seen[found]]
            if blocked is not None:
                fresh = fresh[~blocked[fresh]]
            seen[fresh] = True
            front = np.unique(fresh)
        return seen

    def _gather(self, nodes: Numbers) -> tuple[Numbers, Numbers]:
        """Return the edges that begin at ``nodes``: sources and targets."""
        loose = nodes[self._is_loose[nodes]] if self._loose else nodes[:0]
        fixed = nodes[~self._is_loose[nodes]] if self._loose else nodes
        begin = self._starts[fixed]
        counts = self._starts[fixed + 1] - begin
        total = int(counts.sum())
        ends = np.cumsum(counts)
        places = np.arange(total) + np.repeat(begin - (ends - counts), counts)
        sources = np.repeat(fixed, counts)
        targets = self._targets[places]
        for node in loose.tolist():
            more = self._loose[node]
            sources = np.append(sources, np.full(len(more), node, dtype=np.int32))
            targets = np.append(targets, np.array(more, dtype=np.int32))
        return sources.astype(np.int32), targets.astype(np.int32)

    def _tidy(self) -> None:
        sources, targets = self.edges()
        self.__init__(self.size, sources, targets)  # type: ignore[misc]  # the object is rebuilt in place
