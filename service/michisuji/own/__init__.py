"""What a city adds itself: the files of its rules, questions, profiles and terms."""

from __future__ import annotations

from michisuji.own.files import (
    MOST_BYTES,
    MOST_FILES,
    NOTHING,
    Fault,
    Own,
    OwnFile,
    read,
)

__all__ = ["MOST_BYTES", "MOST_FILES", "NOTHING", "Fault", "Own", "OwnFile", "read"]
