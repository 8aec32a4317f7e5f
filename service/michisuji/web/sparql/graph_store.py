"""The SPARQL 1.1 Graph Store Protocol: ``/graph-store?graph=…``, and graphs by address.

Readers may GET; PUT, POST and DELETE are for editors, in the database of drafts.
"""

from __future__ import annotations

import secrets
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Response, make_response, request
from werkzeug.exceptions import MethodNotAllowed

from michisuji.errors import BadInput, NotFound
from michisuji.store import updates
from michisuji.web.context import current_settings
from michisuji.web.editing import control_characters, renamed_terms, roles
from michisuji.web.editing.editor_checks import check_change, check_graph, check_put
from michisuji.web.http import caching
from michisuji.web.http.negotiation import RDF_FORMATS, choose
from michisuji.web.sparql.answers import door, in_format
from michisuji.web.sparql.protocol import checked_iri

if TYPE_CHECKING:
    from michisuji.web.editing.rdf_body import Body

blueprint = door(
    "graph_store",
    methods=["GET", "HEAD", "OPTIONS"],  # writing is not for other sites' pages
    headers=["Accept", "If-None-Match"],
)
METHODS = ["GET", "PUT", "POST", "DELETE", "OPTIONS"]
#: ``/graph/expand`` and what is below it is the explorer's.
_EXPLORER = "expand"


@blueprint.route("/graph-store", methods=METHODS, strict_slashes=False)
def indirect() -> Any:
    """Handle the graph that ``?graph=`` names, or with ``?default`` the default graph."""
    if request.method == "OPTIONS":
        return _options()
    roles.reaches_drafts()
    names, default = request.args.getlist("graph"), "default" in request.args
    if request.method == "POST" and not names and not default:
        roles.need_writer()
        return _post(f"{current_settings().base_iri}/graph/{secrets.token_hex(8)}")
    if len(names) + default != 1:
        raise BadInput(
            "graph=IRI か default のどちらか一つを付けてください",
            "name one graph: graph=IRI, or default",
            hint_ja="例: /graph-store?default、/graph-store?graph=https%3A%2F%2F…",
            hint_en="for example /graph-store?default, /graph-store?graph=https%3A%2F%2F…",
        )
    return _do(_checked(names[0]) if names else None)


@blueprint.route("/graph/<path:name>", methods=METHODS)
def direct(name: str) -> Any:
    """Handle the graph whose IRI is this address."""
    if name.partition("/")[0] == _EXPLORER:
        raise MethodNotAllowed(["GET", "HEAD", "OPTIONS"])
    if request.method == "OPTIONS":
        return _options()
    return _do(_checked(f"{current_settings().base_iri}/graph/{quote(name, safe='/-._~')}"))


def _do(graph: str | None) -> Any:
    if request.method in {"GET", "HEAD"}:
        return _get(graph)
    roles.need_writer()
    request.max_content_length = current_settings().max_upload_bytes
    return {"PUT": _put, "POST": _post, "DELETE": _delete}[request.method](graph)


def _options() -> Response:
    response = make_response("", 204)
    response.headers["Allow"] = "GET, HEAD, OPTIONS, PUT, POST, DELETE"
    return response


def _checked(iri: str) -> str:
    """Return a valid graph IRI.

    Raises BadInput for an invalid one, NotFound for the store's own.
    """
    checked_iri(iri)
    if request.method not in {"GET", "HEAD"}:
        roles.need_writer()
        check_graph(iri, is_new=request.method != "DELETE")
    elif updates.is_own(iri):
        raise _nothing(iri)
    return iri


def _nothing(graph: str) -> NotFound:
    return NotFound(
        f"このグラフはありません: {graph}",
        f"there is no such graph: {graph}",
        hint_ja="グラフの一覧は /sparql(サービス記述)にあります",
        hint_en="the service description at /sparql lists the graphs",
    )


def _exists(graph: str | None) -> bool:
    return graph is None or roles.gateway().store.ask(updates.ask_graph(graph))


def _get(graph: str | None) -> Response:
    media_type = choose(RDF_FORMATS)
    vary = ("Accept", "Authorization")
    if roles.reaches_drafts():
        return _read(graph, media_type)
    return caching.conditional(
        lambda: _read(graph, media_type), media_type, graph, vary=vary, dated=True
    )


def _read(graph: str | None, media_type: str) -> Response:
    if graph is not None and not _exists(graph):
        raise _nothing(graph)
    return in_format(partial(roles.gateway().store.answer, updates.construct(graph)), media_type)


def _sent(graph: str | None) -> Body:
    from michisuji.web.editing.rdf_body import triples_of  # not loaded where nobody may write

    return triples_of(graph)


def _put(graph: str | None) -> Response:
    body, existed = _sent(graph), _exists(graph)
    check_put(roles.gateway().store, graph, body.triples)
    roles.gateway().store.update(updates.put(graph, body.triples))
    return _told(graph, body, existed=existed)


def _post(graph: str | None) -> Response:
    body, existed = _sent(graph), _exists(graph)
    if body.triples.strip():
        check_change(roles.gateway().store, graph, body.triples)
        roles.gateway().store.update(updates.insert_data(graph, body.triples))
    return _told(graph, body, existed=existed)


def _delete(graph: str | None) -> Response:
    if not _exists(graph):
        raise _nothing(str(graph))
    roles.gateway().store.update(updates.put(graph, ""))
    return make_response("", 204)


def _told(graph: str | None, body: Body, *, existed: bool) -> Response:
    response = control_characters.tell(_done(graph, existed=existed), body.removed)
    return renamed_terms.tell(response, body.renamed)


def _done(graph: str | None, *, existed: bool) -> Response:
    if existed:
        return make_response("", 204)
    response = make_response("", 201)
    response.headers["Location"] = str(graph)
    response.autocorrect_location_header = False
    return response
