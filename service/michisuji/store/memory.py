"""A store in this process (pyoxigraph, in memory): for checks of files, imports and tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, Unpack

import pyoxigraph as ox

from michisuji.errors import BadInput, NotAcceptable, QuerySyntaxError
from michisuji.store import replacement, updates
from michisuji.store.protocol import Batch, Dataset, RawResult, ReplaceResult, Solutions, Using
from michisuji.store.rdf_terms import graph_of, oxigraph_converter
from michisuji.store.syntax import syntax_error

if TYPE_CHECKING:
    from rdflib import Graph

_CHUNK = 65_536


class MemoryStore:
    """A store in memory; see :class:`michisuji.store.protocol.Store`.

    It has no time limit: ``timeout_s`` is ignored. ``base_iri`` is the deployment's; graph names
    are relative to it.
    """

    def __init__(self, base_iri: str = "http://127.0.0.1:8000") -> None:
        self.base_iri = base_iri
        self._store = ox.Store()
        self._writing = threading.RLock()

    @property
    def data(self) -> ox.Store:
        """The data itself, for reading in this process."""
        return self._store

    def select(
        self, query: str, *, timeout_s: float | None = None, default_graphs: Sequence[str] = ()
    ) -> Solutions:
        """Return the rows of a SELECT."""
        found = self._query(query, default_graphs)
        if not isinstance(found, ox.QuerySolutions):
            raise _wrong_form("SELECT")
        convert = oxigraph_converter()
        return Solutions(
            tuple(variable.value for variable in found.variables),
            [tuple(convert(term) for term in row) for row in found],
        )

    def ask(self, query: str, *, timeout_s: float | None = None) -> bool:
        """Return the answer of an ASK."""
        found = self._query(query)
        if not isinstance(found, ox.QueryBoolean):
            raise _wrong_form("ASK")
        return bool(found)

    def construct(
        self, query: str, *, timeout_s: float | None = None, default_graphs: Sequence[str] = ()
    ) -> Graph:
        """Return the graph of a CONSTRUCT or DESCRIBE."""
        found = self._query(query, default_graphs)
        if not isinstance(found, ox.QueryTriples):
            raise _wrong_form("CONSTRUCT")
        return graph_of(found)

    def raw(
        self, query: str, accept: str, *, timeout_s: float | None = None, **dataset: Unpack[Dataset]
    ) -> RawResult:
        """Answer in the first suitable media type of ``accept``, or raise NotAcceptable."""
        found = self._query(query, **dataset)
        kind = ox.RdfFormat if isinstance(found, ox.QueryTriples) else ox.QueryResultsFormat
        for part in accept.split(","):
            format_ = kind.from_media_type(part.split(";")[0].strip())
            if format_ is not None:
                body: bytes = found.serialize(format=format_)
                return RawResult(format_.media_type, _chunks(body))
        raise NotAcceptable(f"返せない形式です: {accept}", f"cannot be returned as {accept}")

    def answer(self, query: str, accept: str, **dataset: Unpack[Dataset]) -> RawResult:
        """Answer like :meth:`raw`."""
        return self.raw(query, accept, **dataset)

    def update(self, update: str, **using: Unpack[Using]) -> None:
        """Run one atomic SPARQL Update request.

        Raises BadInput for ``using``: pyoxigraph does not support it.
        """
        if any(using.values()):
            raise BadInput(
                "このデータベースは using-graph-uri を受け付けません",
                "this store does not take using-graph-uri",
                hint_ja="更新文の中に USING を書いてください",
                hint_en="write USING in the update",
            )
        self.execute(updates.FORGET_DIGESTS)
        self.execute(updates.with_new_state(update))

    def edit(self, update: str) -> None:
        """Run an update that keeps the import records itself."""
        self.execute(update)

    def execute(self, update: str) -> None:
        """Run an update without touching the store's import records."""
        with self._writing:
            try:
                self._store.update(update)
            except SyntaxError as error:
                raise syntax_error(str(error)) from error

    def upload(self, graph: str, path: Path) -> None:
        """Make a graph hold exactly the content of an N-Triples file."""
        node = ox.NamedNode(graph)
        self._store.remove_graph(node)
        try:
            self._store.bulk_load(path=str(path), format=ox.RdfFormat.N_TRIPLES, to_graph=node)
        except SyntaxError as error:
            raise BadInput(
                f"N-Triplesとして読めません: {path}: {error}",
                f"not N-Triples: {path}: {error}",
            ) from error

    def replace(self, batch: Batch) -> ReplaceResult:
        """Put a dataset's graphs in place in one transaction."""
        with self._writing:
            return replacement.replace(self, batch)

    def read_graph(self, graph: str | None) -> Iterator[bytes]:
        """Yield a named graph, or the default graph, as N-Triples."""
        place = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        return _chunks(self._store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=place) or b"")

    def dump(self, media_type: str = "application/n-quads") -> Iterator[bytes]:
        """Yield the whole database (N-Quads or TriG)."""
        format_ = ox.RdfFormat.from_media_type(media_type)
        if format_ is None or not format_.supports_datasets:
            raise NotAcceptable(
                f"書き出せない形式です: {media_type}", f"cannot export as {media_type}"
            )
        own = {name for name in self._store.named_graphs() if updates.is_own(name.value)}
        quads = (quad for quad in self._store if quad.graph_name not in own)
        return _chunks(ox.serialize(quads, format=format_) or b"")

    def close(self) -> None:
        """Do nothing: there is nothing to release."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def _query(
        self, query: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> Any:
        dataset: dict[str, Any] = {}
        if default_graphs or named_graphs:
            # As in the SPARQL Protocol: a given dataset excludes whatever it does not name.
            dataset = {
                "default_graph": [ox.NamedNode(g) for g in default_graphs],
                "named_graphs": [ox.NamedNode(g) for g in named_graphs],
            }
        try:
            return self._store.query(query, **dataset)
        except SyntaxError as error:
            raise syntax_error(str(error)) from error


def _chunks(body: bytes) -> Iterator[bytes]:
    return (body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK))


def _wrong_form(form: str) -> QuerySyntaxError:
    return QuerySyntaxError(f"{form} の問い合わせではありません", f"not a {form} query")
