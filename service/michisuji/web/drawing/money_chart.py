"""Money by fiscal year as horizontal bars: planned beside executed, in yen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from michisuji.figures import budget_yen, compact
from michisuji.fiscal_years import full_fiscal_year
from michisuji.web.drawing.chart_scale import nice
from michisuji.web.drawing.chart_words import words
from michisuji.web.drawing.logic_model import text
from michisuji.web.drawing.logic_model.style import FONTS

_WIDTH, _LEFT, _RIGHT = 720.0, 132.0, 150.0
_BAR, _ROW, _TOP = 14.0, 46.0, 40.0


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
    """Rows with ``year``, ``planned`` and ``executed`` (numbers or None), one a year.

    Several rows of one year (several accounts) are added up.
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
    """Bars for planned (hatched) and executed (solid) by year as one ``<svg>``; empty without any.

    ``prefix`` keeps ids apart when a page shows several charts.
    """
    shown = sorted((y for y in years if _amounts(y)), key=lambda y: y.year)
    if not shown:
        return ""
    scale = nice([v for y in shown for v in _amounts(y)], zero=True, steps=4)
    height = _TOP + _ROW * len(shown) + 30

    def at(value: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * scale.share(value)

    bottom = height - 26
    body = [_key(lang, prefix)]
    for tick in scale.ticks:
        x = at(tick)
        colour = "#626264" if tick == 0 else "#d8d8db"
        body.append(
            f'<path d="M{x:.1f} {_TOP - 4:g}V{bottom:g}" stroke="{colour}"/><text x="{x:.1f}" '
            f'y="{bottom + 17:g}" text-anchor="middle">{_t(compact(tick, lang))}</text>'
        )
    for i, year in enumerate(shown):
        y = _TOP + _ROW * i + 5
        body.append(
            f'<text x="{_LEFT - 10:g}" y="{y + 18:g}" text-anchor="end">'
            f"{_t(full_fiscal_year(year.year, lang))}</text>"
        )
        for value, fill, dy in (
            (year.planned, f"url(#{prefix}-hatch)", 0.0),
            (year.executed, "#0017c1", _BAR + 3),
        ):
            if value is not None and math.isfinite(value):
                body.append(_bar(at(0.0), at(value), y + dy, fill, budget_yen(value, lang)))
    told = words(lang)["stop"].join(_told(year, lang) for year in shown) + words(lang)["stop"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="lm-money" role="img" '
        f'viewBox="0 0 {_WIDTH:g} {height:g}" width="{_WIDTH:g}" height="{height:g}" '
        f'aria-labelledby="{prefix}-title {prefix}-desc"><title id="{prefix}-title">{_t(title)}'
        f'</title><desc id="{prefix}-desc">{_t(told)}</desc><style>.lm-money{{font-family:{FONTS};'
        f"font-size:12.5px}}.lm-money text{{fill:#1a1a1c;"
        f"paint-order:stroke;stroke:#fff;stroke-width:3px}}</style>{''.join(body)}</svg>"
    )


def _amounts(year: MoneyYear) -> list[float]:
    return [v for v in (year.planned, year.executed) if v is not None and math.isfinite(v)]


def _t(value: str) -> str:
    return escape(text.clean(value))


def _bar(zero: float, end: float, y: float, fill: str, label: str) -> str:
    left, width = min(zero, end), max(abs(end - zero), 0.5)
    return (
        f'<rect x="{left:.1f}" y="{y:g}" width="{width:.1f}" height="{_BAR:g}" fill="{fill}" '
        f'stroke="#0017c1"/><text x="{left + width + 6:.1f}" y="{y + 11.5:g}">{_t(label)}</text>'
    )


def _key(lang: str, prefix: str) -> str:
    says = words(lang)
    second = _LEFT + 34 + 12.5 * text.width(says["planned"]) + 20
    return (
        f'<defs><pattern id="{prefix}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="#fff"/>'
        '<path d="M0 0V6" stroke="#0017c1" stroke-width="2.4"/></pattern></defs>'
        f'<rect x="{_LEFT:g}" y="8" width="26" height="{_BAR:g}" fill="url(#{prefix}-hatch)" '
        f'stroke="#0017c1"/><text x="{_LEFT + 33:g}" y="19.5">{_t(says["planned"])}</text>'
        f'<rect x="{second:.1f}" y="8" width="26" height="{_BAR:g}" fill="#0017c1" '
        f'stroke="#0017c1"/><text x="{second + 33:.1f}" y="19.5">{_t(says["executed"])}</text>'
    )


def _told(year: MoneyYear, lang: str) -> str:
    says = words(lang)

    def amount(value: float | None) -> str:
        return says["no_value"] if value is None else budget_yen(value, lang)

    told = (
        f"{full_fiscal_year(year.year, lang)}: {says['planned']} {amount(year.planned)}"
        f"{says['comma']}{says['executed']} {amount(year.executed)}"
    )
    return told if year.rate is None else f"{told}{says['comma']}{says['rate']} {year.rate:.1f}%"
