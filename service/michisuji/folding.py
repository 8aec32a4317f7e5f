"""Cells as they are compared: without what differs between tables, years and spreadsheets.

Tables of one review write the same thing differently (``1.短期`` and ``短期``, ``％`` and ``%``,
line breaks kept and dropped), and a spreadsheet turns 501 into 501.0.
"""

from __future__ import annotations

import re
import unicodedata

_DASHES = re.compile(r"[-‐‑‒–—―−ーｰ－─]")
#: Marks that nobody sees: zero-width spaces and joiners, byte order marks, control characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
_LIST_NUMBER = re.compile(r"\W*\d{1,2}\W*")
_WHOLE = re.compile(r"(\d+)\.0+")


def fold(text: str) -> str:
    """A text without differences of width, white space, kinds of dashes and unseen marks."""
    text = "".join(unicodedata.normalize("NFKC", text).split())
    if text.isascii() and text.isprintable():
        return text
    text = _DASHES.sub("-", _UNSEEN.sub("", text).replace("〜", "~"))
    # Signs that come together where something was taken out may be one.
    return unicodedata.normalize("NFC", text)


def word(text: str) -> str:
    """A word of a fixed choice, without the number of a list: ``3.長期`` is ``長期``."""
    folded = fold(text)
    number = _LIST_NUMBER.match(folded)
    return folded[number.end() :] if number else folded


def number(text: str) -> str:
    """A number that names something, as text: ``501.0`` and ``５０１`` are ``501``."""
    folded = fold(text)
    whole = _WHOLE.fullmatch(folded)
    return whole[1] if whole else folded
