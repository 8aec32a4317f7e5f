"""How the time of some work grows with its input: a ratio within one run, never seconds."""

from __future__ import annotations

import time
from collections.abc import Callable


def growth(small: Callable[[], object], large: Callable[[], object], rounds: int = 3) -> float:
    """How many times as long ``large`` computes as ``small``, of the best of ``rounds`` in turn.

    The time of this thread on a processor: others may keep the machine busy.

    Twenty times the input is ten to thirty times the time where it grows with the input, and four
    hundred times where it grows with its square.
    """
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for place, work in enumerate((small, large)):
            begun = time.thread_time()
            work()
            best[place] = min(best[place], time.thread_time() - begun)
    return best[1] / best[0]
