"""Corrects the engine's XML: it writes control characters and carriage returns unescaped.

XML 1.0 cannot hold the former at all; U+FFFD replaces each. The latter would be read as line feeds
unless they are written as references.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from michisuji.store import RawResult

RESULTS = "application/sparql-results+xml"
#: In UTF-8. U+FFFE and U+FFFF begin with two bytes that other characters begin with as well.
FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_REPLACEMENT = "\ufffd".encode()
_BEGINNINGS = (b"\xef\xbf", b"\xef")


def well_formed(result: RawResult) -> RawResult:
    """Return the answer as valid XML; one in another format unchanged."""
    if not result.content_type.startswith(RESULTS):
        return result
    return RawResult(result.content_type, _mended(result.chunks), result.close)


def returns_kept(text: bytes) -> bytes:
    """Return XML with its carriage returns as references."""
    return text.replace(b"\r", b"&#13;")


def _mended(chunks: Iterator[bytes]) -> Iterator[bytes]:
    kept = b""
    for chunk in chunks:
        whole = kept + chunk
        kept = next((b for b in _BEGINNINGS if whole.endswith(b)), b"")
        yield returns_kept(FORBIDDEN.sub(_REPLACEMENT, whole[: len(whole) - len(kept)]))
    if kept:
        yield kept
