"""Names that Excel accepts for sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable

from michisuji.xml_text import clean

MAX_NAME = 31
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffd]+")
# Excel reserves this name.
_KEPT = {"history"}


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Return a legal, distinct name for each of ``wanted`` (Excel ignores case)."""
    taken = set(_KEPT)
    names = []
    for text in wanted:
        legal = _NOT_IN_NAME.sub(" ", clean(text)).strip().strip("'") or "-"
        name = _cut(legal, MAX_NAME)
        number = 1
        while name.casefold() in taken:
            number += 1
            end = f" ({number})"
            name = _cut(legal, MAX_NAME - len(end)) + end
        taken.add(name.casefold())
        names.append(name)
    return names


def units(text: str) -> int:
    """Return the length of ``text`` as Excel counts: in UTF-16 units."""
    return len(text) + sum(1 for letter in text if letter > "\uffff")


def _cut(text: str, length: int) -> str:
    while units(text) > length:
        text = text[:-1]
    return text.rstrip().rstrip("'")
