"""Checks of an edit: its form, the rules of structure, and what it would do to the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from michisuji.editing.changes import Edit, Patch, Quad
from michisuji.editing.reading import Held
from michisuji.errors import BadInput, Refused, TooLarge
from michisuji.importers import dataset_names
from michisuji.iris import is_iri
from michisuji.quality.change.patches import MAX_TRIPLES
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import parse_graph_iri

if TYPE_CHECKING:
    from michisuji.quality.change.drafts import Draft
    from michisuji.quality.shacl import Source
    from michisuji.quality.shacl.change.walk import Change as Difference
    from michisuji.settings import Settings
    from michisuji.store import Store

#: Bytes of an edit that a program sends.
LARGEST = 2_000_000
#: Characters of a reason.
LONGEST_REASON = 2_000


def check(edit: Edit, base_iri: str) -> str:
    """Return the data set that an edit changes.

    Raises TooLarge, BadInput for what no edit can hold, and Refused for a graph of provenance.
    """
    if len(edit.quads) > MAX_TRIPLES or len(edit.reason) > LONGEST_REASON:
        raise TooLarge(
            f"一度の変更は{MAX_TRIPLES:,}トリプル、理由は{LONGEST_REASON:,}字までです",
            f"an edit may have {MAX_TRIPLES:,} triples, and its reason {LONGEST_REASON:,} "
            "characters",
            hint_ja="変更を小さく分けてください",
            hint_en="make it in parts",
        )
    names = {graph: parse_graph_iri(base_iri, graph) for graph in {q.graph for q in edit.quads}}
    datasets = {name.dataset if name else "" for name in names.values()}
    if len(datasets) != 1 or "" in datasets:
        raise BadInput(
            "変更は、一つのデータセットのグラフについて書いてください",
            "an edit must name statements of one data set, each with its graph",
            hint_ja=f"グラフの名前は {base_iri}/graph/(データセット)/(年度) の形です",
            hint_en=f"graphs are named {base_iri}/graph/(data set)/(year)",
        )
    if any(name and name.provenance for name in names.values()):
        raise Refused(
            "データの出どころの記録は書き換えられません",
            "the records of where data came from cannot be edited",
        )
    for quad in edit.quads:
        _check_terms(quad)
    (dataset,) = datasets
    dataset_names.check(unquote(dataset))
    return dataset


def _check_terms(quad: Quad) -> None:
    from rdflib import BNode, Literal, URIRef

    for place, term in zip(("subject", "predicate", "object"), quad, strict=False):
        fits = isinstance(term, URIRef) and is_iri(str(term))
        if fits or (place == "object" and isinstance(term, Literal)):
            continue
        told = "a blank node" if isinstance(term, BNode) else str(term)[:200]
        raise BadInput(
            f"トリプルに使えません: {told}",
            f"cannot be the {place} of a statement here: {told}",
            hint_ja="IRIを付けてください",
            hint_en="give it an IRI",
        )


def check_state(todo: Patch, held: Held, store: Store, dataset: str) -> None:
    """Raise Malformed if an edit breaks a rule of structure, in any year's state that it touches.

    Raises Refused for a year after the latest: only an import begins one.
    """
    from michisuji.quality.change.drafts import added_violations
    from michisuji.quality.check.structure import Malformed, rules

    latest, years = held.latest(dataset), _years(todo, held)
    if 0 < latest < max(years, default=0):
        raise Refused(
            f"{max(years)}年度のデータはまだありません",
            f"there are no data of fiscal year {max(years)} yet",
            hint_ja="新しい年度は、ファイルの取込みで始めてください",
            hint_en="begin a new year by importing its files",
        )
    for year in sorted(years) or [latest]:
        source, change = _in_state(todo, held, store, dataset, year)
        new = added_violations(source, held.base_iri, change, rules())
        if new:
            raise Malformed(new)


def preview(edit: Edit, held: Held, store: Store, dataset: str, settings: Settings) -> Draft:
    """Return the findings that an edit would bring, mend and leave, in the latest state of it.

    All that it concerns is judged by the profile of its data set: one set of rules, half the time.
    """
    from michisuji.quality.change.drafts import check_patch
    from michisuji.quality.check.groups import datasets_of
    from michisuji.quality.rulebook.profiles import DEFAULT_PROFILE
    from michisuji.quality.rulebook.rules import rulebook

    year = max(_years(edit, held), default=held.latest(dataset))
    source, change = _in_state(edit, held, store, dataset, year)
    return check_patch(
        source,
        held.base_iri,
        change,
        datasets_of(source, held.base_iri).get(dataset) or DEFAULT_PROFILE,
        book=rulebook(settings.own),
        limit_s=settings.query_timeout_s,
    )


def _years(patch: Patch, held: Held) -> set[int]:
    names = (parse_graph_iri(held.base_iri, graph) for graph in {q.graph for q in patch.quads})
    return {name.year for name in names if name and name.year}


def _in_state(
    patch: Patch, held: Held, store: Store, dataset: str, year: int
) -> tuple[Source, Difference]:
    """Return the data as of a year of a data set, and what a patch changes in them."""
    from michisuji.quality.shacl import SnapshotSource, StoreSource
    from michisuji.quality.shacl.change.walk import Change

    places = () if year == held.latest(dataset) else held.as_of(year)
    graphs = {q.graph for q in patch.quads}
    names = {graph: parse_graph_iri(held.base_iri, graph) for graph in graphs}
    shown = {
        *(places or held.current),
        *(g for g, n in names.items() if n and n.year in (None, year)),
    }
    stay = {q[:3] for q in held.quads if q.graph in shown and q not in patch.removed}
    removed = frozenset(q[:3] for q in patch.removed if q.graph in shown) - stay
    added = frozenset(q[:3] for q in patch.added if q.graph in shown)
    if isinstance(store, MemoryStore):
        return SnapshotSource(store.data, places), Change(added, removed)
    return StoreSource(store, places), Change(added, removed)
