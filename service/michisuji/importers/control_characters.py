"""Removal of control characters that XML cannot hold, from every text that enters.

They come from word processors (a vertical tab for a line break within a paragraph) and old
databases. One of them makes the SPARQL XML of a whole result ill-formed, and a resource impossible
to write as RDF/XML.
"""

from __future__ import annotations

import re
from typing import Any

from michisuji.importers.report import ImportReport

#: XML 1.0 has no way to write them, not even escaped.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Escaped backslashes are matched first, so that what follows one is not taken for an escape.
_ESCAPED = re.compile(
    r"\\\\|\\u(?:00(?:0[0-8BCEFbcef]|1[0-9A-Fa-f])|[Ff]{3}[EFef])"
    r"|\\U0000(?:00(?:0[0-8BCEFbcef]|1[0-9A-Fa-f])|[Ff]{3}[EFef])"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
)


def without_control(text: str) -> tuple[str, int]:
    """Return the text without control characters, and how many were removed."""
    return CONTROL.subn("", text)


def without_escaped(text: str) -> tuple[str, int]:
    r"""Remove them from SPARQL, Turtle or N-Triples, where ``\u000B`` may stand for one, too."""
    removed = 0

    def keep(found: re.Match[str]) -> str:
        nonlocal removed
        if found[0] == r"\\":
            return found[0]
        removed += 1
        return ""

    return _ESCAPED.sub(keep, text), removed


def clean_values(value: Any) -> tuple[Any, int]:
    """Clean every text within lists and dicts, at any depth, in place."""
    if isinstance(value, str):
        return without_control(value)
    removed, todo = 0, [value]
    while todo:
        found = todo.pop()
        for key, item in list(enumerate(found) if isinstance(found, list) else found.items()):
            if isinstance(item, str):
                found[key], count = without_control(item)
                removed += count
            elif isinstance(item, list | dict):
                todo.append(item)
    return value, removed


def note(report: ImportReport, place: str, count: int) -> None:
    """Record in the import's report that ``count`` control characters were removed at a place."""
    report.note(
        "control-characters",
        "XMLで書けない制御文字を取り除きました",
        "control characters, which XML cannot hold, were removed",
        place,
        count,
    )
