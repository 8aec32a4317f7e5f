"""Memory does not grow with the data: tables are streamed from disk to disk."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from michisuji.publication.tables import flat
from michisuji.publication.tables import statement_db as spooling
from michisuji.publication.tables.about import DeclaredDataset
from michisuji.publication.tables.cube import write_cube
from michisuji.publication.tables.statement_db import Spool
from michisuji.publication.tables.values import TYPE, XSD, expand

pytestmark = pytest.mark.slow

BASE = "http://127.0.0.1:8000"
NAMES = {"ja": "試", "en": "test"}
ABOUT = DeclaredDataset("t", f"{BASE}/id/dataset/t", NAMES, NAMES, "")
Statement = tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]


def statements(count: int) -> Iterator[Statement]:
    """That many observations, 500 years of an indicator each, in no order."""
    kind = ox.NamedNode("https://w3id.org/michisuji/code/value-kind/actual")
    for number in range(count):
        subject = ox.NamedNode(f"{BASE}/id/observation/t-{number * 7919 % count}")
        indicator = ox.NamedNode(f"{BASE}/id/indicator/t-{number // 500}")
        year = ox.Literal(str(1900 + number % 500), datatype=ox.NamedNode(f"{XSD}gYear"))
        yield subject, TYPE, ox.NamedNode(expand("qb:Observation"))
        yield subject, expand("lm:ofIndicator"), indicator
        yield subject, expand("lm:valueKind"), kind
        yield subject, expand("lm:fiscalYear"), year
        yield subject, expand("lm:value"), ox.Literal("1", datatype=ox.NamedNode(f"{XSD}decimal"))


def peak(folder: Path, count: int) -> int:
    """The most bytes that Python held while tables and cube of so many rows were made."""
    folder.mkdir()
    tracemalloc.start()
    try:
        with Spool(folder) as spool:
            spool.add("t", None, statements(count))
            spool.settle()
            (made,) = flat.write_flat(spool, "t", folder)
            assert made.rows == count
            counts = write_cube(spool, ABOUT, folder / "cube.ttl")
            assert counts is not None
            assert counts.written == count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_five_times_the_rows_take_no_more_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spooling, "_BATCH", 100)
    monkeypatch.setattr(flat, "_BATCH", 100)
    peak(tmp_path / "warm", 10)
    small, large = peak(tmp_path / "small", 1_000), peak(tmp_path / "large", 5_000)
    assert large < small + 200_000, f"{small} → {large} bytes"
    assert not [path for path in tmp_path.rglob("*") if path.suffix == ".db"]
