"""Three-way merge of a change set with what others have changed since it was read.

The values of one property of a resource in one graph are the unit: what only one side has changed
is taken from there; what both have changed alike is so; what they have changed differently
collides. So does removing a resource with any change of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from michisuji.editing.changes import Collision, Conflict, Patch, Quad
from michisuji.editing.history import of

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
