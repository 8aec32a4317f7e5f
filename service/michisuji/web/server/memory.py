"""Memory that threads have needed for a moment, given back to the system (glibc; else nothing).

Each of some thirty threads would keep a store of free memory of its own, as large as the largest
answer that it ever made.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

_M_ARENA_MAX = -8
#: Threads share so many stores of free memory.
_ARENAS = 2


def share() -> None:
    """Have the process's threads share their free memory; before they are started."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Give free memory back to the system."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
