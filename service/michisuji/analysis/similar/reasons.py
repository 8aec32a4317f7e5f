"""The reasons why two texts are similar, in words that a reader knows: the phrases they share."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import groupby

from michisuji.analysis.similar.documents import Document
from michisuji.analysis.similar.grams import columns_of, is_content

#: Letters of a phrase, at most: a whole sentence is cut.
_LONGEST = 30
#: The weight of a phrase that is not a whole run of letters: it may begin or end within a word.
_CUT = 0.5
_ENDINGS = "等及的者第"


def shared_phrases(
    one: Document,
    other: Document,
    rarity: Callable[[int], float],
    common: Collection[str],
    limit: int = 5,
) -> tuple[str, ...]:
    """Return the phrases of both documents that count most, the weightiest first.

    ``rarity``: weight of an n-gram's column. A phrase is an unbroken run of kanji, katakana or
    Latin letters; one that is part of another is left out.
    """
    theirs = "\n".join(text for _, text in other.texts if text not in common)
    found: dict[str, float] = {}
    for weight, text in one.texts:
        if text in common:
            continue
        for run in _runs(text):
            for phrase in _shared(run, theirs):
                value = weight * _worth(phrase, rarity) * (1 if phrase == run else _CUT)
                found[phrase] = max(value, found.get(phrase, 0.0))
    ranked = sorted((p for p in found if found[p] > 0), key=lambda p: (-found[p], p))
    kept: list[str] = []
    for phrase in ranked:
        if not any(phrase in longer or longer in phrase for longer in kept):
            kept.append(phrase)
        if len(kept) == limit:
            break
    return tuple(phrase.upper() for phrase in kept)


def _runs(text: str) -> list[str]:
    runs = ("".join(letters) for known, letters in groupby(text, _in_run) if known)
    return [run for run in runs if _letters(run) >= 2]


def _in_run(letter: str) -> bool:
    return is_content(letter) or letter.isdecimal()


def _letters(phrase: str) -> int:
    return sum(map(is_content, phrase))


def _shared(run: str, theirs: str) -> list[str]:
    """Return the longest parts of a run that the other text contains, from left to right."""
    found, start = [], 0
    while start + 2 <= len(run):
        end = start + 2
        if run[start:end] not in theirs:
            start += 1
            continue
        while end < min(len(run), start + _LONGEST) and run[start : end + 1] in theirs:
            end += 1
        phrase = run[start:end]
        if phrase != run:
            phrase = phrase.rstrip(_ENDINGS)
        whole = start == 0 or not _cuts(run, start)
        whole = whole and (start + len(phrase) == len(run) or not _cuts(run, start + len(phrase)))
        if whole and _letters(phrase) >= (2 if phrase == run else 3):
            found.append(phrase)
        start = end
    return found


def _cuts(run: str, place: int) -> bool:
    """Return True if a Latin or katakana word would be cut in two here."""
    pair = run[place - 1 : place + 1]
    return pair.isascii() or all("ァ" <= letter <= "ー" for letter in pair)


def _worth(phrase: str, rarity: Callable[[int], float]) -> float:
    """Return the total rarity of a phrase's pairs of letters; Latin letters count half."""
    _, columns = columns_of(phrase)
    worth = sum(rarity(column) for column in columns)
    return worth / 2 if phrase.isascii() else worth
