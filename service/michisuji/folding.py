"""Cells in the form in which they are compared, without differences of spelling.

Tables of one review write the same thing differently (``1.短期`` and ``短期``, ``％`` and ``%``,
line breaks kept and dropped), and a spreadsheet turns 2024 into 2024.0.
"""

from __future__ import annotations

import re
import unicodedata

_DASHES = re.compile(r"[-‐‑‒–—―−ーｰ－─]")
#: Invisible marks: zero-width spaces and joiners, byte order marks, control characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_LIST_NUMBER = re.compile(r"\W*\d{1,2}\W*")
_WHOLE = re.compile(r"(\d+)\.0+")
_WESTERN = re.compile(
    r"(?:西暦|FY)?(\d{4})(?:\.0+)?(?:\([^)]*\))?(?:年度末?|年)?(?:\([^)]*\))?", re.I
)
_ERA = re.compile(
    r"(明治|大正|昭和|平成|令和|[MTSHR])\.?(元|\d{1,2})(?:\([^)]*\))?(?:年度末?|年)?(?:\([^)]*\))?",
    re.I,
)
#: The year before the first of each era.
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_LETTERS = dict(zip("MTSHR", _ERAS.values(), strict=True))


def fold(text: str) -> str:
    """Normalise width, white space, kinds of dashes and invisible marks of a text."""
    text = "".join(unicodedata.normalize("NFKC", text).split())
    if text.isascii() and text.isprintable():
        return text
    text = _DASHES.sub("-", _UNSEEN.sub("", text).replace("〜", "~"))
    # Characters that become adjacent by a removal may combine.
    return unicodedata.normalize("NFC", text)


def word(text: str) -> str:
    """Return a word of a fixed choice, without a list number: ``3.長期`` is ``長期``."""
    folded = fold(text)
    number = _LIST_NUMBER.match(folded)
    return folded[number.end() :] if number else folded


def number(text: str) -> str:
    """Return a number that names something, as text: ``501.0`` and ``５０１`` are ``501``."""
    folded = fold(text)
    whole = _WHOLE.fullmatch(folded)
    return whole[1] if whole else folded


def fiscal_year(text: str) -> int | None:
    """Return the year of ``2024``, ``2024.0``, ``2024年度``, ``２０２４``, ``令和6年度``, ``R6``;
    or None.

    Brackets that follow are ignored: ``2024年度（値）``, ``令和6(2024)年度``.
    """
    folded = fold(text)
    western = _WESTERN.fullmatch(folded)
    if western:
        return int(western[1])
    era = _ERA.fullmatch(folded)
    if era is None:
        return None
    first = _ERAS.get(era[1]) or _LETTERS[era[1].upper()]
    return first + (1 if era[2] == "元" else int(era[2]))
