"""Terms that an earlier version of the ontology named otherwise: read as today's, and told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from michisuji.languages import Text
from michisuji.messages import text
from michisuji.vocabulary import LM, RENAMED, SPLIT

#: Former property (IRI) → statements in which it was replaced.
Renamed = Counter[str]


def as_of_today(quad: Any, renamed: Renamed) -> Any:
    """Return a statement (pyoxigraph) with today's property, counted in ``renamed`` if it had none.

    Only what is stated with a former property changes, never what is stated about one.
    """
    new = RENAMED.get(quad.predicate.value)
    if new is None:
        return quad
    import pyoxigraph as ox

    renamed[quad.predicate.value] += 1
    return ox.Quad(quad.subject, ox.NamedNode(new), quad.object, quad.graph_name)


def told(key: str, former: str, **values: object) -> Text:
    """Return the message ``renamed.{key}`` about a former term."""
    key = f"{key}_split" if former in SPLIT and key in ("own", "asked") else key
    return text(f"renamed.{key}", former=short(former), now=today(former), **values)


def named_in(code: str) -> Iterator[tuple[str, int]]:
    """Yield the former terms that a Turtle or SPARQL text names, each with its first place.

    ``lm:Money`` is one where it has ``lm:budgetOf`` and nothing is a ``lm:BudgetYear``.
    """
    for former in RENAMED:
        found = _pattern(former).search(code)
        if found:
            yield former, found.start()
    for former, now in SPLIT.items():
        found = _pattern(former).search(code)
        if found and _pattern(f"{LM}budgetOf").search(code) and not _pattern(now).search(code):
            yield former, found.start()


def today(former: str) -> str:
    """Return today's term, as ``lm:…``, for a former property or class."""
    return short(RENAMED[former] if former in RENAMED else SPLIT[former])


def short(term: str) -> str:
    """Return ``lm:…`` for a term of the ontology."""
    return f"lm:{term.removeprefix(LM)}"


@cache
def _pattern(former: str) -> re.Pattern[str]:
    return re.compile(rf"(?:(?<![\w:.-])lm:|{re.escape(LM)}){former.removeprefix(LM)}(?![\w-])")
