"""One CSV per class: every property a column, with the names of referenced resources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from michisuji.languages import LANGUAGES, pick
from michisuji.messages import message
from michisuji.publication.tables.classes import LEFT_OUT_CLASSES, PLACES, ClassTable
from michisuji.publication.tables.columns import CsvColumn, Survey
from michisuji.publication.tables.schema import schema
from michisuji.publication.tables.statement_db import TIMELESS, Facts, Spool
from michisuji.publication.tables.values import TYPE, expand
from michisuji.spreadsheets import csv_file

#: The two columns before those of properties; ``tables.keys`` in messages/ has their headings.
KEY = ("iri", "state")
_MEMBERS = """INSERT OR IGNORE INTO member SELECT dataset, ?, subject FROM statement
INDEXED BY back WHERE dataset = ? AND tag = '' AND object = ? AND predicate = ?"""
_LAST_MEMBERS = """INSERT OR IGNORE INTO member SELECT s.dataset, ?, s.subject FROM statement s
INDEXED BY back WHERE s.dataset = ? AND s.tag = '' AND s.object = ? AND s.predicate = ?
AND NOT EXISTS (SELECT * FROM member m WHERE m.dataset = s.dataset AND m.subject = s.subject)"""
_BATCH = 5_000


@dataclass(frozen=True)
class WrittenTable:
    """A table that has been written.

    ``unique``: no IRI has two rows. ``unique``: no IRI has two rows.
    """

    place: ClassTable
    path: Path
    columns: tuple[CsvColumn, ...]
    rows: int
    unique: bool


def write_flat(spool: Spool, dataset: str, folder: Path) -> list[WrittenTable]:
    """Write every table of a data set that has rows, and return them in order."""
    _assign(spool, dataset)
    made = []
    for place in PLACES:
        survey = Survey(schema(), place.iris)
        before = ""
        for subject, _, facts in spool.rows(dataset, place.name):
            survey.look(facts)
            survey.repeats |= subject == before
            before = subject
        if survey.rows:
            columns = tuple(survey.columns())
            path = folder / f"{place.name}.csv"
            _write(spool, dataset, place, columns, path)
            made.append(WrittenTable(place, path, columns, survey.rows, not survey.repeats))
    return made


def unplaced(spool: Spool, dataset: str) -> list[str]:
    """Return the data set's classes that are neither in a table nor listed as left out, sorted."""
    known = {iri for place in PLACES for iri in place.iris} | set(map(expand, LEFT_OUT_CLASSES))
    rows = spool.db.execute(
        "SELECT DISTINCT object FROM statement WHERE dataset = ? AND predicate = ? AND tag = ''",
        (dataset, TYPE),
    )
    return sorted({iri for (iri,) in rows} - known)


def _assign(spool: Spool, dataset: str) -> None:
    """Put each resource into the tables of its classes; the last table takes the others."""
    for place in PLACES[:-1]:
        for iri in place.iris:
            spool.db.execute(_MEMBERS, (place.name, dataset, iri, TYPE))
    for iri in PLACES[-1].iris:
        spool.db.execute(_LAST_MEMBERS, (PLACES[-1].name, dataset, iri, TYPE))


def _write(
    spool: Spool, dataset: str, place: ClassTable, columns: tuple[CsvColumn, ...], path: Path
) -> None:
    keys: list[tuple[str, ...]] = []
    targets: list[tuple[str, ...]] = []
    with csv_file(path, heading(columns)) as rows:
        for subject, year, facts in spool.rows(dataset, place.name):
            state = "" if year == TIMELESS else str(year)
            rows.writerow([subject, state, *_cells(spool, columns, facts)])
            keys.append((dataset, subject, state, place.name))
            for column in columns:
                if column.is_iri and not column.several:
                    for target in facts.get((column.prop, column.tag), ()):
                        targets.append((dataset, place.name, column.name, target, state))
            if len(keys) >= _BATCH:
                _remember(spool, keys, targets)
    _remember(spool, keys, targets)


def _remember(spool: Spool, keys: list[tuple[str, ...]], targets: list[tuple[str, ...]]) -> None:
    spool.db.executemany("INSERT INTO row_key VALUES (?, ?, ?, ?)", keys)
    spool.db.executemany("INSERT OR IGNORE INTO reference VALUES (?, ?, ?, ?, ?)", targets)
    keys.clear()
    targets.clear()


def heading(columns: tuple[CsvColumn, ...]) -> list[str]:
    """Return the first line: Japanese titles."""
    found = [message(f"tables.keys.{name}", "ja") for name in KEY]
    for column in columns:
        title = column.title["ja"]
        found += [f"{title} (IRI)", title] if column.is_iri else [title]
    return found


def _cells(spool: Spool, columns: tuple[CsvColumn, ...], facts: Facts) -> Iterator[str]:
    for column in columns:
        values = facts.get((column.prop, column.tag), [])
        if column.is_iri:
            yield column.separator.join(values)
            called = (pick(name, LANGUAGES[0]) for name in map(spool.name, values))
            yield column.names_separator.join(called) if values else ""
        else:
            yield column.separator.join(values)
