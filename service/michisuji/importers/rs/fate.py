"""The fate of a row that was not refused."""

from __future__ import annotations

from enum import Enum


class Fate(Enum):
    """The outcome of a row that was not refused.

    ``EMPTY``: only the common columns are filled; ``DUPLICATE``: the row adds nothing new.
    """

    USED = "used"
    EMPTY = "empty"
    DUPLICATE = "duplicate"
