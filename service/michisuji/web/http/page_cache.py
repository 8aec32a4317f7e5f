"""The page cache: pages are made once for each state of the data.

What a page depends on is in its tag (:func:`michisuji.web.http.caching.etag`): the state of the
public database, the address, the reader's language, the version, and what the view adds, such as
which check it shows. So nothing is ever invalidated: a page of another state has another tag, and
unused pages make room. While one request makes a page, others wait for it.

Only answers to plain GET and HEAD requests with known arguments are cached; requests with
credentials are answered afresh each time, and nothing of the database of drafts gets here at all.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection
from typing import Any

from flask import Response, current_app, make_response, request

from michisuji.web.context import is_over_drafts, state
from michisuji.web.http import caching
from michisuji.web.http.compression import accepts_gzip
from michisuji.web.http.page_memory import Kept


def kept(
    make: Callable[[], Any],
    *parts: object,
    arguments: Collection[str] = (),
    vary: tuple[str, ...] = ("Accept",),
    dated: bool = False,
) -> Response:
    """Return what ``make`` returns, made once per state; with an ETag as ``caching.conditional``.

    ``arguments`` are those of the address that the page knows, besides ``lang``: with any other,
    nothing is cached, so that nobody fills the memory by inventing some.
    """
    if not _may_keep(arguments):
        return caching.conditional(make, *parts, vary=vary, dated=dated)
    tag = caching.etag(*parts)
    return caching.conditional(lambda: _kept(tag, make), *parts, vary=vary, dated=dated)


def _may_keep(arguments: Collection[str]) -> bool:
    own = request
    return (
        own.method in ("GET", "HEAD")
        and not is_over_drafts()
        and "Authorization" not in own.headers
        and all(name == "lang" or name in arguments for name in own.args)
        and not current_app.config.get("MICHISUJI_STATIC")
    )


def _kept(tag: str, make: Callable[[], Any]) -> Response:
    if not tag:
        return make_response(make())
    pages = state().pages
    found = pages.get(tag)
    if found is not None:
        return _answer(found)
    with pages.maker(tag):
        found = pages.get(tag)
        if found is not None:
            return _answer(found)
        before = caching.marker()
        response = make_response(make())
        if response.status_code != 200 or response.is_streamed:
            return response
        found = Kept.of(response)
        # It mixes two states and matches neither: the next request makes it again.
        if caching.marker(anew=True) == before:
            pages.put(tag, found)
        return _answer(found)


def _answer(kept: Kept) -> Response:
    """Return a cached answer for the current request."""
    response = Response()
    response.headers.clear()
    response.headers.extend(kept.headers)
    if accepts_gzip():
        response.headers["Content-Encoding"] = "gzip"
        response.set_data(kept.packed)
    else:
        response.set_data(zlib.decompress(kept.packed, 16 + zlib.MAX_WBITS))
    return response
