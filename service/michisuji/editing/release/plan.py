"""The plan of a release: what approved parts would change in the public database, and what hinders.

A part replaces what the public database says of its resources: nothing else is touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from michisuji.editing.changes import Patch, Quad
from michisuji.editing.ownership import Owner, owner_of, owners_of
from michisuji.editing.parts import PartKey, contents, owners_in
from michisuji.editing.states import (
    RETURN_REASON,
    STATUS,
    STATUS_CODE,
    PartState,
    all_states,
    in_year,
    move_key,
    moves_of,
    state_of,
    states_of,
)
from michisuji.questions import run_many
from michisuji.store.replacement import current, named_graphs
from michisuji.vocabulary import CODE, LM, parse_graph_iri

if TYPE_CHECKING:
    from michisuji.store import Store

#: A reason why a part is not released (``release.why`` in messages).
Hindrance = Literal["state", "internal", "new-year", "no-dataset"]
_VISIBILITY, _INTERNAL = LM + "visibility", CODE + "visibility/internal"


@dataclass(frozen=True)
class Hindered:
    """A part that is not released, and why."""

    part: PartState
    why: Hindrance


@dataclass(frozen=True)
class Need:
    """A part, or another resource, that a release names and that is not public yet.

    ``names`` are the resources that are missing.
    """

    part: PartState
    names: tuple[str, ...]


@dataclass(frozen=True)
class ReleasePlan:
    """The effect of a release of parts; ``patch`` is what changes in the public database."""

    parts: tuple[PartState, ...]
    patch: Patch
    #: The parts that are not public as they are.
    changed: tuple[PartState, ...] = ()
    hindered: tuple[Hindered, ...] = ()
    needs: tuple[Need, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if nothing is to be released: no part that may be."""
        return not self.parts


def approved(work: Store, public: Store, base_iri: str) -> list[PartState]:
    """Return the parts in the drafts that are approved, and wait for their release.

    What an import has made public as approved, and nobody has touched since, waits for nothing.
    Raises the store's errors.
    """
    found = all_states(work, base_iri, ("approved",))
    there = {part.key for part in all_states(public, base_iri, ("approved",))}
    moves = moves_of(work, [part for part in found if part.key in there], base_iri)
    return [p for p in found if p.key not in there or move_key(p.owner, base_iri) in moves]


def parts_named(work: Store, base_iri: str, names: Iterable[str]) -> list[PartState]:
    """Return the parts that a form names: ``IRI year``, or ``IRI`` alone.

    Names of nothing are left out. Raises the store's errors.
    """
    owners: dict[tuple[str, int | None], Owner] = {}
    for name in names:
        iri, _, year = name.strip().partition(" ")
        owner = in_year(owner_of(work, iri), int(year) if year.isdecimal() else None)
        if owner.dataset and owner.iri == iri:
            owners[owner.iri, owner.year] = owner
    return states_of(work, base_iri, list(owners.values()))


def name_of(owner: Owner) -> str:
    """Return the name of a part in a form (see :func:`parts_named`)."""
    return f"{owner.iri} {owner.year}" if owner.year else owner.iri


def plan(work: Store, public: Store, base_iri: str, wanted: Sequence[PartState]) -> ReleasePlan:
    """Plan the release of parts: those that may not be released are left out, with the reason.

    A resource that is no sheet or evaluation (a unit, a goal) needs no approval: the planner
    chooses it. Raises the store's errors.
    """
    owners = owners_in(work, [part.owner for part in wanted])
    drafts = contents(work, base_iri, owners, [part.owner for part in wanted])
    datasets, internal = _Current(public, base_iri), _internal(work, wanted)
    hindered, parts, after = [], [], dict[PartKey, frozenset[Quad]]()
    for part in wanted:
        quads = drafts[part.key]
        why = _hindrance(part, quads, datasets, internal)
        if why:
            hindered.append(Hindered(part, why))
        else:
            parts.append(part)
            after[part.key] = (quads - part.quads) | published(part, base_iri)
    before = _before(public, base_iri, [part.owner for part in parts], owners)
    gone, new = frozenset().union(*before.values()), frozenset().union(*after.values())
    return ReleasePlan(
        tuple(parts),
        Patch(new - gone, gone - new),
        tuple(part for part in parts if before[part.key] != after[part.key]),
        tuple(hindered),
        tuple(_needs(work, public, base_iri, new)),
    )


def changes_of(work: Store, public: Store, base_iri: str, part: Owner) -> Patch:
    """Return what is not yet public of a part, whatever its state; states are left out.

    Raises the store's errors.
    """
    owners = owners_in(work, [part])
    new = contents(work, base_iri, owners, [part])[part.iri, part.year]
    gone = _before(public, base_iri, [part], owners)[part.iri, part.year]
    return without_states(Patch(new - gone, gone - new))


def without_states(patch: Patch) -> Patch:
    """Return a patch without what it says of the states of parts."""
    kept = [
        frozenset(quad for quad in quads if str(quad.predicate) not in (STATUS, RETURN_REASON))
        for quads in (patch.added, patch.removed)
    ]
    return Patch(*kept)


def published(part: PartState, base_iri: str) -> frozenset[Quad]:
    """Return the statement that a part is published; none for a resource without a state."""
    from rdflib import URIRef

    if not part.owner.has_state:
        return frozenset()
    status = URIRef(STATUS_CODE + "published")
    graph = part.owner.graph(base_iri)
    return frozenset({Quad(URIRef(part.owner.iri), URIRef(STATUS), status, graph)})


def _before(
    public: Store, base_iri: str, parts: Sequence[Owner], drafts: Mapping[str, Owner]
) -> dict[PartKey, frozenset[Quad]]:
    """Return what the public database says of parts, as they are there and as the drafts have them.

    A resource that has moved from one part to another is on both.
    """
    there = owners_in(public, parts)
    found = [contents(public, base_iri, owners, parts) for owners in (there, drafts)]
    return {part: found[0][part] | found[1][part] for part in found[0]}


class _Current:
    """The graphs that make up the current state of the public data sets."""

    def __init__(self, public: Store, base_iri: str) -> None:
        self._base = base_iri
        self._graphs = set(named_graphs(public))

    def holds(self, dataset: str) -> bool:
        names = (parse_graph_iri(self._base, graph) for graph in self._graphs)
        return any(name is not None and name.dataset == dataset for name in names)

    def would_move(self, dataset: str, added: Iterable[str]) -> bool:
        """Return True if another year would become the latest of a data set."""
        before = current(self._base, dataset, self._graphs)
        after = current(self._base, dataset, self._graphs | set(added))
        years = [parse_graph_iri(self._base, graph) for graph in set(after) - set(before)]
        return any(name is not None and name.year is not None for name in years)


def _hindrance(
    part: PartState, quads: frozenset[Quad], public: _Current, internal: Collection[str]
) -> Hindrance | None:
    if part.owner.has_state and part.state != "approved":
        return "state"
    marked = {str(q.object) for q in quads if str(q.predicate) == _VISIBILITY}
    if _INTERNAL in marked or part.owner.owner in internal:
        return "internal"
    if not public.holds(part.owner.dataset):
        return "no-dataset"
    if public.would_move(part.owner.dataset, {quad.graph for quad in quads}):
        return "new-year"
    return None


def _internal(work: Store, parts: Sequence[PartState]) -> set[str]:
    """Return the programs that are marked: their evaluations and older sheets do not say it."""
    owners = {part.owner.owner for part in parts if part.owner.owner}
    rows = run_many(work, "visibility-of", "resource", owners, base_iri="")
    return {str(row["resource"]) for row in rows if str(row["visibility"]) == _INTERNAL}


def _needs(work: Store, public: Store, base_iri: str, after: Collection[Quad]) -> list[Need]:
    """Return the parts of resources that a release names, and that readers would not find."""
    from rdflib import URIRef

    subjects = {str(quad.subject) for quad in after}
    named = {str(q.object) for q in after if isinstance(q.object, URIRef)}
    named = {iri for iri in named - subjects if iri.startswith(f"{base_iri}/id/")}
    known = {iri for iri, owner in owners_of(public, named).items() if owner.dataset}
    missing = {iri: o for iri, o in owners_of(work, named - known).items() if o.dataset}
    by_part: dict[Owner, list[str]] = {}
    for iri, owner in sorted(missing.items()):
        by_part.setdefault(owner, []).append(iri)
    return [Need(state_of(work, base_iri, owner), tuple(names)) for owner, names in by_part.items()]
