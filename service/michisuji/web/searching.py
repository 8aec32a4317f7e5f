"""The search by name: from the names that are read beside the causal graph, else by the engine."""

from __future__ import annotations

from itertools import islice

from michisuji import questions
from michisuji.analysis.names import names_of
from michisuji.web.answers import Answer, ask
from michisuji.web.context import current_lang, current_settings, current_store, state

#: search.rq gives so many rows, one more than is shown, so that a cut can be told.
MOST = 201


def search(words: str, class_: str = "") -> Answer:
    """What queries/browse/search.rq answers (node, label, class), with that query."""
    params = {"words": words, **({"class": class_} if class_ else {})}
    names = names_of(state().index.ready(current_store()))
    if names is None:
        return ask("search", params)
    query = questions.get("search").bind(current_settings().base_iri, params, current_lang())
    found = islice(names.holding(words, class_ or None), MOST)
    rows = [{"node": one.node, "label": one.label, "class": one.class_} for one in found]
    return Answer("search", query, rows)
