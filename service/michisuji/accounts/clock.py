"""Moments as the file keeps them, and where and by whom a thing was done.

Short because every other file here needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

Clock = Callable[[], datetime]

#: The account id of the person at the command line, who has no account there.
OPERATOR = "operator"
#: The place of the command line, where requests have their client's address.
TERMINAL = "terminal"


def now() -> datetime:
    """Return the current moment in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Return a moment as a text that sorts: ``2026-11-30T04:05:06.789Z``."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"


def moment_of(text: str) -> datetime:
    """Return the moment of a stamp."""
    return datetime.fromisoformat(text)


@dataclass(frozen=True)
class By:
    """The account id of the person who does a thing, and the place: a client's address."""

    actor: str = OPERATOR
    place: str = TERMINAL
