"""Numbers and amounts of yen as readers write them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

#: From this many yen on: the unit in yen, and its Japanese and English name.
_BUDGET_UNITS = (
    (Decimal(10**8), Decimal(10**6), "百万円", " million"),
    (Decimal(10**6), Decimal(10**3), "千円", " thousand"),
)
_COMPACT_UNITS = {
    "ja": ((1e12, "兆"), (1e8, "億"), (1e4, "万")),
    "en": ((1e12, "tn"), (1e9, "bn"), (1e6, "m")),
}


def number(value: float | Decimal) -> str:
    """Return all digits, with thousands separators and no trailing zeros: 12345.50 → 12,345.5."""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain(value: float) -> str:
    """Return a number for a chart, possibly rounded.

    It has up to 4 decimals, or 3 significant digits if it is extremely large or small.
    """
    if value == 0:
        return "0"
    if abs(value) >= 1e16 or abs(value) < 1e-4:
        return f"{value:.3g}"
    text = f"{value:,.4f}" if abs(value) < 1e6 else f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def compact(value: float, lang: str) -> str:
    """Return a number for an axis: 1,200 · 12万 · 3.5億 · 1.2兆 (m, bn, tn in English)."""
    for size, unit in _COMPACT_UNITS["en" if lang == "en" else "ja"]:
        if abs(value) >= max(size, 1e5):
            return plain(float(f"{value / size:.4g}")) + unit
    return plain(value)


def yen(amount: float | Decimal, lang: str) -> str:
    """Return an amount in whole yen: 12,345円, or ¥12,345.

    Half a yen is rounded up.
    """
    return _signed(_whole(Decimal(amount)), "円", "", lang)


def budget_yen(amount: float | Decimal, lang: str) -> str:
    """Return an amount in the unit of budgets: 百万円 from 1億円 up, 千円 from 100万円 up."""
    exact = Decimal(amount)
    for least, unit, ja, en in _BUDGET_UNITS:
        if abs(exact) >= least:
            return _signed(_whole(exact / unit), ja, en, lang)
    return yen(exact, lang)


def compact_yen(amount: float, lang: str) -> str:
    """Return an amount for an axis: 3.5億円, or ¥350m."""
    told = compact(abs(amount), lang)
    sign = "-" if amount < 0 else ""
    return f"{sign}¥{told}" if lang == "en" else f"{sign}{told}円"


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_UP))


def _signed(whole: int, ja: str, en: str, lang: str) -> str:
    sign = "-" if whole < 0 else ""
    return f"{sign}¥{abs(whole):,}{en}" if lang == "en" else f"{sign}{abs(whole):,}{ja}"
