"""Cacheable answers: a weak ETag of the store's state, known before anything is made.

Answers that depend on the data alone also carry the date of that state, for clients without tags.
Clients must revalidate (``Cache-Control: no-cache``): what an import changes is seen at once, and
an unchanged answer costs one small query.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Response, current_app, make_response, request

from michisuji import __version__, own
from michisuji.store import replacement
from michisuji.web.context import current_lang, current_settings, current_store, is_edited, state
from michisuji.web.http.negotiation import depends_on

if TYPE_CHECKING:
    from michisuji.publication.manifest import Manifest

#: Seconds for which the store is not queried again for its marker.
MARKER_S = 1.0
#: Seconds for which a new state has no date.
_TOO_NEW_S = 2.0


def conditional(
    make: Callable[[], Any],
    *parts: object,
    vary: tuple[str, ...] = ("Accept",),
    dated: bool = False,
) -> Response:
    """Return what ``make`` returns, with an ETag; or 304 without calling it if the client has it.

    ``parts`` are what the answer depends on besides the store's data, the reader's language, the
    request's own query string, the program's version and the city's own files: media type, path,
    other files. Only GET and HEAD answers with status 200 carry an ETag, and none do if the store
    reports no state.

    ``dated``: the answer depends on nothing but the request and the store's data (not on a file,
    say), so that it carries the date of the data, too.
    """
    tag = etag(*parts) if request.method in ("GET", "HEAD") else ""
    since = _seen() if tag and dated else None
    if tag and _has(tag, since):
        return _told(Response(status=304), tag, since, vary)
    response = make_response(make())
    if tag and response.status_code == 200:
        return _told(response, tag, since, vary)
    depends_on(response, *vary)
    return response


def etag(*parts: object) -> str:
    """Return the opaque tag of an answer that depends on ``parts`` and the data; '' if unknown."""
    mark = marker()
    if not mark:
        return ""
    added = own.read(current_settings().own).fingerprint
    edited = is_edited()  # pages link to the drafts then
    told = (mark, __version__, added, edited, current_lang(), request.full_path, *parts)
    return hashlib.sha256("\0".join(map(str, told)).encode()).hexdigest()[:32]


@dataclass
class _Known:
    """The last known state of the data, and since when it has been so."""

    mark: str | None = None
    asked_at: float = 0.0
    since: datetime | None = None


def marker(*, anew: bool = False) -> str:
    """Return the state of the public database, queried at most once a second; '' if unknown.

    ``anew``: query it now. A bundle has the state of the database that it was made from.
    """
    given: Manifest | None = current_app.config.get("MICHISUJI_MANIFEST")
    known, now = state().own(_Known), time.monotonic()
    if given is not None and given.marker:
        known.since = known.since or datetime.now(UTC)
        return given.marker
    if anew or known.mark is None or now - known.asked_at > MARKER_S:
        found = replacement.marker(current_store())
        if known.mark != found:
            known.since = datetime.now(UTC)
        known.mark, known.asked_at = found, now
        return found
    return known.mark


def _seen() -> datetime | None:
    """Return since when the data are known to be unchanged; None while that is too recent.

    The time is the next full second: what a client got within the same one may be older.
    """
    since = state().own(_Known).since
    if since is None or (datetime.now(UTC) - since).total_seconds() < _TOO_NEW_S:
        return None
    return since.replace(microsecond=0) + timedelta(seconds=1)


def _has(tag: str, since: datetime | None) -> bool:
    """Return True if the client has the answer: by its tag, else by its date."""
    if request.if_none_match:
        return request.if_none_match.contains_weak(tag)
    asked = request.if_modified_since
    return since is not None and asked is not None and asked >= since


def _told(response: Response, tag: str, since: datetime | None, vary: tuple[str, ...]) -> Response:
    response.set_etag(tag, weak=True)
    if since is not None:
        response.last_modified = since
    response.headers["Cache-Control"] = "no-cache"
    depends_on(response, *vary)
    return response
