"""SPARQLWrapper's requests over pooled connections with time limits.

It also interprets HTTP answers. SPARQLWrapper builds good protocol requests, but opens a connection
for each of them and only limits the time to connect (3.7 ms a query; 0.6 ms over a pooled
connection).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import urllib3
from SPARQLWrapper import JSON, POST, POSTDIRECTLY, SPARQLWrapper
from SPARQLWrapper.Wrapper import INSERT, SELECT
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from michisuji.store.failures import (
    LAST_WORDS,
    broken,
    damage_at_end,
    error_of,
    is_cancelled,
    timed_out,
)

if TYPE_CHECKING:
    from urllib.request import Request

    from urllib3 import BaseHTTPResponse

    from michisuji.store.protocol import RawResult

CONNECT_S = 3.0
#: A store that loads a body while it is sent may be slow to read.
_SEND_S = 3600.0
CHUNK = 65_536
#: An answer counts as flowing when this much of it has arrived, bytes.
_FLOWS = 16_384
_AGENT = "michisuji (SPARQLWrapper)"
_TAIL = 200


class PooledWrapper(SPARQLWrapper):
    """One request over a pool.

    Query form and accepted types are given, not guessed from the text.
    """

    def __init__(
        self,
        pool: urllib3.PoolManager,
        endpoint: str,
        update_endpoint: str,
        *,
        accept: str = "application/sparql-results+json",
        parameters: Sequence[tuple[str, str]] = (),
        read_timeout_s: float | None = None,
    ) -> None:
        self._pool = pool
        self._accept = accept
        self._read_timeout_s = read_timeout_s
        super().__init__(endpoint, update_endpoint, returnFormat=JSON, agent=_AGENT)
        self.setMethod(POST)
        self.setRequestMethod(POSTDIRECTLY)
        self.setOnlyConneg(True)
        for name, value in parameters:
            self.addParameter(name, value)

    def prepare(self, text: str, *, is_update: bool = False) -> None:
        """Set the text; SPARQLWrapper's own setQuery would search it for its form and warn."""
        self.queryString = text
        self.queryType = INSERT if is_update else SELECT

    def setQuery(self, query: str | bytes) -> None:
        """Set the text like :meth:`prepare` (SPARQLWrapper calls it when it resets itself)."""
        self.prepare(query if isinstance(query, str) else query.decode())

    def request(self) -> Request:
        """Return the request to be sent."""
        request: Request = self._createRequest()
        return request

    def _getAcceptHeader(self) -> str:
        return self._accept

    def _query(self) -> Any:
        return self.answer(), self.returnFormat

    def answer(self) -> BaseHTTPResponse:
        """Send the request; see :func:`send`."""
        request = self.request()
        return send(
            self._pool,
            request.get_method(),
            request.full_url,
            headers=dict(request.header_items()),
            body=request.data,
            read_timeout_s=self._read_timeout_s,
        )


def send(
    pool: urllib3.PoolManager,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | Iterable[bytes] | Any = None,
    read_timeout_s: float | None = None,
    is_upload: bool = False,
) -> BaseHTTPResponse:
    """Send a request once and return a successful answer whose body is not read yet.

    Raises what :func:`error_of` makes of a refusal, QueryTimeout when no byte arrived for
    ``read_timeout_s`` and StoreUnavailable when there is no connection.
    """
    try:
        response = pool.request(
            method,
            url,
            headers=dict(headers),
            body=body,
            timeout=urllib3.Timeout(connect=CONNECT_S, read=read_timeout_s),
            retries=False,
            redirect=False,
            preload_content=False,
        )
    except (HTTPError, OSError) as error:
        raise broken(error) from error
    return _successful(response, is_upload=is_upload)


def _successful(response: BaseHTTPResponse, *, is_upload: bool = False) -> BaseHTTPResponse:
    """Return the response, or raise the error for its status."""
    if response.status < 300:
        return response
    try:
        text = response.read(CHUNK, decode_content=True).decode(errors="replace").strip()
    except (HTTPError, OSError):
        text = ""
    finally:
        response.close()
    raise error_of(response.status, text, is_upload=is_upload)


def chunks(response: BaseHTTPResponse, *, steady: bool = False) -> Iterator[bytes]:
    """Yield the body as it arrives; the connection is returned to the pool or closed.

    ``steady``: once it flows, in large parts. An engine writes a thousand bytes at a time, and
    whatever is done with each of them costs more than the bytes do.

    Raises QueryTimeout when the store is silent for too long, StoreUnavailable when cut, and
    StoreDamaged when the engine has met a damaged file.
    """
    whole, tail = False, b""
    try:
        # What has arrived so far, whatever its size: a trickle must not hide from a caller's clock.
        seen = 0
        while part := response.read1(CHUNK, decode_content=True):
            yield part
            tail = end_of(tail, part)
            seen += len(part)
            if steady and seen > _FLOWS:
                break
        while part := response.read(CHUNK, decode_content=True):
            yield part
            tail = end_of(tail, part)
        whole = True
        if found := damage_at_end(tail):
            raise found
    except (HTTPError, OSError) as error:
        raise broken(error) from error
    finally:
        if whole:
            response.release_conn()
        else:
            response.close()


def end_of(before: bytes, part: bytes) -> bytes:
    """Return the last bytes of a body, after its next part."""
    return part if len(part) >= LAST_WORDS else (before + part)[-LAST_WORDS:]


def new_pool() -> urllib3.PoolManager:
    """Return a pool of as many connections as there may be threads."""
    pool = urllib3.PoolManager(num_pools=4, maxsize=32, block=False)
    pool.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
    return pool


class _Connection(HTTPConnection):
    def connect(self) -> None:
        """Connect; urllib3 would apply the time limit of that to sending the whole body."""
        super().connect()
        self.sock.settimeout(_SEND_S)


class _SecureConnection(HTTPSConnection):
    def connect(self) -> None:
        """Connect, like _Connection."""
        super().connect()
        self.sock.settimeout(_SEND_S)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


def uncut(result: RawResult) -> Iterator[bytes]:
    """Yield an answer's pieces.

    Raises QueryTimeout if the store ends it at its own time limit.
    """
    tail = b""
    for part in result.chunks:
        tail = (tail + part)[-_TAIL:]
        yield part
    if is_cancelled(tail, result.content_type):
        raise timed_out()


def split_lines(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Yield lines (with their ends) of a body that arrives in pieces."""
    rest = b""
    for part in parts:
        *lines, rest = (rest + part).split(b"\n")
        yield from (line + b"\n" for line in lines)
    if rest:
        yield rest
