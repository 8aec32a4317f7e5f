"""The memory of a long-lived process: what has passed goes back to the system, what lasts stays.

Python's collector looks at every object again and again, and halts all threads meanwhile: half a
second where the national review's causal graph is kept, at any moment, in anybody's request. So
what lasts is set aside, where the collector no longer looks.
"""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

_M_ARENA_MAX = -8
#: Threads share so many stores of free memory.
_ARENAS = 2


def share() -> None:
    """Have the process's threads share their free memory; before they are started.

    Each of some thirty threads would keep a store of its own, as large as the largest answer that
    it ever made (glibc; elsewhere nothing happens).
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Give free memory back to the system (glibc; elsewhere nothing happens)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def looked_at() -> int:
    """Return how many objects a full collection looks at, all threads halted."""
    return len(gc.get_objects(generation=2))


def set_aside(*, anew: bool = False) -> None:
    """Have the collector look no more at what is there now.

    With ``anew`` it looks once at all that was set aside before, which halts all threads for as
    long as that takes. Objects in no circle are freed at once in any case.
    """
    if anew:
        gc.unfreeze()
    gc.collect(2 if anew else 1)
    gc.freeze()
