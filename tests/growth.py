"""How the time of some work grows with its input: a ratio within one run, never seconds."""

from __future__ import annotations

import time
from collections.abc import Callable


def growth(small: Callable[[], object], large: Callable[[], object], rounds: int = 3) -> float:
    """How many times as long ``large`` takes as ``small``, of the best of ``rounds`` in turn.

    Twenty times the input is ten to thirty times the time where it grows with the input, and four
    hundred times where it grows with its square.
    """
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for place, work in enumerate((small, large)):
            begun = time.perf_counter()
            work()
            best[place] = min(best[place], time.perf_counter() - begun)
    return best[1] / best[0]
