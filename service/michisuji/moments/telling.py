"""Days and times in words: with the era that the day itself is in, not its fiscal year's."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from michisuji.fiscal_years import ERAS
from michisuji.moments.zones import local

#: The eras that days are written in: from 昭和 on.
_ERAS = ERAS[:3]


def told_day(day: date, lang: str) -> str:
    """Return 令和8年11月30日, or 2026-11-30; in figures alone before 昭和."""
    if lang == "en":
        return f"{day:%Y-%m-%d}"
    return f"{_year(day) or day.year}年{day.month}月{day.day}日"


def told(at: datetime, where: tzinfo, lang: str) -> str:
    """Return 令和8年11月30日 15:40, or 2026-11-30 15:40 JST."""
    there = local(at, where)
    clock = f"{told_day(there.date(), lang)} {there:%H:%M}"
    return f"{clock} {there:%Z}" if lang == "en" else clock


def short_day(day: date, lang: str) -> str:
    """Return R8.11.30 for the axis of a chart, or 2026-11-30."""
    for _, letter, first in _ERAS:
        if lang != "en" and day >= first:
            return f"{letter}{day.year - first.year + 1}.{day.month}.{day.day}"
    return f"{day:%Y-%m-%d}"


def _year(day: date) -> str:
    for era, _, first in _ERAS:
        if day >= first:
            number = day.year - first.year + 1
            return f"{era}{'元' if number == 1 else number}"
    return ""
