"""Numbers typed with a unit: money in any unit of yen, a year's value in that of its indicator."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from michisuji import figures, literals
from michisuji.importers.city.cells import scale
from michisuji.importers.ntriples import canonical_decimal

#: Forms show money in 千円, as the city's sheets do; an amount without a unit is read so.
SHOWN_IN = Decimal(1000)
_PARTS = re.compile(r"(.*\d)\s*(\D*)", re.DOTALL)
_PERCENT = "%"


def as_shown(yen: str) -> str:
    """Return an amount of yen as it stands in an input; '' for any other text."""
    found = literals.number(yen)
    return "" if found is None else figures.number(found / SHOWN_IN)


def in_yen(typed: str) -> str | None:
    """Return an amount as the canonical decimal of yen; None for any other text."""
    number, word = _parted(typed)
    unit = SHOWN_IN if not word else _yen_in(word)
    return None if unit is None else _times(number, unit)


def measured(typed: str, units: Iterable[str]) -> str | None:
    """Return a value as the canonical decimal in a unit, which may follow it; None for words.

    ``units`` are the names of one unit, in any language.

    Money is brought into the indicator's unit: 1,200,000円 is 1200 in 千円.
    """
    number, word = _parted(typed)
    if word in ("", _PERCENT) or word in map(_narrow, units):
        return canonical_decimal(number)
    own, stated = _money_of(units), _yen_in(word)
    return None if own is None or stated is None else _times(number, stated / own)


def is_other_money(typed: str, units: Iterable[str]) -> bool:
    """Return True for an amount of money where the indicator is of something else."""
    number, word = _parted(typed)
    money = _yen_in(word) is not None and canonical_decimal(number) is not None
    return money and _money_of(units) is None


def _parted(typed: str) -> tuple[str, str]:
    """Return the number and the word after it."""
    found = _PARTS.fullmatch(_narrow(typed))
    return (found[1], found[2].strip()) if found else (typed, "")


def _money_of(units: Iterable[str]) -> Decimal | None:
    return next((found for unit in units if (found := _yen_in(_narrow(unit)))), None)


def _yen_in(word: str) -> Decimal | None:
    unit = 1 if word.lower() == "yen" else scale(word) if word else None
    return None if unit is None else Decimal(unit)


def _times(number: str, unit: Decimal) -> str | None:
    found = canonical_decimal(number)
    return None if found is None else canonical_decimal(f"{Decimal(found) * unit:f}")


def _narrow(text: str) -> str:
    """Return a text in which signs of full width have their usual one."""
    return unicodedata.normalize("NFKC", text).strip()
