"""The history of a data set's edits: written in PROV, read back, walked backwards, and merged.

Merging is three-way. The values of one property of a resource in one graph are the unit: what only
one side has changed is taken from there; what both have changed alike is so; what they have changed
differently collides. So does removing a resource with any change of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, unquote
from uuid import uuid4

from michisuji.editing import sparql
from michisuji.editing.changes import Collision, Conflict, EditKind, PastChange, Patch, Quad
from michisuji.editing.statements import lines, n3, parsed, version
from michisuji.errors import NotFound

if TYPE_CHECKING:
    from michisuji.store import Store

_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"


def new_id() -> str:
    """Return the IRI of a new change."""
    return f"{sparql.CHANGE}{uuid4()}"


def record(change: PastChange, used: Iterable[str] | None = None) -> list[str]:
    """Return the triples that tell of a change, for the history's graph.

    ``used`` are the resources that it is found by; None for all that it has versions of.
    """
    from rdflib import Literal

    fields = {
        "number": n3(Literal(change.number)),
        "kind": n3(Literal(change.kind)),
        "author": f"<{sparql.ACCOUNT}{quote(change.author, safe='-._~')}>",
        "at": f'"{change.at.astimezone(UTC).isoformat()}"^^<{_DATE_TIME}>',
        "reason": n3(Literal(change.reason)),
        "added": n3(Literal("".join(lines(change.added)))),
        "removed": n3(Literal("".join(lines(change.removed)))),
        "versions": n3(Literal(json.dumps(change.versions))),
    }
    if change.about:
        fields["about"] = f"<{change.about}>"
    return sparql.record(change.id, fields, sorted(change.versions if used is None else used))


def changes(store: Store, dataset: str, used: Iterable[str] = (), *, most: int) -> list[PastChange]:
    """Return the latest changes of a data set, or those of some resources, the latest first."""
    return _read(store, dataset, sparql.changes(dataset, used, most=most))


def one(store: Store, change: str) -> PastChange:
    """Return a change.

    Raises NotFound.
    """
    if change.startswith(sparql.CHANGE):
        for (graph,) in store.select(sparql.histories(change)).rows:
            dataset = str(graph).removeprefix(sparql.HISTORY)
            return _read(store, dataset, sparql.changes(dataset, one=change, most=1))[0]
    raise NotFound(
        "その変更の記録はありません",
        f"no such change is recorded: {change[:100]}",
        hint_ja="履歴のページから選び直してください",
        hint_en="choose it on the page of the history",
    )


def _read(store: Store, dataset: str, query: str) -> list[PastChange]:
    return [
        _change(dataset, {k: str(v) for k, v in row.items()}) for row in store.select(query).dicts()
    ]


def _change(dataset: str, row: dict[str, str]) -> PastChange:
    versions: dict[str, list[str]] = json.loads(row.get("versions", "{}"))
    return PastChange(
        id=row["change"],
        dataset=dataset,
        kind=cast("EditKind", row["kind"]),
        author=unquote(row["author"].removeprefix(sparql.ACCOUNT)),
        at=datetime.fromisoformat(row["at"]),
        reason=row["reason"],
        about=row.get("about", ""),
        number=int(row["number"]),
        added=parsed(row.get("added", "")),
        removed=parsed(row.get("removed", "")),
        versions={iri: (before, after) for iri, (before, after) in versions.items()},
    )


def of(quads: Iterable[Quad], iri: str) -> frozenset[Quad]:
    """Return the statements about a resource."""
    return frozenset(quad for quad in quads if str(quad.subject) == iri)


def back(
    iri: str, now: frozenset[Quad], changes: Sequence[PastChange]
) -> Iterator[tuple[PastChange, frozenset[Quad]]]:
    """Yield each change of a resource, the latest first, with the statements that stood after it.

    ``now`` are those that stand now. It ends where the history does not explain what stands: data
    have been imported since.
    """
    stands = now
    for change in changes:
        if iri not in change.versions or version(stands) != change.versions[iri][1]:
            continue
        yield change, stands
        stands = (stands - of(change.added, iri)) | of(change.removed, iri)


def at_version(
    iri: str, wanted: str, now: frozenset[Quad], changes: Sequence[PastChange]
) -> frozenset[Quad] | None:
    """Return the statements about a resource at a version; None if the history does not tell."""
    if version(now) == wanted:
        return now
    for change, after in back(iri, now, changes):
        before = (after - of(change.added, iri)) | of(change.removed, iri)
        if change.versions[iri][0] == wanted:
            return before
    return None


# --- merging --------------------------------------------------------------------------------

Key = tuple[str, str]


def merged(
    edit: Patch,
    now: Mapping[str, frozenset[Quad]],
    bases: Mapping[str, frozenset[Quad]],
    versions: Mapping[str, str],
) -> Patch:
    """Return what is left to do of an edit on what stands ``now``, by resource.

    ``bases`` are the statements that were read, of resources that have changed since; ``versions``
    those of what stands. Raises Conflict.
    """
    found = [
        collision
        for iri, base in sorted(bases.items())
        for collision in _collisions(iri, base, now[iri], _done(edit, iri, base))
    ]
    if found:
        raise Conflict(versions, found)
    stands = frozenset().union(*now.values())
    return Patch(edit.added - stands, (edit.removed & stands) - edit.added)


def _done(edit: Patch, iri: str, base: frozenset[Quad]) -> frozenset[Quad]:
    return (base - of(edit.removed, iri)) | of(edit.added, iri)


def _collisions(
    iri: str, base: frozenset[Quad], theirs: frozenset[Quad], yours: frozenset[Quad]
) -> list[Collision]:
    parts = [_by_property(quads) for quads in (base, theirs, yours)]
    removes = bool(base) and bool(theirs) != bool(yours)
    found = []
    for key in sorted({key for part in parts for key in part}):
        old, other, own = (part.get(key, frozenset()) for part in parts)
        is_touched = other != old if not yours else own != old if not theirs else False
        if (removes and is_touched) or (other != old and own != old and other != own):
            values = [
                tuple(sorted((q.object for q in quads), key=str)) for quads in (old, other, own)
            ]
            found.append(Collision(iri, *key, *values))
    return found


def _by_property(quads: Iterable[Quad]) -> dict[Key, frozenset[Quad]]:
    found: dict[Key, set[Quad]] = {}
    for quad in quads:
        found.setdefault((quad.graph, str(quad.predicate)), set()).add(quad)
    return {key: frozenset(own) for key, own in found.items()}
