"""Cells in the form in which they are compared, without differences of spelling.

Tables of one review write the same thing differently (``1.短期`` and ``短期``, ``％`` and ``%``,
line breaks kept and dropped), and a spreadsheet turns 501 into 501.0.
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


def fold(text: str) -> str:
    """Normalize width, white space, kinds of dashes and invisible marks of a text."""
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
