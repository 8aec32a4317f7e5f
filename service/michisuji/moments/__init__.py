"""Days and times as people in the city read them: in its time zone, with the era in Japanese."""

from __future__ import annotations

from michisuji.moments.telling import short_day, told, told_day
from michisuji.moments.zones import TOKYO, local, zone

__all__ = ["TOKYO", "local", "short_day", "told", "told_day", "zone"]
