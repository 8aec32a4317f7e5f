"""Heights of the items: as near to their neighbours as order and clearance allow.

Each layer is a least-squares problem with one constraint between neighbours (a minimum distance),
which isotonic regression (pool adjacent violators) solves exactly; layers take turns.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

_ROUNDS = 12


def fit(wanted: Sequence[float], weights: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """Return positions nearest to ``wanted`` (weighted squares), at least ``gaps`` apart."""
    blocks: list[list[float]] = []  # [mean, weight, count]
    shift = 0.0
    shifts: list[float] = []
    for i, want in enumerate(wanted):
        shift += gaps[i - 1] if i else 0.0
        shifts.append(shift)
        blocks.append([want - shift, weights[i], 1])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            mean, weight, count = blocks.pop()
            last = blocks[-1]
            total = last[1] + weight
            last[0] = (last[0] * last[1] + mean * weight) / total
            last[1] = total
            last[2] += count
    flat = [mean for mean, _, count in blocks for _ in range(int(count))]
    return [y + s for y, s in zip(flat, shifts, strict=True)]


def place(
    order: Sequence[Sequence[int]],
    neighbours: Sequence[Sequence[int]],
    up: Sequence[float],
    down: Sequence[float],
    is_dummy: Sequence[bool],
    gap: float,
) -> list[float]:
    """Return the y of every item's centre; an item extends ``up`` above and ``down`` below it.

    Items of a layer keep at least ``gap`` between them. The topmost edge is at 0.
    """
    gaps = [[down[a] + gap + up[b] for a, b in itertools.pairwise(layer)] for layer in order]
    y = [0.0] * len(up)
    for layer, between in zip(order, gaps, strict=True):
        total = sum(between)
        at = -total / 2
        for i, item in enumerate(layer):
            y[item] = at
            at += between[i] if i < len(between) else 0.0
    for turn in range(_ROUNDS):
        turns = range(len(order)) if turn % 2 == 0 else range(len(order) - 1, -1, -1)
        for number in turns:
            layer = order[number]
            wanted = [
                sum(y[n] for n in neighbours[item]) / len(neighbours[item])
                if neighbours[item]
                else y[item]
                for item in layer
            ]
            # A bend in a long link reads worse than a slanting short one.
            weights = [4.0 if is_dummy[i] else 1.0 if neighbours[i] else 0.05 for i in layer]
            for item, at in zip(layer, fit(wanted, weights, gaps[number]), strict=True):
                y[item] = at
    top = min((y[i] - up[i] for layer in order for i in layer), default=0.0)
    return [value - top for value in y]
