"""Texts in Japanese and English, and the choice of the one that a reader gets."""

from __future__ import annotations

from collections.abc import Mapping

#: The languages of every page, message and file; the first is the default.
LANGUAGES = ("ja", "en")

#: Language → text. Data may lack a language; the program's own texts have both.
Text = Mapping[str, str]


def text(ja: str, en: str) -> Text:
    """Return a text in both languages."""
    return {"ja": ja, "en": en}


def language(asked: str | None) -> str:
    """Return the requested language if it is one of ours, else Japanese."""
    return asked if asked in LANGUAGES else LANGUAGES[0]


def pick(texts: Text, lang: str, otherwise: str = "") -> str:
    """Return the text in ``lang``, else Japanese, English or any language; else ``otherwise``."""
    order = (lang, *LANGUAGES, *sorted(texts))
    return next((texts[one] for one in order if texts.get(one)), otherwise)


def both(texts: Text, otherwise: str = "") -> Text:
    """Return the text in each of our languages, as :func:`pick` finds it."""
    return {lang: pick(texts, lang, otherwise) for lang in LANGUAGES}
