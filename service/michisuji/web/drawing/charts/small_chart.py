"""An indicator's last years in a small picture: targets as steps, actuals as dots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from michisuji.analysis.indicator_values import Stated
from michisuji.figures import compact, plain
from michisuji.fiscal_years import full_fiscal_year
from michisuji.messages import listed, message
from michisuji.web.drawing.charts.chart_scale import nice
from michisuji.web.drawing.figure import label, path, shape, sign
from michisuji.web.drawing.text import width

_WIDTH, _HEIGHT, _TOP, _BOTTOM = 320.0, 132.0, 18.0, 24.0
_RIGHT = 52.0
#: Fiscal years shown: the last ones with an actual, and one to come.
YEARS = 5


@dataclass(frozen=True)
class YearPair:
    """Target and actual of a fiscal year; None: no value."""

    year: int
    target: float | None
    actual: float | None


def last_years(stated: Stated, until: int) -> list[YearPair]:
    """Return those of the five fiscal years up to ``until`` that have a target or an actual."""
    targets, actuals = stated.targets, stated.actuals
    return [
        YearPair(year, _float(targets.get(year)), _float(actuals.get(year)))
        for year in range(until - YEARS + 1, until + 1)
        if year in targets or year in actuals
    ]


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def small_chart(years: Sequence[YearPair], *, unit: str, lang: str) -> str:
    """Draw the years as one ``<svg>`` whose title says every value; '' without an actual."""
    values = [v for one in years for v in (one.target, one.actual) if v is not None]
    if not any(one.actual is not None for one in years):
        return ""
    scale = nice(values)
    step = (_WIDTH - _RIGHT - 24) / max(len(years) - 1, 1)
    at = {one.year: 14 + step * n for n, one in enumerate(years)}

    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * scale.share(value)

    out = []
    if scale.low <= 0 <= scale.high:
        out.append(path(f"M8 {y(0):.1f}H{_WIDTH - _RIGHT}", "base"))
    for one in years:
        x = at[one.year]
        anchor = "start" if one is years[0] else "middle"
        if one in (years[0], years[-1]):
            left = 0 if anchor == "start" else x
            out.append(label(left, _HEIGHT - 6, str(one.year), "y", text_anchor=anchor))
        if one.target is not None:
            out.append(path(f"M{x - 12:.1f} {y(one.target):.1f}h24", "target"))
    drawn = [(at[one.year], y(one.actual)) for one in years if one.actual is not None]
    runs = [
        f"M{at[a.year]:.1f} {y(a.actual):.1f}L{at[b.year]:.1f} {y(b.actual):.1f}"
        for a, b in pairwise(years)
        if a.actual is not None and b.actual is not None and b.year == a.year + 1
    ]
    out.append(path("".join(runs), "line") if runs else "")
    out += [shape("circle", css="dot", cx=x, cy=at_y, r=4) for x, at_y in drawn]
    last = [one.actual for one in years if one.actual is not None][-1]
    told = compact(last, lang)
    size = min(15.0, (_RIGHT - 6) / max(width(told), 1))
    out.append(label(drawn[-1][0] + 12, drawn[-1][1] - 6, told, "v", font_size=max(size, 10)))
    return sign("small-chart", (_WIDTH, _HEIGHT), "".join(out), _words(years, unit, lang))


def _words(years: Sequence[YearPair], unit: str, lang: str) -> str:
    def told(one: YearPair) -> str:
        pairs: Mapping[str, float | None] = {"target": one.target, "actual": one.actual}
        values = [
            f"{message(f'chart.{kind}', lang)} {plain(value)}{unit}"
            for kind, value in pairs.items()
            if value is not None
        ]
        return f"{full_fiscal_year(one.year, lang)} {listed(values, lang)}"

    return listed(map(told, years), lang)
