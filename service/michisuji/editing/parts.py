"""The content of a part: the statements that are submitted, approved and released with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.editing.changes import Quad
from michisuji.editing.ownership import Owner, graph_name, owners_of
from michisuji.questions import run_many
from michisuji.store import edits
from michisuji.vocabulary import parse_graph_iri

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from michisuji.store import Store

#: IRI and year of a part.
PartKey = tuple[str, int | None]
#: Resources asked for at a time.
_AT_ONCE = 500


def content(store: Store, base_iri: str, part: Owner) -> frozenset[Quad]:
    """Return the statements of a part in a database.

    Those in a year's graph belong to the sheet of that year, timeless ones to the latest sheet
    that their subject is on. Where the data came from (provenance) is left out, and so are blank
    nodes. Raises the store's errors.
    """
    return contents(store, base_iri, owners_in(store, [part]), [part])[key(part)]


def contents(
    store: Store, base_iri: str, owners: Mapping[str, Owner], parts: Sequence[Owner]
) -> dict[PartKey, frozenset[Quad]]:
    """Return what a database says of resources, whose owners are given, by part.

    Raises the store's errors.
    """
    found: dict[PartKey, set[Quad]] = {key(part): set() for part in parts}
    for quad in statements(store, base_iri, owners):
        owner, name = owners[str(quad.subject)], graph_name(quad.graph)
        year = name.year or owner.year if owner.part in ("program", "measure") else owner.year
        if (owner.iri, year) in found and name.dataset == owner.dataset:
            found[owner.iri, year].add(quad)
    return {part: frozenset(quads) for part, quads in found.items()}


def key(part: Owner) -> PartKey:
    """Return what tells a part from all others: its IRI and year."""
    return part.iri, part.year


def owners_in(store: Store, parts: Sequence[Owner]) -> dict[str, Owner]:
    """Return the resources of parts, each with its owner: its year tells whose sheet it is on.

    Raises the store's errors.
    """
    found = {part.iri: part for part in parts if not part.has_state}
    wanted = {part.iri for part in parts if part.has_state}
    rows = run_many(store, "part-content", "part", wanted, base_iri="")
    owners = owners_of(store, {str(row["node"]) for row in rows})
    return found | {iri: one for iri, one in owners.items() if one.iri in wanted}


def statements(store: Store, base_iri: str, subjects: Collection[str]) -> Iterator[Quad]:
    """Yield what the timeless graphs and years' graphs of data sets say of resources.

    Raises the store's errors.
    """
    from rdflib import BNode

    wanted = sorted(subjects)
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        for subject, predicate, value, graph in store.select(edits.statements_of(part)).rows:
            name = parse_graph_iri(base_iri, str(graph))
            if name is not None and not name.provenance and not isinstance(value, BNode):
                assert subject is not None  # no cell is unbound
                assert predicate is not None
                assert value is not None
                yield Quad(subject, predicate, value, str(graph))
