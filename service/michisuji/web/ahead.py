"""A program's query is sent to the engine before Flask makes a request of it.

Until a view is reached takes about as long as an engine's first rows, so both are done at once.
What is sent ahead has gone through the same gateway as every reader's query. Flask then does all
that it always does, and the view takes the answer that is on its way. Anything but a plain request
is left to the view, and so is telling what is wrong with one.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from flask import Flask, request

from michisuji.errors import MichisujiError
from michisuji.web import caching, rate
from michisuji.web.context import AppState, state
from michisuji.web.gateway import Flow, Gateway, Prepared
from michisuji.web.negotiation import QUERY, RDF_FORMATS, RESULT_FORMATS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_KEY = "michisuji.ahead"
_PATH = "/sparql"
_SELECT = frozenset(RESULT_FORMATS.values())
_GRAPH = frozenset({RDF_FORMATS["ttl"], RDF_FORMATS["nt"]})


@dataclass(frozen=True)
class Sent:
    """A query on its way: all that a view has to know of a request as plain as this.

    ``marker`` is the state of the data that its answer has at least.
    """

    query: Prepared
    media_type: str
    flow: Flow
    marker: object | None


def init_app(app: Flask) -> None:
    """Put it in front of the application."""
    own: AppState = app.extensions["michisuji"]
    inner = app.wsgi_app

    def wsgi_app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        sent = _send(environ, own)
        if sent is None:
            return inner(environ, start_response)
        environ[_KEY] = sent
        try:
            return inner(environ, start_response)
        finally:
            if environ.pop(_KEY, None) is not None:  # no view has come to ask anything
                sent.flow.close()

    app.wsgi_app = wsgi_app  # type: ignore[method-assign]  # Flask's documented way for middleware


def taken() -> Sent | None:
    """What is on its way for the current request, if anything is; the caller has to see to it."""
    sent: Sent | None = request.environ.pop(_KEY, None)
    if sent is None or request.method == "POST":
        return sent
    if sent.marker is caching.known_marker(state()):
        return sent
    sent.flow.close()  # the data may have changed since: its tag would be that of newer data
    return None


def _send(environ: WSGIEnvironment, own: AppState) -> Sent | None:
    """Only what is plain: a reader's query by itself, for one media type by its own name."""
    if environ["PATH_INFO"] != _PATH or "HTTP_AUTHORIZATION" in environ:
        return None
    accept = environ.get("HTTP_ACCEPT", "")
    if accept not in _SELECT and accept not in _GRAPH:
        return None
    marker = caching.known_marker(own)
    query = _posted(environ, own) if environ["REQUEST_METHOD"] == "POST" else None
    if environ["REQUEST_METHOD"] == "GET" and marker is not None:
        query = _got(environ)
    if not query:
        return None
    gateway: Gateway = own.cache["gateway"]
    if not rate.buckets(own).has_one(environ.get("REMOTE_ADDR", ""), time.monotonic()):
        return None
    try:
        found = gateway.prepare(query)
        fits = accept in (_SELECT if found.form == "SELECT" else _GRAPH)
        if not fits or found.form == "ASK" or found.services:
            return None
        return Sent(found, accept, gateway.ahead(found, accept), marker)
    except MichisujiError:
        return None


def _posted(environ: WSGIEnvironment, own: AppState) -> str | None:
    if environ.get("CONTENT_TYPE") != QUERY or environ.get("QUERY_STRING"):
        return None
    size = environ.get("CONTENT_LENGTH") or ""
    if not size.isdecimal() or not 0 < int(size) <= own.settings.max_query_bytes:
        return None
    body: bytes = environ["wsgi.input"].read(int(size))
    environ["wsgi.input"] = io.BytesIO(body)
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def _got(environ: WSGIEnvironment) -> str | None:
    if "HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ:
        return None
    try:
        words = parse_qsl(environ.get("QUERY_STRING", ""), strict_parsing=True, errors="strict")
    except ValueError:
        return None
    return words[0][1] if len(words) == 1 and words[0][0] == "query" else None
