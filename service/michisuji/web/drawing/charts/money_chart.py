"""Money by fiscal year as horizontal bars: planned next to executed, in yen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from michisuji.figures import YenUnit, picture_unit
from michisuji.fiscal_years import era_year, full_fiscal_year
from michisuji.messages import message, section
from michisuji.web.drawing.charts.chart_scale import nice
from michisuji.web.drawing.figure import (
    BLUE,
    axis_below,
    frame,
    hatch,
    label,
    rect,
    text_rules,
)
from michisuji.web.drawing.text import width as em_width

#: Drawn at this width, so that the text still has 10 pixels on a telephone.
_WIDTH, _LEFT, _RIGHT = 440.0, 76.0, 96.0
_BAR, _ROW, _TOP = 15.0, 46.0, 40.0


@dataclass(frozen=True)
class MoneyYear:
    """A fiscal year's planned and executed amounts in yen; None: not given."""

    year: int
    planned: float | None
    executed: float | None

    @property
    def rate(self) -> float | None:
        """Executed as a share of planned, in percent."""
        if not self.planned or self.executed is None:
            return None
        return self.executed / self.planned * 100


def years_of(rows: Iterable[Mapping[str, Any]]) -> list[MoneyYear]:
    """Return one entry per year from rows with ``year``, ``planned`` and ``executed``.

    Amounts are numbers or None. Several rows of one year (several accounts) are added up.
    """
    amounts: dict[int, dict[str, float]] = {}
    for row in rows:
        if row["year"] is None:
            continue
        year = amounts.setdefault(row["year"], {})
        for key in ("planned", "executed"):
            if row.get(key) is not None:
                year[key] = year.get(key, 0.0) + float(row[key])
    return [MoneyYear(y, a.get("planned"), a.get("executed")) for y, a in amounts.items()]


def money_chart(
    years: Sequence[MoneyYear], *, title: str, lang: str = "ja", prefix: str = "money"
) -> str:
    """Draw bars for planned (hatched) and executed (solid) by year as one ``<svg>``.

    Empty without amounts. ``prefix`` keeps ids apart when a page shows several charts.
    """
    shown = sorted((y for y in years if _amounts(y)), key=lambda y: y.year)
    if not shown:
        return ""
    amounts = [v for y in shown for v in _amounts(y)]
    scale, unit = nice(amounts, zero=True, steps=2), picture_unit(amounts)
    height = _TOP + _ROW * len(shown) + 30

    def at(value: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * scale.share(value)

    bottom = height - 26
    ticks = [(tick, unit.tell(tick, lang)) for tick in scale.ticks]
    body = [
        hatch(f"{prefix}-hatch", BLUE, 2.4),
        _key(lang, prefix),
        axis_below(ticks, at, _TOP - 4, bottom),
    ]
    for i, year in enumerate(shown):
        y = _TOP + _ROW * i + 5
        body.append(_year(year.year, y, lang))
        for value, fill, dy in (
            (year.planned, f"url(#{prefix}-hatch)", 0.0),
            (year.executed, BLUE, _BAR + 3),
        ):
            if value is not None and math.isfinite(value):
                body.append(_bar(at(0.0), at(value), y + dy, fill, unit.tell(value, lang)))
    told = message("chart.stop", lang).join(_told(year, unit, lang) for year in shown) + message(
        "chart.stop", lang
    )
    return frame(
        "lm-money",
        (_WIDTH, height),
        body,
        title=title,
        description=told,
        prefix=prefix,
        role="img",
        rules=text_rules("lm-money", "14px", rim=True),
    )


def _amounts(year: MoneyYear) -> list[float]:
    return [v for v in (year.planned, year.executed) if v is not None and math.isfinite(v)]


def _year(year: int, y: float, lang: str) -> str:
    """Draw a fiscal year, in Japanese with the year of the era in a line above it."""
    told = [f"FY{year}"] if lang == "en" else [*filter(None, (era_year(year),)), str(year)]
    first = y + 21 - 8.5 * (len(told) - 1)
    return "".join(
        label(_LEFT - 8, first + 17 * n, line, text_anchor="end") for n, line in enumerate(told)
    )


def _bar(zero: float, end: float, y: float, fill: str, words: str) -> str:
    left, width = min(zero, end), max(abs(end - zero), 0.5)
    bar = rect(left, y, width, _BAR, fill=fill, stroke=BLUE)
    return bar + label(left + width + 6, y + 12.5, words)


def _key(lang: str, prefix: str) -> str:
    out, x = [], _LEFT
    for kind, fill in (("planned", f"url(#{prefix}-hatch)"), ("executed", BLUE)):
        name = section("chart", lang)[kind]
        out.append(rect(x, 8, 26, _BAR, fill=fill, stroke=BLUE) + label(x + 33, 19.5, name))
        x += 54 + 14 * em_width(name)
    return "".join(out)


def _told(year: MoneyYear, unit: YenUnit, lang: str) -> str:
    says = section("chart", lang)

    def amount(value: float | None) -> str:
        return says["no_value"] if value is None else unit.tell(value, lang)

    told = (
        f"{full_fiscal_year(year.year, lang)}: {says['planned']} {amount(year.planned)}"
        f"{says['comma']}{says['executed']} {amount(year.executed)}"
    )
    return told if year.rate is None else f"{told}{says['comma']}{says['rate']} {year.rate:.1f}%"
