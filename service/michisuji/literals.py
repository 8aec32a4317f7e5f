"""Years, numbers and flags of the data; invalid ones count as not stated, wherever they are read.

A value counts by its datatype *and* its text: ``"2025"`` without a datatype, ``令和7年度`` or NaN
is not a year or number for SPARQL either. ``queries/quality/unreadable-values.rq`` lists what is
left out. Numbers have at most 18 digits before and after the point: engines differ on others.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Context, Decimal
from typing import Any, Literal

#: How a column of an answer is read.
Kind = Literal["text", "year", "number", "flag"]
KINDS: tuple[Kind, ...] = ("text", "year", "number", "flag")

#: The limit that a number's amount stays below.
LIMIT = Decimal(10**18)
_PLACES = 18
_LAST_PLACE = Decimal(1).scaleb(-_PLACES)
#: Has room for all digits of such a number; Python's own has 28.
_ROOMY = Context(prec=3 * _PLACES)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"([12][0-9]{3})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_FLOATING = re.compile(_PLAIN.pattern + r"(?:[eE][+-]?[0-9]{1,3})?")
_XSD = "http://www.w3.org/2001/XMLSchema#"
#: xsd:decimal and the types derived from it.
DECIMALS = frozenset(
    _XSD + name
    for name in (
        *("decimal", "integer", "long", "int", "short", "byte", "nonNegativeInteger"),
        *("positiveInteger", "nonPositiveInteger", "negativeInteger"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
_INTEGERS = DECIMALS - {_XSD + "decimal"}
_WHOLE = re.compile(r"[+-]?[0-9]+")
_ANY_FLOAT = re.compile(_PLAIN.pattern + r"(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_ANY_YEAR = re.compile(r"-?(?:[1-9][0-9]{4,}|[0-9]{4})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_DATE = re.compile(_DAY.pattern + r"(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_FLOATS = frozenset((_XSD + "double", _XSD + "float"))
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def year(text: str | None) -> int | None:
    """Return the four-digit year of an xsd:gYear's text."""
    found = _YEAR.fullmatch(text or "")
    return int(found[1]) if found else None


def number(text: str | None) -> Decimal | None:
    """Return the number that the text of a numeric literal stands for."""
    text = text or ""
    if not _FLOATING.fullmatch(text):
        return None
    found, is_rounded = Decimal(text), "e" in text.lower()
    if is_rounded and -LIMIT < found < LIMIT:
        found = found.quantize(_LAST_PLACE, context=_ROOMY)
    if not -LIMIT < found < LIMIT:
        return None
    return found if is_rounded or len(text.partition(".")[2].rstrip("0")) <= _PLACES else None


def whole(text: str | None) -> int | None:
    """Return the whole number that a literal's text stands for."""
    found = number(text)
    return int(found) if found is not None and found == found.to_integral_value() else None


def day(text: str | None) -> str:
    """Return the ISO date at the start of a text (xsd:date, xsd:dateTime); '' if invalid."""
    found = (text or "")[:10]
    try:
        return found if _DAY.fullmatch(found) and date.fromisoformat(found) else ""
    except ValueError:
        return ""


def read(term: object, kind: Kind) -> Any:
    """Convert an rdflib term to a plain value: str, int for a year, Decimal, bool.

    Returns None if it is not of that kind.
    """
    if term is None:
        return None
    if kind == "text":
        return str(term)
    return value(str(term), str(getattr(term, "datatype", None) or ""), kind)


def value(text: str, datatype: str, kind: Kind) -> Any:
    """Convert a literal's text, given the IRI of its datatype, to a plain value."""
    if kind == "text":
        return text
    if kind == "year":
        return year(text) if datatype == _XSD + "gYear" else None
    if kind == "flag":
        return _FLAGS.get(text) if datatype == _XSD + "boolean" else None
    return number(text) if datatype in _FLOATS or is_decimal(text, datatype) else None


def is_decimal(text: str, datatype: str) -> bool:
    """Return True for a well-formed xsd:decimal, or of a type derived from it."""
    return datatype in DECIMALS and _PLAIN.fullmatch(text) is not None


def fits(text: str, datatype: str) -> bool:
    """Return True if a text is valid for its datatype: XML Schema numbers, years, dates, flags.

    Other datatypes always pass. A valid text may still be unreadable: NaN is an xsd:double, and not
    a number.
    """
    if datatype in _FLOATS:
        return _ANY_FLOAT.fullmatch(text) is not None
    if datatype in DECIMALS:
        return (_WHOLE if datatype in _INTEGERS else _PLAIN).fullmatch(text) is not None
    kind = datatype.removeprefix(_XSD)
    if kind == "gYear":
        return _ANY_YEAR.fullmatch(text) is not None
    if kind == "date":
        return _DATE.fullmatch(text) is not None and day(text) != ""
    return kind != "boolean" or text in _FLAGS
