"""Any SPARQL 1.1 endpoint as a store: Protocol, Update and Graph Store Protocol, nothing else."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, Unpack
from urllib.parse import quote

from michisuji.errors import MichisujiError, StoreUnavailable
from michisuji.store import dumping, replacement, updates
from michisuji.store.addresses import Addresses
from michisuji.store.failures import is_cancelled, timed_out
from michisuji.store.protocol import Batch, Dataset, RawResult, ReplaceResult, Solutions, Using
from michisuji.store.rdf_terms import graph_of, solutions_of
from michisuji.store.transport import PooledWrapper, chunks, new_pool, send, uncut

if TYPE_CHECKING:
    from rdflib import Graph

_RESULTS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
#: What a slow network may take beyond the store's own time limit, seconds.
_SLACK_S = 2.0
#: An update has no limit of the store's own; an hour of silence means that it is gone.
_UPDATE_S = 3600.0
_INSERT_LINES = 5_000


class SparqlStore:
    """A SPARQL endpoint; see :class:`michisuji.store.protocol.Store`.

    It is safe to use from many threads.
    """

    def __init__(self, addresses: Addresses, base_iri: str, *, query_timeout_s: float = 10) -> None:
        self.base_iri = base_iri
        self.query_timeout_s = query_timeout_s
        self.addresses = addresses
        self._pool = new_pool()

    def select(
        self, query: str, *, timeout_s: float | None = None, default_graphs: Sequence[str] = ()
    ) -> Solutions:
        """Return the rows of a SELECT."""
        return solutions_of(self._json(query, timeout_s, default_graphs))

    def ask(self, query: str, *, timeout_s: float | None = None) -> bool:
        """Return the answer of an ASK."""
        return bool(self._json(query, timeout_s, ())["boolean"])

    def construct(
        self, query: str, *, timeout_s: float | None = None, default_graphs: Sequence[str] = ()
    ) -> Graph:
        """Return the graph of a CONSTRUCT or DESCRIBE."""
        import pyoxigraph as ox

        kind, body = self._body(query, f"{_TRIPLES}, text/turtle;q=0.5", timeout_s, default_graphs)
        format_ = ox.RdfFormat.from_media_type(kind.split(";")[0].strip())
        try:
            return graph_of(ox.parse(body, format=format_ or ox.RdfFormat.N_TRIPLES))
        except SyntaxError as error:
            raise _cut(error) from error

    def raw(
        self,
        query: str,
        accept: str,
        *,
        timeout_s: float | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> RawResult:
        """Return the store's own bytes; :func:`.failures.is_cancelled` detects a cut body."""
        limit = self.query_timeout_s + _SLACK_S if timeout_s is None else timeout_s
        graphs = [("default-graph-uri", graph) for graph in default_graphs]
        graphs += [("named-graph-uri", graph) for graph in named_graphs]
        answer = self._request(accept, graphs, limit, query).answer()
        parts = chunks(answer, steady=timeout_s is None)
        return RawResult(answer.headers.get("Content-Type", ""), parts, answer.close)

    def answer(self, query: str, accept: str, **dataset: Unpack[Dataset]) -> RawResult:
        """Answer like :meth:`raw`."""
        return self.raw(query, accept, **dataset)

    def update(self, update: str, **using: Unpack[Using]) -> None:
        """Run one atomic SPARQL Update request."""
        self.execute(updates.FORGET_DIGESTS)
        self.execute(updates.with_new_state(update), **using)

    def edit(self, update: str) -> None:
        """Run an update that keeps the import records itself."""
        self.execute(update)

    def execute(
        self, update: str, *, using: Sequence[str] = (), using_named: Sequence[str] = ()
    ) -> None:
        """Run an update without touching the store's import records."""
        graphs = [("using-graph-uri", graph) for graph in using]
        graphs += [("using-named-graph-uri", graph) for graph in using_named]
        asking = self._request("*/*", graphs, _UPDATE_S, update, is_update=True)
        for _ in chunks(asking.answer()):
            pass

    def replace(self, batch: Batch) -> ReplaceResult:
        """Put a dataset's graphs in place in one transaction."""
        return replacement.replace(self, batch)

    def upload(self, graph: str, path: Path) -> None:
        """Make a graph hold exactly the content of an N-Triples file."""
        url = self.graph_address(graph)
        if not url:
            self._insert(graph, path)
            return
        with path.open("rb") as file:
            self.send_graph("PUT", url, file)

    def graph_address(self, graph: str | None) -> str:
        """Return a graph's Graph Store Protocol address; '' if the store does not support it."""
        name = f"graph={quote(graph, safe='')}" if graph else "default"
        return f"{self.addresses.graph_store}?{name}" if self.addresses.graph_store else ""

    def send_graph(self, method: str, url: str, body: Any, kind: str = _TRIPLES) -> None:
        """Send a request of the Graph Store Protocol.

        Raises BadInput when the data do not parse.
        """
        response = send(
            self._pool,
            method,
            url,
            headers={"Content-Type": kind},
            body=body,
            read_timeout_s=_UPDATE_S,
            is_upload=True,
        )
        for _ in chunks(response):
            pass

    def read_graph(self, graph: str | None) -> Iterator[bytes]:
        """Yield a named graph, or the default graph, as N-Triples in pieces of any size."""
        url = self.graph_address(graph)
        if not url:
            return uncut(self.raw(updates.construct(graph), _TRIPLES, timeout_s=_UPDATE_S))
        accept = {"Accept": _TRIPLES}
        return chunks(send(self._pool, "GET", url, headers=accept, read_timeout_s=_UPDATE_S))

    def dump(self, media_type: str = "application/n-quads") -> Iterator[bytes]:
        """Yield the whole database (N-Quads or TriG)."""
        return dumping.dump(self, media_type)

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def _insert(self, graph: str, path: Path) -> None:
        self.execute(updates.drop([graph]))
        with path.open(encoding="utf-8", newline="\n") as file:
            while lines := "".join(itertools.islice(file, _INSERT_LINES)):
                self.execute(updates.insert_data(graph, lines))

    def _request(
        self,
        accept: str,
        parameters: list[tuple[str, str]],
        read_timeout_s: float,
        text: str,
        *,
        is_update: bool = False,
    ) -> PooledWrapper:
        made = PooledWrapper(
            self._pool,
            self.addresses.query,
            self.addresses.update,
            accept=accept,
            parameters=parameters,
            read_timeout_s=read_timeout_s,
        )
        made.prepare(text, is_update=is_update)
        return made

    def _json(
        self, query: str, timeout_s: float | None, default_graphs: Sequence[str]
    ) -> dict[str, Any]:
        _, body = self._body(query, _RESULTS, timeout_s, default_graphs)
        try:
            answer: dict[str, Any] = json.loads(body)
        except ValueError as error:
            raise _cut(error) from error
        return answer

    def _body(
        self, query: str, accept: str, timeout_s: float | None, default_graphs: Sequence[str]
    ) -> tuple[str, bytes]:
        limit = self.query_timeout_s + _SLACK_S if timeout_s is None else timeout_s
        deadline = time.monotonic() + limit
        result = self.raw(query, accept, timeout_s=timeout_s, default_graphs=default_graphs)
        parts = []
        for part in result.chunks:
            parts.append(part)
            if time.monotonic() > deadline:
                result.close()
                raise timed_out()
        body = b"".join(parts)
        if is_cancelled(body[-200:], result.content_type):
            raise timed_out()
        return result.content_type, body


def _cut(error: Exception) -> MichisujiError:
    return StoreUnavailable(
        "データベースの答えが途中で切れました",
        f"the store's answer is incomplete ({error})",
        hint_ja="もう一度試してください",
        hint_en="try again",
    )
