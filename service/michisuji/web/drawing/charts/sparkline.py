"""A line of budgets over the fiscal years, small enough for a tile; its title has the words."""

from __future__ import annotations

from collections.abc import Mapping

from michisuji.analysis.causal import Amount
from michisuji.figures import picture_unit
from michisuji.fiscal_years import fiscal_year
from michisuji.messages import listed
from michisuji.web.drawing.figure import path, shape, sign

_WIDTH, _HEIGHT, _PAD = 160, 40, 6


def sparkline(money: Mapping[int, Amount], lang: str) -> str:
    """Draw planned amounts from zero upward; '' with fewer than two."""
    points = [(year, float(a.planned)) for year, a in money.items() if a.planned is not None]
    if len(points) < 2:
        return ""
    first, last = points[0][0], points[-1][0]
    high = max(value for _, value in points) or 1.0

    def place(year: int, value: float) -> tuple[float, float]:
        x = _PAD + (_WIDTH - 2 * _PAD) * (year - first) / (last - first)
        return x, _HEIGHT - _PAD - (_HEIGHT - 2 * _PAD) * value / high

    drawn = [place(year, value) for year, value in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in drawn)
    x, y = drawn[-1]
    unit = picture_unit(value for _, value in points)
    words = listed(
        (f"{fiscal_year(year, lang)} {unit.tell(value, lang)}" for year, value in points), lang
    )
    base = path(f"M{_PAD} {_HEIGHT - _PAD}H{_WIDTH - _PAD}", "base")
    body = base + shape("polyline", points=line) + shape("circle", cx=x, cy=y, r=3.5)
    return sign("spark", (_WIDTH, _HEIGHT), body, words)
