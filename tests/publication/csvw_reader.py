"""CSV on the Web as far as our files use it: what is wrong with a table, and its RDF.

Written from the W3C's recommendations (Metadata Vocabulary for Tabular Data; Generating RDF from
Tabular Data, minimal mode; 2015), not from the writer of the files.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NAME = re.compile(r"(?:[A-Za-z0-9]|%[0-9A-F]{2})(?:[A-Za-z0-9_.]|%[0-9A-F]{2})*")
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+")
_FLOAT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|-?INF|NaN")
_TABLE = {"@context", "@type", "url", "dialect", "notes", "tableSchema"}
_SCHEMA = {"columns", "aboutUrl", "primaryKey", "foreignKeys"}
_COLUMN = {"name", "titles", "datatype", "propertyUrl", "valueUrl", "aboutUrl", "lang"}
_COLUMN |= {"separator", "suppressOutput", "required"}
_VALID: dict[str, Callable[[str], object]] = {
    "string": lambda text: True,
    "anyURI": _IRI.fullmatch,
    "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)").fullmatch,
    "integer": lambda text: re.fullmatch(r"[+-]?\d+", text),
    "double": _FLOAT.fullmatch,
    "float": _FLOAT.fullmatch,
    "gYear": lambda text: re.fullmatch(r"-?\d{4,}", text),
    "date": lambda text: re.fullmatch(r"\d{4}-\d\d-\d\d", text),
    "boolean": lambda text: text in {"true", "false", "1", "0"},
}
Row = dict[str, str]
#: (subject, predicate, object, datatype IRI, ``@lang``, or empty for an IRI)
Statement = tuple[str, str, str, str]


def rows(path: Path, table: dict[str, Any]) -> Iterator[Row]:
    """The rows of a table, by column name."""
    names = [column["name"] for column in table["tableSchema"]["columns"]]
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file, strict=True)
        next(lines)
        for line in lines:
            assert len(line) == len(names), f"{path.name}: {len(line)} cells"
            yield dict(zip(names, line, strict=True))


def faults(path: Path, table: dict[str, Any], dialect: dict[str, Any]) -> list[str]:
    """What a validator would say of a table; foreign keys are looked at in :func:`dangling`."""
    schema = table["tableSchema"]
    columns = schema["columns"]
    found = [f"unknown: {key}" for key in table if key not in _TABLE and ":" not in key]
    found += [f"unknown: {key}" for key in schema if key not in _SCHEMA]
    found += [f"unknown: {key}" for column in columns for key in column if key not in _COLUMN]
    names = [column["name"] for column in columns]
    found += [f"name: {name}" for name in names if not _NAME.fullmatch(name)]
    found += [f"name twice: {name}" for name, n in Counter(names).items() if n > 1]
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    for title, column in zip(header, columns, strict=True):
        if title not in column["titles"].values():
            found.append(f"title: {title}")
    if dialect.get("encoding") != "utf-8" or dialect.get("lineTerminators") != ["\r\n"]:
        found.append("dialect")
    keys = Counter(tuple(row[k] for k in schema["primaryKey"]) for row in rows(path, table))
    found += [f"primary key twice: {key}" for key, n in keys.items() if n > 1]
    for number, row in enumerate(rows(path, table), 2):
        found += [f"{path.name}:{number}: {fault}" for fault in _cells(columns, row)]
    return found


def _cells(columns: list[dict[str, Any]], row: Row) -> Iterator[str]:
    for column in columns:
        cell = row[column["name"]]
        if not cell:
            if column.get("required"):
                yield f"{column['name']} is required"
            continue
        for value in _values(column, cell):
            base = _base(column)
            if not _VALID[base](value):
                yield f"{column['name']}: {value!r} is no {base}"


def _base(column: dict[str, Any]) -> str:
    datatype = column.get("datatype", "string")
    return str(datatype["base"] if isinstance(datatype, dict) else datatype)


def _values(column: dict[str, Any], cell: str) -> list[str]:
    mark = column.get("separator")
    return cell.split(mark) if mark else [cell]


def dangling(folder: Path) -> list[str]:
    """Foreign keys of the folder's metadata whose cells have no or several rows to refer to."""
    group = json.loads((folder / "csv-metadata.json").read_text("utf-8"))
    tables = {table["url"]: table for table in group["tables"]}
    found = []
    for url, table in tables.items():
        for key in table["tableSchema"]["foreignKeys"]:
            target = tables[key["reference"]["resource"]]
            columns = key["reference"]["columnReference"]
            there = Counter(
                tuple(row[c] for c in columns) for row in rows(folder / target["url"], target)
            )
            for row in rows(folder / url, table):
                cells = tuple(row[c] for c in key["columnReference"])
                if "" in cells or there[cells] != 1:
                    found.append(f"{url} {key['columnReference']}: {cells}")
    return found


def triples(path: Path, table: dict[str, Any]) -> Iterator[Statement]:
    """The RDF of a table, minimal mode."""
    schema = table["tableSchema"]
    for row in rows(path, table):
        subject = _expand(schema["aboutUrl"], row)
        for column in schema["columns"]:
            cell = row[column["name"]]
            if column.get("suppressOutput") or not cell:
                continue
            predicate = column["propertyUrl"]
            if "valueUrl" in column:
                yield subject, predicate, _expand(column["valueUrl"], row), ""
                continue
            for value in _values(column, cell):
                yield subject, predicate, value, _kind(column)


def _kind(column: dict[str, Any]) -> str:
    datatype = column.get("datatype", "string")
    if isinstance(datatype, dict):
        return str(datatype["@id"])
    if datatype == "string" and "lang" in column:
        return f"@{column['lang']}"
    return XSD + str(datatype)


def _expand(template: str, row: Row) -> str:
    """A URI template; ``{+name}`` is all that ours have."""
    return re.sub(r"\{\+(\w+)\}", lambda found: row[found[1]], template)
