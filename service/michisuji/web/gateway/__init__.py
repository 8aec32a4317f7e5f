"""The only entry for readers' queries, with limits on content, time and size; nothing is cut."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Sequence
from typing import IO

from michisuji.errors import QuerySyntaxError, QueryTimeout
from michisuji.settings import Settings
from michisuji.store import RawResult, Store, csv_results
from michisuji.store.updates import is_own
from michisuji.vocabulary import parse_graph_iri
from michisuji.web.gateway.checks import foreign_graph
from michisuji.web.gateway.error_position import pointed
from michisuji.web.gateway.flow import Flow, over, timeout
from michisuji.web.gateway.preparing import Prepared, Preparer
from michisuji.web.gateway.rows import row_counter
from michisuji.web.gateway.xml import well_formed

__all__ = ["Flow", "Gateway", "Prepared", "row_counter", "timeout"]

_IN_MEMORY = 1_000_000
_JSON = "application/sparql-results+json, application/n-triples"
#: The limit for conversion to a format that needs the whole graph at once, bytes of N-Triples.
WHOLE_BYTES = 64_000_000


class Gateway:
    """Runs readers' queries within the limits of the settings.

    ``any_graph`` is the editor's right to name graphs outside the deployment's own names.
    """

    def __init__(self, store: Store, settings: Settings, *, any_graph: bool = False) -> None:
        self.store = store
        self.settings = settings
        self.any_graph = any_graph
        self._preparer = Preparer(settings, any_graph=any_graph)

    def prepare(
        self, query: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> Prepared:
        """Return the query as it will be run, if it may be run over these graphs.

        Raises the errors of :func:`.checks.check`.
        """
        found = self._preparer.prepare(query)
        for graph in (*default_graphs, *named_graphs):
            own = parse_graph_iri(self.settings.base_iri, graph) is not None
            if not own and (not self.any_graph or is_own(graph)):
                raise foreign_graph(graph[:200], self.settings)
        return found.over(default_graphs, named_graphs)

    def ask(self, found: Prepared, media_type: str) -> RawResult:
        """Return the store's answer without its bookkeeping graphs.

        Raises Refused, QuerySyntaxError, TooLarge, QueryTimeout, OutOfMemory or StoreUnavailable.
        """
        text = self._preparer.resolved(found) if found.services else found.sent
        accept = csv_results.ACCEPT if media_type == csv_results.CSV else media_type
        try:
            answer = self.store.answer(
                text, accept, default_graphs=found.default_graphs, named_graphs=found.named_graphs
            )
            return csv_results.as_csv(answer) if accept != media_type else well_formed(answer)
        except QuerySyntaxError as error:
            raise self._placed(error, found, text) from error
        except QueryTimeout as error:
            raise timeout(self.settings) from error

    def flow(self, result: RawResult) -> Flow:
        """Return an answer of the store as a stream, as the engine makes it.

        After the first byte, iterating raises what :meth:`ask` raises, and the connection must be
        aborted.
        """
        return Flow(result, self.settings)

    def run(
        self,
        query: Prepared,
        media_type: str,
        rewrite: Callable[[bytes], bytes] | None = None,
    ) -> tuple[IO[bytes], int]:
        """Return the whole answer as a file, and its size in bytes.

        Raises the errors of :meth:`ask`.
        """
        return self.whole(self.ask(query, media_type), rewrite)

    def whole(
        self, result: RawResult, rewrite: Callable[[bytes], bytes] | None = None
    ) -> tuple[IO[bytes], int]:
        """Read an answer of the store completely, before its first byte is sent.

        ``rewrite`` converts it to another format; that, too, counts towards the limits.
        """
        limit = self.settings.max_bytes
        if rewrite is None:
            return self._spool(result, limit)
        limit = min(limit, WHOLE_BYTES)
        file, _ = self._spool(result, limit)
        with file:
            body = rewrite(file.read())
        if len(body) > limit:
            raise over(f"{limit:,}", "バイト", "bytes")
        return io.BytesIO(body), len(body)

    def _placed(self, error: QuerySyntaxError, found: Prepared, text: str) -> QuerySyntaxError:
        """Return the error, with the line and column in the reader's own text."""
        if found.services:
            return error
        if text != found.query:
            try:
                self.store.answer(found.query, _JSON).close()  # as it was written
            except QuerySyntaxError as own:
                error = own
        return pointed(error, found.outline.text, self._parse)

    def _parse(self, text: str) -> None:
        self.store.answer(text, _JSON).close()

    def _spool(self, result: RawResult, limit: int) -> tuple[IO[bytes], int]:
        """Read the whole answer before the first byte is sent: a failure then has a status."""
        kept: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (handed on)
        flow = Flow(result, self.settings, limit)
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
