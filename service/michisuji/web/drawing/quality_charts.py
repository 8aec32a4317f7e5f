"""Charts of the quality pages as SVG: shares as bars, counts over time as lines.

As the other charts: no script, nothing by colour alone, the same said in words in ``<desc>``, and
a table beside it on the page. They are narrow, so that their text can be read on a telephone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from michisuji.figures import plain
from michisuji.web.drawing.chart_scale import nice
from michisuji.web.drawing.logic_model import text
from michisuji.web.drawing.logic_model.style import FONTS

#: Drawn at this width, so that on a telephone the text is still of 11 pixels.
_WIDTH = 420.0
_INK, _QUIET, _GRID = "#0017c1", "#626264", "#d8d8db"
_STYLE = (
    f"font-family:{FONTS};font-size:14px}}.q-chart text{{fill:#1a1a1c;paint-order:stroke;"
    "stroke:#fff;stroke-width:3px}@media(forced-colors:active){.q-chart text{fill:CanvasText;"
    "stroke:none}}"
)
#: Colour, dash and marker of the lines, in their order.
_LOOKS = (
    ("#b3001b", "", "M-4.5-4.5h9v9h-9z", True),
    ("#8a4b00", "8 4", "M0-6L6 0L0 6L-6 0z", False),
    ("#333333", "2 4", "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", False),
    ("#0017c1", "2 3 8 3", "M0-5.6L5.4 4.4H-5.4z", True),
)


@dataclass(frozen=True)
class Bar:
    """One row: ``part`` of ``whole`` (counts); nothing is drawn where ``whole`` is 0."""

    label: str
    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """0–1, or None where there is nothing to be a share of."""
        return self.part / self.whole if self.whole else None


def percent(share: float | None) -> str:
    """A share as readers write it; 99.96 % is not 100 %, nor 0.04 % nothing."""
    if share is None:
        return "—"
    value = share * 100
    rounded = 99.9 if value < 100 <= round(value, 1) else 0.1 if 0 < value < 0.05 else value
    return f"{rounded:.1f}".removesuffix(".0") + "%"


def share_bars(bars: Sequence[Bar], *, title: str, prefix: str) -> str:
    """Shares as horizontal bars on one scale, 0–100 %; empty without any."""
    shown = [bar for bar in bars if bar.whole]
    if not shown:
        return ""
    left, right, row, top = 140.0, 64.0, 42.0, 8.0
    wide = _WIDTH - left - right
    bottom = top + row * len(shown)
    body = [
        f'<defs><pattern id="{prefix}-rest" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
        f'<path d="M0 0V6" stroke="{_QUIET}" stroke-width="1.2"/></pattern></defs>'
    ]
    for tick in (0, 25, 50, 75, 100):
        x = left + wide * tick / 100
        body.append(
            f'<path d="M{x:.1f} {top:g}V{bottom:g}" stroke="{_GRID if tick else _QUIET}"/>'
            f'<text x="{x:.1f}" y="{bottom + 17:g}" text-anchor="middle">{tick}%</text>'
        )
    for number, bar in enumerate(shown):
        y = top + row * number
        full = wide * (bar.share or 0.0)
        lines = text.wrap(bar.label, (left - 12) / 14, 2)[0]
        first = y + (row / 2 + 5 if len(lines) == 1 else row / 2 - 4)
        spans = "".join(
            f'<tspan x="{left - 8:g}" y="{first + 17 * n:.1f}">{_t(line)}</tspan>'
            for n, line in enumerate(lines)
        )
        body.append(
            f'<g><title>{_t(bar.label)}</title><text text-anchor="end">{spans}</text>'
            f'<rect x="{left:g}" y="{y + 12:g}" width="{wide:g}" height="20" '
            f'fill="url(#{prefix}-rest)" stroke="{_QUIET}"/>'
            f'<rect x="{left:g}" y="{y + 12:g}" width="{full:.1f}" height="20" fill="{_INK}"/>'
            f'<text x="{left + wide + 8:g}" y="{y + 27:g}">{percent(bar.share)}'
            f"</text></g>"
        )
    told = "; ".join(f"{b.label}: {percent(b.share)} ({b.part}/{b.whole})" for b in shown)
    return _svg(prefix, title, told, bottom + 26, body)


def lines_chart(
    times: Sequence[str], series: Mapping[str, Sequence[int]], *, title: str, prefix: str
) -> str:
    """Counts over time, ``times`` from left to right at even steps; empty for less than two."""
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

    body = [
        f'<path d="M{left:g} {y(tick):.1f}H{_WIDTH - right:g}" '
        f'stroke="{_GRID if tick else _QUIET}"/><text x="{left - 8:g}" y="{y(tick) + 4.5:.1f}" '
        f'text-anchor="end">{plain(tick)}</text>'
        for tick in ticks
    ]
    for number, anchor in ((0, "start"), (len(times) - 1, "end")):
        at = left if not number else _WIDTH - right
        body.append(
            f'<text x="{at:g}" y="{bottom + 22:g}" text-anchor="{anchor}">'
            f"{_t(times[number])}</text>"
        )
    # What is drawn last lies on top: the first series, which matters most.
    for number, (name, values) in reversed(list(enumerate(series.items()))):
        body.append(_line(number, name, [(x(n), y(v)) for n, v in enumerate(values)], left))
    told = "; ".join(
        f"{name}: " + ", ".join(f"{t} {v}" for t, v in zip(times, values, strict=True))
        for name, values in series.items()
    )
    return _svg(prefix, title, told, height, body)


def _line(number: int, name: str, points: Sequence[tuple[float, float]], left: float) -> str:
    colour, dash, marker, full = _LOOKS[number % len(_LOOKS)]
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    way = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in points)
    # Markers that would touch are thinned out; the last one stays.
    marks, free = [], float("-inf")
    for px, py in points[:-1]:
        if px >= free:
            marks.append((px, py))
            free = px + 14
    marks = [(px, py) for px, py in marks if px <= points[-1][0] - 12] + [points[-1]]
    fill = colour if full else "#fff"
    look = f'd="{marker}" fill="{fill}" stroke="{colour}" stroke-width="2"'
    kx, ky = left + 170.0 * (number % 2), 14 + 22.0 * (number // 2)
    return (
        f'<path d="{way}" fill="none" stroke="{colour}" stroke-width="2.2"{dashes}/>'
        + "".join(f'<path {look} transform="translate({px:.1f} {py:.1f})"/>' for px, py in marks)
        + f'<path d="M{kx:g} {ky:g}h32" stroke="{colour}" stroke-width="2.2"{dashes}/>'
        f'<path {look} transform="translate({kx + 16:g} {ky:g})"/>'
        f'<text x="{kx + 40:g}" y="{ky + 5:g}">{_t(name)}</text>'
    )


def _svg(prefix: str, title: str, told: str, height: float, body: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="q-chart" role="img" '
        f'viewBox="0 0 {_WIDTH:g} {height:g}" width="{_WIDTH:g}" height="{height:g}" '
        f'aria-labelledby="{prefix}-title {prefix}-desc"><title id="{prefix}-title">{_t(title)}'
        f'</title><desc id="{prefix}-desc">{_t(told)}</desc><style>.q-chart{{{_STYLE}</style>'
        f"{''.join(body)}</svg>"
    )


def _t(value: str) -> str:
    return escape(text.clean(value))
