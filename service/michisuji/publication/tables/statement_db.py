"""The statements of the public graphs on disk, sorted: the source of the tables.

Tables need their rows by IRI, names of what rows refer to, and all values of a row together. A
store could answer that with sorted queries, which it would hold in memory; here the statements go
once, graph by graph, into a temporary SQLite file that is read in order. So memory does not grow
with the data, and rows do not depend on the order in which a store gives its statements.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from michisuji import questions
from michisuji.errors import QueryTimeout
from michisuji.languages import Text
from michisuji.publication.dumps.graphs import public_graphs
from michisuji.publication.tables.values import IRI, TYPE, language_of, split
from michisuji.store.failures import is_cancelled, timed_out
from michisuji.vocabulary import LABELS, parse_graph_iri

if TYPE_CHECKING:
    import pyoxigraph as ox

    from michisuji.store import Store

    Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

#: ``year`` of timeless statements: those in no fiscal year's graph.
TIMELESS = 0
_BATCH = 10_000
_TAIL = 200
_TSV = "text/tab-separated-values"
#: SQLite's page cache, in KiB: all the memory that it takes.
_CACHE = 48_000
#: A property and the tag of its value (:mod:`.terms`) → the values, sorted.
Facts = dict[tuple[str, str], list[str]]

_SCHEMA = f"""
PRAGMA page_size = 8192;
PRAGMA cache_size = -{_CACHE};
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE stage (dataset TEXT, subject TEXT, year INT, predicate TEXT, tag TEXT, object TEXT);
CREATE TABLE statement (
  dataset TEXT, subject TEXT, year INT, predicate TEXT, tag TEXT, object TEXT,
  PRIMARY KEY (dataset, subject, year, predicate, tag, object)) WITHOUT ROWID;
CREATE TABLE name (subject TEXT, tag TEXT, label TEXT, PRIMARY KEY (subject, tag)) WITHOUT ROWID;
CREATE TABLE member (
  dataset TEXT, place TEXT, subject TEXT,
  PRIMARY KEY (dataset, place, subject)) WITHOUT ROWID;
CREATE TABLE row_key (
  dataset TEXT, subject TEXT, state TEXT, place TEXT,
  PRIMARY KEY (dataset, subject, state, place)) WITHOUT ROWID;
CREATE TABLE reference (
  dataset TEXT, place TEXT, name TEXT, target TEXT, state TEXT,
  PRIMARY KEY (dataset, place, name, target, state)) WITHOUT ROWID;
"""
_SORTED = "INSERT OR IGNORE INTO statement SELECT * FROM stage ORDER BY 1, 2, 3, 4, 5, 6"
_NAMES = """INSERT OR REPLACE INTO name SELECT subject, tag, object FROM statement
WHERE predicate = ? AND (tag LIKE '@%' OR tag = '^string') ORDER BY year, dataset, object DESC"""
_BACK = "CREATE INDEX back ON statement (dataset, object, predicate) WHERE tag = ''"


class Spool:
    """All public statements but provenance, in a temporary database.

    Use it as a context manager; the file is deleted when it closes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=".tables-", dir=folder)
        self._db = sqlite3.connect(Path(self._folder.name) / "statements.db")
        self._db.executescript(_SCHEMA)
        self.years: dict[str, list[int]] = {}
        #: Statements left out because they are about, or point to, nodes without an IRI.
        self.blank = 0
        self.name = lru_cache(maxsize=50_000)(self._name)

    @property
    def db(self) -> sqlite3.Connection:
        """The database, for the SQL of the modules that make files from it."""
        return self._db

    def load(self, store: Store, base_iri: str) -> None:
        """Read every graph but those of provenance.

        Raises QueryTimeout and the store's errors.
        """
        for graph in public_graphs(store, base_iri):
            name = parse_graph_iri(base_iri, graph)
            if name is not None and not name.provenance:
                statements = self._read(store, base_iri, graph)
                self.add(name.dataset, name.year, statements)
        self.settle()

    def add(
        self, dataset: str, year: int | None, statements: Iterable[tuple[Term, str, Term]]
    ) -> None:
        """Add a graph's (subject, predicate, object); predicates are absolute IRIs."""
        import pyoxigraph as ox

        years = self.years.setdefault(dataset, [])
        if year is not None:
            years.append(year)
        rows: list[tuple[str, str, int, str, str, str]] = []
        for subject, predicate, value in statements:
            kept = split(value)
            if kept is None or not isinstance(subject, ox.NamedNode):
                self.blank += 1
                continue
            rows.append((dataset, subject.value, year or TIMELESS, predicate, *kept))
            if len(rows) >= _BATCH:
                self._stage(rows)
        self._stage(rows)

    def _stage(self, rows: list[tuple[str, str, int, str, str, str]]) -> None:
        self._db.executemany("INSERT INTO stage VALUES (?, ?, ?, ?, ?, ?)", rows)
        rows.clear()

    def settle(self) -> None:
        """Sort the added statements and find the names; call once, after the last graph."""
        for years in self.years.values():
            years.sort()
        db = self._db
        db.execute(_SORTED)
        db.execute("DROP TABLE stage")
        for label in reversed(LABELS):
            db.execute(_NAMES, (label,))
        db.execute(_BACK)
        db.execute("ANALYZE")

    def _read(self, store: Store, base_iri: str, graph: str) -> Iterator[tuple[Term, str, Term]]:
        """Yield one graph, property by property: no query takes long or is held in memory."""
        import pyoxigraph as ox

        path = Path(self._folder.name) / "answer.tsv"
        found = questions.run(store, "table-predicates", {"graph": graph}, base_iri=base_iri)
        question = questions.get("table-statements")
        for predicate in sorted(str(term) for (term,) in found.rows):
            _fetch(store, question.bind(base_iri, {"graph": graph, "predicate": predicate}), path)
            answer = ox.parse_query_results(path=str(path), format=ox.QueryResultsFormat.TSV)
            assert isinstance(answer, ox.QuerySolutions)
            for subject, value in answer:
                yield subject, predicate, value
        path.unlink(missing_ok=True)

    def _name(self, iri: str) -> Text:
        """Return a resource's names by language."""
        rows = self._db.execute("SELECT tag, label FROM name WHERE subject = ?", (iri,))
        return {language_of(tag) or "": label for tag, label in rows}

    def facts(self, dataset: str, subject: str, year: int) -> Facts:
        """Return the statements about a subject, timeless or in the state of ``year``."""
        found = self._db.execute(
            "SELECT DISTINCT predicate, tag, object FROM statement WHERE dataset = ? AND "
            "subject = ? AND year IN (0, ?) ORDER BY predicate, tag, object",
            (dataset, subject, year),
        )
        return _grouped(found)

    def sources(self, dataset: str, predicate: str, target: str, year: int) -> list[str]:
        """Return the subjects that point to ``target`` as of ``year``, sorted."""
        rows = self._db.execute(
            "SELECT DISTINCT subject FROM statement INDEXED BY back WHERE dataset = ? AND "
            "tag = '' AND object = ? AND predicate = ? AND year IN (0, ?) ORDER BY subject",
            (dataset, target, predicate, year),
        )
        return [subject for (subject,) in rows]

    def instances(self, dataset: str, class_iri: str, year: int) -> Iterator[str]:
        """Yield the subjects of a class as of ``year``, sorted."""
        rows = self._db.execute(
            "SELECT DISTINCT subject FROM statement INDEXED BY back WHERE dataset = ? AND "
            "tag = '' AND object = ? AND predicate = ? AND year IN (0, ?) ORDER BY subject",
            (dataset, class_iri, TYPE, year),
        )
        return (subject for (subject,) in rows)

    def rows(self, dataset: str, place: str) -> Iterator[tuple[str, int, Facts]]:
        """Yield (subject, year, facts) of a table's members, by IRI and year.

        A subject in yearly graphs has a row for each of those years, including its timeless
        statements; any other has one row of year :data:`TIMELESS`.
        """
        statements = self._db.execute(
            "SELECT s.subject, s.year, s.predicate, s.tag, s.object FROM member m CROSS JOIN "
            "statement s ON s.dataset = m.dataset AND s.subject = m.subject WHERE m.dataset = ? "
            "AND m.place = ? ORDER BY m.subject, s.year, s.predicate, s.tag, s.object",
            (dataset, place),
        )
        for subject, about in groupby(statements, itemgetter(0)):
            always: list[tuple[str, str, str]] = []
            yearly = False
            for year, said in groupby(about, itemgetter(1)):
                triples = [(p, tag, o) for _, _, p, tag, o in said]
                if year == TIMELESS:
                    always = triples
                else:
                    yearly = True
                    yield subject, year, _grouped(sorted({*always, *triples}))
            if not yearly:
                yield subject, TIMELESS, _grouped(always)

    def close(self) -> None:
        """Close the database and delete the file."""
        self._db.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _grouped(triples: Iterator[tuple[str, str, str]] | Sequence[tuple[str, str, str]]) -> Facts:
    facts: Facts = {}
    for predicate, tag, value in triples:
        facts.setdefault((predicate, tag), []).append(value)
    return facts


def _fetch(store: Store, query: str, path: Path) -> None:
    """Write an answer to a file as fast as it arrives: a slow reader would cost query time."""
    result = store.raw(query, _TSV)
    tail = b""
    try:
        with path.open("wb") as file:
            for chunk in result.chunks:
                file.write(chunk)
                tail = (tail + chunk)[-_TAIL:]
    finally:
        result.close()
    if is_cancelled(tail, result.content_type):
        raise timed_out(QueryTimeout)


__all__ = ["IRI", "TIMELESS", "Facts", "Spool"]
