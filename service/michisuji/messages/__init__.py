"""Every message that people read, in Japanese and English, from the TOML files in this folder.

``NAME.ja.toml`` and ``NAME.en.toml`` hold the same keys. A key includes its sections:
``analysis.impact.title``. Fields in braces are filled in by name, counts choose their forms
(:mod:`michisuji.plurals`). The files are read when the first message is requested.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from michisuji.languages import LANGUAGES, Text
from michisuji.plurals import filled

_FOLDER = Path(__file__).parent


def message(key: str, lang: str, /, **values: object) -> str:
    """Return the message in ``lang``; values that are :data:`Text` are filled in that language.

    Raises KeyError for an unknown key: a test looks up every key that the code uses.
    """
    found = messages(lang)[key]
    if not values:
        return found
    return filled(found, **{k: v[lang] if isinstance(v, Mapping) else v for k, v in values.items()})


def text(key: str, /, **values: object) -> Text:
    """Return the message in every language."""
    return {lang: message(key, lang, **values) for lang in LANGUAGES}


def each(told: Callable[[str], str]) -> Text:
    """Return the result of ``told`` for each language: a name, a year or an amount in a message."""
    return {lang: told(lang) for lang in LANGUAGES}


def together(*parts: Text) -> Text:
    """Join the parts in each language; blanks between them are theirs."""
    return {lang: "".join(part[lang] for part in parts) for lang in LANGUAGES}


def listed(words: Iterable[str], lang: str, by: str = "between") -> str:
    """Join words; ``by`` names the separator in the section ``list`` of the files."""
    return message(f"list.{by}", lang).join(words)


@cache
def section(name: str, lang: str) -> Mapping[str, str]:
    """Return the messages of one section by their keys there, in the order of the file."""
    start = f"{name}."
    return {
        key.removeprefix(start): told
        for key, told in messages(lang).items()
        if key.startswith(start)
    }


@cache
def messages(lang: str) -> Mapping[str, str]:
    """Return every message of a language by its whole key, ``section.key``."""
    found: dict[str, str] = {}
    for path in sorted(_FOLDER.glob(f"*.{lang}.toml")):
        _flatten(tomllib.loads(path.read_text("utf-8")), "", found)
    return found


def _flatten(table: Mapping[str, Any], prefix: str, into: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, Mapping):
            _flatten(value, f"{prefix}{key}.", into)
        else:
            into[prefix + key] = str(value)
