"""Walks in a graph given by a function of neighbours: distances, and simple ways by length."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass

#: FoundWays begun at most, finished or not: this bounds cycles, hubs and dense graphs.
MOST_BEGUN = 40_000

Neighbours = Callable[[str], Iterable[str]]
Way = tuple[str, ...]


@dataclass(frozen=True)
class FoundWays:
    """Simple ways, the shortest first; ``more``: others exist, or may exist."""

    ways: tuple[Way, ...]
    more: bool


def distances(neighbours: Neighbours, start: str, longest: int | None = None) -> dict[str, int]:
    """Return the number of links from ``start`` to each node, the nearest first.

    ``longest``: links walked at most; None: all that is reachable.
    """
    found, front, length = {start: 0}, [start], 0
    while front and (longest is None or length < longest):
        length += 1
        fresh = []
        for here in front:
            for node in neighbours(here):
                if node not in found:
                    found[node] = length
                    fresh.append(node)
        front = fresh
    return found


def simple_ways(
    onward: Neighbours,
    start: str,
    end: str,
    distance: dict[str, int],
    longest: int,
    most: int,
) -> FoundWays:
    """Return at most ``most`` ways of at most ``longest`` links that meet no node twice.

    ``distance`` is the number of links from each node to ``end``, which guides the walk.
    """
    heap: list[tuple[int, Way]] = [(distance[start], (start,))] if start in distance else []
    found: list[Way] = []
    begun = 0
    while heap:
        if len(found) >= most or begun >= MOST_BEGUN:
            return FoundWays(tuple(found), True)
        _, way = heapq.heappop(heap)
        if way[-1] == end:
            found.append(way)
            continue
        for node in onward(way[-1]):
            begun += 1
            length = len(way) + distance.get(node, longest)
            if length <= longest and node not in way:
                heapq.heappush(heap, (length, (*way, node)))
    return FoundWays(tuple(found), False)
