"""Queries: words that must all match, phrases in 「」 or quotes, and their synonyms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from michisuji.search.folding import PREFIX_FROM, folded, is_japanese, squeezed, tokens
from michisuji.search.synonyms import Synonyms

#: The maximum number of characters and of words of a query that are read.
MAX_LENGTH, MAX_WORDS = 200, 10
_PART = re.compile(r"「([^「」]*)」|『([^『』]*)』|“([^“”]*)”|\"([^\"]*)\"|([^\s「『“\"]+)")


@dataclass(frozen=True)
class Word:
    """A word or phrase of a query, with the ways to write it that are searched, folded."""

    typed: str
    ways: tuple[str, ...]

    @property
    def match(self) -> str:
        """The FTS5 expression; each way is a phrase of its tokens."""
        phrases = [_phrase(tokens(way, is_open=True)) for way in self.ways]
        return f"({' OR '.join(filter(None, dict.fromkeys(phrases)))})"


@dataclass(frozen=True)
class Query:
    """The words of a query, in the order in which they were typed."""

    words: tuple[Word, ...]
    #: The number of words that were typed but are not searched.
    left_out: int = 0

    @classmethod
    def read(cls, text: str, synonyms: Synonyms) -> Query:
        """Read the query that was typed; signs without a letter or digit are not searched."""
        words = []
        for part in _PART.finditer(text[:MAX_LENGTH]):
            typed = next(filter(None, part.groups()), "")
            if not tokens(typed):
                continue
            is_phrase = part[5] is None
            words.append(
                Word(typed, (folded(typed),) if is_phrase else tuple(synonyms.ways(typed)))
            )
        words = list({word.ways: word for word in words}.values())
        return cls(tuple(words[:MAX_WORDS]), max(0, len(words) - MAX_WORDS))

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def match(self) -> str:
        """The FTS5 expression: all words, in any order."""
        return " AND ".join(word.match for word in self.words)

    @property
    def names(self) -> list[str]:
        """The query as a name, squeezed: names are compared with it in all ways to write it."""
        if len(self.words) == 1:
            return list(dict.fromkeys(squeezed(way) for way in self.words[0].ways))
        return ["".join(squeezed(word.typed) for word in self.words)]


def _phrase(parts: list[str]) -> str:
    """Write tokens as a phrase, whose last token may be the beginning of a pair or a word."""
    if not parts:
        return ""
    last = parts[-1]
    goes_on = len(last) == 1 if is_japanese(last) else len(last) >= PREFIX_FROM
    return f'"{" ".join(parts)}"{" *" if goes_on else ""}'
