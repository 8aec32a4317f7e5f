"""Names in place of IRIs, read with the application's index and the public database."""

from __future__ import annotations

from collections.abc import Mapping

from michisuji.questions import Question
from michisuji.search import Filters, Found, NameReader
from michisuji.search.naming import OFFERED
from michisuji.web.context import current_settings
from michisuji.web.search.asking import find


def understood(question: Question, given: Mapping[str, str]) -> dict[str, str]:
    """Return a question's values with IRIs in place of names.

    Raises UnclearName, and NoIndexYet while there is no index.
    """
    return NameReader(_named, _classes_of, current_settings().base_iri).read(question, given)


def _named(text: str, kinds: tuple[str, ...]) -> Found:
    return find(text, Filters(kinds), count=OFFERED, facets=False)


def _classes_of(iri: str) -> list[str]:
    from michisuji.web.answers import ask

    return [row["class"] for row in ask("classes-of", {"node": iri})]
