"""Texts in Japanese and English, and the choice of the one that a reader gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
    """Return the text in ``lang``, else in Japanese, no stated language, English, or any other.

    ``otherwise`` where there is none. An empty text is none.
    """
    order = (lang, LANGUAGES[0], "", *LANGUAGES, *sorted(texts))
    return next((texts[one] for one in order if texts.get(one)), otherwise)


def by_language(texts: Iterable[tuple[str, str]]) -> Text:
    """Return language → text of pairs of both; of two texts in one language the first in order.

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
