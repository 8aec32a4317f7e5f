"""The search page: results, filters for them, and suggestions while typing."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request, url_for

from michisuji.search.documents import class_of
from michisuji.search.finding import PAGE, Hit
from michisuji.search.query import MAX_LENGTH
from michisuji.web import search as searching
from michisuji.web.context import doc_href, render
from michisuji.web.http import page_cache
from michisuji.web.i18n import label
from michisuji.web.ministries import unit_name
from michisuji.web.page_table import page
from michisuji.web.pages.home import blueprint

#: The maximum numbers of pages of results, and of suggestions while typing.
MOST_PAGES, SUGGESTED = 500, 8
_NARROWING = ("kind", "dataset", "department")


@blueprint.get("/search")
@page("q", *_NARROWING, "page", shows=searching.index_state, listed=False)
def search() -> Any:
    """Show one page of results, with counts by kind, data set and department."""
    words = request.args.get("q", "").strip()[:MAX_LENGTH]
    number = _page_number()
    first = (number - 1) * PAGE
    found = searching.find(words, searching.filters(), first=first) if words else None
    return render(
        "pages/search.html",
        words=words,
        found=found,
        first=first,
        last=first + len(found.hits) if found else 0,
        number=number,
        class_of=class_of,
        places=searching.places,
        chosen={name: request.args.get(name, "") for name in _NARROWING},
        most_pages=MOST_PAGES,
        max_words=len(found.query.words) if found else 0,
    )


@blueprint.get("/search/suggest")
def suggest() -> Any:
    """Return the first results for the text typed so far, only of each ``kind`` that is given."""
    return page_cache.kept(
        _suggested, searching.index_state(), arguments=("q", "kind"), vary=(), dated=False
    )


def _suggested() -> Any:
    words = request.args.get("q", "").strip()[:MAX_LENGTH]
    if not words:
        return jsonify([])
    found = searching.find(words, searching.filters(), count=SUGGESTED, facets=False)
    return jsonify([_option(hit) for hit in found.hits])


def _option(hit: Hit) -> dict[str, str]:
    places = [place.name for place in searching.places(hit)]
    return {
        "iri": hit.iri,
        "name": unit_name(hit.iri, hit.label),
        "about": " · ".join([label(class_of(hit.kind)), *places]),
        "href": doc_href(hit.iri),
    }


def _page_number() -> int:
    word = request.args.get("page", "")
    return min(MOST_PAGES, max(1, int(word))) if word.isdecimal() and len(word) < 5 else 1


def suggest_address(*kinds: str) -> str:
    """Return the address of suggestions, limited to these kinds if any are given."""
    return url_for("pages.suggest", kind=list(kinds) or None)
