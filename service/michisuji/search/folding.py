"""Text as it is searched: folded to one form for all ways to write a word, and cut into tokens.

Folding ignores width and compatibility characters (NFKC) and letter case, and the difference
between hiragana and katakana, and between kanji numerals and digits. Runs of Japanese become pairs
of characters, since there are no spaces to cut them at, and the last character of a run is a token
of its own; words of letters and digits stay whole.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NUMERALS = dict(zip(map(ord, "〇一二三四五六七八九"), "0123456789", strict=True))
#: Katakana become hiragana, and kanji numerals digits: one character for one.
_ALIKE = {code: chr(code - 0x60) for code in range(0x30A1, 0x30F7)} | _NUMERALS
#: A character with the marks that belong to it: voiced sound marks, other combining marks.
_CLUSTER = re.compile(
    "[^\u3099\u309a\uff9e\uff9f\u0300-\u036f]?[\u3099\u309a\uff9e\uff9f\u0300-\u036f]*", re.DOTALL
)
#: A letter or digit of a word, not of a run of Japanese.
LETTER = "[^\\W_\u2e80-\U0010ffff]"
#: Words of letters and digits; runs of Japanese.
RUN = re.compile(f"(?P<word>{LETTER}+)|(?P<japanese>(?:(?=[\u2e80-\U0010ffff])\\w)+)")
#: A token that no query has, put between two texts so that no phrase matches across them.
BETWEEN = "␞"
#: A word of at least this many letters is also found as a beginning, a shorter one (AI, DX) not.
PREFIX_FROM = 3


def folded(text: str) -> str:
    """Return the folded form of a text. Folding it again changes nothing."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower()).translate(
        _ALIKE
    )


@lru_cache(maxsize=20_000)
def _folded_cluster(cluster: str) -> str:
    return folded(cluster)


def folded_with_places(text: str) -> tuple[str, list[int]]:
    """Return the folded text, and where each of its characters begins in the original.

    The last place is the length of the original.
    """
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

    ``is_open``: the text may go on, as words of a query do, so the last character of a run of
    Japanese at its end is not a token, unless it is the only one.
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
