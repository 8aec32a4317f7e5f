"""Days and times: in the city's zone, with the era that the day itself is in."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from michisuji import moments
from michisuji.errors import BadInput
from michisuji.moments import zones
from michisuji.settings import Settings


@pytest.mark.parametrize(
    ("day", "ja", "short"),
    [
        (date(2026, 11, 30), "令和8年11月30日", "R8.11.30"),
        (date(2019, 5, 1), "令和元年5月1日", "R1.5.1"),
        (date(2019, 4, 30), "平成31年4月30日", "H31.4.30"),
        (date(1989, 1, 7), "昭和64年1月7日", "S64.1.7"),
        (date(1920, 3, 1), "1920年3月1日", "1920-03-01"),
    ],
)
def test_a_day_has_the_era_it_is_in(day: date, ja: str, short: str) -> None:
    assert moments.told_day(day, "ja") == ja
    assert moments.told_day(day, "en") == day.isoformat()
    assert moments.short_day(day, "ja") == short


def test_a_moment_is_told_in_the_citys_zone() -> None:
    at = datetime(2026, 12, 31, 15, 5, tzinfo=UTC)
    assert moments.told(at, moments.zone(), "ja") == "令和9年1月1日 00:05"
    assert moments.told(at, moments.zone(), "en") == "2027-01-01 00:05 JST"
    assert (
        moments.told(at.replace(tzinfo=None), moments.zone("UTC"), "ja") == "令和8年12月31日 15:05"
    )


def test_japan_needs_no_database_and_others_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().zone == moments.zone("Asia/Tokyo")
    for wrong in ("Asia/Edo", "../etc/passwd", "東京"):
        with pytest.raises(BadInput) as caught:
            Settings.from_env({"MICHISUJI_TIME_ZONE": wrong})
        assert "MICHISUJI_TIME_ZONE" in caught.value.message["ja"]

    def absent(name: str) -> None:
        raise zones.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(zones, "ZoneInfo", absent)
    moments.zone.cache_clear()
    at = datetime(2026, 4, 1, tzinfo=UTC)
    assert moments.told(at, moments.zone(), "en") == "2026-04-01 09:00 JST"
    moments.zone.cache_clear()
