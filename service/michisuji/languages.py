"""Texts in Japanese and English, and which of them a reader gets."""

from __future__ import annotations

from collections.abc import Mapping

#: The languages of every page, message and file, the one that is taken by default first.
LANGUAGES = ("ja", "en")

#: Language → text. What the data say may lack a language; what the program says has both.
Text = Mapping[str, str]


def language(asked: str | None) -> str:
    """The language that was asked for when it is one of ours, else Japanese."""
    return asked if asked in LANGUAGES else LANGUAGES[0]


def pick(texts: Text, lang: str, otherwise: str = "") -> str:
    """The text in ``lang``, else in Japanese, in English, in any language; else ``otherwise``."""
    order = (lang, *LANGUAGES, *sorted(texts))
    return next((texts[one] for one in order if texts.get(one)), otherwise)


def both(texts: Text, otherwise: str = "") -> Text:
    """The text in each of our languages, as :func:`pick` finds it."""
    return {lang: pick(texts, lang, otherwise) for lang in LANGUAGES}
