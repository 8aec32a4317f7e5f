"""A query's answer as HTTP: streamed, revalidated by ETag, and reported when it is cut."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import IO

from flask import Blueprint, Response

from michisuji.store import RawResult
from michisuji.web.context import current_settings
from michisuji.web.editing import roles
from michisuji.web.gateway import Flow, Prepared
from michisuji.web.http import caching, cors, limits, rate
from michisuji.web.http.negotiation import depends_on, with_charset

log = logging.getLogger("michisuji.web")

_CHUNK = 65_536
#: The engine writes Turtle and N-Triples; these it may not, so we do, from the whole graph.
_WHOLE = ("application/ld+json", "application/rdf+xml")


def door(name: str, methods: Sequence[str], headers: Sequence[str]) -> Blueprint:
    """Make a blueprint whose answers state rate, limits and role.

    Pages of other sites may send these methods and headers, and read those statements.
    """
    blueprint = Blueprint(name, __name__)
    blueprint.before_request(rate.spend)
    for tell in (rate.tell, limits.tell, roles.guard):
        blueprint.after_request(tell)
    told = [limits.HEADER, "Retry-After", "ETag", "Link", *rate.HEADERS]
    blueprint.after_request(cors.public(told, methods=methods, headers=headers))
    return blueprint


def answer(query: Prepared, media_type: str) -> Response:
    """Send the answer in a media type; 304 without running the query if the client has it."""
    vary = ("Accept", "Authorization")

    def make() -> Response:
        return in_format(partial(roles.gateway().ask, query), media_type)

    if query.changes or roles.reaches_drafts():
        response = make()
        response.headers["Cache-Control"] = "no-store"
        depends_on(response, *vary)
        return response
    graphs = (*query.default_graphs, "|", *query.named_graphs)
    return caching.conditional(make, media_type, query.query, *graphs, vary=vary, dated=True)


def in_format(ask: Callable[[str], RawResult], media_type: str) -> Response:
    """Return an answer in a media type; ``ask`` gets it in one that the engine writes."""
    gateway = roles.gateway()
    if media_type not in _WHOLE:
        return _streamed(gateway.flow(ask(media_type)), media_type)
    from michisuji.web.sparql.rewriting import rewritten

    file, size = gateway.whole(
        ask("application/n-triples"),
        lambda ntriples: rewritten(ntriples, media_type, current_settings()),
    )
    return _whole(file, size, media_type)


def _streamed(flow: Flow, media_type: str) -> Response:
    """Stream an answer as it arrives.

    If it breaks off, so does the connection: nothing is cut silently. Raises the errors of the
    answer's first part.
    """
    stream = flow.begin()
    response = Response(_logged(stream.chunks), content_type=with_charset(media_type))
    response.call_on_close(flow.close)
    response.automatically_set_content_length = False  # it is not complete yet
    if stream.size is not None:
        response.content_length = stream.size
    return response


def _logged(chunks: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from chunks
    except Exception as error:
        # Headers are sent: the server closes the connection before the answer's end.
        log.warning("an answer was broken off: %s", error)
        raise


def _whole(file: IO[bytes], size: int, media_type: str) -> Response:
    """Return an answer that is complete."""
    response = Response(_read(file), content_type=with_charset(media_type))
    response.call_on_close(file.close)
    response.content_length = size
    return response


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
