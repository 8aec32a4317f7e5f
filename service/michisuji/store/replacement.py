"""Replacement of a dataset in one transaction, on any store that supports SPARQL 1.1.

The new graphs are uploaded next to the old ones (*staging*), and one SPARQL Update then moves the
differences. Readers see the state before or the state after, never one between. Staging graphs are
reachable by ``GRAPH`` while a load runs, are never part of the default graph, and those that a
crash leaves behind are dropped by the next replacement.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from michisuji.errors import BadInput
from michisuji.store import updates
from michisuji.store.protocol import Batch, ReplaceResult, Solutions, Store
from michisuji.vocabulary import parse_graph_iri

if TYPE_CHECKING:
    from collections.abc import Mapping


class Selectable(Protocol):
    """A store that can be queried."""

    def select(self, query: str) -> Solutions:
        """Return the rows of a SELECT."""
        ...


class Updatable(Selectable, Protocol):
    """A store that can be queried and updated, without time limits of its own."""

    base_iri: str

    def ask(self, query: str) -> bool:
        """Return the answer of an ASK."""
        ...

    def execute(self, update: str) -> None:
        """Run one SPARQL Update request, unchanged."""
        ...


class Staging(Updatable, Protocol):
    """The methods of a store that a replacement needs."""

    def upload(self, graph: str, path: Path) -> None:
        """Make a graph hold exactly the content of an N-Triples file."""
        ...


@dataclass(frozen=True)
class Plan:
    """The graphs that a batch writes and drops, and the effect on the default graph."""

    targets: Mapping[str, Path]
    dropped: list[str]
    #: Graphs of the dataset whose statements the default graph holds before and after.
    old: list[str]
    new: list[str]
    #: The same for every other dataset.
    others: list[str]


def current(base_iri: str, dataset: str, graphs: Iterable[str]) -> list[str]:
    """Return a dataset's graphs in the default graph: the timeless one and the latest year."""
    timeless, years = [], {}
    for iri in graphs:
        name = parse_graph_iri(base_iri, iri)
        if name is None or name.dataset != dataset or name.provenance:
            continue
        if name.year is None:
            timeless.append(iri)
        else:
            years[name.year] = iri
    return timeless + ([years[max(years)]] if years else [])


def plan(base_iri: str, batch: Batch, existing: Collection[str]) -> Plan:
    """Plan a batch for a store that holds the ``existing`` graphs.

    Raises BadInput for a graph that is not one of the dataset's.
    """
    for iri in batch.graphs:
        name = parse_graph_iri(base_iri, iri)
        if name is None or name.dataset != batch.dataset:
            raise BadInput(
                f"データセット {batch.dataset} のグラフではありません: {iri}",
                f"not a graph of dataset {batch.dataset}: {iri}",
            )
    own = [g for g in existing if _dataset(base_iri, g) == batch.dataset]
    dropped = sorted(set(own) - set(batch.graphs)) if batch.scope == "dataset" else []
    kept = (set(own) | set(batch.graphs)) - set(dropped)
    datasets = {_dataset(base_iri, g) for g in existing} - {batch.dataset, None}
    return Plan(
        targets=batch.graphs,
        dropped=dropped,
        old=current(base_iri, batch.dataset, own),
        new=current(base_iri, batch.dataset, kept),
        others=[g for d in sorted(filter(None, datasets)) for g in current(base_iri, d, existing)],
    )


def replace(store: Staging, batch: Batch) -> ReplaceResult:
    """Put a batch in place: see :meth:`michisuji.store.protocol.Store.replace`."""
    existing = named_graphs(store)
    clean(store, existing)
    todo = plan(store.base_iri, batch, existing)
    digests = {graph: digest(path) for graph, path in batch.graphs.items()}
    known = unchanged(store, digests, existing)
    if not todo.dropped and len(known) == len(digests):
        return ReplaceResult(changed=False, triples=known)
    staged = {g: f"{updates.STAGING}{n}" for n, g in enumerate(sorted(set(digests) - set(known)))}
    try:
        for graph, place in staged.items():
            store.upload(place, batch.graphs[graph])
        counts = known | {g: count(store, place) for g, place in staged.items()}
        differs = bool(todo.dropped) or any(
            graph not in existing
            or store.ask(updates.ask_difference(graph, place))
            or store.ask(updates.ask_difference(place, graph))
            for graph, place in staged.items()
        )
        books = updates.write_books(todo.dropped, {g: (digests[g], counts[g]) for g in digests})
        work = moves(todo, staged, existing) if differs else []
        store.execute(" ;\n".join([*work, *books]))
    finally:
        clean(store, named_graphs(store))
    return ReplaceResult(changed=differs, triples=counts)


def moves(todo: Plan, staged: Mapping[str, str], existing: Collection[str]) -> list[str]:
    """Return the operations that bring default graph and named graphs from old to new."""
    sources = {graph: staged.get(graph, graph) for graph in todo.new}
    stay = [*sources.values(), *todo.others]
    texts = [
        updates.leave_default(graph, unless_in=stay)
        for graph in todo.old
        if sources.get(graph) != graph
    ]
    texts += [
        updates.enter_default(source)
        for graph, source in sources.items()
        if source != graph or graph not in todo.old
    ]
    for graph, place in staged.items():
        texts += updates.make_equal(graph, place)
    return texts + ([updates.drop(todo.dropped)] if todo.dropped else [])


def named_graphs(store: Selectable) -> list[str]:
    """Return every named graph of the store, including its own ones."""
    for query in (updates.GRAPHS, updates.GRAPHS_BY_SCAN):
        found = sorted(str(row[0]) for row in store.select(query).rows)
        if found:
            return found
    return []


def clean(store: Updatable, existing: Iterable[str]) -> None:
    """Drop staging graphs, with one request each to keep transactions small."""
    for graph in existing:
        if graph.startswith(updates.STAGING):
            store.execute(updates.drop([graph]))


def unchanged(
    store: Updatable, digests: Mapping[str, str], existing: Collection[str]
) -> dict[str, int]:
    """Return the graphs that equal their files, by the import records and triple counts."""
    books = {
        str(g): (str(digest), int(str(n))) for g, digest, n in store.select(updates.READ_BOOKS).rows
    }
    return {
        graph: books[graph][1]
        for graph, value in digests.items()
        if graph in books
        and books[graph][0] == value
        and (graph in existing or books[graph][1] == 0)
        and count(store, graph) == books[graph][1]
    }


def marker(store: Store) -> str:
    """Return a mark that every import, edit and update changes; '' without import records.

    It does not change for an import of what the store holds already.
    """
    return mark_of(store.select(updates.READ_BOOKS).rows)


def mark_of(rows: Iterable[tuple[object, ...]]) -> str:
    """Return the mark of import records: graph, digest, number of triples."""
    told = sorted(" ".join(map(str, row)) for row in rows)
    return hashlib.sha256("\n".join(told).encode()).hexdigest() if told else ""


def count(store: Updatable, graph: str) -> int:
    """Count the triples in a named graph."""
    return int(str(store.select(updates.count(graph)).rows[0][0]))


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _dataset(base_iri: str, graph: str) -> str | None:
    name = parse_graph_iri(base_iri, graph)
    return name.dataset if name else None
