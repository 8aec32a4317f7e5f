"""What the tests of tables share: the sample's tables, made once, and readers of the files."""

from __future__ import annotations

import atexit
import csv
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from michisuji.importers.sample import import_sample
from michisuji.publication import tables
from michisuji.publication.manifest import Distribution
from michisuji.settings import Settings
from michisuji.spreadsheets import unguarded
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import PREFIXES, parse_graph_iri

BASE = Settings().base_iri
XSD = PREFIXES["xsd"]
Triple = tuple[str, str, str]


@dataclass(frozen=True)
class Sample:
    """The sample's store and what was made of it."""

    store: MemoryStore
    folder: Path
    entries: list[Distribution]


@cache
def sample() -> Sample:
    """見本市, 流山市 and the vocabulary, and their tables."""
    store = MemoryStore(BASE)
    import_sample(store, Settings())
    folder = Path(tempfile.mkdtemp(prefix="michisuji-tables-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Sample(store, folder, tables.write(store, Settings(), folder))


def folder_of(dataset: str = "mihon") -> Path:
    """The folder of one of the sample's data sets."""
    return sample().folder / "tables" / dataset


def store_of(*turtle: tuple[str, str]) -> MemoryStore:
    """A store of graphs: (``t/2024``, Turtle with the project's prefixes and ``id/…`` IRIs)."""
    store = MemoryStore(BASE)
    head = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items())
    for graph, text in turtle:
        store.data.load(
            f"@base <{BASE}/> .\n{head}{text}".encode(),
            format=ox.RdfFormat.TURTLE,
            to_graph=ox.NamedNode(f"{BASE}/graph/{graph}"),
        )
    return store


def made(store: MemoryStore, folder: Path, dataset: str = "t") -> Path:
    """The folder of a data set's tables, made now."""
    tables.write(store, Settings(), folder)
    return folder / "tables" / dataset


def statements(store: MemoryStore, dataset: str) -> set[Triple]:
    """(subject, predicate, text of the object) of a data set's graphs but provenance."""
    return {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in store.data
        if isinstance(quad.graph_name, ox.NamedNode)
        and (name := parse_graph_iri(BASE, quad.graph_name.value))
        and name.dataset == dataset
        and not name.provenance
    }


def metadata(path: Path) -> dict[str, Any]:
    """The CSVW metadata of a table."""
    text = path.with_name(f"{path.name}-metadata.json").read_text("utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


def columns(path: Path) -> list[dict[str, Any]]:
    """The columns that a table's metadata describe."""
    return list(metadata(path)["tableSchema"]["columns"])


def cells(path: Path) -> Iterator[dict[str, str]]:
    """A table's rows by the names of its columns, texts as they are in the data."""
    names = [column["name"] for column in columns(path)]
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, strict=True)
        next(rows)
        for row in rows:
            yield dict(zip(names, map(unguarded, row), strict=True))


def said(path: Path) -> set[Triple]:
    """Every statement that a table makes, cells with several values taken apart."""
    found = set()
    described = columns(path)
    for row in cells(path):
        for column in described:
            cell = row[column["name"]]
            if "propertyUrl" in column and cell:
                mark = column.get("separator")
                for value in cell.split(mark) if mark else [cell]:
                    found.add((row["iri"], column["propertyUrl"], value))
    return found
