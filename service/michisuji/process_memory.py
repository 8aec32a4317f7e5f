"""Memory of a long-lived process: free memory goes back to the system, lasting objects are frozen.

Python's garbage collector examines every object again and again, and halts all threads meanwhile:
half a second where the national review's causal graph is kept, at any moment, in any request. So
lasting objects are frozen, where the collector no longer looks.
"""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

_M_ARENA_MAX = -8
#: The number of malloc arenas, which all threads share.
_ARENAS = 2


def share() -> None:
    """Make the process's threads share their free memory; call it before they start.

    Otherwise each of some thirty threads would keep an arena of its own, as large as the largest
    answer that it ever made (glibc only; no effect elsewhere).
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Return free memory to the system (glibc only; no effect elsewhere)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def collectable() -> int:
    """Return how many objects a full collection examines while all threads are halted."""
    return len(gc.get_objects(generation=2))


def freeze(*, thaw: bool = False) -> None:
    """Exclude all present objects from garbage collection.

    With ``thaw`` everything excluded before is examined once more, which halts all threads for that
    long. Objects outside reference cycles are freed at once in any case.
    """
    if thaw:
        gc.unfreeze()
    gc.collect(2 if thaw else 1)
    gc.freeze()
