"""The effect of replacing a data set, before it is done: what changes, and findings new and mended.

A small change is checked where it applies (:mod:`.drafts`); a large one, such as the first of a
data set, by checking a copy in memory before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from michisuji import questions
from michisuji.errors import TooLarge
from michisuji.quality.change.differences import Differences, between, compare, triples_of
from michisuji.quality.change.drafts import Draft, check_patch
from michisuji.quality.check.compiled import check
from michisuji.quality.check.data import source_of
from michisuji.quality.reading.fingerprint import fingerprint, total_order
from michisuji.quality.report import Finding
from michisuji.quality.rulebook.rules import Rulebook, rulebook
from michisuji.quality.shacl import SnapshotSource
from michisuji.quality.shacl.change.walk import Change
from michisuji.questions.datasets import copied, graphs_by_dataset
from michisuji.scratch import scratch
from michisuji.store.protocol import Batch, Store
from michisuji.store.replacement import Plan, plan

if TYPE_CHECKING:
    from michisuji.quality.shacl.change.steps import Triple
    from michisuji.settings import Settings

#: Statements up to which a change is checked where it applies; whole copies are faster above.
SMALL = 4_000
_AT_ONCE = 500


@dataclass(frozen=True)
class ReplacementEffect:
    """The effect of a replacement; ``mended`` are findings that would be gone.

    ``open`` counts those that would stay; it is None if only what changes was checked.
    """

    differences: Differences
    new: tuple[Finding, ...] = ()
    mended: tuple[Finding, ...] = ()
    open: int | None = None

    @property
    def violations(self) -> int:
        """The number of new findings that are violations."""
        return sum(finding.severity == "violation" for finding in self.new)


def effect(store: Store, batch: Batch, settings: Settings) -> ReplacementEffect:
    """Return the effect that replacing a data set of ``store`` by ``batch`` would have.

    Nothing is written. The findings are those of the current state of all data sets, each with
    its own profile; waived ones do not count. Raises the store's errors.
    """
    base_iri = settings.base_iri
    with scratch() as folder:
        before = copied(store, base_iri, batch.dataset, folder / "before")
        found = between(before.graphs, _after(before, batch), base_iri, folder)
        if found.is_empty:
            return ReplacementEffect(found)
        todo = plan(
            base_iri, batch, [g for own in graphs_by_dataset(store, base_iri).values() for g in own]
        )
        diff = compare(
            [before.graphs.get(graph) for graph in todo.old],
            [batch.graphs.get(graph, before.graphs.get(graph)) for graph in todo.new],
            folder / "current",
        )
        removed = frozenset(_not_elsewhere(store, todo, triples_of(diff.removed)))
        change = Change(frozenset(triples_of(diff.added)), removed)
    draft = checked(store, change, settings)
    return effect_with(found, draft)


def effect_with(found: Differences, draft: Draft) -> ReplacementEffect:
    """Return the effect of differences with these findings; waived ones do not count."""
    return ReplacementEffect(
        found, _active(draft.new), _active(draft.mended), len(_active(draft.open))
    )


def _after(before: Batch, batch: Batch) -> dict[str, Path]:
    kept = {} if batch.scope == "dataset" else before.graphs
    return {**kept, **batch.graphs}


def _not_elsewhere(store: Store, todo: Plan, triples: Iterable[Triple]) -> Iterator[Triple]:
    """Yield the triples that no other data set states: the others stay in the current state."""
    rest = iter(triples)
    while part := list(islice(rest, _AT_ONCE)):
        kept: set[Triple] = set()
        if todo.others:
            nodes = {str(subject) for subject, _, _ in part}
            for query in questions.get("statements-around").bind_parts("", "node", nodes):
                rows = store.select(query, default_graphs=todo.others).rows
                kept |= set(rows)  # type: ignore[arg-type]  # no cell is unbound
        yield from (triple for triple in part if triple not in kept)


def checked(store: Store, change: Change, settings: Settings) -> Draft:
    """Check a change of the current state; nothing is written.

    Raises the store's errors.
    """
    book, today = rulebook(settings.own), settings.today()
    if len(change.triples()) <= SMALL:
        try:
            source = source_of(store)
            return check_patch(source, settings.base_iri, change, today=today, book=book)
        except TooLarge:
            pass
    return whole(store, change, settings.base_iri, today=today, book=book)


def whole(store: Store, change: Change, base_iri: str, *, today: date, book: Rulebook) -> Draft:
    """Check a copy of the current state before and after a change.

    Raises the store's errors.
    """
    import pyoxigraph as ox

    from michisuji.store.rdf_terms import oxigraph_term

    data, make = _copy(store), ox.Quad

    def quads(triples: Iterable[Triple]) -> Iterator[Any]:
        return (make(*map(oxigraph_term, triple)) for triple in triples)

    def findings() -> dict[str, Finding]:
        report = check(SnapshotSource(data), base_iri, today=today, book=book)
        return {fingerprint(finding): finding for finding in report.findings}

    old = findings()
    for quad in quads(change.removed):
        data.remove(quad)
    data.bulk_extend(quads(change.added))
    new = findings()
    return Draft(
        profile="",
        new=_ordered(f for key, f in new.items() if key not in old),
        mended=_ordered(f for key, f in old.items() if key not in new),
        open=_ordered(f for key, f in new.items() if key in old),
    )


def _copy(store: Store) -> Any:
    import pyoxigraph as ox

    data = ox.Store()
    with scratch() as folder:
        path = folder / "current.nt"
        with path.open("wb") as file:
            file.writelines(store.read_graph(None))
        data.bulk_load(path=str(path), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return data


def _active(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if not finding.waived)


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=total_order))
