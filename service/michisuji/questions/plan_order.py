"""The plan's order: the one way to sort policies, measures, programs and the like.

By ``lm:number``, else by the number that a name begins with, each run of digits as a number:
``1-2`` stands before ``1-10``, whatever the width or kind of the digits (``Ⅰー１``, ``⑨``). In
SPARQL ``#NATURAL`` says nearly the same (:mod:`michisuji.questions.model`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DASHES = re.compile(r"[‐‑‒–—―−ーｰ－─]")
_RUN = re.compile(r"[0-9]+|[^0-9]+")
#: Roman numerals of one character (U+2160 to U+216B), which NFKC would take apart into letters.
_ROMAN = {0x2160 + n: f" {n + 1} " for n in range(12)} | {
    0x2170 + n: f" {n + 1} " for n in range(12)
}

Natural = tuple[tuple[int, int, str], ...]
Key = tuple[Natural, Natural, str]


@lru_cache(maxsize=8192)
def natural(text: str) -> Natural:
    """Return a key that sorts texts with each run of digits as a number."""
    told = unicodedata.normalize("NFKC", _DASHES.sub("-", text.translate(_ROMAN))).casefold()
    runs = (run.strip() for run in _RUN.findall(told))
    return tuple(_part(run) for run in runs if run)


def _part(run: str) -> tuple[int, int, str]:
    if not run.isdecimal():
        return 1, 0, run
    digits = run.lstrip("0")
    return 0, len(digits), digits  # as a number, but of any length


def plan_key(number: str | None, label: str | None, iri: str | None) -> Key:
    """Return the key of a member of the plan; what has neither number nor name comes last."""
    shown = natural(number or label or "") or ((2, 0, ""),)
    return shown, natural(label or ""), iri or ""
