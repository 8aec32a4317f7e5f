"""A small chart of an indicator's last years: actuals as a line, targets as short bars (SVG)."""

from __future__ import annotations

from michisuji.analysis.indicator_values import Stated
from michisuji.figures import number
from michisuji.fiscal_years import era_year, fiscal_year
from michisuji.messages import message
from michisuji.web.drawing.figure import BLUE, FONTS, INK, frame, label, path, shape

_WIDTH, _HEIGHT, _SIDE, _TOP, _BOTTOM = 260.0, 120.0, 26.0, 26.0, 26.0
_TARGET = "#a33600"
#: Fiscal years that are drawn.
YEARS = 5
_RULES = f".lm-small{{font-family:{FONTS};font-size:12px}}.lm-small text{{fill:{INK}}}"


def small_multiple(stated: Stated, name: str, until: int, lang: str, prefix: str) -> str:
    """Draw the five fiscal years up to ``until``; '' without any actual in them."""
    years = range(until - YEARS + 1, until + 1)
    targets = {y: float(stated.targets[y]) for y in years if y in stated.targets}
    actuals = {y: float(stated.actuals[y]) for y in years if y in stated.actuals}
    if not actuals:
        return ""
    values = [*targets.values(), *actuals.values()]
    low, high = min(values), max(values)
    span = (high - low) or 1.0

    def x(year: int) -> float:
        return _SIDE + (_WIDTH - 2 * _SIDE) * (year - years[0]) / (YEARS - 1)

    def y(value: float) -> float:
        return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * (value - low) / span

    points = " ".join(f"{x(one):.1f},{y(value):.1f}" for one, value in actuals.items())
    body = [
        *(
            path(f"M{x(one) - 9:.1f} {y(value):.1f}h18", stroke=_TARGET, stroke_width=2.5)
            for one, value in targets.items()
        ),
        shape("polyline", points=points, fill="none", stroke=BLUE, stroke_width=2),
        *(
            shape("circle", cx=x(one), cy=y(value), r=3.5, fill=BLUE)
            for one, value in actuals.items()
        ),
        *(
            label(
                x(one),
                _HEIGHT - 8,
                era_year(one) if lang == "ja" else str(one),
                text_anchor="middle",
            )
            for one in (years[0], years[-1])
        ),
    ]
    last = max(actuals)
    body.append(
        label(
            x(last),
            max(12.0, y(actuals[last]) - 9),
            number(stated.actuals[last]),
            text_anchor="middle" if last != years[-1] else "end",
            font_weight="700",
        )
    )
    told = [
        message(
            "report.small",
            lang,
            year=fiscal_year(one, lang),
            actual=number(stated.actuals[one]) if one in actuals else "–",
            target=number(stated.targets[one]) if one in targets else "–",
        )
        for one in years
        if one in actuals or one in targets
    ]
    return frame(
        "lm-small",
        (_WIDTH, _HEIGHT),
        body,
        title=name,
        description=" ".join(told),
        prefix=prefix,
        role="img",
        rules=_RULES,
    )
