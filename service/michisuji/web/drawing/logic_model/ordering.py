"""The order of items in each layer with few crossings: barycenter sweeps, then transposition.

After Sugiyama, Tagawa and Toda (1981) and Gansner et al. (1993). Items are numbers; every edge
joins two neighbouring layers (long ones have been split by dummy items before).
"""

from __future__ import annotations

import itertools
from bisect import bisect_right, insort
from collections.abc import Sequence

Neighbours = Sequence[Sequence[int]]
Order = list[list[int]]

_SWEEPS = 10
_ROUNDS = 8


def crossings(order: Sequence[Sequence[int]], successors: Neighbours) -> int:
    """Count the pairs of edges that cross between neighbouring layers, drawn as straight lines."""
    total = 0
    for left, right in itertools.pairwise(order):
        position = {item: i for i, item in enumerate(right)}
        seen: list[int] = []
        for item in left:
            ends = sorted(position[s] for s in successors[item])
            for end in ends:
                total += len(seen) - bisect_right(seen, end)
            for end in ends:
                insort(seen, end)
    return total


def arrange(
    layers: Sequence[Sequence[int]], predecessors: Neighbours, successors: Neighbours
) -> Order:
    """Return the best order found, starting from the sheet's and from a depth-first one.

    Ties keep the order of the sheet, so a model without crossings stays as its author wrote it.
    """
    best: Order = [list(layer) for layer in layers]
    fewest = crossings(best, successors)
    for start in (
        [list(layer) for layer in layers],
        _depth_first(layers, predecessors, successors),
    ):
        if fewest == 0:
            break
        order, count = _improve(start, predecessors, successors)
        if count < fewest:
            best, fewest = order, count
    return best


def _depth_first(
    layers: Sequence[Sequence[int]], predecessors: Neighbours, successors: Neighbours
) -> Order:
    """Order items as a depth-first walk over the edges meets them: planar for trees."""
    seen: set[int] = set()
    layer_of = {item: i for i, layer in enumerate(layers) for item in layer}
    order: Order = [[] for _ in layers]
    for start in (item for layer in layers for item in layer):
        stack = [start]
        while stack:
            item = stack.pop()
            if item in seen:
                continue
            seen.add(item)
            order[layer_of[item]].append(item)
            stack.extend(reversed([*predecessors[item], *successors[item]]))
    return order


def _improve(order: Order, predecessors: Neighbours, successors: Neighbours) -> tuple[Order, int]:
    best = [list(layer) for layer in order]
    fewest = crossings(best, successors)
    stale = 0
    for sweep in range(_SWEEPS):
        if sweep % 2 == 0:
            for i in range(1, len(order)):
                _by_barycenter(order[i], order[i - 1], predecessors)
        else:
            for i in range(len(order) - 2, -1, -1):
                _by_barycenter(order[i], order[i + 1], successors)
        _transpose(order, predecessors, successors)
        count = crossings(order, successors)
        if count < fewest:
            best, fewest, stale = [list(layer) for layer in order], count, 0
        else:
            stale += 1
        if fewest == 0 or stale == 4:
            break
    return best, fewest


def _by_barycenter(layer: list[int], fixed: Sequence[int], neighbours: Neighbours) -> None:
    """Sort a layer by the mean position of its neighbours; items without any do not move."""
    position = {item: i for i, item in enumerate(fixed)}
    weight = {
        item: sum(position[n] for n in neighbours[item]) / len(neighbours[item])
        for item in layer
        if neighbours[item]
    }
    moving = iter(sorted((item for item in layer if item in weight), key=weight.__getitem__))
    layer[:] = [next(moving) if item in weight else item for item in layer]


def _transpose(order: Order, predecessors: Neighbours, successors: Neighbours) -> None:
    """Swap neighbours in a layer while that removes crossings."""
    position = {item: i for layer in order for i, item in enumerate(layer)}
    before = {
        item: (
            sorted(position[n] for n in predecessors[item]),
            sorted(position[n] for n in successors[item]),
        )
        for layer in order
        for item in layer
    }
    for number, layer in enumerate(order):
        for _ in range(_ROUNDS):
            improved = False
            for i in range(len(layer) - 1):
                a, b = layer[i], layer[i + 1]
                if _gain(before[a], before[b]) > 0:
                    layer[i], layer[i + 1] = b, a
                    improved = True
            if not improved:
                break
        for i, item in enumerate(layer):
            position[item] = i
        for item in order[number + 1] if number + 1 < len(order) else ():
            before[item] = (sorted(position[n] for n in predecessors[item]), before[item][1])


def _gain(a: tuple[list[int], list[int]], b: tuple[list[int], list[int]]) -> int:
    """Return the crossings removed by putting b before a (negative: added)."""
    gain = 0
    for ends_a, ends_b in zip(a, b, strict=True):
        for end in ends_b:
            gain += len(ends_a) - bisect_right(ends_a, end)  # a's edges beyond b's: cross now
        for end in ends_a:
            gain -= len(ends_b) - bisect_right(ends_b, end)
    return gain
