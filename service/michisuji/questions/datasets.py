"""The data sets of a store: their names, their graphs, and copies of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from michisuji.errors import NotFound, StoreConflict
from michisuji.questions.catalogue import run
from michisuji.store import Batch, updates
from michisuji.store.replacement import marker
from michisuji.store.snapshot import snapshot
from michisuji.vocabulary import parse_graph_iri

if TYPE_CHECKING:
    from michisuji.store import Store


@dataclass(frozen=True)
class HeldDataset:
    """A data set in a store: its name there, and the number of statements by graph."""

    name: str
    graphs: dict[str, int]

    @property
    def statements(self) -> int:
        """The number of statements in all graphs."""
        return sum(self.graphs.values())


def graphs_by_dataset(store: Store, base_iri: str) -> dict[str, list[str]]:
    """Return data set → its graphs, both sorted."""
    found: dict[str, list[str]] = {}
    for (graph,) in run(store, "graphs", {}, base_iri=base_iri).rows:
        parsed = parse_graph_iri(base_iri, str(graph))
        if parsed is not None:
            found.setdefault(parsed.dataset, []).append(str(graph))
    return {name: sorted(found[name]) for name in sorted(found)}


def held(store: Store, base_iri: str, name: str) -> HeldDataset:
    """Return the data set of that name.

    Raises NotFound, which lists the names in the store.
    """
    found = graphs_by_dataset(store, base_iri)
    # Graphs whose name is no longer allowed have it percent-encoded.
    known = next((n for n in (name, quote(name, safe="-._~")) if n in found), None)
    if known is None:
        names = ", ".join(found) or "-"
        raise NotFound(
            f"データセットがありません: {name}",
            f"there is no data set {name}",
            hint_ja=f"あるもの: {names}",
            hint_en=f"available: {names}",
        )
    return HeldDataset(known, {graph: _count(store, graph) for graph in found[known]})


def copied(store: Store, base_iri: str, name: str, folder: Path) -> Batch:
    """Write the graphs of a data set to ``folder``, all of one moment; none if it is missing.

    Raises StoreConflict if a store of another service changes meanwhile, and the store's errors.
    """
    graphs = graphs_by_dataset(store, base_iri).get(name, [])
    folder.mkdir(parents=True, exist_ok=True)
    files = {graph: folder / f"{n}.nt" for n, graph in enumerate(graphs)}
    here = snapshot(store)
    if here is not None:
        import pyoxigraph as ox

        for graph, path in files.items():
            here.data.dump(str(path), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph))
        return Batch(name, files)
    before = marker(store)
    for graph, path in files.items():
        _write(store.read_graph(graph), path)
    if marker(store) != before:
        raise StoreConflict(
            f"{name} を読んでいる間に、データベースが書き換えられました",
            f"the database was written to while {name} was being read",
            hint_ja="もう一度実行してください",
            hint_en="try again",
        )
    return Batch(name, files)


def _write(chunks: Iterable[bytes], path: Path) -> None:
    with path.open("wb") as file:
        file.writelines(chunks)


def _count(store: Store, graph: str) -> int:
    return int(str(store.select(updates.count(graph)).rows[0][0]))
