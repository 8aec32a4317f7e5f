"""The effect of a release on the public data: differences by resource, findings new and mended."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji.editing.parts import statements
from michisuji.editing.release.plan import without_states
from michisuji.editing.statements import triple
from michisuji.quality.change.differences import Differences, between
from michisuji.quality.change.replacing import ReplacementEffect, checked, effect_with
from michisuji.questions.labels import labels_of
from michisuji.scratch import scratch
from michisuji.store.replacement import current, named_graphs
from michisuji.vocabulary import parse_graph_iri

if TYPE_CHECKING:
    from michisuji.editing.changes import Patch, Quad
    from michisuji.settings import Settings
    from michisuji.store import Store


def differences_of(patch: Patch, public: Store, work: Store, base_iri: str) -> Differences:
    """Return what a patch changes in the public database, value by value; states are left out.

    It may have been written already: what stands is taken as what it found, and as what it makes.

    Raises the store's errors.
    """
    told = without_states(patch)
    now = frozenset(statements(public, base_iri, told.subjects))
    with scratch() as folder:
        old = _written((now - told.added) | told.removed, folder / "old")
        new = _written((now - told.removed) | told.added, folder / "new")
        found = between(old, new, base_iri, folder)
    wanted = {str(quad.object) for quad in told.quads} | told.subjects
    wanted = {iri for iri in wanted if iri.startswith(f"{base_iri}/id/")} - found.names.keys()
    for store in (public, work):
        found.names |= {i: dict(n) for i, n in labels_of(store, wanted, base_iri=base_iri).items()}
    return found


def effect_of(patch: Patch, public: Store, work: Store, settings: Settings) -> ReplacementEffect:
    """Return the differences that a release makes, and the findings that come and go with it.

    Nothing is written. Raises the store's errors.
    """
    from michisuji.quality.shacl.change.walk import Change

    base_iri = settings.base_iri
    found = differences_of(patch, public, work, base_iri)
    graphs = set(named_graphs(public)) | {quad.graph for quad in patch.quads}
    names = {parse_graph_iri(base_iri, graph) for graph in {quad.graph for quad in patch.quads}}
    shown = {
        graph
        for dataset in {name.dataset for name in names if name}
        for graph in current(base_iri, dataset, graphs)
    }
    kept = {q[:3] for q in statements(public, base_iri, patch.subjects) if q.graph in shown}
    kept -= {q[:3] for q in patch.removed if q.graph in shown}
    added = frozenset(q[:3] for q in patch.added if q.graph in shown)
    removed = frozenset(q[:3] for q in patch.removed if q.graph in shown) - kept - added
    return effect_with(found, checked(public, Change(added, removed), settings))


def _written(quads: Collection[Quad], folder: Path) -> dict[str, Path]:
    """Write statements to a file of N-Triples for each graph, and return graph → file."""
    folder.mkdir()
    lines: dict[str, list[str]] = {}
    for quad in quads:
        lines.setdefault(quad.graph, []).append(f"{triple(quad)} .\n")
    files = {}
    for number, (graph, own) in enumerate(sorted(lines.items())):
        files[graph] = folder / f"{number}.nt"
        files[graph].write_text("".join(sorted(own)), "utf-8")
    return files
