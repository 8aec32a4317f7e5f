"""Charts as SVG, drawn on the server: an indicator by fiscal year, and money by fiscal year.

No script and no request; series differ by marker and dash, not by colour alone; ``<title>`` and
``<desc>`` say the same in words, and the ``*_rows`` functions give the table next to the picture.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from michisuji.figures import compact, plain
from michisuji.fiscal_years import era_year, full_fiscal_year
from michisuji.messages import message, section
from michisuji.web.drawing.charts.chart_scale import Scale, nice
from michisuji.web.drawing.figure import (
    BLUE,
    QUIET,
    SeriesLook,
    axis_beside,
    frame,
    label,
    path,
    text_rules,
    titled,
)
from michisuji.web.drawing.text import width, wrap

Kind = Literal["baseline", "target", "actual", "forecast"]

#: The look of each series; the contrast of its colour with white is at least 4.5.
_LOOKS: dict[Kind, SeriesLook] = {
    "baseline": SeriesLook("#5c5c5e", "2 4", "M-4-4h8v8h-8z", True),
    "target": SeriesLook("#a33600", "8 4", "M0-5.8L5.8 0L0 5.8L-5.8 0z", False),
    "actual": SeriesLook(BLUE, "", "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z", True),
    "forecast": SeriesLook("#5b2aa8", "2 3 8 3", "M0-5.4L5.2 4.2H-5.2z", False),
}
_RULES = (
    text_rules("lm-chart", "14px") + ".lm-chart .v{font-weight:700;"
    "paint-order:stroke;stroke:#fff;stroke-width:3px}"
)

#: Kinds of value in the order in which they are drawn and listed.
KINDS: tuple[Literal["baseline", "target", "actual", "forecast"], ...] = (
    "baseline",
    "target",
    "actual",
    "forecast",
)
#: Drawn at this width, so that the text still has 10 pixels on a telephone.
_WIDTH, _HEIGHT, _TOP, _BOTTOM = 440.0, 360.0, 102.0, 48.0


@dataclass(frozen=True)
class Point:
    """One observation: fiscal year, kind and value (in the indicator's unit)."""

    year: int
    kind: Kind
    value: float


def points_of(rows: Iterable[Mapping[str, Any]]) -> list[Point]:
    """Convert rows of the question ``observations`` to points, dropping those without a number."""
    points = []
    for row in rows:
        kind = str(row.get("kindCode", "")).rpartition("/")[2]
        if kind in KINDS and row.get("year") is not None and row.get("value") is not None:
            points.append(Point(row["year"], kind, float(row["value"])))
    return points


@dataclass(frozen=True)
class YearRow:
    """A row of the table next to an indicator's chart; None for a missing value."""

    year: str
    baseline: float | None
    target: float | None
    actual: float | None
    forecast: float | None


def indicator_rows(points: Sequence[Point], lang: str) -> list[YearRow]:
    """Return one row per fiscal year that has a value, oldest first."""
    found = _by_kind(points)
    years = sorted({year for series in found.values() for year in series})
    return [
        YearRow(full_fiscal_year(year, lang), *(found[kind].get(year) for kind in KINDS))
        for year in years
    ]


def indicator_chart(
    points: Sequence[Point],
    *,
    title: str,
    unit: str = "",
    direction: str = "",
    lang: str = "ja",
    prefix: str = "chart",
) -> str:
    """Draw baseline, target, actual and forecast by fiscal year as one ``<svg>``.

    ``direction``: up, down, keep, or anything else for none. Years without a value leave a gap in
    the line. Empty when there is no number to draw. ``prefix`` keeps ids apart when a page shows
    several charts.
    """
    series = {kind: found for kind, found in _by_kind(points).items() if found}
    values = [value for found in series.values() for value in found.values()]
    if not values:
        return ""
    says = section("chart", lang)
    direction = direction if direction in ("up", "down", "keep") else ""
    scale = nice(values)
    years = sorted({year for found in series.values() for year in found})
    ticks = [(tick, compact(tick, lang)) for tick in scale.ticks]
    left = 14 + 14 * max(width(written) for _, written in ticks)
    area = _Area(years[0], years[-1], scale, left, _WIDTH - 104, lang)
    told = _told(series, unit, direction, scale, lang)
    cut = says["cut"] if scale.low > 0 or scale.high < 0 else ""
    told_above = (unit and f"{says['unit']}: {unit}", says[direction] if direction else "", cut)
    above = " · ".join(filter(None, told_above))
    body = [
        _legend(series, lang),
        axis_beside(ticks, area.y, left, area.right),
        area.years(),
        *(label(8, 62 + 18.0 * n, line) for n, line in enumerate(wrap(above, 30, 2)[0])),
        *(area.series(kind, found) for kind, found in series.items()),
        area.ends(series),
    ]
    return frame(
        "lm-chart",
        (_WIDTH, _HEIGHT),
        body,
        title=title,
        description=" ".join(told) if lang == "en" else "".join(told),
        prefix=prefix,
        role="img",
        rules=_RULES,
    )


def _by_kind(points: Sequence[Point]) -> dict[Kind, dict[int, float]]:
    """Return series by kind; the first value of a year counts, non-numbers do not."""
    found: dict[Kind, dict[int, float]] = {kind: {} for kind in KINDS}
    for point in points:
        if math.isfinite(point.value):
            found[point.kind].setdefault(point.year, float(point.value))
    return {kind: dict(sorted(values.items())) for kind, values in found.items()}


def _told(
    series: dict[Kind, dict[int, float]], unit: str, direction: str, scale: Scale, lang: str
) -> list[str]:
    """Return the chart in words: direction, then every value of every series."""
    says = section("chart", lang)
    told = [says[direction] + says["stop"]] if direction else []
    for kind, found in series.items():
        values = says["comma"].join(
            f"{full_fiscal_year(year, lang)} {plain(value)}{unit}" for year, value in found.items()
        )
        told.append(f"{says[kind]}: {values}{says['stop']}")
    if scale.low > 0 or scale.high < 0:
        told.append(says["cut"] + says["stop"])
    return told


def _legend(series: dict[Kind, dict[int, float]], lang: str) -> str:
    """Draw the legend, two entries a row."""
    return "".join(
        _LOOKS[kind].key(8 + 190.0 * (n % 2), 14 + 24.0 * (n // 2), section("chart", lang)[kind])
        for n, kind in enumerate(series)
    )


@dataclass(frozen=True)
class _Area:
    """The drawing area of an indicator's chart: years across, values up."""

    first: int
    last: int
    scale: Scale
    left: float
    right: float
    lang: str

    def x(self, year: int) -> float:
        if self.first == self.last:
            return (self.left + self.right) / 2
        pad = 20.0
        share = (year - self.first) / (self.last - self.first)
        return self.left + pad + (self.right - self.left - 2 * pad) * share

    def y(self, value: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * self.scale.share(value)

    def years(self) -> str:
        """Draw year labels, thinned out so that they do not touch."""
        span = self.last - self.first
        room = max(int((self.right - self.left) // (46 if self.lang != "en" else 56)), 1)
        step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000, 10000) if span // s < room)
        out = []
        for year in range(self.first, self.last + 1):
            if (year - self.first) % step:
                continue
            x, base = self.x(year), _HEIGHT - _BOTTOM
            out.append(path(f"M{x:.1f} {base:.1f}v5", stroke=QUIET))
            upper = str(year) if self.lang != "en" else f"FY{year}"
            out.append(label(x, base + 20, upper, text_anchor="middle"))
            if self.lang != "en" and (era := era_year(year)):
                out.append(label(x, base + 36, era, text_anchor="middle"))
        return "".join(out)

    def series(self, kind: Kind, found: dict[int, float]) -> str:
        """Draw lines between consecutive years, and at each a marker with its value."""
        look = _LOOKS[kind]
        out = []
        if kind == "baseline":
            value = next(iter(found.values()))
            out.append(f"M{self.left:.1f} {self.y(value):.1f}H{self.right:.1f}")
        for (year, value), (after, then) in pairwise(found.items()):
            if after == year + 1 and kind != "baseline":
                y, y1 = self.y(value), self.y(then)
                # A target holds for its year and then steps; measured values are joined by straight
                # lines.
                middle = (self.x(year) + self.x(after)) / 2
                bend = f"H{middle:.1f}V{y1:.1f}" if kind == "target" else ""
                out.append(f"M{self.x(year):.1f} {y:.1f}{bend}L{self.x(after):.1f} {y1:.1f}")
        marks = "".join(
            titled(self._tip(kind, year, value), look.mark(self.x(year), self.y(value)))
            for year, value in found.items()
        )
        return (look.line("".join(out)) if out else "") + marks

    def _tip(self, kind: Kind, year: int, value: float) -> str:
        name, of = message(f"chart.{kind}", self.lang), full_fiscal_year(year, self.lang)
        return f"{name} {of}: {plain(value)}"

    def ends(self, series: dict[Kind, dict[int, float]]) -> str:
        """Draw the last value of each series at the right edge, moved apart if they would touch."""
        wanted = sorted((self.y(list(found.values())[-1]), kind) for kind, found in series.items())
        out, free = [], _TOP - 14
        places = []
        for y, kind in wanted:
            free = max(y, free + 18)
            places.append((free, kind))
        over = max(places[-1][0] - (_HEIGHT - _BOTTOM), 0.0)
        for y, kind in places:
            value = list(series[kind].values())[-1]
            told = wrap(f"{message(f'chart.{kind}', self.lang)} {compact(value, self.lang)}", 7, 1)[
                0
            ][0]
            fill = f"fill:{_LOOKS[kind].colour}"
            out.append(label(self.right + 6, y - over + 5, told, "v", style=fill))
        return "".join(out)
