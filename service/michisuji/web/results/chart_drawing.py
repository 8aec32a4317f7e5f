"""Charts of any result: lines by fiscal year, or bars, drawn on the server like all pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from michisuji.figures import compact, plain
from michisuji.fiscal_years import era_year, full_fiscal_year
from michisuji.messages import listed, message
from michisuji.web.drawing.charts.chart_scale import Scale, nice
from michisuji.web.drawing.figure import (
    BLUE,
    QUIET,
    SeriesLook,
    axis_below,
    axis_beside,
    frame,
    label,
    path,
    rect,
    text_rules,
    titled,
)
from michisuji.web.drawing.text import width, wrap

#: Looks differ by marker and dash besides colour; the contrast with white is at least 4.5.
LOOKS = (
    SeriesLook(BLUE, "", "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z", True),
    SeriesLook("#a33600", "8 4", "M0-5.8L5.8 0L0 5.8L-5.8 0z", False),
    SeriesLook("#5b2aa8", "2 3 8 3", "M0-5.4L5.2 4.2H-5.2z", True),
    SeriesLook("#1d6b2f", "2 4", "M-4-4h8v8h-8z", False),
    SeriesLook("#8a1253", "12 3", "M0-5.4L5.2 4.2H-5.2z", False),
    SeriesLook("#5c5c5e", "4 2 1 2", "M-4-4h8v8h-8z", True),
)
_WIDTH, _PLOT, _TOP, _BELOW, _LEGEND_ROW = 720.0, 240.0, 28.0, 48.0, 24.0
_BAR, _BAR_ROW, _NAME, _FIGURE = 16.0, 30.0, 240.0, 90.0
_RULES = text_rules("lm-result", "12px")


@dataclass(frozen=True)
class YearSeries:
    """One line of a chart: its name, and values by fiscal year."""

    name: str
    values: Mapping[int, float]


def lines(series: Sequence[YearSeries], *, title: str, lang: str, prefix: str = "result") -> str:
    """Draw up to six series by fiscal year as one ``<svg>``; a missing year is a gap."""
    values = [value for one in series for value in one.values.values()]
    years = sorted({year for one in series for year in one.values})
    scale = nice(values)
    ticks = [(tick, compact(tick, lang)) for tick in scale.ticks]
    left = 18 + 12 * max(width(told) for _, told in ticks)
    top = _TOP + _LEGEND_ROW * len(series)
    area = _Years(years, scale, left, top, lang)
    drawn = list(zip(series, LOOKS, strict=False))
    body = [
        *(
            look.key(left, _TOP + _LEGEND_ROW * n, _line(one.name, 40))
            for n, (one, look) in enumerate(drawn)
        ),
        axis_beside(ticks, area.y, left, _WIDTH - 20),
        area.labels(),
        *(area.series(one, look) for one, look in drawn),
    ]
    words = [
        message(
            "result_chart.point",
            lang,
            name=one.name,
            year=full_fiscal_year(y, lang),
            value=plain(v),
        )
        for one in series
        for y, v in sorted(one.values.items())
    ]
    return frame(
        "lm-result",
        (_WIDTH, top + _PLOT + _BELOW),
        body,
        title=title,
        description=listed(words, lang),
        prefix=prefix,
        role="img",
        rules=_RULES,
    )


def bars(
    rows: Sequence[tuple[str, float]], *, title: str, lang: str, prefix: str = "result"
) -> str:
    """Draw named values as horizontal bars from zero, in their order, as one ``<svg>``."""
    scale = nice([value for _, value in rows], zero=True, steps=4)
    left, right = _NAME, _WIDTH - _FIGURE

    def x(value: float) -> float:
        return left + (right - left) * scale.share(value)

    bottom = _TOP + _BAR_ROW * len(rows)
    body = [axis_below([(t, compact(t, lang)) for t in scale.ticks], x, _TOP - 6, bottom)]
    for n, (name, value) in enumerate(rows):
        y = _TOP + _BAR_ROW * n
        start, end = sorted((x(0.0), x(value)))
        told = message("result_chart.bar", lang, name=name, value=plain(value))
        body += [
            titled(told, rect(start, y, max(end - start, 1.0), _BAR, fill=BLUE)),
            label(left - 8, y + 12.5, _line(name, 18), text_anchor="end"),
            label(end + 6, y + 12.5, compact(value, lang)),
        ]
    words = [message("result_chart.bar", lang, name=n, value=plain(v)) for n, v in rows]
    return frame(
        "lm-result",
        (_WIDTH, bottom + 28),
        body,
        title=title,
        description=listed(words, lang),
        prefix=prefix,
        role="img",
        rules=_RULES,
    )


def _line(words: str, most: int) -> str:
    """Return a text on one line of at most ``most`` letters, cut with an ellipsis."""
    return wrap(words, most, 1)[0][0] if words else ""


@dataclass(frozen=True)
class _Years:
    """The drawing area: years across, values up."""

    years: Sequence[int]
    scale: Scale
    left: float
    top: float
    lang: str

    def x(self, year: int) -> float:
        first, last = self.years[0], self.years[-1]
        share = 0.5 if first == last else (year - first) / (last - first)
        return self.left + 26 + (_WIDTH - 20 - self.left - 52) * share

    def y(self, value: float) -> float:
        return self.top + _PLOT * (1 - self.scale.share(value))

    def labels(self) -> str:
        first, last = self.years[0], self.years[-1]
        step = max(1, -(-(last - first + 1) // 10))
        base = self.top + _PLOT
        out = []
        for year in range(first, last + 1, step):
            x = self.x(year)
            written = f"FY{year}" if self.lang == "en" else str(year)
            out += [
                path(f"M{x:.1f} {base:.1f}v5", stroke=QUIET),
                label(x, base + 20, written, text_anchor="middle"),
            ]
            if self.lang != "en" and (era := era_year(year)):
                out.append(label(x, base + 36, era, text_anchor="middle"))
        return "".join(out)

    def series(self, one: YearSeries, look: SeriesLook) -> str:
        found = sorted(one.values.items())
        steps = [
            f"M{self.x(year):.1f} {self.y(value):.1f}L{self.x(after):.1f} {self.y(then):.1f}"
            for (year, value), (after, then) in pairwise(found)
            if after == year + 1
        ]
        marks = "".join(
            titled(
                message(
                    "result_chart.point",
                    self.lang,
                    name=one.name,
                    year=full_fiscal_year(year, self.lang),
                    value=plain(value),
                ),
                look.mark(self.x(year), self.y(value)),
            )
            for year, value in found
        )
        return (look.line("".join(steps)) if steps else "") + marks
