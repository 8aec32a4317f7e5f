"""Charts of the quality pages as SVG: shares as bars, counts over time as lines.

As in the other charts: no script, nothing by colour alone, the same said in words in ``<desc>``,
and a table next to it on the page. They are narrow, so that their text can be read on a telephone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from michisuji.figures import plain
from michisuji.web.drawing.charts.chart_scale import nice
from michisuji.web.drawing.figure import (
    BLUE,
    QUIET,
    SeriesLook,
    axis_below,
    axis_beside,
    frame,
    hatch,
    label,
    rect,
    safe,
    shape,
    text_rules,
    titled,
)
from michisuji.web.drawing.text import wrap

#: Drawn at this width, so that the text still has 11 pixels on a telephone.
_WIDTH = 420.0
#: The looks of the lines, in their order.
_LOOKS = (
    SeriesLook("#b3001b", "", "M-4.5-4.5h9v9h-9z", True),
    SeriesLook("#8a4b00", "8 4", "M0-6L6 0L0 6L-6 0z", False),
    SeriesLook("#333333", "2 4", "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", False),
    SeriesLook(BLUE, "2 3 8 3", "M0-5.6L5.4 4.4H-5.4z", True),
)


@dataclass(frozen=True)
class Bar:
    """One row: ``part`` of ``whole`` (counts); nothing is drawn if ``whole`` is 0."""

    label: str
    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """The share, 0–1, or None if ``whole`` is 0."""
        return self.part / self.whole if self.whole else None


def percent(share: float | None) -> str:
    """Return a share as readers write it; 99.96 % is not 100 %, nor 0.04 % nothing."""
    if share is None:
        return "—"
    value = share * 100
    rounded = 99.9 if value < 100 <= round(value, 1) else 0.1 if 0 < value < 0.05 else value
    return f"{rounded:.1f}".removesuffix(".0") + "%"


def share_bars(bars: Sequence[Bar], *, title: str, prefix: str) -> str:
    """Draw shares as horizontal bars on one scale, 0–100 %; empty without any."""
    shown = [bar for bar in bars if bar.whole]
    if not shown:
        return ""
    left, right, row, top = 140.0, 64.0, 42.0, 8.0
    wide = _WIDTH - left - right
    bottom = top + row * len(shown)
    ticks = [(tick, f"{tick}%") for tick in (0, 25, 50, 75, 100)]
    body = [
        hatch(f"{prefix}-rest", QUIET, 1.2),
        axis_below(ticks, lambda tick: left + wide * tick / 100, top, bottom),
    ]
    for number, bar in enumerate(shown):
        y = top + row * number
        full = wide * (bar.share or 0.0)
        lines = wrap(bar.label, (left - 12) / 14, 2)[0]
        first = y + (row / 2 + 5 if len(lines) == 1 else row / 2 - 4)
        spans = [
            shape("tspan", safe(line), x=left - 8, y=first + 17 * n) for n, line in enumerate(lines)
        ]
        inside = (
            shape("text", "".join(spans), text_anchor="end")
            + rect(left, y + 12, wide, 20, fill=f"url(#{prefix}-rest)", stroke=QUIET)
            + rect(left, y + 12, full, 20, fill=BLUE)
            + label(left + wide + 8, y + 27, percent(bar.share))
        )
        body.append(titled(bar.label, inside))
    told = "; ".join(f"{b.label}: {percent(b.share)} ({b.part}/{b.whole})" for b in shown)
    return _whole(prefix, title, told, bottom + 26, body)


def lines_chart(
    times: Sequence[str], series: Mapping[str, Sequence[int]], *, title: str, prefix: str
) -> str:
    """Draw counts over ``times``, left to right in equal steps; empty for fewer than two."""
    if len(times) < 2 or not series:
        return ""
    left, right, top, height = 58.0, 20.0, 20.0 + 22.0 * ((len(series) + 1) // 2), 320.0
    bottom = height - 34
    scale = nice([value for values in series.values() for value in values], zero=True)
    ticks = [tick for tick in scale.ticks if tick == int(tick)]

    def x(number: int) -> float:
        return left + 14 + (_WIDTH - left - right - 28) * number / (len(times) - 1)

    def y(value: float) -> float:
        return bottom - (bottom - top) * scale.share(value)

    body = [axis_beside([(tick, plain(tick)) for tick in ticks], y, left, _WIDTH - right)]
    for number, anchor in ((0, "start"), (len(times) - 1, "end")):
        at = left if not number else _WIDTH - right
        body.append(label(at, bottom + 22, times[number], text_anchor=anchor))
    # What is drawn last lies on top: the first series, which matters most.
    for number, (name, values) in reversed(list(enumerate(series.items()))):
        body.append(_line(number, name, [(x(n), y(v)) for n, v in enumerate(values)], left))
    told = "; ".join(
        f"{name}: " + ", ".join(f"{t} {v}" for t, v in zip(times, values, strict=True))
        for name, values in series.items()
    )
    return _whole(prefix, title, told, height, body)


def _line(number: int, name: str, points: Sequence[tuple[float, float]], left: float) -> str:
    look = _LOOKS[number % len(_LOOKS)]
    way = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in points)
    # Markers that would touch are thinned out; the last one stays.
    marks, free = [], float("-inf")
    for px, py in points[:-1]:
        if px >= free:
            marks.append((px, py))
            free = px + 14
    marks = [(px, py) for px, py in marks if px <= points[-1][0] - 12] + [points[-1]]
    key = look.key(left + 170.0 * (number % 2), 14 + 22.0 * (number // 2), name)
    return look.line(way) + "".join(look.mark(px, py) for px, py in marks) + key


def _whole(prefix: str, title: str, told: str, height: float, body: Sequence[str]) -> str:
    return frame(
        "q-chart",
        (_WIDTH, height),
        body,
        title=title,
        description=told,
        prefix=prefix,
        role="img",
        rules=text_rules("q-chart", "14px", rim=True),
    )
