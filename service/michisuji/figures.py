"""Numbers and amounts of yen as readers write them.

Amounts have one unit per view: 千円 in tables (:func:`table_yen`), 億 and 万 in sentences
(:func:`sentence_yen`), one unit in all of a picture (:func:`picture_unit`), and whole yen in files
(:func:`yen`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

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


@dataclass(frozen=True)
class YenUnit:
    """A unit of yen for a whole view: its ``size`` in yen, and its name in each language."""

    size: Decimal
    ja: str
    en: str

    def tell(self, amount: float | Decimal, lang: str) -> str:
        """Return an amount in this unit, rounded to whole ones; less than one keeps its digits."""
        exact = Decimal(amount) / self.size
        if exact and abs(exact) < 1:
            told = number(abs(exact.quantize(Decimal("0.001"), ROUND_HALF_UP)))
            return _with_sign(exact < 0 and told != "0", told, self.ja, self.en, lang)
        return _signed(_whole(exact), self.ja, self.en, lang)


THOUSAND = YenUnit(Decimal(10**3), "千円", " thousand")
MILLION = YenUnit(Decimal(10**6), "百万円", " million")
#: From 100億円 up a picture counts in 百万円: 千円 would take eight digits.
_MILLIONS_FROM = 10**10


def table_yen(amount: float | Decimal, lang: str) -> str:
    """Return an amount for a table or a box, always in 千円: 58,400千円, or ¥58,400 thousand."""
    return THOUSAND.tell(amount, lang)


def picture_unit(amounts: Iterable[float | Decimal]) -> YenUnit:
    """Return the unit for all amounts of one picture: 千円, or 百万円 from 100億円 up."""
    large = any(abs(Decimal(amount)) >= _MILLIONS_FROM for amount in amounts)
    return MILLION if large else THOUSAND


def sentence_yen(amount: float | Decimal, lang: str) -> str:
    """Return an amount for a sentence or a card: 1億600万円, or ¥106 million.

    It is rounded to 万円 (from 1兆円 up to 億円; in English to two decimals of the unit). Below
    100万円 it is exact.
    """
    exact = Decimal(amount)
    size = abs(exact)
    if size < 10**6 and (lang == "en" or size % 10**4):
        return yen(exact, lang)
    if lang == "en":
        unit, name = next((u, n) for u, n in _ENGLISH if size >= u * Decimal("0.999995"))
        told = number((size / unit).quantize(Decimal("0.01"), ROUND_HALF_UP))
        return _with_sign(exact < 0, told, "", name, lang)
    step, names = (10**8, ("兆", "億")) if size >= 10**12 - 5000 else (10**4, ("億", "万"))
    high, low = divmod(_whole(size / step), 10**4)
    parts = [f"{n:,}{name}" for n, name in zip((high, low), names, strict=True) if n]
    return _with_sign(exact < 0, "".join(parts) or "0", "円", "", lang)


_ENGLISH = ((10**12, " trillion"), (10**9, " billion"), (10**6, " million"))


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_UP))


def _signed(whole: int, ja: str, en: str, lang: str) -> str:
    return _with_sign(whole < 0, f"{abs(whole):,}", ja, en, lang)


def _with_sign(below_zero: bool, digits: str, ja: str, en: str, lang: str) -> str:
    sign = "-" if below_zero else ""
    return f"{sign}¥{digits}{en}" if lang == "en" else f"{sign}{digits}{ja}"
