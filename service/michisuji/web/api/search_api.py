"""``GET /api/search``: the results that the search page shows, as JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, request

from michisuji.errors import BadInput
from michisuji.search.documents import KINDS, class_of
from michisuji.search.finding import MOST_ON_PAGE, PAGE, Facet, Found, Hit, HitPlace
from michisuji.search.marking import Marks
from michisuji.search.query import MAX_LENGTH
from michisuji.web import search as searching
from michisuji.web.context import with_arguments
from michisuji.web.http import cors, page_cache, rate
from michisuji.web.i18n import label

blueprint = Blueprint("search_api", __name__)
blueprint.before_request(rate.spend)
blueprint.after_request(rate.tell)
blueprint.after_request(cors.public(["Retry-After", *rate.HEADERS]))
#: The largest ``first``: programs that want all results use SPARQL or the dumps.
LAST = 10_000


@blueprint.get("/api/search")
def search() -> Any:
    """Return ``count`` results from ``first`` on, with facets."""
    arguments = ("q", "kind", "dataset", "department", "first", "count")
    return page_cache.kept(_answer, searching.index_state(), arguments=arguments, vary=())


def _answer() -> Any:
    words = request.args.get("q", "").strip()
    if not words:
        raise BadInput(
            "探す語がありません",
            "there are no words to search",
            hint_ja="q に探す語を入れてください(例: q=防災)",
            hint_en="name them in q, such as q=防災",
        )
    _check(words)
    first, count = _number("first", 0, LAST), _number("count", PAGE, MOST_ON_PAGE)
    found = searching.find(words, searching.filters(), first=first, count=count)
    told = _told(found)
    if count and first + count < min(found.total, LAST):
        told["next"] = with_arguments(first=first + count)
    return jsonify(told)


def _check(words: str) -> None:
    if len(words) > MAX_LENGTH:
        raise BadInput(
            f"探す語は{MAX_LENGTH}文字までです({len(words)}文字あります)",
            f"a query may have {MAX_LENGTH} characters; this one has {len(words)}",
            hint_ja="語を減らしてください",
            hint_en="use fewer words",
        )
    unknown = [kind for kind in request.args.getlist("kind") if kind and kind not in KINDS]
    if unknown:
        raise BadInput(
            f"種類の名前が正しくありません: {unknown[0][:40]}",
            f"no such kind: {unknown[0][:40]}",
            hint_ja=f"次のいずれかです: {'、'.join(KINDS)}",
            hint_en=f"it is one of {', '.join(KINDS)}",
        )


def _number(name: str, default: int, most: int) -> int:
    word = request.args.get(name, "").strip() or str(default)
    if not (word.isascii() and word.isdecimal()) or len(word) > len(str(most)) or int(word) > most:
        raise BadInput(
            f"{name} は0から{most}までの整数です: {word[:40]}",
            f"{name} is a whole number up to {most}: {word[:40]}",
            hint_ja=f"{name} を{most}以下の数にしてください",
            hint_en=f"give a number of {most} or less",
        )
    return int(word)


def _told(found: Found) -> dict[str, Any]:
    return {
        "words": [word.typed for word in found.query.words],
        "leftOut": found.query.left_out,
        "total": found.total,
        "meant": found.meant or None,
        "hits": [_hit(hit) for hit in found.hits],
        "facets": {
            "kind": [_facet(one, label(class_of(one.value))) for one in found.facets.kinds],
            "department": [_facet(one, one.name) for one in found.facets.departments],
            "dataset": [_facet(one, one.name) for one in found.facets.datasets],
        },
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "iri": hit.iri,
        "kind": hit.kind,
        "class": class_of(hit.kind),
        "name": _text(hit.name),
        "snippet": _text(hit.snippet) if hit.snippet else None,
        "owner": _place(hit.owner),
        "department": _place(hit.department),
        "dataset": hit.dataset or None,
        "exact": hit.exact,
    }


def _text(parts: Marks) -> dict[str, Any]:
    """Return a text with its marks: start and end, in characters, of each part that matched."""
    marks, at = [], 0
    for text, is_match in parts:
        if is_match:
            marks.append([at, at + len(text)])
        at += len(text)
    return {"text": "".join(text for text, _ in parts), "marks": marks}


def _place(one: HitPlace | None) -> dict[str, str] | None:
    return {"iri": one.iri, "name": one.name} if one is not None else None


def _facet(one: Facet, name: str) -> dict[str, Any]:
    return {"value": one.value, "name": name, "count": one.count}
