"""A measure's programs by budget and targets met, as SVG; numbers are those of the table."""

from __future__ import annotations

import math
from html import escape

from michisuji.analysis.logic_model import yen
from michisuji.analysis.priority.programs import MeasurePrograms
from michisuji.web.diagram.text import clean
from michisuji.web.i18n import translate

_WIDTH, _HEIGHT = 860.0, 520.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 70.0, 24.0, 34.0, 96.0
#: Height of the strip for programs of which no target can be judged.
_STRIP = 44.0
_RADIUS = 12.0


def quadrant(answer: MeasurePrograms, lang: str) -> str:
    """Budget from left to right (each step tenfold), targets met upward; '' without any budget.

    The lines are the medians of the programs drawn. Dots that would overlap are moved apart.
    """
    amounts = [float(b) for row in answer.rows if (b := answer.budget(row)) and b > 0]
    if not amounts:
        return ""
    low = math.floor(math.log10(min(amounts)))
    high = max(math.ceil(math.log10(max(amounts))), low + 1)
    plot_bottom = _HEIGHT - _BOTTOM - _STRIP

    def x_of(amount: float) -> float:
        share = (math.log10(amount) - low) / (high - low)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y_of(share: float) -> float:
        return plot_bottom - share / 100 * (plot_bottom - _TOP)

    parts = [_frame(plot_bottom, low, high, lang)]
    if answer.middle_budget and answer.middle_budget > 0:
        x = x_of(float(answer.middle_budget))
        parts.append(f'<path class="mid" d="M{x:.1f} {_TOP}V{plot_bottom + _STRIP:.1f}"/>')
    if answer.middle_share is not None:
        y = y_of(answer.middle_share)
        parts.append(f'<path class="mid" d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}"/>')
    taken: list[tuple[float, float]] = []
    drawn = 0
    for number, row in enumerate(answer.rows, 1):
        amount, share = answer.budget(row), row.achievement.share
        if not amount or amount <= 0:
            continue
        y = plot_bottom + _STRIP / 2 if share is None else y_of(share)
        x, y = _free(x_of(float(amount)), y, taken)
        taken.append((x, y))
        drawn += 1
        told = f"{number}. {row.program.label}: {yen(str(amount), lang)}"
        told += "" if share is None else f", {share:.0f}%"
        parts.append(
            f'<a href="#program-{number}"><title>{escape(clean(told))}</title>'
            f'<circle class="{"none" if share is None else "dot"}" cx="{x:.1f}" cy="{y:.1f}" '
            f'r="{_RADIUS}"/><text class="n" x="{x:.1f}" y="{y + 4.5:.1f}">{number}</text></a>'
        )
    words = translate("priority.chart_desc", drawn=drawn, all=len(answer.rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="quadrant" role="group" '
        f'viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" aria-labelledby="q-t" aria-describedby="q-d">'
        f'<title id="q-t">{escape(clean(answer.measure.label))}</title>'
        f'<desc id="q-d">{escape(words)}</desc>{"".join(parts)}</svg>'
    )


def _free(x: float, y: float, taken: list[tuple[float, float]]) -> tuple[float, float]:
    """The nearest place where no dot is yet, moving sideways a little."""
    for step in range(60):
        away = (step + 1) // 2 * (_RADIUS * 0.9) * (1 if step % 2 else -1) if step else 0.0
        here = min(max(x + away, _LEFT + _RADIUS), _WIDTH - _RIGHT - _RADIUS)
        if all(math.hypot(here - a, y - b) >= 2 * _RADIUS for a, b in taken):
            return here, y
    return x, y


def _frame(bottom: float, low: int, high: int, lang: str) -> str:
    right = _WIDTH - _RIGHT
    out = [
        f'<rect class="plot" x="{_LEFT}" y="{_TOP}" width="{right - _LEFT:.1f}" '
        f'height="{bottom - _TOP:.1f}"/>',
        f'<rect class="strip" x="{_LEFT}" y="{bottom:.1f}" width="{right - _LEFT:.1f}" '
        f'height="{_STRIP}"/>',
        f'<text class="t" x="{_LEFT + 6}" y="{bottom + 16:.1f}">'
        f"{escape(translate('priority.not_judged'))}</text>",
    ]
    for share in (0, 50, 100):
        y = bottom - share / 100 * (bottom - _TOP)
        out.append(f'<text class="t end" x="{_LEFT - 8}" y="{y + 4:.1f}">{share}%</text>')
    for power in range(low, high + 1):
        x = _LEFT + (power - low) / (high - low) * (right - _LEFT)
        out.append(f'<path class="tick" d="M{x:.1f} {bottom + _STRIP:.1f}v6"/>')
        out.append(
            f'<text class="t mid-t" x="{x:.1f}" y="{bottom + _STRIP + 22:.1f}">'
            f"{escape(yen(10.0**power, lang))}</text>"
        )
    out.append(
        f'<text class="t mid-t" x="{(_LEFT + right) / 2:.1f}" y="{_HEIGHT - 14:.1f}">'
        f"{escape(translate('priority.axis_x'))}</text>"
    )
    out.append(f'<text class="t" x="{_LEFT}" y="20">{escape(translate("priority.axis_y"))}</text>')
    return "".join(out)
