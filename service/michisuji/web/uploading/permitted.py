"""Permission to take an upload: everything that it changes has to be its editor's."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from michisuji.accounts.permissions import Action, allowed
from michisuji.quality.change.differences import compare, triples_of
from michisuji.questions.datasets import copied
from michisuji.scratch import scratch
from michisuji.vocabulary import parse_graph_iri
from michisuji.web.accounts.actors import not_allowed, signed_in
from michisuji.web.context import current_settings
from michisuji.web.uploading.reviewing import compared_with

if TYPE_CHECKING:
    from michisuji.editing.changes import Quad
    from michisuji.store import Batch

#: Statements that an upload for a unit may change; a planner's may change any number.
MOST_STATEMENTS = 20_000


def need_permission(batch: Batch) -> None:
    """Raise NotAllowed or Refused unless the current actor may edit all that an upload changes."""
    actor = signed_in()
    if allowed(actor, Action.UPLOAD):
        return
    from michisuji.editing.changes import Patch
    from michisuji.editing.workflow import check_edit

    with scratch() as folder:
        found = list(islice(_changed(batch, folder), MOST_STATEMENTS + 1))
    if len(found) > MOST_STATEMENTS:
        raise not_allowed(Action.UPLOAD)
    added, removed = (
        frozenset(q for is_new, q in found if is_new is side) for side in (True, False)
    )
    store, base_iri = compared_with(batch.dataset)[1], current_settings().base_iri
    check_edit(store, base_iri, actor, Patch(added, removed))


def _changed(batch: Batch, folder: Path) -> Iterator[tuple[bool, Quad]]:
    """Yield what taking an upload would add (True) and remove (False), without provenance."""
    from michisuji.editing.changes import Quad

    base_iri = current_settings().base_iri
    before = copied(compared_with(batch.dataset)[1], base_iri, batch.dataset, folder / "before")
    for n, graph in enumerate(sorted({*before.graphs, *batch.graphs})):
        name = parse_graph_iri(base_iri, graph)
        if name is not None and name.provenance:
            continue
        found = compare([before.graphs.get(graph)], [batch.graphs.get(graph)], folder / str(n))
        for is_new, path in ((True, found.added), (False, found.removed)):
            yield from ((is_new, Quad(*triple, graph)) for triple in triples_of(path))
