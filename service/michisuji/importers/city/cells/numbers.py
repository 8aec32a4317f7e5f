"""Numbers of cells: signs, thousands, percentages, and amounts in 千円 as the sheet says."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from michisuji.importers.city.cells.reasons import CellValue, noted, problem
from michisuji.importers.city.cells.texts import RawCell, absent, written

_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,2})?")
_BRACKETED = re.compile(r"\(\s*[-+]?[\d,.]+\s*\)")
_MINUS = re.compile("^[△▲−–—‐‑ー－]\\s*")
#: Digits that a spreadsheet shows of a number; more of them come from its binary form.
_SHOWN = 15
#: A number is taken as shown when that is this much shorter: 0.30000000000000004 is 0.3.
_NOISE = 4
_WHOLE = 2**53
#: Units of money in headers and above tables, longest first.
_SCALES = (("百万円", 10**6), ("千円", 10**3), ("万円", 10**4), ("億円", 10**8), ("円", 1))
_STATED = re.compile(
    rf"(?:単位\s*[::]?\s*|[(\[【]\s*(?:単位\s*[::]?\s*)?)({'|'.join(u for u, _ in _SCALES)})"
)


def number(cell: RawCell) -> CellValue:
    """Return a number (int or float); △ and ▲ are minus, digits may be wide.

    A number with a unit or words is a problem, never guessed.
    """
    if (found := absent(cell)) is not None:
        return found
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return problem("not-a-number")
    if not isinstance(cell, str):
        return CellValue(_as_shown(cell))
    folded = _narrow(cell)
    if _NUMBER.fullmatch(folded):
        return CellValue(_plain(folded))
    if _BRACKETED.fullmatch(folded):
        return problem("brackets")
    return problem("number-with-words" if re.search(r"\d", folded) else "not-a-number")


def percent(cell: RawCell, *, shown: bool = False) -> CellValue:
    """Return a number of percent: 45.2 for ``45.2``, ``45.2%``, and 0.452 in a cell ``shown`` as %.

    ``shown`` is True for a cell that its number format shows as a percentage.
    """
    if isinstance(cell, str):
        folded = _narrow(cell)
        return number(folded.removesuffix("%").rstrip() if _is_percent(folded) else cell)
    found = number(cell)
    if not shown or found.value is None:
        return found
    return noted(_simplest(Decimal(repr(found.value)) * 100), "fraction-as-percent")


def amount(cell: RawCell, unit: int = 1) -> CellValue:
    """Return an amount in yen; ``unit`` is what the sheet or header states, 1000 for 千円."""
    found = number(cell)
    if unit == 1 or not found.value:
        return found
    return noted(_simplest(Decimal(repr(found.value)) * unit), "scaled")


def scale(heading: str) -> int | None:
    """Return the unit of yen that a heading or a note above a table states; None if it does not."""
    folded = unicodedata.normalize("NFKC", heading)
    found = _STATED.search(folded)
    unit = found[1] if found else written(folded)
    return dict(_SCALES).get(unit)


def _narrow(cell: str) -> str:
    return _MINUS.sub("-", unicodedata.normalize("NFKC", cell).strip()).strip()


def _is_percent(folded: str) -> bool:
    return folded.endswith("%") and _NUMBER.fullmatch(folded[:-1].rstrip()) is not None


def _plain(text: str) -> int | float:
    bare = text.replace(",", "")
    return int(bare) if bare.lstrip("+-").isdigit() else _simplest(Decimal(bare))


def _simplest(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _as_shown(value: float) -> int | float:
    """Return a number without the noise of its binary form."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < _WHOLE):
        return int(value)
    whole, short = repr(value), f"{value:.{_SHOWN}g}"
    if len(short) <= len(whole) - _NOISE:
        value = float(short)
        return int(value) if value.is_integer() else value
    return value
