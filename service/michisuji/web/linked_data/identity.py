"""``/id/…`` and ``/doc/…``: the thing, and the documents about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask import Response, make_response, redirect, request, url_for

from michisuji.web import page_table
from michisuji.web.context import document_name
from michisuji.web.http.caching import conditional
from michisuji.web.http.negotiation import HTML, choose, depends_on
from michisuji.web.http.page_cache import kept
from michisuji.web.linked_data import links
from michisuji.web.linked_data.blueprint import DOC_FORMATS, blueprint, content_type
from michisuji.web.linked_data.forms import written
from michisuji.web.linked_data.gone import answer_gone
from michisuji.web.linked_data.page import page
from michisuji.web.linked_data.resource import INCOMING, Gone, describe, find, nothing, of_address
from michisuji.web.quality.views import shown_check
from michisuji.web.ready import graph_is_ready

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

_KIND = re.compile(r"[^\x00-\x20<>\"{}|\\^`/?#%]+")
#: As long as the IRIs that imports accept.
_LONGEST = 2000
#: The query arguments that a page uses.
_ARGUMENTS = ("as_of", "break", "format", "page", "programs")


@blueprint.get("/id/<kind>/<path:reference>")
def identity(kind: str, reference: str) -> BaseResponse:
    """Redirect from the thing itself, which cannot be sent, to the document about it."""
    address = url_for("linked_data.doc", kind=kind, reference=document_name(reference))
    response = redirect(address, 303)
    depends_on(response, "Accept")
    response.headers.add("Link", f'<{address}>; rel="describedby"')
    return response


@blueprint.get("/doc/<kind>/<path:reference>")
@page_table.page(kept=False)
def doc(kind: str, reference: str) -> Any:
    """Send the document about a thing: its page, its description in RDF, or as CSV."""
    name, media_type = _extension(reference)
    if not _KIND.fullmatch(kind) or len(name) > _LONGEST:
        raise nothing(f"{kind}/{name}"[:200])
    iri = of_address(kind, name)
    chosen = media_type or choose(DOC_FORMATS, html=True)

    def make() -> Response:
        response = _document(iri, chosen)
        links.add(response, iri, kind, name)
        return response

    try:
        if chosen != HTML:
            return conditional(make, chosen, dated=True)
        # Pages show the findings of the last check too, and figures from the causal graph.
        return kept(make, chosen, shown_check(), graph_is_ready(), arguments=_ARGUMENTS)
    except Gone as gone:
        return answer_gone(gone)


def _document(iri: str, media_type: str) -> Response:
    known = find(iri, request.args.get("as_of", "").strip())
    if media_type == HTML:
        response = make_response(page(known))
    else:
        response = make_response(written(describe(iri, known.graphs), iri, media_type))
        response.content_type = content_type(media_type)
        response.headers["X-Michisuji-Limits"] = f"incoming={INCOMING}"
    if known.year is not None:
        response.headers["X-Michisuji-As-Of"] = str(known.year)
    return response


def _extension(reference: str) -> tuple[str, str | None]:
    name, dot, extension = reference.rpartition(".")
    if dot and extension in DOC_FORMATS:
        return name, DOC_FORMATS[extension]
    if dot and extension == "html":
        return name, HTML
    return reference, None
