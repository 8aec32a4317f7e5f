"""The language of a first visit: the one that the browser asks for.

A page's address without ``lang`` is the Japanese page. A reader who comes to it from elsewhere with
a browser that prefers English is sent on to the English page; from then on links keep the language,
and the link to the Japanese page is a choice that is respected. No cookie is set.
"""

from __future__ import annotations

from flask import Response, current_app, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from michisuji.iris import address_parts
from michisuji.languages import LANGUAGES
from michisuji.web.http.negotiation import (
    RDF_FORMATS,
    RESULT_FORMATS,
    depends_on,
    prefers_html,
)
from michisuji.web.page_table import is_page


def sent_on(address: str, lang: str) -> BaseResponse:
    """Return the redirection to the page at ``address``; nobody keeps it for other readers."""
    response = redirect(address, 302)
    response.headers["Content-Language"] = lang
    response.headers["Cache-Control"] = "no-store"
    return response


def language_asked() -> str:
    """Return the language that a first visit asks for, '' for any other request."""
    if not _depends() or request.method not in ("GET", "HEAD") or not prefers_html():
        return ""
    return "" if _is_within() else request.accept_languages.best_match(LANGUAGES) or ""


def tell(response: Response) -> Response:
    """Add ``Vary: Accept-Language`` to a page for which no language is chosen."""
    if _depends():
        depends_on(response, "Accept-Language")
    return response


def _depends() -> bool:
    if current_app.config.get("MICHISUJI_STATIC") or "lang" in request.args:
        return False
    # A document's data have the document's endpoint, and an ending: they are the same for all.
    ending = request.path.rpartition(".")[2]
    return ending not in {*RDF_FORMATS, *RESULT_FORMATS} and is_page(request.endpoint)


def _is_within() -> bool:
    """Return True if the reader comes from another page of this site."""
    told = request.headers.get("Sec-Fetch-Site", "")
    return told == "same-origin" or address_parts(request.referrer or "").netloc == request.host
