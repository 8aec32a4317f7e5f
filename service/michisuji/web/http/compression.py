"""gzip for text answers, also while they stream; nothing is delayed for compression."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from flask import Flask, Response, request

from michisuji.web.http.negotiation import depends_on

#: Below this size compression does not pay, bytes.
LEAST = 1_024
#: Speed before size: level 1 keeps up with the engine, and gives most of the gain.
_LEVEL = 1
_GZIP = 16 + zlib.MAX_WBITS
_TEXT = ("json", "xml", "javascript", "turtle", "n-triples", "n-quads", "trig", "yaml")


def init_app(app: Flask) -> None:
    """Compress text for clients that accept gzip."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Compress the response's body if that pays and the client accepts it."""
    if not _is_text(response.mimetype or ""):
        return response
    depends_on(response, "Accept-Encoding")
    if not _wanted(response):
        return response
    del response.headers["Content-Length"]
    response.headers["Content-Encoding"] = "gzip"
    tag, weak = response.get_etag()
    if tag and not weak:
        response.set_etag(tag, weak=True)  # the bytes are no longer the same
    response.direct_passthrough = False  # a static file is read, not passed to the server
    close = getattr(response.response, "close", None)
    if close is not None:
        response.call_on_close(close)
    if request.method != "HEAD":
        response.response = gzipped(response.iter_encoded())
    return response


def _is_text(kind: str) -> bool:
    return kind.startswith("text/") or kind.endswith(_TEXT)


def accepts_gzip() -> bool:
    """Return True if the client accepts gzip."""
    accepted = request.headers.get("Accept-Encoding", "").lower()
    if "gzip" not in accepted and "*" not in accepted:
        return False
    return request.accept_encodings["gzip"] > 0


def _wanted(response: Response) -> bool:
    if not accepts_gzip():
        return False
    if response.status_code != 200 or "Content-Encoding" in response.headers:
        return False
    if "Content-Range" in response.headers:
        return False
    size = response.content_length
    return size is None or size >= LEAST


def gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks as one gzip stream; the first is flushed at once, because the client waits."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    first = True
    for chunk in chunks:
        packed = packer.compress(chunk)
        if first:
            packed += packer.flush(zlib.Z_SYNC_FLUSH)
            first = False
        if packed:
            yield packed
    yield packer.flush()
