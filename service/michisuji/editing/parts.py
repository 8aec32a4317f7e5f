"""The content of a part: the statements that are submitted, approved and released with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.editing.changes import Quad
from michisuji.editing.ownership import Owner, graph_name, owners_of
from michisuji.questions import run_many
from michisuji.store import edits
from michisuji.vocabulary import parse_graph_iri

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from michisuji.store import Store

#: Resources asked for at a time.
_AT_ONCE = 500


def content(store: Store, base_iri: str, owner: Owner) -> frozenset[Quad]:
    """Return the statements of a part in a database.

    Those in a year's graph belong to the sheet of that year, timeless ones to the latest sheet
    that their subject is on. Where the data came from (provenance) is left out, and so are blank
    nodes. Raises the store's errors.
    """
    return about(store, base_iri, owner, owners_in(store, owner))


def about(
    store: Store, base_iri: str, part: Owner, owners: Mapping[str, Owner]
) -> frozenset[Quad]:
    """Return what a database says of resources, whose owners are given, as far as it is a part's.

    Raises the store's errors.
    """
    found = statements(store, base_iri, owners, part.dataset)
    return frozenset(quad for quad in found if belongs(quad, part, owners[str(quad.subject)]))


def belongs(quad: Quad, part: Owner, owner: Owner) -> bool:
    """Return True if a statement, whose subject has an owner, is one of a part."""
    if owner.iri != part.iri:
        return False
    year = graph_name(quad.graph).year
    return part.part in ("evaluation", "other") or (year or owner.year) == part.year


def owners_in(store: Store, owner: Owner) -> dict[str, Owner]:
    """Return the resources of a part, each with its owner: its year tells whose sheet it is on.

    Raises the store's errors.
    """
    if not owner.has_state:
        return {owner.iri: owner}
    rows = run_many(store, "part-content", "part", [owner.iri], base_iri="")
    found = owners_of(store, {str(row["node"]) for row in rows})
    return {iri: one for iri, one in found.items() if one.iri == owner.iri}


def statements(
    store: Store, base_iri: str, subjects: Collection[str], dataset: str
) -> Iterator[Quad]:
    """Yield what a data set's timeless graph and years' graphs say of resources.

    Raises the store's errors.
    """
    from rdflib import BNode

    wanted = sorted(subjects)
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        for subject, predicate, value, graph in store.select(edits.statements_of(part)).rows:
            name = parse_graph_iri(base_iri, str(graph))
            is_data = name is not None and name.dataset == dataset and not name.provenance
            if is_data and not isinstance(value, BNode):
                assert subject is not None  # no cell is unbound
                assert predicate is not None
                assert value is not None
                yield Quad(subject, predicate, value, str(graph))
