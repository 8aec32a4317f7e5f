"""The history of a data set's edits: changes written in PROV, read back, and walked backwards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, unquote
from uuid import uuid4

from michisuji.editing.changes import Change, EditKind, Quad
from michisuji.editing.statements import lines, n3, parsed, version
from michisuji.errors import NotFound
from michisuji.store import edits

if TYPE_CHECKING:
    from michisuji.store import Store

_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"


def new_id() -> str:
    """Return the IRI of a new change."""
    return f"{edits.CHANGE}{uuid4()}"


def record(change: Change) -> list[str]:
    """Return the triples that tell of a change, for the history's graph."""
    from rdflib import Literal

    fields = {
        "number": n3(Literal(change.number)),
        "kind": n3(Literal(change.kind)),
        "author": f"<{edits.ACCOUNT}{quote(change.author, safe='-._~')}>",
        "at": f'"{change.at.astimezone(UTC).isoformat()}"^^<{_DATE_TIME}>',
        "reason": n3(Literal(change.reason)),
        "added": n3(Literal("".join(lines(change.added)))),
        "removed": n3(Literal("".join(lines(change.removed)))),
        "versions": n3(Literal(json.dumps(change.versions))),
    }
    if change.about:
        fields["about"] = f"<{change.about}>"
    return edits.record(change.id, fields, sorted(change.versions))


def changes(store: Store, dataset: str, used: Iterable[str] = (), *, most: int) -> list[Change]:
    """Return the latest changes of a data set, or those of some resources, the latest first."""
    return _read(store, dataset, edits.changes(dataset, used, most=most))


def one(store: Store, change: str) -> Change:
    """Return a change.

    Raises NotFound.
    """
    if change.startswith(edits.CHANGE):
        for (graph,) in store.select(edits.histories(change)).rows:
            dataset = str(graph).removeprefix(edits.HISTORY)
            return _read(store, dataset, edits.changes(dataset, one=change, most=1))[0]
    raise NotFound(
        "その変更の記録はありません",
        f"no such change is recorded: {change[:100]}",
        hint_ja="履歴のページから選び直してください",
        hint_en="choose it on the page of the history",
    )


def _read(store: Store, dataset: str, query: str) -> list[Change]:
    return [
        _change(dataset, {k: str(v) for k, v in row.items()}) for row in store.select(query).dicts()
    ]


def _change(dataset: str, row: dict[str, str]) -> Change:
    versions: dict[str, list[str]] = json.loads(row.get("versions", "{}"))
    return Change(
        id=row["change"],
        dataset=dataset,
        kind=cast("EditKind", row["kind"]),
        author=unquote(row["author"].removeprefix(edits.ACCOUNT)),
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
    iri: str, now: frozenset[Quad], changes: Sequence[Change]
) -> Iterator[tuple[Change, frozenset[Quad]]]:
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
    iri: str, wanted: str, now: frozenset[Quad], changes: Sequence[Change]
) -> frozenset[Quad] | None:
    """Return the statements about a resource at a version; None if the history does not tell."""
    if version(now) == wanted:
        return now
    for change, after in back(iri, now, changes):
        before = (after - of(change.added, iri)) | of(change.removed, iri)
        if change.versions[iri][0] == wanted:
            return before
    return None
