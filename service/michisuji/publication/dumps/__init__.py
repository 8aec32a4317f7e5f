"""Dumps: every statement of the public database in files, the same bytes for the same data.

For each data set ``dumps/NAME.nq.gz`` and ``.trig.gz`` hold all its graphs (timeless, each fiscal
year, provenance); ``NAME-current.ttl.gz`` and ``.jsonld.gz`` its current state; and for each fiscal
year ``NAME-YEAR.nq.gz`` and ``.ttl.gz`` that year's. ``dumps/all.nq.gz`` is all data sets together.
Statements are sorted, so that two dumps can be compared line by line. There is no HDT: no
maintained library writes it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji.errors import NotFound
from michisuji.publication.dumps.graphs import DumpGraph, graph_file, parts_of, public_graphs
from michisuji.publication.manifest import Distribution

if TYPE_CHECKING:
    from michisuji.settings import Settings
    from michisuji.store import Store

__all__ = ["FOLDER", "DumpGraph", "nquads", "public_graphs", "write"]

FOLDER = "dumps"


def write(
    store: Store, settings: Settings, folder: Path, *, datasets: Sequence[str] | None = None
) -> list[Distribution]:
    """Write ``folder/dumps/…`` and return the downloads, sorted by path.

    ``datasets`` are short names, None: all. Graphs are processed one by one, and sorted on disk
    when they are large. Raises NotFound for an unknown data set, and the store's errors.
    """
    from michisuji.publication.dumps.files import write_all, write_dataset

    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    parts = parts_of(settings.base_iri, public_graphs(store, settings.base_iri))
    for name in datasets or ():
        if name not in parts:
            raise NotFound(f"データセットがありません: {name}", f"there is no data set {name}")
    found: list[Distribution] = []
    with tempfile.TemporaryDirectory(prefix=".dumps-", dir=folder) as work:
        for name in sorted(parts) if datasets is None else sorted(set(datasets)):
            found += write_dataset(store, folder, Path(work), name, parts[name])
    found.append(write_all(folder, [e for e in found if e.path == f"{FOLDER}/{e.dataset}.nq.gz"]))
    return sorted(found, key=lambda entry: entry.path)


def nquads(store: Store, settings: Settings, path: Path) -> int:
    """Write every public graph as sorted N-Quads, uncompressed, into one file; return the count.

    This is the content of ``all.nq.gz``.
    """
    count = 0
    with path.open("wb") as out, tempfile.TemporaryDirectory(dir=path.parent) as work:
        parts = parts_of(settings.base_iri, public_graphs(store, settings.base_iri))
        for graph in (part.graph for name in sorted(parts) for part in parts[name]):
            end = f" <{graph}> .\n".encode()
            with graph_file(store, graph, Path(work)).open("rb") as lines:
                for line in lines:
                    out.write(line[:-3] + end)
                    count += 1
    return count
