"""Labels as they are compared: without spaces, numbers in front, colons and units in brackets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from michisuji.folding import fold

_CIRCLED = re.compile(r"\s*[①-⑳❶-❿]\s*")
#: What stands in front of a label on a form: ``(1)``, ``2.``, ``III 、``, ``ア)``, ``■``, ``【``.
_FRONT = re.compile(
    r"\s*(?:[■◆●◇▼・*※【]\s*|\((?:\d{1,2}|[a-zA-Zア-オ])\)|"
    r"(?:第?\d{1,2}(?:[-.]\d{1,2})*|[IVX]{1,3}|[ア-オ])(?:[.、:)]\s*|\s+))"
)
_BRACKETED = re.compile(
    r"[(\[【](?:単位[:]?[^()\[\]【】]{1,8}|(?:百万|千|万|億)?円|%|年度|西暦|和暦|必須|任意|選択)[)\]】]"
)
_END = re.compile(r"[:】*]+$")
_MONEY = re.compile(r"(?:単位[:]?|[(\[【])((?:百万|千|万|億)?円)")
#: Yen of one unit of money.
MONEY = {"円": 1, "千円": 1_000, "万円": 10_000, "百万円": 1_000_000, "億円": 100_000_000}


def label(text: str) -> str:
    """Return a label for comparison: ``(1) 事業名:`` and ``事業名`` are the same.

    A unit in brackets is left out as well: ``決算額(千円)`` is ``決算額``.
    """
    return fold(readable(text))


def readable(text: str) -> str:
    """Return a label for people: as it is compared, but with its own kinds of dashes."""
    rest = unicodedata.normalize("NFKC", _CIRCLED.sub("", text, count=1))
    while (front := _FRONT.match(rest)) and front.end() < len(rest.rstrip()):
        rest = rest[front.end() :]
    rest = "".join(rest.split())
    return _END.sub("", _BRACKETED.sub("", rest) or rest)


def pattern(text: str) -> str:
    """Return a label of a mapping file as it is compared; a ``*`` at its end is kept."""
    return label(text[:-1]) + "*" if text.endswith("*") else label(text)


def matches(patterns: Iterable[str], text: str) -> bool:
    """Return True if a label fits one of the patterns; ``…*`` is the beginning of a label."""
    return bool(text) and any(
        text.startswith(p[:-1]) if p.endswith("*") else text == p for p in patterns
    )


def money_unit(text: str) -> str | None:
    """Return the unit of money that a text states, such as ``(単位:千円)``; None without one."""
    found = _MONEY.search(fold(text))
    return found[1] if found else None
