"""A query's answer as HTTP: streamed, revalidated by ETag, and reported when it is cut."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import IO

from flask import Response

from michisuji.web.context import current_settings
from michisuji.web.editing import roles
from michisuji.web.gateway import Flow, Prepared
from michisuji.web.http import caching
from michisuji.web.http.negotiation import depends_on, with_charset
from michisuji.web.sparql.protocol import Dataset

log = logging.getLogger("michisuji.web")

_CHUNK = 65_536
#: The engine writes Turtle and N-Triples; these it may not, so we do, from the whole graph.
_WHOLE = ("application/ld+json", "application/rdf+xml")


def answer(found: Prepared, media_type: str, dataset: Dataset) -> Response:
    """Send the answer in a media type; 304 without running the query if the client has it."""
    vary = ("Accept", "Authorization")

    def make() -> Response:
        return _asked(found.query, media_type, dataset)

    if found.changes or roles.role() == "editor":
        response = make()
        response.headers["Cache-Control"] = "no-store"
        depends_on(response, *vary)
        return response
    graphs = (*dataset["default_graphs"], "|", *dataset["named_graphs"])
    return caching.conditional(make, media_type, found.query, *graphs, vary=vary, dated=True)


def _asked(query: str, media_type: str, dataset: Dataset) -> Response:
    if media_type in _WHOLE:
        from michisuji.web.sparql.rewriting import rewritten

        file, size = roles.gateway().run(
            query,
            "application/n-triples",
            rewrite=lambda ntriples: rewritten(ntriples, media_type, current_settings()),
            **dataset,
        )
        return whole(file, size, media_type)
    return streamed(roles.gateway().stream(query, media_type, **dataset), media_type)


def streamed(flow: Flow, media_type: str) -> Response:
    """Stream an answer; if it breaks off, so does the connection: nothing is cut silently.

    Raises the errors of its first part.
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


def whole(file: IO[bytes], size: int, media_type: str) -> Response:
    """Send an answer that is already complete."""
    response = Response(_read(file), content_type=with_charset(media_type))
    response.call_on_close(file.close)
    response.content_length = size
    return response


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
