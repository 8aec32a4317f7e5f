"""SPARQLWrapper's requests over a pooled, time-limited transport, and what HTTP answers mean.

SPARQLWrapper builds good protocol requests, but opens a connection for each of them and limits
only the connecting (3.7 ms a query; 0.6 ms pooled).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import urllib3
from SPARQLWrapper import JSON, POST, POSTDIRECTLY, SPARQLWrapper
from SPARQLWrapper.Wrapper import INSERT, SELECT
from urllib3.exceptions import HTTPError, NewConnectionError, ReadTimeoutError

from michisuji.errors import (
    BadInput,
    DiskFull,
    MichisujiError,
    NotAcceptable,
    QueryTimeout,
    StoreUnavailable,
    TooLarge,
)
from michisuji.store.syntax import syntax_error

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

CONNECT_S = 3.0
CHUNK = 65_536
#: An answer flows when this much of it has come, bytes.
_FLOWS = 16_384
_AGENT = "michisuji (SPARQLWrapper)"
_CANCELLED = b"The SPARQL operation has been cancelled"
_DISK_FULL = ("no space left", "disk full", "disk quota", "enospc")


class PooledWrapper(SPARQLWrapper):
    """One request over a pool. Form and accepted types are given, not guessed from the text."""

    def __init__(
        self,
        pool: urllib3.PoolManager,
        endpoint: str,
        update_endpoint: str,
        *,
        accept: str = "application/sparql-results+json",
        read_timeout_s: float | None = None,
    ) -> None:
        self._pool = pool
        self._accept = accept
        self._read_timeout_s = read_timeout_s
        super().__init__(endpoint, update_endpoint, returnFormat=JSON, agent=_AGENT)
        self.setMethod(POST)
        self.setRequestMethod(POSTDIRECTLY)
        self.setOnlyConneg(True)

    def prepare(self, text: str, *, is_update: bool = False) -> None:
        """Set the text; SPARQLWrapper's own setQuery would search it for its form and warn."""
        self.queryString = text
        self.queryType = INSERT if is_update else SELECT

    def setQuery(self, query: str | bytes) -> None:
        """As :meth:`prepare` (SPARQLWrapper calls it when it resets itself)."""
        self.prepare(query if isinstance(query, str) else query.decode())

    def _getAcceptHeader(self) -> str:
        return self._accept

    def _query(self) -> Any:
        return self.answer(), self.returnFormat

    def answer(self) -> BaseHTTPResponse:
        """Send the request; see :func:`send`."""
        request = self._createRequest()
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
    """A successful answer, its body not read yet. Never tries twice.

    Raises what :func:`error_of` makes of a refusal, QueryTimeout when no byte came for
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
    if response.status >= 300:
        try:
            text = response.read(CHUNK, decode_content=True).decode(errors="replace").strip()
        except (HTTPError, OSError):
            text = ""
        finally:
            response.close()
        raise error_of(response.status, text, is_upload=is_upload)
    return response


def chunks(response: BaseHTTPResponse, *, steady: bool = False) -> Iterator[bytes]:
    """The body as it comes; the connection goes back to the pool, or is closed when left early.

    ``steady``: once it flows, in large parts. An engine writes a thousand bytes at a time, and
    whatever is done with each of them costs more than the bytes do.

    Raises QueryTimeout when the store is silent for too long and StoreUnavailable when cut.
    """
    whole = False
    try:
        # What has come so far, not so many bytes: a trickle must not hide from a caller's clock.
        seen = 0
        while part := response.read1(CHUNK, decode_content=True):
            yield part
            seen += len(part)
            if steady and seen > _FLOWS:
                break
        while part := response.read(CHUNK, decode_content=True):
            yield part
        whole = True
    except (HTTPError, OSError) as error:
        raise broken(error) from error
    finally:
        if whole:
            response.release_conn()
        else:
            response.close()


def is_cancelled(tail: bytes, content_type: str) -> bool:
    """Whether an answer of HTTP 200 ends in the engine's word that it stopped at its time limit.

    ``tail`` is the end of the body, 100 bytes or more of it. A whole answer in JSON, XML or an RDF
    format never ends in a word; in CSV and TSV it would have to be the last cell of the last row.
    """
    end = tail.rstrip()
    if "csv" in content_type or "tab-separated" in content_type:
        # A last cell that holds this text ends in a line break, the engine's note does not.
        return tail.endswith(_CANCELLED)
    return end.endswith(_CANCELLED)


def timed_out(kind: type[QueryTimeout] = QueryTimeout) -> QueryTimeout:
    """The error of a query that ran into its limit."""
    return kind(
        "問い合わせが制限時間を超えたため中止しました",
        "the query was stopped at its time limit",
        hint_ja="対象を絞る(主語や年度を指定する、LIMIT を付ける)と速くなります",
        hint_en="narrow it: name a resource or a year, or add a LIMIT",
    )


class NotConnected(StoreUnavailable):
    """No connection could be made: nothing has been sent, so it is safe to try again."""


class Silent(QueryTimeout):
    """No byte came within the client's limit: the store has not noticed its own."""


def broken(error: Exception) -> MichisujiError:
    """The error of a connection that could not be made, was cut or was silent for too long."""
    if isinstance(error, ReadTimeoutError):
        return timed_out(Silent)
    kind = NotConnected if isinstance(error, NewConnectionError) else StoreUnavailable
    return kind(
        "データベースに接続できません",
        f"the store does not answer ({type(error).__name__})",
        hint_ja="少し待ってから、もう一度試してください",
        hint_en="wait a moment and try again",
    )


def disk_full(detail: object) -> DiskFull:
    """The error of a write that found no room."""
    return DiskFull(
        "ディスクの空きがないため書き込めませんでした。以前のデータは元のままです",
        f"no room left on the store's disk; earlier data is whole ({detail})",
        hint_ja="不要なファイルを消すか、MICHISUJI_HOME を広いディスクに移してください",
        hint_en="free some room, or move MICHISUJI_HOME to a larger disk",
    )


def error_of(status: int, text: str, *, is_upload: bool = False) -> MichisujiError:
    """What an HTTP status with a message means."""
    short = text[:2000]
    if any(sign in text.lower() for sign in _DISK_FULL):
        return disk_full(short)
    if _CANCELLED.decode() in text or status == 504:
        return timed_out()
    if status == 400:
        if is_upload:
            return BadInput(f"読み込めないファイルです: {short}", f"cannot be read: {short}")
        return syntax_error(short or "bad request")
    if status == 406:
        return NotAcceptable(f"返せない形式です: {short}", short or "not acceptable")
    if status in (413, 414):
        return TooLarge(f"大きすぎます: {short}", short or "too large")
    return StoreUnavailable(
        f"データベースがエラーを返しました (HTTP {status}): {short}",
        f"the store answered HTTP {status}: {short}",
    )
