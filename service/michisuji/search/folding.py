"""Text as it is searched: one form for each way to write a word, cut into tokens.

Width and compatibility signs (NFKC), letter case, hiragana and katakana, kanji numerals and digits
are alike. Runs of Japanese become pairs of characters, since there are no spaces to cut them at,
and a run's last character stands alone; words of letters and digits stay whole.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NUMERALS = dict(zip(map(ord, "〇一二三四五六七八九"), "0123456789", strict=True))
#: Katakana become hiragana, and kanji numerals digits: one character for one.
_ALIKE = {code: chr(code - 0x60) for code in range(0x30A1, 0x30F7)} | _NUMERALS
#: What belongs to the character before it: voiced sound marks, and combining marks in general.
_CLUSTER = re.compile(
    "[^\u3099\u309a\uff9e\uff9f\u0300-\u036f]?[\u3099\u309a\uff9e\uff9f\u0300-\u036f]*", re.DOTALL
)
_WORD = "[^\\W_\u2e80-\U0010ffff]"
#: Words of letters and digits; runs of Japanese.
RUN = re.compile(f"(?P<word>{_WORD}+)|(?P<japanese>(?:(?=[\u2e80-\U0010ffff])\\w)+)")
#: A token that no query has, between two texts: no phrase reaches from one into the next.
BETWEEN = "␞"
#: A word of this many letters also matches as a prefix; a shorter one (AI, DX) only whole.
PREFIX_FROM = 3


def folded(text: str) -> str:
    """Return the one form of a text. Folding twice is folding once."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower()).translate(
        _ALIKE
    )


@lru_cache(maxsize=20_000)
def _folded_cluster(cluster: str) -> str:
    return folded(cluster)


def folded_with_places(text: str) -> tuple[str, list[int]]:
    """Return the folded text, and where each character of it begins in the text, and its length."""
    parts: list[str] = []
    places: list[int] = []
    for found in _CLUSTER.finditer(text):
        part = _folded_cluster(found[0])
        parts.append(part)
        places += [found.start()] * len(part)
    return "".join(parts), [*places, len(text)]


def squeezed(text: str) -> str:
    """Return only the letters and digits of a text, folded, to compare names."""
    return "".join(found[0] for found in RUN.finditer(folded(text)))


def tokens(text: str, *, is_open: bool = False) -> list[str]:
    """Return the tokens of a text, in order.

    ``is_open``: it may go on, as the words of a query do, so a pair at its end has no last
    character behind it.
    """
    found, run = list[str](), None
    for run in RUN.finditer(folded(text)):
        part = run[0]
        if run.lastgroup == "japanese":
            found += (part[n : n + 2] for n in range(len(part) - 1))
            part = part[-1]
        found.append(part)
    if is_open and run and run.lastgroup == "japanese" and len(run[0]) > 1:
        found.pop()
    return found


def is_japanese(token: str) -> bool:
    """Return True if a token is part of a run that is cut into pairs."""
    return token[:1] >= "\u2e80"


def distance(one: str, other: str, most: int) -> int:
    """Count characters put in, left out, replaced or swapped; ``most`` + 1 if there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, a in enumerate(one, 1):
        last, before, row = before, row, [n]
        for m, b in enumerate(other, 1):
            least = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (a != b))
            if n > 1 and m > 1 and a == other[m - 2] and one[n - 2] == b:
                least = min(least, last[m - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
    return row[-1]
