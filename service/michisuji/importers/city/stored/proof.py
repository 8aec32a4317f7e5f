"""The proof that documents give the stored statements again: they are written and compared."""

from __future__ import annotations

from pathlib import Path

from michisuji.importers.city.content import City
from michisuji.importers.city.stored.statements import Statements, triples_of
from michisuji.importers.city.writing.city_graphs import write_city
from michisuji.scratch import scratch
from michisuji.vocabulary import GraphName, parse_graph_iri


def difference(city: City, base_iri: str, graphs: dict[GraphName, Statements]) -> str:
    """Return the first statement that only one side has, as N-Triples; '' if there is none.

    Provenance is left out: it says in which file and line a resource stood.
    """
    with scratch() as folder:
        batch, _ = write_city(city, base_iri=base_iri, out_dir=Path(folder))
        written = {parse_graph_iri(base_iri, graph): path for graph, path in batch.graphs.items()}
        for name in sorted({*graphs, *filter(None, written)}, key=str):
            if name.provenance:
                continue
            path = written.get(name)
            again = triples_of(path.read_bytes() if path else b"")
            stored = graphs[name].triples if name in graphs else frozenset()
            if again != stored:
                return min(map(str, again ^ stored))
    return ""
