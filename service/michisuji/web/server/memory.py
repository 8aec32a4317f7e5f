"""Returns memory that threads needed for a moment to the system (glibc; else nothing).

Each of some thirty threads would otherwise keep free memory as large as the largest answer that it
ever made.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

_M_ARENA_MAX = -8
#: The number of pools of free memory that threads share.
_ARENAS = 2


def share() -> None:
    """Make the process's threads share their free memory; call before they start."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Return free memory to the system."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
