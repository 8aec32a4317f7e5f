"""The data of a benchmark: the national review (or the sample city), once and tenfold."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from michisuji import resources
from michisuji.importers.city.toml import import_toml
from michisuji.importers.rs import import_rs
from michisuji.store import Batch
from michisuji.store.replacement import current

BASE = "http://127.0.0.1:8000"


def batch_of(national: Path | None, out_dir: Path) -> Batch:
    """The importer's own output: the national review when it is there, else the sample city."""
    if national:
        return import_rs([national], dataset="rs", base_iri=BASE, out_dir=out_dir)[0]
    return import_toml(resources.folder("data") / "mihon", base_iri=BASE, out_dir=out_dir)[0]


def lines_of(batch: Batch, copy: int = 0) -> Iterator[tuple[str, bytes]]:
    """(graph, triple line) of a copy: copy 0 is as it is, others are datasets of their own."""
    name = batch.dataset
    own = f"{name}x{copy}" if copy else name
    pattern = re.compile(rf"(<{re.escape(BASE)}/(?:id/[a-z-]+|graph|source)/){name}\b".encode())
    into = rb"\g<1>" + own.encode()
    for graph, path in batch.graphs.items():
        target = graph.replace(f"/graph/{name}", f"/graph/{own}")
        with path.open("rb") as file:
            for line in file:
                yield target, pattern.sub(into, line) if copy else line


def write_nquads(batch: Batch, path: Path, copies: int = 1) -> int:
    """The layout of a database with ``copies`` of the data: named graphs and the default graph.

    Returns the number of statements written.
    """
    written = 0
    with path.open("wb") as out:
        for copy in range(copies):
            kept = _current(batch, copy)
            for graph, line in lines_of(batch, copy):
                body = line.rstrip()
                if not body.endswith(b"."):
                    continue
                out.write(body[:-1] + b"<" + graph.encode() + b"> .\n")
                written += 1
                if graph in kept:
                    out.write(body + b"\n")
                    written += 1
    return written


def _current(batch: Batch, copy: int) -> set[str]:
    """The graphs that the default graph holds: timeless and latest year."""
    own = f"{batch.dataset}x{copy}" if copy else batch.dataset
    graphs = [g.replace(f"/graph/{batch.dataset}", f"/graph/{own}") for g in batch.graphs]
    return set(current(BASE, own, graphs))


def bulk_load(nquads: Path, location: Path) -> None:
    """Oxigraph's own loader: ``oxigraph load``."""
    binary = Path(sys.executable).with_name("oxigraph")
    subprocess.run(
        [binary, "load", "--location", location, "--file", nquads],
        check=True,
        capture_output=True,
    )
