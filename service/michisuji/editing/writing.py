"""The one guarded update of a patch: named graphs, their part of the default graph, records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from michisuji.editing import sparql
from michisuji.editing.changes import Patch, Quad
from michisuji.editing.reading import Held, named
from michisuji.editing.statements import triple

if TYPE_CHECKING:
    from michisuji.store import Store


def update(held: Held, patch: Patch, stamp: str, records: Mapping[str, Sequence[str]]) -> str:
    """Return the update that applies a patch, if nothing was written since ``held`` was read.

    ``held`` has the statements about all subjects of the patch: one that another graph of the
    current state makes, too, stays there. ``records`` are triples by graph of the store's own.
    """
    graphs = held.graphs.keys() | {quad.graph for quad in patch.quads}
    current = replace(held, graphs=named(held.base_iri, graphs)).current
    stay = {q[:3] for q in (held.quads - patch.removed) | patch.added if q.graph in current}
    gone = {q[:3] for q in patch.removed if q.graph in current} - stay
    return sparql.guarded(
        held.books,
        {**_by_graph(patch.removed), "": sorted(triple(Quad(*spo, "")) for spo in gone)},
        {
            **_by_graph(patch.added),
            "": sorted({triple(q) for q in patch.added if q.graph in current}),
            **records,
        },
        {quad.graph for quad in patch.quads},
        stamp,
    )


def write(store: Store, text: str, stands: str) -> bool:
    """Run an update; return True if the ASK query ``stands`` finds that it was carried out.

    Raises StoreUnavailable if the engine died before it was, and the store's other errors.
    """
    from michisuji.errors import StoreUnavailable

    try:
        store.edit(text)
    except StoreUnavailable:
        # The engine may have died before or after: what is acknowledged must stand.
        if not store.ask(stands):
            raise
    return store.ask(stands)


def _by_graph(quads: Iterable[Quad]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line, graph in sorted((triple(quad), quad.graph) for quad in quads):
        found.setdefault(graph, []).append(line)
    return found
