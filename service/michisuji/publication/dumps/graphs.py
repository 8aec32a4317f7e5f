"""The public graphs, and each of them as a file of sorted N-Triples."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji import questions
from michisuji.store.snapshot import snapshot
from michisuji.vocabulary import parse_graph_iri

if TYPE_CHECKING:
    from michisuji.store import Store

#: Lines that are sorted in memory at once: about 200 MB of them.
_AT_ONCE = 1_000_000


@dataclass(frozen=True)
class DumpGraph:
    """One graph of a data set.

    ``year`` is None for timeless statements.
    """

    graph: str
    year: int | None
    provenance: bool


def public_graphs(store: Store, base_iri: str) -> list[str]:
    """Return the named graphs of the deployment's data sets, sorted; never the store's own.

    ``store`` is the public database: drafts are in another and cannot be reached from here.
    """
    found = questions.run(store, "graphs", {}, base_iri=base_iri)
    names = (str(row[0]) for row in found.rows)
    return sorted(name for name in names if parse_graph_iri(base_iri, name) is not None)


def parts_of(base_iri: str, graphs: Iterable[str]) -> dict[str, list[DumpGraph]]:
    """Return data set → its graphs, in order."""
    found: dict[str, list[DumpGraph]] = defaultdict(list)
    for graph in sorted(graphs):
        name = parse_graph_iri(base_iri, graph)
        if name is not None:
            found[name.dataset].append(DumpGraph(graph, name.year, name.provenance))
    return dict(found)


def current(parts: Iterable[DumpGraph]) -> list[DumpGraph]:
    """Return the parts in a data set's default graph: the timeless one, and the latest year's."""
    own = [part for part in parts if not part.provenance]
    latest = max((part.year for part in own if part.year is not None), default=None)
    return [part for part in own if part.year in (None, latest)]


def graph_file(store: Store, graph: str, work: Path) -> Path:
    """Write a graph as N-Triples, one statement per line, sorted by bytes.

    Raises the store's errors.
    """
    path = work / "graph.nt"
    here = snapshot(store)
    if here is None:
        return sorted_file(_lines(store, graph), path)
    import pyoxigraph as ox

    raw = work / "graph.raw"
    here.data.dump(str(raw), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph))
    try:
        with raw.open("rb") as lines:
            return sorted_file(lines, path)
    finally:
        raw.unlink()


def _lines(store: Store, graph: str) -> Iterator[bytes]:
    from michisuji.store.transport import split_lines

    yield from (line for line in split_lines(store.read_graph(graph)) if line.strip())


def sorted_file(lines: Iterable[bytes], path: Path, at_once: int = _AT_ONCE) -> Path:
    """Sort distinct lines into a file; more than ``at_once`` are sorted on disk."""
    rest = iter(lines)
    chunks: list[Path] = []
    chunk = sorted(islice(rest, at_once))
    while len(chunk) == at_once:
        chunks.append(path.with_suffix(f".{len(chunks)}"))
        with chunks[-1].open("wb") as file:
            file.writelines(chunk)
        chunk = sorted(islice(rest, at_once))
    with path.open("wb") as out, ExitStack() as files:
        opened = [files.enter_context(part.open("rb")) for part in chunks]
        _write_once(heapq.merge(*opened, chunk) if opened else chunk, out.write)
    for part in chunks:
        part.unlink()
    return path


def _write_once(lines: Iterable[bytes], put: Callable[[bytes], object]) -> None:
    before = b""
    for line in lines:
        if line != before:
            put(line)
            before = line
