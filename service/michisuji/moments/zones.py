"""The city's time zone, by its name; Japan's needs no database of zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from michisuji.errors import BadInput

TOKYO = "Asia/Tokyo"


@lru_cache(maxsize=8)
def zone(name: str = TOKYO) -> tzinfo:
    """Return a time zone by its name in the IANA database.

    Japan's needs no database. Raises BadInput for an unknown name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        if name == TOKYO:
            return timezone(timedelta(hours=9), "JST")
        raise BadInput(
            f"MICHISUJI_TIME_ZONE のタイムゾーンがありません: {name[:40]}",
            f"MICHISUJI_TIME_ZONE is no time zone: {name[:40]}",
            hint_ja="Asia/Tokyo のように、IANAの名前を指定してください",
            hint_en="give a name of the IANA database, such as Asia/Tokyo",
        ) from error


def local(at: datetime, where: tzinfo) -> datetime:
    """Return the moment in a time zone; one without a zone of its own is taken as UTC."""
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(where)
