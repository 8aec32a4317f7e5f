"""``/api/reconcile``: the Reconciliation Service API of the W3C community group, version 0.2.

OpenRefine and other tools match names in a table with resources; ids are the resources' IRIs.
See https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from flask import Blueprint, jsonify, redirect, request

from michisuji.errors import BadInput, NotFound, TooLarge
from michisuji.messages import message
from michisuji.search import Filters, Found, Hit
from michisuji.search.documents import KINDS, class_of, kind_of
from michisuji.search.folding import squeezed
from michisuji.search.query import MAX_LENGTH
from michisuji.vocabulary import LM
from michisuji.web import search as searching
from michisuji.web.context import current_lang, current_settings, doc_href
from michisuji.web.http import cors, rate
from michisuji.web.i18n import label

blueprint = Blueprint("reconcile_api", __name__)
blueprint.before_request(rate.spend)
blueprint.after_request(rate.tell)
blueprint.after_request(cors.public(["Retry-After", *rate.HEADERS], methods=["GET", "POST"]))
#: Names per request at most, and candidates per name: the usual and the largest number.
BATCH, CANDIDATES, MOST_CANDIDATES = 50, 10, 50
#: Properties that a name may be matched by besides its type: where the resource belongs.
PROPERTIES = ("department", "owner")
#: The factor of a candidate's score for each property that differs.
_OTHER = 0.5


@blueprint.route("/api/reconcile", methods=["GET", "POST"])
def reconcile() -> Any:
    """Return the manifest, or with ``queries`` the candidates for each of them.

    Raises BadInput and TooLarge.
    """
    text = request.values.get("queries")
    if text is None:
        return jsonify(_manifest())
    queries = _object(text)
    if len(queries) > BATCH:
        raise TooLarge(
            f"一度に照合できるのは{BATCH}件までです({len(queries)}件あります)",
            f"{BATCH} names can be matched at once; there are {len(queries)}",
            hint_ja=f"{BATCH}件ずつ送ってください",
            hint_en=f"send {BATCH} at a time",
        )
    return jsonify({key: {"result": _candidates(key, one)} for key, one in queries.items()})


@blueprint.get("/api/reconcile/suggest/entity")
def suggest_entity() -> Any:
    """List resources for what has been typed (``prefix``)."""
    found = searching.find(request.args.get("prefix", "")[:MAX_LENGTH], count=10, facets=False)
    return jsonify(
        {
            "result": [
                {"id": h.iri, "name": h.label, "description": _about(h), "notable": [_type(h.kind)]}
                for h in found.hits
            ]
        }
    )


@blueprint.get("/api/reconcile/suggest/type")
def suggest_type() -> Any:
    """List kinds of resources whose names contain what has been typed."""
    typed = squeezed(request.args.get("prefix", ""))
    types = map(_type, KINDS)
    return jsonify({"result": [t for t in types if typed in squeezed(t["name"] + t["id"])]})


@blueprint.get("/api/reconcile/suggest/property")
def suggest_property() -> Any:
    """List properties that a name can be matched by, in addition to its type."""
    typed, lang = squeezed(request.args.get("prefix", "")), current_lang()
    named = [{"id": key, "name": message(f"reconcile.{key}", lang)} for key in PROPERTIES]
    return jsonify({"result": [one for one in named if typed in squeezed(one["name"] + one["id"])]})


@blueprint.get("/api/reconcile/view")
def view() -> Any:
    """Redirect to the page of a resource of this service, and to no other address."""
    iri = request.args.get("id", "")
    if not iri.startswith(f"{current_settings().base_iri}/id/") or doc_href(iri) == "#":
        raise NotFound(f"資源がありません: {iri[:200]}", f"no such resource: {iri[:200]}")
    return redirect(doc_href(iri), 303)


def _manifest() -> dict[str, Any]:
    here = f"{current_settings().base_iri}/api/reconcile"
    kinds = ("Program", "Measure", "Unit", "Indicator")
    return {
        "versions": ["0.2"],
        "name": message("brand", current_lang()),
        "identifierSpace": f"{current_settings().base_iri}/id/",
        "schemaSpace": LM,
        "documentation": f"{current_settings().base_iri}/api",
        "defaultTypes": [_type(kind) for kind in kinds],
        "view": {"url": f"{here}/view?id={{{{id}}}}"},
        "batchSize": BATCH,
        "suggest": {
            name: {"service_url": here, "service_path": f"/suggest/{name}"}
            for name in ("entity", "type", "property")
        },
    }


def _object(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(one, dict) for one in found.values()):
        raise BadInput(
            "queries がJSONのオブジェクトではありません",
            "queries is not a JSON object of queries",
            hint_ja='{"q0": {"query": "名前"}} の形で送ってください',
            hint_en='send it as {"q0": {"query": "a name"}}',
        )
    return found


def _candidates(key: str, one: Mapping[str, Any]) -> list[dict[str, Any]]:
    text, limit = one.get("query"), one.get("limit", CANDIDATES)
    types = one.get("type") or []
    types = [types] if isinstance(types, str) else types
    if not isinstance(text, str) or not isinstance(types, list) or not isinstance(limit, int):
        raise BadInput(
            f"照合の問い {key[:40]} が正しくありません",
            f"query {key[:40]} is not well formed",
            hint_ja="query は文字列、type は種類のIRI、limit は数です",
            hint_en="query is a text, type the IRI of a kind, limit a number",
        )
    kinds = tuple(kind_of(str(name)) for name in types)
    found = _found(text[:MAX_LENGTH], Filters(kinds=kinds))
    given = _given(one.get("properties"))
    told = [_candidate(text, hit, given) for hit in found.hits]
    told.sort(key=lambda one: -one["score"])
    best = [one for one in told if one["score"] == 100]
    if len(best) == 1:
        best[0]["match"] = True
    return told[: max(0, min(limit, MOST_CANDIDATES))]


def _found(text: str, filters: Filters) -> Found:
    found = searching.find(text, filters, count=MOST_CANDIDATES, facets=False)
    if found.meant and not found.hits:
        return searching.find(found.meant, filters, count=MOST_CANDIDATES, facets=False)
    return found


def _given(properties: Any) -> dict[str, str]:
    """Return the query's known properties: name → value, folded."""
    given = {}
    for one in properties if isinstance(properties, list) else ():
        name = one.get("pid") if isinstance(one, dict) else None
        if name in PROPERTIES:
            value = one.get("v")
            value = value.get("name", value.get("id")) if isinstance(value, dict) else value
            given[name] = squeezed(str(value or ""))
    return {name: value for name, value in given.items() if value}


def _candidate(text: str, hit: Hit, given: Mapping[str, str]) -> dict[str, Any]:
    typed, name = squeezed(text), squeezed(hit.label)
    near = 1.0 if hit.exact else min(0.99, SequenceMatcher(None, typed, name).ratio())
    for key, value in given.items():
        place = hit.owner if key == "owner" else hit.department
        if place is None or value not in squeezed(place.name):
            near *= _OTHER
    return {
        "id": hit.iri,
        "name": hit.label,
        "description": _about(hit),
        "type": [_type(hit.kind)],
        "score": round(100 * near),
        "match": False,
    }


def _about(hit: Hit) -> str:
    return " · ".join(place.name for place in (hit.owner, hit.department) if place is not None)


def _type(kind: str) -> dict[str, str]:
    return {"id": class_of(kind), "name": label(class_of(kind))}
