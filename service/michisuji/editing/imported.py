"""The states of parts when files replace a data set: what files cannot say is not forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji.accounts.permissions import STATES
from michisuji.editing.changes import Patch, Quad
from michisuji.editing.statements import triple
from michisuji.editing.states import OF_WORKFLOW, STATUS, PartState, all_states
from michisuji.editing.workflow import parts_of_patch, state_after_edit
from michisuji.quality.change.differences import compare, triples_of
from michisuji.questions.datasets import copied
from michisuji.vocabulary import PREFIXES, parse_graph_iri

if TYPE_CHECKING:
    from michisuji.store import Batch, Store

#: Changed statements from which on every part counts as changed.
MOST_STATEMENTS = 20_000
_TYPE = PREFIXES["rdf"] + "type"


def keep_states(store: Store, base_iri: str, batch: Batch, folder: Path) -> None:
    """Add to a batch the states that parts have in the store, where it states none itself.

    A part that the batch changes is a draft again, as after an edit; one that is gone has no state.
    The batch's files are written to; ``folder`` is for files of the comparison. Raises the store's
    errors.
    """
    parts = [
        one for one in all_states(store, base_iri, STATES) if one.owner.dataset == batch.dataset
    ]
    if not parts:
        return
    there, said = _held(batch)
    kept = [
        one
        for one in parts
        if one.owner.iri in there
        and (graph := one.owner.graph(base_iri)) in batch.graphs
        and (one.owner.iri, graph) not in said
    ]
    changed = _changed_parts(store, base_iri, batch, kept, folder)
    for one in kept:
        is_changed = changed is None or one.key in changed
        quads = state_after_edit(one, base_iri) if is_changed else one.quads
        with batch.graphs[one.owner.graph(base_iri)].open("a", encoding="utf-8") as file:
            file.writelines(f"{triple(quad)} .\n" for quad in quads)


def changed(store: Store, base_iri: str, batch: Batch, folder: Path) -> Iterator[tuple[bool, Quad]]:
    """Yield what a batch would add (True) and remove (False), without provenance.

    Raises the store's errors.
    """
    before = copied(store, base_iri, batch.dataset, folder / "before")
    replaced = {*batch.graphs, *(before.graphs if batch.scope == "dataset" else ())}
    for n, graph in enumerate(sorted(replaced)):
        name = parse_graph_iri(base_iri, graph)
        if name is not None and name.provenance:
            continue
        found = compare([before.graphs.get(graph)], [batch.graphs.get(graph)], folder / str(n))
        for is_new, path in ((True, found.added), (False, found.removed)):
            yield from ((is_new, Quad(*terms, graph)) for terms in triples_of(path))


def as_patch(statements: Iterator[tuple[bool, Quad]]) -> Patch | None:
    """Return added and removed statements as a patch; None for too many."""
    found = list(islice(statements, MOST_STATEMENTS + 1))
    if len(found) > MOST_STATEMENTS:
        return None
    added, removed = (
        frozenset(quad for is_new, quad in found if is_new is side) for side in (True, False)
    )
    return Patch(added, removed)


def _held(batch: Batch) -> tuple[set[str], set[tuple[str, str]]]:
    """Return the resources of a batch, and those whose state it states, with the graph."""
    there, said = set[str](), set[tuple[str, str]]()
    for graph, path in batch.graphs.items():
        with path.open(encoding="utf-8") as file:
            for line in file:
                subject, predicate, _ = line.split(" ", 2)
                if predicate == f"<{_TYPE}>":
                    there.add(subject[1:-1])
                elif predicate == f"<{STATUS}>":
                    said.add((subject[1:-1], graph))
    return there, said


def _changed_parts(
    store: Store, base_iri: str, batch: Batch, kept: list[PartState], folder: Path
) -> set[tuple[str, int | None]] | None:
    """Return the keys of the parts that a batch changes; None for all of them."""
    if not kept:
        return set()
    statements = (
        (is_new, quad)
        for is_new, quad in changed(store, base_iri, batch, folder)
        if str(quad.predicate) not in OF_WORKFLOW
    )
    patch = as_patch(statements)
    if patch is None:
        return None
    return {(owner.iri, owner.year) for owner in parts_of_patch(store, patch)}
