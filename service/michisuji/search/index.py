"""The index: one SQLite file with an FTS5 table, written once and then only read.

A file names the state of the store that it was made from. Rows are in the order of results, so that
FTS5 finds them in that order, and each kind is a range of row numbers.
"""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from michisuji.languages import LANGUAGES, both
from michisuji.search.documents import GROUP_ENDS, KINDS, SearchDocument
from michisuji.search.folding import BETWEEN, squeezed, tokens
from michisuji.search.synonyms import Synonyms

#: The version of the file's content: change it with everything that changes the content.
FORMAT = "1"
_BELOW = "/"
#: Names longer than this are not compared as a whole.
_LONGEST_NAME = 200
_SCHEMA = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE documents (
  id INTEGER PRIMARY KEY, iri TEXT, kind INTEGER, dataset INTEGER, department INTEGER,
  owner INTEGER, ja TEXT, en TEXT, path_ja TEXT, path_en TEXT, texts TEXT
);
CREATE INDEX by_iri ON documents (iri);
CREATE TABLE datasets (id INTEGER PRIMARY KEY, name TEXT, ja TEXT, en TEXT);
CREATE TABLE names (folded TEXT, id INTEGER, PRIMARY KEY (folded, id)) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5 (ja, en, text, content='', tokenize='ascii');
CREATE VIRTUAL TABLE terms USING fts5vocab ('search', 'row');
"""


@dataclass(frozen=True)
class IndexRow:
    """A document as results show it; ``owner`` and ``department`` are row numbers, 0 if none."""

    id: int
    iri: str
    kind: str
    names: Mapping[str, str]
    paths: Mapping[str, str]
    texts: str
    owner: int
    department: int
    dataset: str


@dataclass(frozen=True)
class NameFits:
    """Row numbers by how names fit: equal, beginning with it, units below one of that name."""

    exact: set[int]
    begins: set[int]
    below: set[int]


def build(
    path: Path,
    documents: Sequence[SearchDocument],
    titles: Mapping[str, Mapping[str, str]],
    marker: str,
) -> None:
    """Write the index of documents, which are in the order of results, into a new file.

    ``titles`` maps names of data sets and languages to titles; ``marker`` is the state's.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        db.execute("BEGIN")
        number = {one.iri: n for n, one in enumerate(documents, 1)}
        datasets = sorted({one.dataset for one in documents})
        db.executemany(
            "INSERT INTO datasets VALUES (?, ?, ?, ?)",
            (
                (n, name, *both(titles.get(name, {}), name).values())
                for n, name in enumerate(datasets)
            ),
        )
        place = {name: n for n, name in enumerate(datasets)}
        for n, one in enumerate(documents, 1):
            db.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(n, one.iri, KINDS.index(one.kind), place[one.dataset]),
                    *(number.get(one.department, 0), number.get(one.owner, 0)),
                    *(one.name("ja"), one.names.get("en", "")),
                    *(" ".join(one.path.get(lang, ())) for lang in LANGUAGES),
                    "\n".join(one.texts),
                ),
            )
            db.execute(
                "INSERT INTO search (rowid, ja, en, text) VALUES (?, ?, ?, ?)", (n, *_columns(one))
            )
            db.executemany(
                "INSERT OR IGNORE INTO names VALUES (?, ?)", ((name, n) for name in _compared(one))
            )
        db.execute("INSERT INTO search (search) VALUES ('optimize')")
        about = {"format": FORMAT, "marker": marker}
        db.executemany("INSERT INTO about VALUES (?, ?)", about.items())
        db.execute("COMMIT")


def _columns(one: SearchDocument) -> tuple[str, str, str]:
    """Return the tokens of Japanese names, of English names, and of all other texts."""
    ja = [name for lang, name in one.names.items() if lang != "en"]
    en = [one.names.get("en", "")]
    return (
        _joined([*ja, *one.others]),
        _joined(en),
        _joined([*one.texts, *map(" ".join, one.path.values())]),
    )


def _joined(texts: Sequence[str]) -> str:
    return f" {BETWEEN} ".join(" ".join(tokens(text)) for text in dict.fromkeys(texts) if text)


def _compared(one: SearchDocument) -> set[str]:
    """Return names to compare as a whole; ``/NAME`` for a unit below one of that name."""
    found = [squeezed(name) for name in (*one.names.values(), *one.others)]
    if one.kind == "Unit":
        found += (_BELOW + squeezed(above) for path in one.path.values() for above in path[:-1])
    return {name[:_LONGEST_NAME] for name in found if name.strip(_BELOW)}


class Index:
    """A finished index, for several threads. Raises sqlite3.DatabaseError if it is damaged."""

    def __init__(self, path: Path, synonyms: Synonyms | None = None) -> None:
        self.path = path
        self.synonyms = synonyms or Synonyms()
        with self.reading() as db:
            about = dict(db.execute("SELECT key, value FROM about"))
            if about.get("format") != FORMAT:
                raise sqlite3.DatabaseError("made by another version")
            self.marker = str(about["marker"])
            rows = db.execute("SELECT name, ja, en FROM datasets ORDER BY id").fetchall()
            self.dataset_names = [str(name) for name, _, _ in rows]
            self.titles = {name: {"ja": ja, "en": en} for name, ja, en in rows}
            self.kinds, self.datasets, self.departments = (
                array("B", [0]),
                array("H", [0]),
                array("L", [0]),
            )
            for kind, dataset, department in db.execute(
                "SELECT kind, dataset, department FROM documents ORDER BY id"
            ):
                self.kinds.append(kind)
                self.datasets.append(dataset)
                self.departments.append(department)
        ids = range(1, len(self.kinds))
        #: Row numbers at which kinds begin (the last one: end), and groups of kinds end.
        self.kind_starts = [
            1 + bisect_left(ids, kind, key=self.kinds.__getitem__) for kind in range(len(KINDS) + 1)
        ]
        self.group_ends = [self.kind_starts[end] for end in GROUP_ENDS]

    def __len__(self) -> int:
        return len(self.kinds) - 1

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Yield a new connection, which is read-only and closed at the end of the block."""
        address = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as db:
            yield db

    def matching(self, db: sqlite3.Connection, match: str, columns: str = "") -> list[int]:
        """Return the row numbers that match an FTS5 expression, in one column or any, in order."""
        wanted = f"{columns} : ({match})" if columns else match
        return [n for (n,) in db.execute("SELECT rowid FROM search WHERE search MATCH ?", [wanted])]

    def named(self, db: sqlite3.Connection, names: Sequence[str]) -> NameFits:
        """Return the row numbers of exact names, of names that begin so, and of units below one."""
        found = NameFits(set(), set(), set())
        for name in filter(None, names):
            found.exact.update(self._called(db, name))
            found.below.update(self._called(db, _BELOW + name))
            bounds = (name, name + "\U0010ffff")
            found.begins.update(
                n
                for (n,) in db.execute(
                    "SELECT id FROM names WHERE folded >= ? AND folded < ?", bounds
                )
            )
        return found

    def _called(self, db: sqlite3.Connection, name: str) -> Iterator[int]:
        return (n for (n,) in db.execute("SELECT id FROM names WHERE folded = ?", [name]))

    def number_of(self, db: sqlite3.Connection, iri: str) -> int:
        """Return the row number of a resource; 0 if it is not in the index."""
        row = db.execute("SELECT id FROM documents WHERE iri = ?", [iri]).fetchone()
        return int(row[0]) if row else 0

    def row(self, db: sqlite3.Connection, number: int) -> IndexRow | None:
        """Return one document; None for an unknown number."""
        row = db.execute("SELECT * FROM documents WHERE id = ?", [number]).fetchone()
        if row is None:
            return None
        id_, iri, kind, dataset, department, owner, ja, en, path_ja, path_en, texts = row
        return IndexRow(
            id_,
            iri,
            KINDS[kind],
            {"ja": ja, "en": en},
            {"ja": path_ja, "en": path_en},
            texts,
            owner,
            department,
            self.dataset_names[dataset],
        )
