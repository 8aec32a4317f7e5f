"""``michisuji query --endpoint``: a remote SPARQL endpoint, through SPARQLWrapper."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import urllib3
from urllib3.exceptions import HTTPError, ReadTimeoutError

from michisuji.errors import BadInput, MichisujiError, NotAcceptable, QueryTimeout, StoreUnavailable
from michisuji.iris import address_parts
from michisuji.languages import Text
from michisuji.store.protocol import RawResult, Solutions
from michisuji.store.rdf_terms import solutions_of
from michisuji.store.transport import CHUNK, CONNECT_S, PooledWrapper, chunks

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

#: Seconds without a byte after which a request to an endpoint fails.
SILENCE_S = 60.0
_RESULTS = "application/sparql-results+json"
_HTML = ("text/html", "application/xhtml+xml")
_LONGEST = 1000


class RemoteProblem(MichisujiError):
    """Raised when an endpoint answers with an error instead of a result."""

    code = "remote-problem"
    status = 502
    title: ClassVar[Text] = {"ja": "相手先のエラー", "en": "The endpoint's error"}


class _Asking(PooledWrapper):
    """One request to an endpoint; errors are reported in the endpoint's own words."""

    def __init__(self, pool: urllib3.PoolManager, endpoint: str, accept: str, wait_s: float):
        super().__init__(pool, endpoint, endpoint, accept=accept, read_timeout_s=wait_s)

    def answer(self) -> BaseHTTPResponse:
        """Return a successful answer whose body has not been read yet."""
        request = self.request()
        body: Any = request.data
        try:
            response = self._pool.request(
                request.get_method(),
                request.full_url,
                headers=dict(request.header_items()),
                body=body,
                timeout=urllib3.Timeout(connect=CONNECT_S, read=self._read_timeout_s),
                retries=urllib3.Retry(0, redirect=3, raise_on_redirect=False),
                preload_content=False,
            )
        except (HTTPError, OSError) as error:
            raise _unreachable(self.endpoint, error) from error
        kind = response.headers.get("Content-Type", "")
        if response.status >= 300 or kind.startswith(_HTML):
            try:
                text = response.read(CHUNK, decode_content=True).decode(errors="replace")
            except (HTTPError, OSError):
                text = ""
            finally:
                response.close()
            raise _refusal(self.endpoint, response.status, kind, text)
        return response


class Remote:
    """A remote endpoint with the methods of a store that queries need.

    Errors: RemoteProblem, StoreUnavailable, … ``lang`` is sent to the endpoint, too, for its error
    texts; other services ignore it.
    """

    def __init__(self, endpoint: str, lang: str, wait_s: float = SILENCE_S) -> None:
        parts = address_parts(endpoint)
        if parts.scheme not in ("http", "https") or not parts.netloc or "@" in parts.netloc:
            raise BadInput(
                f"SPARQLのアドレスではありません: {endpoint}",
                f"not the address of a SPARQL endpoint: {endpoint}",
                hint_ja="http(s)://…/sparql の形で指定してください",
                hint_en="give it as http(s)://…/sparql",
            )
        self.endpoint = endpoint
        self._lang, self._wait_s = lang, wait_s
        self._pool = urllib3.PoolManager()

    def select(self, query: str, *, default_graphs: Sequence[str] = (), **_more: Any) -> Solutions:
        """Return the rows of a SELECT."""
        result = self.raw(query, _RESULTS, default_graphs=default_graphs)
        try:
            return solutions_of(json.loads(b"".join(result.chunks)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise _no_result(self.endpoint) from error

    def raw(self, query: str, accept: str, *, default_graphs: Sequence[str] = ()) -> RawResult:
        """Return the endpoint's own bytes, as they arrive."""
        asking = _Asking(self._pool, self.endpoint, accept, self._wait_s)
        asking.prepare(query)
        for graph in default_graphs:
            asking.addDefaultGraph(graph)
        if self._lang != "ja":
            asking.addParameter("lang", self._lang)
        response = asking.answer()
        kind = response.headers.get("Content-Type", "")
        return RawResult(kind, _whole(self.endpoint, response), response.close)


def _whole(endpoint: str, response: BaseHTTPResponse) -> Iterator[bytes]:
    try:
        yield from chunks(response)
    except StoreUnavailable as error:
        raise StoreUnavailable(
            f"{endpoint} の答えが途中で切れました。ここまでの結果は完全ではありません",
            f"the answer of {endpoint} broke off and is incomplete",
            hint_ja="問い合わせを絞るか、もう一度試してください",
            hint_en="narrow the query, or try again",
        ) from error


def base_of(endpoint: str, configured: str, default: str) -> str:
    """Return the base of an endpoint's IRIs: configured, or else the address before ``/sparql``."""
    own = endpoint.partition("?")[0].rstrip("/")
    if configured != default or not own.endswith("/sparql"):
        return configured
    return own.removesuffix("/sparql")


def _unreachable(endpoint: str, error: Exception) -> MichisujiError:
    if isinstance(error, ReadTimeoutError):
        return QueryTimeout(
            f"{endpoint} から時間内に答えがありませんでした",
            f"{endpoint} did not answer in time",
            hint_ja="対象を絞る(年度や資源を指定する、LIMIT を付ける)か、あとで試してください",
            hint_en="narrow the query (a year, a resource, a LIMIT), or try again later",
        )
    return StoreUnavailable(
        f"{endpoint} に接続できません",
        f"cannot connect to {endpoint} ({type(error).__name__})",
        hint_ja="アドレスと、ネットワークやサービスが動いているかを確かめてください",
        hint_en="check the address, the network, and whether the service runs",
    )


def _refusal(endpoint: str, status: int, kind: str, text: str) -> MichisujiError:
    if status < 300:
        return _no_result(endpoint)
    detail, hint = _told(kind, text)
    if status == 406:
        return NotAcceptable(
            f"{endpoint} はこの形式では返せません: {detail}",
            f"{endpoint} cannot answer in this format: {detail}",
            hint_ja=hint or "--format で別の形式を指定してください",
            hint_en=hint or "choose another --format",
        )
    return RemoteProblem(
        f"{endpoint} がエラーを返しました (HTTP {status}): {detail}",
        f"{endpoint} answered HTTP {status}: {detail}",
        hint_ja=hint,
        hint_en=hint,
    )


def _told(kind: str, text: str) -> tuple[str, str]:
    """Return (error, advice) from a problem document (RFC 9457), or else from plain text."""
    if "json" in kind:
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, dict):
            words = [str(found[key]) for key in ("title", "detail") if found.get(key)]
            where = [f"{key} {found[key]}" for key in ("line", "column") if key in found]
            detail = ": ".join(words) + (f" ({', '.join(where)})" if where else "")
            return detail[:_LONGEST], str(found.get("hint") or "")[:_LONGEST]
    if kind.startswith(_HTML):
        return "-", ""
    return " ".join(text.split())[:_LONGEST] or "-", ""


def _no_result(endpoint: str) -> BadInput:
    return BadInput(
        f"{endpoint} の答えはSPARQLの結果ではありません",
        f"what {endpoint} answers is not a SPARQL result",
        hint_ja="アドレスがSPARQLの窓口(…/sparql)か確かめてください",
        hint_en="check that the address is a SPARQL endpoint (…/sparql)",
    )
