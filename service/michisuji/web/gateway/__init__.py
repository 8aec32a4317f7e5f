"""The only door for readers' queries: what may be asked, how long, how much. Nothing is cut."""

from __future__ import annotations

import io
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, ClassVar

from michisuji.errors import MichisujiError, QuerySyntaxError, Refused, Text
from michisuji.settings import Settings
from michisuji.store import Pending, RawResult, Store
from michisuji.vocabulary import parse_graph_iri
from michisuji.web.gateway import federation
from michisuji.web.gateway.checks import foreign_graph
from michisuji.web.gateway.flow import Flow, over, timeout
from michisuji.web.gateway.places import pointed
from michisuji.web.gateway.preparing import Prepared, Preparer
from michisuji.web.gateway.rows import row_counter
from michisuji.web.lexer import find_service

__all__ = ["Busy", "Flow", "Gateway", "Prepared", "row_counter", "timeout"]

_IN_MEMORY = 1_000_000
#: A reader waits this long for a place before being told to come back, seconds.
_WAIT_S = 2.0
#: The most that is rewritten into a format that needs the whole graph at once, bytes of N-Triples.
WHOLE_BYTES = 64_000_000


class Busy(MichisujiError):
    """As many queries are under way as the service allows at once."""

    code = "busy"
    status = 503
    title: ClassVar[Text] = {"ja": "混み合っています", "en": "Busy"}


class Gateway:
    """Runs readers' queries within the limits of the settings.

    ``any_graph`` is the editor's right to name graphs that are not of the deployment's own names.
    """

    def __init__(self, store: Store, settings: Settings, *, any_graph: bool = False) -> None:
        self.store = store
        self.settings = settings
        self.any_graph = any_graph
        self._preparer = Preparer(settings, any_graph=any_graph)
        self._places = threading.BoundedSemaphore(settings.max_queries)

    def prepare(
        self, query: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> Prepared:
        """The query as it will be asked, when it may be asked over these graphs.

        Raises what :func:`.checks.check` does.
        """
        found = self._preparer.prepare(query)
        for graph in (*default_graphs, *named_graphs):
            own = parse_graph_iri(self.settings.base_iri, graph) is not None
            if not own and not self.any_graph:
                raise foreign_graph(graph[:200], self.settings)
        return found

    def stream(
        self,
        query: str,
        media_type: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> Flow:
        """The answer as the engine makes it. The query is sent; who begins the flow waits for it.

        Raises Refused, QuerySyntaxError, TooLarge, Busy; beginning also QueryTimeout and
        StoreUnavailable. After the first byte, iterating raises them, and the connection has to be
        broken off.
        """
        found = self.prepare(query, default_graphs, named_graphs)
        return self.flow(lambda: self._begin(found, media_type, default_graphs, named_graphs))

    def ahead(self, found: Prepared, media_type: str) -> Flow:
        """The flow of a query whose request has not been looked at whole. Busy when there is no
        place at once; else as :meth:`stream`.
        """
        return self.flow(lambda: self._begin(found, media_type, (), ()), wait_s=0)

    def flow(self, ask: Callable[[], Pending], wait_s: float = _WAIT_S) -> Flow:
        """Any answer of the store's, within the limits and with a place of its own.

        Busy is raised when there is no place after ``wait_s`` seconds.
        """
        self._take_place(wait_s)
        try:
            pending = ask()
        except BaseException:
            self._places.release()
            raise
        return Flow(pending, self.settings, self._places.release)

    def run(
        self,
        query: str,
        media_type: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        rewrite: Callable[[bytes], bytes] | None = None,
    ) -> tuple[IO[bytes], int]:
        """The whole answer as a file, and its size in bytes.

        ``rewrite`` turns it into another format; it too takes place within the limits.

        Raises Refused, QuerySyntaxError, TooLarge, QueryTimeout, Busy, StoreUnavailable.
        """
        found = self.prepare(query, default_graphs, named_graphs)
        return self.whole(
            lambda: self._begin(found, media_type, default_graphs, named_graphs), rewrite
        )

    def whole(
        self, ask: Callable[[], Pending], rewrite: Callable[[bytes], bytes] | None = None
    ) -> tuple[IO[bytes], int]:
        """Any answer of the store's, taken in before the first byte goes out."""
        limit = self.settings.max_bytes
        with self._place():
            if rewrite is None:
                return self._spool(ask(), limit)
            limit = min(limit, WHOLE_BYTES)
            file, _ = self._spool(ask(), limit)
            with file:
                body = rewrite(file.read())
        if len(body) > limit:
            raise over(f"{limit:,}", "バイト", "bytes")
        return io.BytesIO(body), len(body)

    def _begin(
        self,
        found: Prepared,
        media_type: str,
        default_graphs: Sequence[str],
        named_graphs: Sequence[str],
    ) -> Pending:
        """Ask the store, its own graphs left out of the answer."""
        text = self._resolved(found) if found.services else found.sent
        pending = self.store.begin(
            text, media_type, default_graphs=default_graphs, named_graphs=named_graphs
        )

        def result() -> RawResult:
            try:
                return pending.result()
            except QuerySyntaxError as error:
                raise self._placed(error, found, text) from error

        return Pending(result, pending.close)

    def _placed(self, error: QuerySyntaxError, found: Prepared, text: str) -> QuerySyntaxError:
        """The error, with the line and column of the reader's own text."""
        if found.services:
            return error
        if text == found.query:
            return pointed(error, found.query)
        try:
            self.store.ask(found.query)  # as it was written
        except QuerySyntaxError as own:
            return pointed(own, found.query)
        return error

    def _resolved(self, found: Prepared) -> str:
        """The text with other endpoints' part in it; they are asked here, not by the engine."""
        resolved = federation.resolve(found.query, found.services, self.settings)
        text = self._preparer.for_engine(resolved)
        if find_service(text):
            raise Refused("SERVICE は受け付けません", "SERVICE is refused")
        return text

    @contextmanager
    def _place(self) -> Iterator[None]:
        self._take_place()
        try:
            yield
        finally:
            self._places.release()

    def _take_place(self, wait_s: float = _WAIT_S) -> None:
        if not self._places.acquire(timeout=wait_s):
            most = self.settings.max_queries
            raise Busy(
                f"同時に受け付ける問い合わせは{most}件までです",
                f"no more than {most} queries are answered at once",
                hint_ja="数秒おいてもう一度お試しください",
                hint_en="try again in a few seconds",
            )

    def _spool(self, pending: Pending, limit: int) -> tuple[IO[bytes], int]:
        """Take in the whole answer before the first byte goes out: a failure then has a status."""
        kept: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (handed on)
        flow = Flow(pending, self.settings, lambda: None, limit)
        try:
            for chunk in flow.checked():
                kept.write(chunk)
        except BaseException:
            kept.close()
            raise
        finally:
            flow.close()
        kept.seek(0)
        return kept, flow.size
