"""Reads whole answers of a family of questions, which graphs and indexes are made from."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from michisuji.errors import QueryTimeout
from michisuji.questions.catalogue import get
from michisuji.spreadsheets import csv_rows
from michisuji.store.failures import is_cancelled
from michisuji.store.snapshot import snapshot

if TYPE_CHECKING:
    import pyoxigraph as ox

    from michisuji.store import Store

Row = dict[str, str]
#: A whole database takes longer to read than a page may take.
READ_TIMEOUT_S = 600.0


class BulkReader:
    """A reader of the queries of one family (``causal-…``, say), whose rows are sorted by key.

    The local engine's data are read in-process, so that the engine is not kept busy; another store
    is asked for CSV.
    """

    def __init__(
        self, store: Store, base_iri: str, graphs: Sequence[str] = (), family: str = "causal"
    ) -> None:
        self._store, self._base, self._graphs = store, base_iri, tuple(graphs)
        self._family = family
        self._here = snapshot(store)

    def rows(self, name: str, subjects: Iterable[str] = ()) -> Iterator[Row]:
        """Return the rows of ``{family}-{name}``; only those of ``subjects``, when given."""
        question = get(f"{self._family}-{name}")
        wanted, key = tuple(subjects), question.parameters[0].name
        queries = (
            question.bind_parts(self._base, key, wanted) if wanted else [question.bind(self._base)]
        )
        names = [column.name for column in question.columns]
        found: list[Row] = []
        for query in queries:
            answer = self._csv(question.as_texts(query))
            _, *rows = csv_rows(io.StringIO(answer, newline=""))
            found += (dict(zip(names, row, strict=True)) for row in rows if row)
        found.sort(key=lambda row: row[key])
        return iter(found)

    def _csv(self, query: str) -> str:
        if self._here is not None:
            return self._from_data(self._here.data, query)
        result = self._store.raw(
            query, "text/csv", timeout_s=READ_TIMEOUT_S, default_graphs=self._graphs
        )
        body = b"".join(result.chunks)
        if is_cancelled(body[-512:], result.content_type):
            raise QueryTimeout(
                "分析のためのデータを、制限時間のうちに読み切れませんでした",
                "the data for the analyses could not be read within the time limit",
                hint_ja="エンジンの制限時間を延ばしてください",
                hint_en="raise the engine's time limit",
            )
        return body.decode()

    def _from_data(self, data: ox.Store, query: str) -> str:
        import pyoxigraph as ox

        graphs: Any = [ox.NamedNode(iri) for iri in self._graphs] or None
        solutions: Any = data.query(query, default_graph=graphs)
        told: bytes = solutions.serialize(format=ox.QueryResultsFormat.CSV)
        return told.decode()
