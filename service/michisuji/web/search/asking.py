"""Queries of the application's index, which is made from the public database only."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from typing import Any, ClassVar

from flask import request

from michisuji import search
from michisuji.errors import MichisujiError
from michisuji.languages import Text
from michisuji.search import Filters, Found, Hit, Index, Keeper
from michisuji.search.documents import KINDS, class_of, kind_of
from michisuji.search.finding import HitPlace
from michisuji.web.context import (
    current_lang,
    current_settings,
    current_store,
    is_over_drafts,
    state,
)
from michisuji.web.http import caching
from michisuji.web.ministries import unit_name

#: Seconds that a request waits for the first index.
WAIT_S = 8.0
#: Seconds that a search of the drafts waits for what has just been edited: a city's index needs
#: less, the nation's more.
FRESH_S = 1.0
#: The maximum number of results of a picker.
PICKED = 201


class NoIndexYet(MichisujiError):
    """Raised when there is no index yet, such as after a first start or an update."""

    code = "index-being-made"
    status = 503
    title: ClassVar[Text] = {"ja": "検索の準備をしています", "en": "The search is being prepared"}


def keeper() -> Keeper:
    """Return the keeper of the application's index."""
    return state().own(Keeper, lambda: Keeper(current_store(), current_settings()))


def index_state() -> str:
    """Return the state of the index that answers, on which results depend."""
    index = keeper().index
    return index.marker if index is not None else ""


def find(text: str, filters: Filters | None = None, **more: Any) -> Found:
    """Return what :func:`michisuji.search.find` finds, in the reader's language.

    Raises NoIndexYet while there is no index.
    """
    lang, index = current_lang(), _index()
    try:
        return search.find(index, text, lang, filters, **more)
    except (sqlite3.DatabaseError, IndexError):
        # Damaged on the disk: the next one is made from the store.
        keeper().discard(index)
        return search.find(_index(), text, lang, filters, **more)


def filters() -> Filters:
    """Return the filters that the request states; unknown kinds are left out."""
    kinds = tuple(kind for kind in request.args.getlist("kind") if kind in KINDS)
    return Filters(
        kinds, request.args.get("dataset", "").strip(), request.args.get("department", "").strip()
    )


def named(text: str, classes: Collection[str] = (), most: int = PICKED) -> list[dict[str, str]]:
    """List resources for a picker (``node``, ``label``, ``class``), of these classes if any."""
    if not text:
        return []
    # A class that is not searched has the kind '', of which there are no results.
    kinds = tuple(map(kind_of, classes))
    found = find(text, Filters(kinds=kinds), count=most, facets=False)
    return [
        {
            "node": hit.iri,
            "label": unit_name(hit.iri, hit.label),
            "class": class_of(hit.kind),
            "where": " · ".join(place.name for place in places(hit)),
        }
        for hit in found.hits
    ]


def is_current() -> bool:
    """Return False while the index does not yet have the latest edits."""
    return keeper().is_current(caching.marker())


def places(hit: Hit) -> list[HitPlace]:
    """Return where a result belongs; not the ministry that its name begins with."""
    told = unit_name(hit.iri, hit.label) != hit.label
    return [p for p in (hit.owner, None if told else hit.department) if p is not None]


def _index() -> Index:
    fresh_s = FRESH_S if is_over_drafts() else 0.0
    index = keeper().ready(caching.marker(), WAIT_S, fresh_s)
    if index is None:
        raise NoIndexYet(
            "検索用の索引を作っているところです",
            "the index of the search is being made",
            hint_ja="10秒ほどおいて、もう一度お試しください",
            hint_en="try again in ten seconds or so",
        )
    return index
