"""A measure's programs by budget and targets met, as SVG; numbers are those of the table.

If no target of any program can be judged, the height is the number of outcomes it reaches.
"""

from __future__ import annotations

import math
from statistics import median

from michisuji.analysis.priority.programs import MeasurePrograms
from michisuji.figures import YenUnit, picture_unit
from michisuji.web.drawing.figure import frame, label, path, rect, shape, titled
from michisuji.web.i18n import translate

_WIDTH, _HEIGHT = 860.0, 520.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 70.0, 24.0, 34.0, 96.0
#: Height of the strip for programs without a target that can be judged.
_STRIP = 44.0
_RADIUS = 12.0
#: Programs drawn: the first in the table's order.
MOST = 60


def quadrant(result: MeasurePrograms, lang: str) -> str:
    """Draw budgets from left to right (each step tenfold), targets met upward.

    Returns '' without any budget. The lines are medians of all programs. Dots that would overlap
    are moved apart.
    """
    amounts = [float(b) for row in result.rows[:MOST] if (b := result.budget(row)) and b > 0]
    if not amounts:
        return ""
    unit = picture_unit(amounts)
    judged = result.middle_share is not None
    low = math.floor(math.log10(min(amounts)))
    high = max(math.ceil(math.log10(max(amounts))), low + 1)
    most = max(row.outcomes for row in result.rows) or 1
    plot_bottom = _HEIGHT - _BOTTOM - _STRIP

    def x_of(amount: float) -> float:
        share = (math.log10(amount) - low) / (high - low)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y_of(value: float) -> float:
        share = value / 100 if judged else math.log1p(value) / math.log1p(most)
        return plot_bottom - share * (plot_bottom - _TOP)

    parts = [_frame(plot_bottom, low, high, unit, lang, 0 if judged else most)]
    if result.middle_budget and result.middle_budget > 0:
        x = x_of(float(result.middle_budget))
        parts.append(path(f"M{x:.1f} {_TOP}V{plot_bottom + _STRIP:.1f}", "mid"))
    middle = result.middle_share
    if middle is None:
        middle = median(row.outcomes for row in result.rows)
    if middle is not None:
        y = y_of(middle)
        parts.append(path(f"M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}", "mid"))
    taken: list[tuple[float, float]] = []
    drawn = 0
    for number, row in enumerate(result.rows[:MOST], 1):
        amount, share = result.budget(row), row.achievement.share
        if not judged:
            share = float(row.outcomes)
        if not amount or amount <= 0:
            continue
        y = plot_bottom + _STRIP / 2 if share is None else y_of(share)
        x, y = _free(x_of(float(amount)), y, taken)
        taken.append((x, y))
        drawn += 1
        told = f"{number}. {row.program.label}: {unit.tell(amount, lang)}"
        told += "" if share is None else f", {share:.0f}{'%' if judged else ''}"
        dot = shape("circle", css="none" if share is None else "dot", cx=x, cy=y, r=_RADIUS)
        inside = dot + label(x, y + 4.5, str(number), "n")
        parts.append(titled(told, inside, f"#program-{number}"))
    words = translate("priority.chart_desc", drawn=drawn, all=len(result.rows))
    title = result.measure.label
    return frame("quadrant", (_WIDTH, _HEIGHT), parts, title=title, description=words, prefix="q")


def _counts(most: int) -> list[int]:
    """Return round numbers of outcomes up to the maximum."""
    return [n for n in (0, 1, 2, 5, 10, 20, 50, 100, 200, 500) if 1.3 * n < most] + [most]


def _free(x: float, y: float, taken: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the nearest place without a dot: sideways rather than up or down."""
    for dx, dy in _AROUND:
        here = min(max(x + dx, _LEFT + _RADIUS), _WIDTH - _RIGHT - _RADIUS), y + dy
        if all(math.dist(here, other) >= 2 * _RADIUS for other in taken):
            return here
    return x, y


def _around() -> list[tuple[float, float]]:
    step = _RADIUS / 2
    places = [(i * step, j * step) for i in range(-60, 61) for j in range(-16, 17)]
    return sorted(places, key=lambda p: (math.hypot(p[0], 2.5 * p[1]), p))


#: Ways to move a dot, the shortest first.
_AROUND = _around()


def _frame(bottom: float, low: int, high: int, unit: YenUnit, lang: str, most: int) -> str:
    """Draw the axes; ``most``: outcomes at the top instead of 100 %."""
    right = _WIDTH - _RIGHT
    out = [
        rect(_LEFT, _TOP, right - _LEFT, bottom - _TOP, "plot"),
        rect(_LEFT, bottom, right - _LEFT, _STRIP, "strip"),
    ]
    if not most:
        out.append(label(_LEFT + 6, bottom + 16, translate("priority.not_judged"), "t"))
    shares = (0, 50, 100) if not most else tuple(_counts(most))
    for share in shares:
        part = math.log1p(share) / math.log1p(most) if most else share / 100
        told = f"{share}" if most else f"{share}%"
        out.append(label(_LEFT - 8, bottom - part * (bottom - _TOP) + 4, told, "t end"))
    base = bottom + _STRIP
    for power in range(low, high + 1):
        x = _LEFT + (power - low) / (high - low) * (right - _LEFT)
        out.append(path(f"M{x:.1f} {base:.1f}v6", "tick"))
        out.append(label(x, base + 22, unit.tell(10.0**power, lang), "t mid-t"))
    out.append(label((_LEFT + right) / 2, _HEIGHT - 14, translate("priority.axis_x"), "t mid-t"))
    axis = translate("priority.axis_outcomes") if most else translate("priority.axis_y")
    return "".join(out) + label(_LEFT, 20, axis, "t")
