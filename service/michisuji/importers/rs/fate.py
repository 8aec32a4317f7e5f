"""What became of a row that was not refused."""

from __future__ import annotations

from enum import Enum


class Fate(Enum):
    """``EMPTY``: only the common columns; ``DUPLICATE``: says nothing that was not said before."""

    USED = "used"
    EMPTY = "empty"
    DUPLICATE = "duplicate"
