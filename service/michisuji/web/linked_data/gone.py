"""410 with the successors: a page for people, a problem document for programs."""

from __future__ import annotations

from flask import Response, json, make_response, url_for

from michisuji.web.context import current_lang, doc_href, render
from michisuji.web.http.errors import PROBLEM, problem
from michisuji.web.http.negotiation import depends_on, prefers_html
from michisuji.web.linked_data.resource import Gone


def answer_gone(gone: Gone) -> Response:
    """Return the answer, with a ``Link`` to each successor that is a resource of this service."""
    lang = current_lang()
    if prefers_html():
        response = make_response(render("gone.html", gone=gone), gone.status)
    else:
        told = problem(gone, gone.status, lang)
        told["replacedBy"] = [
            {"iri": one.iri, "label": one.label, "document": doc_href(one.iri)}
            for one in gone.successors
        ]
        told["years"] = list(gone.years)
        body = json.dumps(told, ensure_ascii=False)
        response = Response(body, status=gone.status, content_type=PROBLEM)
    for one in gone.successors:
        address = doc_href(one.iri)
        if address.startswith(url_for("pages.home") + "doc/"):
            response.headers.add("Link", f'<{address}>; rel="successor-version"')
    response.headers["Content-Language"] = lang
    response.headers["Cache-Control"] = "no-cache"
    depends_on(response, "Accept")
    return response
