"""Groups of words that are searched as one: bundled, and a city's own in its data directory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from michisuji.search.folding import LETTER, folded

#: The file's name in the data directory; its format is that of the bundled file.
OWN = "synonyms.txt"
_BUNDLED = Path(__file__).with_name(OWN)
#: The maximum number of ways to write one word; a word that holds several synonyms has many.
MOST_WAYS = 12
_LATIN = re.compile(f"{LETTER}+")


class Synonyms:
    """Groups of words, each found wherever one of them is typed."""

    def __init__(self, groups: Iterable[tuple[str, ...]] = ()) -> None:
        self._groups = [tuple(dict.fromkeys(map(folded, group))) for group in groups]

    @classmethod
    def read(cls, home: Path | None) -> Synonyms:
        """Read the bundled file, and that of a data directory if it is there and can be read."""
        found = list(_groups(_BUNDLED.read_text("utf-8")))
        try:
            own = (home / OWN).read_text("utf-8-sig") if home else ""
        except (OSError, UnicodeDecodeError):
            own = ""
        return cls([*found, *_groups(own)])

    @cached_property
    def _known(self) -> dict[str, list[tuple[str, ...]]]:
        known: dict[str, list[tuple[str, ...]]] = {}
        for group in self._groups:
            for word in group:
                known.setdefault(word, []).append(group)
        return known

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = sorted(self._known, key=len, reverse=True)
        return re.compile("|".join(map(_exactly, words)) or r"(?!)")

    def ways(self, word: str) -> list[str]:
        """Return the word as typed, folded, and with each synonym in it replaced by the others."""
        first = folded(word)
        found = {first: None}
        for match in self._pattern.finditer(first):
            others = [other for group in self._known[match[0]] for other in group]
            for other in others:
                found.setdefault(first[: match.start()] + other + first[match.end() :])
        return list(found)[:MOST_WAYS]


def _exactly(word: str) -> str:
    """Return the pattern of a word; one of Latin letters matches only as a whole word."""
    if _LATIN.fullmatch(word):
        return rf"(?<!{LETTER}){re.escape(word)}(?!{LETTER})"
    return re.escape(word)


def _groups(text: str) -> Iterator[tuple[str, ...]]:
    for line in text.split("\n"):
        words = tuple(filter(None, map(str.strip, re.split("[、,，\t]", line.partition("#")[0]))))
        if len(words) > 1:
            yield words
