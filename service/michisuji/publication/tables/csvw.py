"""Metadata of the CSV files: CSV on the Web (W3C, Metadata Vocabulary for Tabular Data, 2015)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from michisuji.languages import LANGUAGES, Text
from michisuji.messages import text
from michisuji.publication.tables.about import DeclaredDataset
from michisuji.publication.tables.columns import CsvColumn
from michisuji.publication.tables.flat import KEY, WrittenTable
from michisuji.publication.tables.statement_db import Spool
from michisuji.publication.tables.values import datatype_of
from michisuji.vocabulary import PREFIXES

CONTEXT: list[Any] = ["http://www.w3.org/ns/csvw", {"@language": "ja"}]
MEDIA_TYPE = "application/csvm+json"
#: The IRI of the standard that the CSV files with their metadata follow.
STANDARD = "http://www.w3.org/TR/tabular-metadata/"
#: The whole folder's metadata, under the name that the standard's readers look for.
GROUP = "csv-metadata.json"
#: Datatypes that CSVW knows by name; any other is a string with the datatype's IRI.
_KNOWN = frozenset(
    (
        *("anyURI", "boolean", "byte", "date", "dateTime", "dateTimeStamp", "decimal", "double"),
        *("duration", "float", "gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth", "int"),
        *("integer", "language", "long", "negativeInteger", "nonNegativeInteger"),
        *("nonPositiveInteger", "normalizedString", "positiveInteger", "short", "string", "time"),
        *("token", "unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort"),
    )
)
DIALECT = {
    "encoding": "utf-8",
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
    "headerRowCount": 1,
    "lineTerminators": ["\r\n"],
    "skipBlankRows": False,
}


def write_metadata(
    spool: Spool, about: DeclaredDataset, tables: Sequence[WrittenTable]
) -> list[Path]:
    """Write ``{name}.csv-metadata.json`` next to each table, and one for the folder.

    The folder's has the keys between tables. Returns the paths, the folder's last.
    """
    paths = []
    for made in tables:
        path = made.path.with_name(f"{made.path.name}-metadata.json")
        _write(path, {"@context": CONTEXT, **_table(about, made), "dialect": DIALECT})
        paths.append(path)
    group = tables[0].path.with_name(GROUP)
    members = []
    for made in tables:
        table = _table(about, made)
        table["tableSchema"]["foreignKeys"] = list(_foreign_keys(spool, about.name, made, tables))
        members.append(table)
    whole = {"@context": CONTEXT, **about.described(about.title), "dialect": DIALECT}
    _write(group, {**whole, "tables": members})
    return [*paths, group]


def _write(path: Path, body: object) -> None:
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _table(about: DeclaredDataset, made: WrittenTable) -> dict[str, Any]:
    return {
        "@type": "Table",
        "url": made.path.name,
        **about.described(
            {lang: f"{about.title[lang]}: {made.place.title[lang]}" for lang in LANGUAGES}
        ),
        "notes": [_said(note) for note in _notes()],
        "tableSchema": {
            "columns": [*_key_columns(), *_columns(made.columns)],
            "aboutUrl": "{+iri}",
            "primaryKey": ["iri"] if made.unique else ["iri", "state"],
        },
    }


def _notes() -> Iterator[Text]:
    yield text("tables.notes.encoding")
    yield text("tables.notes.state")
    yield text("spreadsheets.rule")
    yield text("tables.notes.iris")


def _said(told: Text) -> list[dict[str, str]]:
    return [{"@value": told[lang], "@language": lang} for lang in LANGUAGES]


def _key_columns() -> Iterator[dict[str, Any]]:
    for name, datatype in zip(KEY, ("anyURI", "gYear"), strict=True):
        yield {
            "name": name,
            "titles": dict(text(f"tables.keys.{name}")),
            "datatype": datatype,
            "suppressOutput": True,
            "required": name == "iri",
        }


def _columns(columns: Sequence[CsvColumn]) -> Iterator[dict[str, Any]]:
    for column in columns:
        if column.is_iri:
            yield from _reference(column)
        else:
            yield {
                "name": column.name,
                "titles": dict(column.title),
                "propertyUrl": column.prop,
                "datatype": _datatype(column.tag),
                **({"lang": column.tag[1:]} if column.tag.startswith("@") else {}),
                **({"separator": column.separator} if column.several else {}),
            }


def _reference(column: CsvColumn) -> Iterator[dict[str, Any]]:
    iri: dict[str, Any] = {
        "name": column.name,
        "titles": {lang: f"{text} (IRI)" for lang, text in column.title.items()},
        "propertyUrl": column.prop,
        "datatype": "anyURI",
    }
    names: dict[str, Any] = {
        "name": f"{column.name}_label",
        "titles": dict(column.title),
        "datatype": "string",
        "lang": "ja",
        "suppressOutput": True,
    }
    if column.several:
        iri.update(separator=column.separator, suppressOutput=True)
        names["separator"] = column.names_separator
    else:
        iri["valueUrl"] = f"{{+{column.name}}}"
    yield iri
    yield names


def _datatype(tag: str) -> Any:
    if tag.startswith("@"):
        return "string"
    iri = datatype_of(tag)
    known = iri.removeprefix(PREFIXES["xsd"])
    return known if known in _KNOWN else {"base": "string", "@id": iri}


_COUNT = "SELECT COUNT(DISTINCT target) FROM reference WHERE dataset = ? AND place = ? AND name = ?"
_FOUND = """SELECT k.place, COUNT(DISTINCT r.target) FROM reference r CROSS JOIN row_key k
ON k.dataset = r.dataset AND k.subject = r.target
WHERE r.dataset = ? AND r.place = ? AND r.name = ? GROUP BY k.place"""
_COUNT_STATES = """SELECT COUNT(*), MIN(state) FROM reference
WHERE dataset = ? AND place = ? AND name = ?"""
_FOUND_STATES = """SELECT k.place, COUNT(*) FROM reference r CROSS JOIN row_key k
ON k.dataset = r.dataset AND k.subject = r.target AND k.state = r.state
WHERE r.dataset = ? AND r.place = ? AND r.name = ? GROUP BY k.place"""


def _foreign_keys(
    spool: Spool, dataset: str, made: WrittenTable, tables: Sequence[WrittenTable]
) -> Iterator[dict[str, Any]]:
    """Yield the references that hold in the data: each row has one, to one row of one table.

    Strict readers do not accept a key that is empty in some rows.
    """
    by_name = {other.place.name: other for other in tables}
    for column in (one for one in made.columns if one.always):
        key = (dataset, made.place.name, column.name)
        ((count,),) = spool.db.execute(_COUNT, key)
        if not count:
            continue
        whole = [p for p, n in spool.db.execute(_FOUND, key) if n == count]
        target = next((p for p in whole if by_name[p].unique), None)
        if target is not None:
            yield _key(column, by_name[target], ())
        elif whole:
            ((rows, first),) = spool.db.execute(_COUNT_STATES, key)
            found = [p for p, n in spool.db.execute(_FOUND_STATES, key) if n == rows]
            if found and first:
                yield _key(column, by_name[found[0]], ("state",))


def _key(column: CsvColumn, target: WrittenTable, more: tuple[str, ...]) -> dict[str, Any]:
    return {
        "columnReference": [column.name, *more],
        "reference": {"resource": target.path.name, "columnReference": ["iri", *more]},
    }
