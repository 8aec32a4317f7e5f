"""Paths from activities to what they feed, the shortest first, up to a limit."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from michisuji.analysis.causal import CausalGraph

#: Paths tried per program at most, finished or not: this bounds cycles and dense graphs.
_STEPS = 4000

Way = tuple[int, ...]


def distances(graph: CausalGraph, ends: Iterable[int]) -> dict[int, int]:
    """Return the number of links on the shortest path from each element to one of ``ends``."""
    found = dict.fromkeys(ends, 0)
    todo = deque(found)
    while todo:
        here = todo.popleft()
        for node in graph.backward.of(here):
            if node not in found:
                found[node] = found[here] + 1
                todo.append(node)
    return found


@dataclass(frozen=True)
class Ways:
    """Paths of one program; ``more``: others exist, or may exist."""

    ways: tuple[Way, ...]
    more: bool


def ways(
    graph: CausalGraph,
    starts: Iterable[int],
    distance: dict[int, int],
    ends: Collection[int],
    limit: int,
) -> Ways:
    """Return acyclic paths from ``starts`` to ``ends``, by length.

    ``distance`` is :func:`distances` of ``ends``. A path ends at the first of ``ends`` it meets.
    """
    heap: list[tuple[int, Way]] = [(distance[n], (n,)) for n in starts if n in distance]
    heapq.heapify(heap)
    found: list[Way] = []
    looked = 0
    while heap:
        if len(found) >= limit or looked >= _STEPS:
            return Ways(tuple(found), True)
        looked += 1
        _, way = heapq.heappop(heap)
        if way[-1] in ends:
            found.append(way)
            continue
        for node in graph.onward.of(way[-1]):
            if node in distance and node not in way:
                heapq.heappush(heap, (len(way) + distance[node], (*way, node)))
    return Ways(tuple(found), False)
