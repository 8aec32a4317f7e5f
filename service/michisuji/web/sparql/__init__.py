"""``/sparql``: the SPARQL 1.1 Protocol for programs, an editor and a plain form for people."""

from __future__ import annotations

from typing import Any

from flask import make_response, request

from michisuji.errors import BadInput
from michisuji.web import page_table
from michisuji.web.editing import roles
from michisuji.web.http.negotiation import (
    HTML,
    RDF_FORMATS,
    RESULT_FORMATS,
    choose,
    prefers_html,
    said_in_request,
)
from michisuji.web.sparql.answers import answer, door
from michisuji.web.sparql.completions import completions
from michisuji.web.sparql.description import answer as describe
from michisuji.web.sparql.page import page
from michisuji.web.sparql.protocol import asked, dataset

blueprint = door(
    "sparql",
    methods=["GET", "HEAD", "POST", "OPTIONS"],
    headers=["Accept", "Content-Type", "If-None-Match"],
)
blueprint.get("/sparql/completions")(completions)
METHODS = ["GET", "POST", "OPTIONS"]


@blueprint.route("/sparql", methods=METHODS, strict_slashes=False)
@blueprint.route("/sparql/", methods=METHODS, endpoint="endpoint_with_slash")
@page_table.page(kept=False, section="sparql", place=9, live=True)
def endpoint() -> Any:
    """Answer a query or run an update; without either, send the editor or a description."""
    if request.method == "OPTIONS":
        return make_response("", 204)
    roles.reaches_drafts()
    found = asked()
    if found.is_update:
        from michisuji.web.sparql import writing  # not loaded where nobody may write

        return writing.update(found.text or "")
    if found.text is None:
        return _nothing_asked()
    if prefers_html() and not said_in_request():
        return page(found.text, dataset())
    query = roles.gateway().prepare(found.text, **dataset())
    offered = RESULT_FORMATS if query.form in {"SELECT", "ASK"} else RDF_FORMATS
    if query.form == "ASK":
        offered = {k: offered[k] for k in ("json", "xml")}
    return answer(query, choose(offered))


def _nothing_asked() -> Any:
    """Send the editor to people, the service's description to programs."""
    if request.method == "POST":
        raise BadInput(
            "query がありません",
            "there is no query",
            hint_ja="/sparql?query=… で問い合わせてください",
            hint_en="ask with /sparql?query=…",
        )
    media_type = choose(RDF_FORMATS, html=True)
    if media_type == HTML:
        return page("", dataset())
    return describe(media_type)
