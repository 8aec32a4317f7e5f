"""A bundle's dumps loaded into a database: in memory, or in a folder that an engine serves."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from michisuji.publication.dumps import FOLDER
from michisuji.publication.dumps.graphs import current, parts_of
from michisuji.scratch import scratch
from michisuji.store import updates
from michisuji.vocabulary import RENAMED

if TYPE_CHECKING:
    import pyoxigraph as ox

    from michisuji.store.memory import MemoryStore

_ALL = "all.nq.gz"


def into_memory(folder: Path, base_iri: str, most: int) -> MemoryStore | None:
    """Load a bundle into memory; return None if it has more than ``most`` statements.

    Those of the default graph, which the dumps do not repeat, are not counted.
    """
    from michisuji.store.memory import MemoryStore

    path = folder / FOLDER / _ALL
    with gzip.open(path) as lines:
        if sum(1 for _ in islice(lines, most + 1)) > most:
            return None
    store = MemoryStore(base_iri)
    _load(store.data, path, base_iri)
    return store


def into_folder(folder: Path, base_iri: str, place: Path) -> None:
    """Load a bundle into a new database at ``place``, completely or not at all.

    Raises SyntaxError and OSError for dumps that cannot be read.
    """
    import pyoxigraph as ox

    place.parent.mkdir(parents=True, exist_ok=True)
    with scratch(f".{place.name}.loading-", beside=place.parent) as work:
        made = work / "store"
        store = ox.Store(str(made))
        _load(store, folder / FOLDER / _ALL, base_iri)
        store.flush()
        store.optimize()
        del store  # releases the files
        shutil.rmtree(place, ignore_errors=True)
        made.rename(place)


def _load(store: ox.Store, path: Path, base_iri: str) -> None:
    """Load the named graphs, and derive the default graph from them as the store does."""
    import pyoxigraph as ox

    with gzip.open(path) as lines:
        store.bulk_load(cast("IO[bytes]", lines), format=ox.RdfFormat.N_QUADS)
    for former, now in RENAMED.items():  # a bundle of an earlier version
        store.update(updates.rename(former, now))
    (found,) = cast("ox.QuerySolutions", store.query(updates.COUNT_FORMER_MONEY))
    if int(found["n"].value):
        store.update(updates.split_money())
    graphs = [graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)]
    for parts in parts_of(base_iri, graphs).values():
        named = (ox.NamedNode(part.graph) for part in current(parts))
        store.bulk_extend(_in_default(store, named))
    _keep_books(store, path, graphs)


def _keep_books(store: ox.Store, path: Path, graphs: Iterable[str]) -> None:
    """Record what the store remembers of an import, so that a repeated one changes nothing."""
    import pyoxigraph as ox

    from michisuji.publication.manifest import measured

    digest = measured(path)[1]
    entries = {
        graph: (
            digest,
            sum(1 for _ in store.quads_for_pattern(None, None, None, ox.NamedNode(graph))),
        )
        for graph in graphs
    }
    if entries:
        lines = "\n".join(updates.book_triples(entries)) + "\n"
        store.update(updates.insert_data(updates.BOOKS, lines))


def _in_default(store: ox.Store, graphs: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
    import pyoxigraph as ox

    found = chain.from_iterable(store.quads_for_pattern(None, None, None, g) for g in graphs)
    for quad in found:
        yield ox.Quad(quad.subject, quad.predicate, quad.object)
