"""Reads what an edit needs to know of a database: its graphs, import records, and descriptions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from michisuji.editing import sparql
from michisuji.editing.changes import Quad
from michisuji.editing.history import of
from michisuji.errors import BadInput
from michisuji.iris import is_iri
from michisuji.store import replacement
from michisuji.vocabulary import GraphName, parse_graph_iri

if TYPE_CHECKING:
    from michisuji.store import Store


@dataclass(frozen=True)
class Held:
    """A database as it was read: its graphs, and the statements about some resources."""

    base_iri: str
    graphs: Mapping[str, GraphName]
    books: sparql.Books = field(default_factory=sparql.Books)
    quads: frozenset[Quad] = frozenset()

    @cached_property
    def datasets(self) -> frozenset[str]:
        """The names of the data sets."""
        return frozenset(name.dataset for name in self.graphs.values())

    @cached_property
    def current(self) -> frozenset[str]:
        """The graphs whose statements the default graph holds."""
        return frozenset(
            graph
            for dataset in self.datasets
            for graph in replacement.current(self.base_iri, dataset, self.graphs)
        )

    def about(self, iri: str, dataset: str) -> frozenset[Quad]:
        """Return all that a data set says of a resource."""
        return frozenset(q for q in of(self.quads, iri) if self.dataset_of(q.graph) == dataset)

    def dataset_of(self, graph: str) -> str:
        """Return the data set whose statements a graph holds; '' for none, and for provenance."""
        name = self.graphs.get(graph) or parse_graph_iri(self.base_iri, graph)
        return name.dataset if name and not name.provenance else ""

    def state(self, dataset: str, year: int | None) -> tuple[str, ...]:
        """Return the graphs of a data set as of a year (None: now)."""
        if year is None:
            return tuple(replacement.current(self.base_iri, dataset, self.graphs))
        own = [(g, n) for g, n in self.graphs.items() if n.dataset == dataset and not n.provenance]
        return tuple(sorted(graph for graph, name in own if name.year in (None, year)))

    def as_of(self, year: int) -> tuple[str, ...]:
        """Return the graphs of all data sets as of a year."""
        own = (g for g, n in self.graphs.items() if not n.provenance and n.year in (None, year))
        return tuple(sorted(own))

    def latest(self, dataset: str) -> int:
        """Return the latest fiscal year of a data set; 0 if it has none."""
        return max((n.year or 0 for n in self.graphs.values() if n.dataset == dataset), default=0)

    def home(self, iri: str) -> str:
        """Return the data set that describes a resource, else the one that its name belongs to."""
        describing = {self.dataset_of(quad.graph) for quad in of(self.quads, iri)} - {""}
        for names in (describing, self.datasets):
            fits = [name for name in names if f"/{name}-" in iri]
            if fits:
                return max(fits, key=len)
        return min(describing, default="")


def named(base_iri: str, graphs: Iterable[str]) -> dict[str, GraphName]:
    """Return the graphs of data sets among others, with what their names say."""
    found = ((graph, parse_graph_iri(base_iri, graph)) for graph in graphs)
    return {graph: name for graph, name in found if name is not None}


def graphs_of(store: Store, base_iri: str) -> dict[str, GraphName]:
    """Return the graphs of data sets, with what their names say."""
    return named(base_iri, replacement.named_graphs(store))


def read(store: Store, base_iri: str, resources: Collection[str]) -> Held:
    """Read what an edit of some resources needs to know.

    Whatever is written meanwhile replaces the guard, which is read first.
    """
    _check(resources)
    rows = store.select(sparql.READ_ALL_BOOKS).rows
    books = sparql.Books.of((str(g), str(p), str(o)) for g, p, o in rows)
    return Held(base_iri, graphs_of(store, base_iri), books, statements(store, resources))


def statements(store: Store, resources: Collection[str]) -> frozenset[Quad]:
    """Return the statements about resources in named graphs, without those about blank nodes."""
    from rdflib import BNode

    if not resources:
        return frozenset()
    rows: Iterable[Any] = store.select(sparql.statements_of(sorted(resources))).rows
    return frozenset(Quad(s, p, o, str(g)) for s, p, o, g in rows if not isinstance(o, BNode))


def references(store: Store, base_iri: str, resources: Collection[str]) -> frozenset[Quad]:
    """Return the statements of data sets that refer to resources."""
    rows: Iterable[Any] = store.select(sparql.references_to(sorted(resources))).rows
    found = (Quad(s, p, o, str(g)) for s, p, o, g in rows)
    names = ((quad, parse_graph_iri(base_iri, quad.graph)) for quad in found)
    return frozenset(quad for quad, name in names if name and not name.provenance)


def _check(resources: Iterable[str]) -> None:
    for iri in resources:
        if not is_iri(iri):
            raise BadInput(f"IRIではありません: {iri[:200]}", f"not an IRI: {iri[:200]}")
