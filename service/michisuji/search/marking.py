"""Marks: the parts of an original text that match the words of a query."""

from __future__ import annotations

import re
from functools import lru_cache

from michisuji.search.folding import LETTER, PREFIX_FROM, RUN, folded_with_places
from michisuji.search.query import Query

#: Characters of a snippet, and how many of them come before the first match.
_LONG, _BEFORE = 120, 30


class Marks(list[tuple[str, bool]]):
    """A text in parts, each with True if it matched."""

    #: Numbers (from 0) of the query's words that are in it.
    words: frozenset[int] = frozenset()

    @classmethod
    def of(cls, text: str, query: Query) -> Marks:
        """Return a text with the words of a query marked."""
        form, places = folded_with_places(text)
        spans: list[tuple[int, int]] = []
        words = set()
        for number, word in enumerate(query.words):
            for found in _pattern(word.ways).finditer(form):
                words.add(number)
                spans.append((places[found.start()], _end(places, found.end())))
        marks = cls._cut(text, sorted(spans))
        marks.words = frozenset(words)
        return marks

    @classmethod
    def _cut(cls, text: str, spans: list[tuple[int, int]]) -> Marks:
        marks, at = cls(), 0
        for start, end in spans:
            if end <= at:
                continue
            start = max(start, at)
            if start > at:
                marks.append((text[at:start], False))
            if marks and marks[-1][1] and start == at:
                marks[-1] = (marks[-1][0] + text[start:end], True)
            else:
                marks.append((text[start:end], True))
            at = end
        if at < len(text):
            marks.append((text[at:], False))
        return marks

    def shortened(self) -> Marks:
        """Return the part around the first match, with … for text that is left out."""
        before = self[0][0] if self and not self[0][1] else ""
        cut = max(0, len(before) - _BEFORE)
        found, left = Marks([("…", False)] if cut else []), _LONG
        found.words = self.words
        for number, (text, is_match) in enumerate(self):
            part = text[cut:] if number == 0 else text
            found.append((part[:left], is_match))
            left -= len(part)
            if left < 0:
                found.append(("…", False))
                break
        return found


def _end(places: list[int], end: int) -> int:
    """Return where a match ends in the original text."""
    last = places[end - 1]
    while places[end] == last and end < len(places) - 1:
        end += 1
    return places[end]


@lru_cache(maxsize=500)
def _pattern(ways: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of what the index finds: runs in order, with any signs between them."""
    longest_first = sorted(ways, key=len, reverse=True)
    found = ["[\\W_]*".join(map(_run, RUN.finditer(way))) for way in longest_first]
    return re.compile("|".join(filter(None, found)) or r"(?!)")


def _run(run: re.Match[str]) -> str:
    text = re.escape(run[0])
    if run.lastgroup == "japanese":
        return text
    goes_on = run.end() == len(run.string.rstrip()) and len(run[0]) >= PREFIX_FROM
    return f"(?<!{LETTER}){text}" + (f"{LETTER}*" if goes_on else f"(?!{LETTER})")
