"""Texts in Japanese and English, and the choice of the one that a reader gets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

#: The languages of every page, message and file; the first is the default.
LANGUAGES = ("ja", "en")

# A word, not a name of a program's that happens to be at the beginning.
_WORD = re.compile(r"[a-z]+(?=[ ,]|: )")

# The end of an English sentence: a capital letter follows, or nothing.
_STOP = re.compile(r"(?<=[a-z)\d])\.(?=\s+[A-Z]|\s*$)")
_OPEN, _CLOSED = "((「『[", "))」』]"

#: Language → text. What the data say may lack a language; what the program says has both.
Text = Mapping[str, str]


def language(asked: str | None) -> str:
    """Return the requested language if it is one of ours, else Japanese."""
    return asked if asked in LANGUAGES else LANGUAGES[0]


def pick(texts: Text, lang: str, otherwise: str = "") -> str:
    """Return the text in ``lang``, else Japanese, no stated language, English, or any other.

    Returns ``otherwise`` without a text; empty texts do not count.
    """
    order = (lang, LANGUAGES[0], "", *LANGUAGES, *sorted(texts))
    return next((texts[one] for one in order if texts.get(one)), otherwise)


def first_sentence(text: str) -> str:
    """Return a text up to the end of its first sentence, in either language.

    A full stop within brackets, or in an abbreviation (e.g.), ends none.
    """
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign in _OPEN) - (sign in _CLOSED)
        if depth <= 0 and (sign == "。" or _STOP.match(text, at)):
            return text[: at + 1]
    return text


def by_language(texts: Iterable[tuple[str, str]]) -> Text:
    """Map language → text; of two texts in one language the first counts.

    Empty texts are left out.
    """
    found: dict[str, str] = {}
    for lang, one in texts:
        if one:
            found[lang] = min(one, found.get(lang, one))
    return found


def both(texts: Text, otherwise: str = "") -> Text:
    """Return the text in each of our languages, as :func:`pick` finds it."""
    return {lang: pick(texts, lang, otherwise) for lang in LANGUAGES}


def sentence(text: str, lang: str) -> str:
    """Return the text as a sentence begins: English with a capital, where a word comes first."""
    begins = lang == "en" and _WORD.match(text)
    return text[0].upper() + text[1:] if begins else text
