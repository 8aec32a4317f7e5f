"""The records of releases: kept with the drafts, so that no reader reaches them.

A release is recorded before it is made. What shows that it was made is its mark in the public
database, which holds an opaque id and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from uuid import uuid4

from michisuji.editing import history
from michisuji.editing.changes import Change, Patch
from michisuji.editing.ownership import Owner
from michisuji.editing.release.plan import name_of
from michisuji.editing.statements import parsed
from michisuji.errors import NotFound
from michisuji.questions import run
from michisuji.store import edits, updates

if TYPE_CHECKING:
    from michisuji.store import Store

RELEASE = "urn:michisuji:release:"
#: The graph of the records of each data set, in the database of drafts.
RECORDS = "urn:michisuji:releases:"
#: The graph of the marks, in the public database.
MARKS = "urn:michisuji:released"


@dataclass(frozen=True)
class ReleaseRecord(Patch):
    """A release that was made: what changed in the public database, by whom, when and why.

    ``parts`` are the names of its parts (:func:`.plan.name_of`). ``about`` is the release that this
    one takes back, ``back`` the one that takes it back; '' if there is none.
    """

    id: str = ""
    dataset: str = ""
    author: str = ""
    at: datetime = datetime.min
    reason: str = ""
    parts: tuple[str, ...] = ()
    about: str = ""
    back: str = ""
    places: frozenset[tuple[str, str, str]] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        touched = ((q.graph, str(q.subject), str(q.predicate)) for q in self.quads)
        object.__setattr__(self, "places", frozenset(touched))


def new_id() -> str:
    """Return the IRI of a new release."""
    return f"{RELEASE}{uuid4()}"


def prepare(work: Store, record: ReleaseRecord) -> None:
    """Record a release that is about to be made.

    Raises the store's errors.
    """
    change = Change(
        record.added,
        record.removed,
        id=record.id,
        dataset=record.dataset,
        kind="undo" if record.about else "release",
        author=record.author,
        at=record.at,
        reason=record.reason,
        about=record.about,
        versions=dict.fromkeys(record.parts, ("", "")),
    )
    work.edit(edits.insert(RECORDS + record.dataset, history.record(change, ())))


def mark(release: str) -> list[str]:
    """Return the triples that show in the public database that a release was made."""
    return [f"<{release}> a <http://www.w3.org/ns/prov#Activity>"]


def ask_made(release: str) -> str:
    """Return a query that is true in the public database if a release was made."""
    return updates.ask_triple(MARKS, mark(release)[0])


def made(work: Store, public: Store) -> list[ReleaseRecord]:
    """Return the releases that were made, the latest first.

    Raises the store's errors.
    """
    done = {str(row[0]) for row in run(public, "releases-made", {}, base_iri="").rows}
    found = [_record(row) for row in run(work, "releases", {}, base_iri="").dicts()]
    found = [one for one in found if one.id in done]
    back = {one.about: one.id for one in found if one.about}
    return [replace(one, back=back.get(one.id, "")) for one in found]


def find(records: Iterable[ReleaseRecord], name: str) -> ReleaseRecord:
    """Return the release of an id (its IRI, or the end of it).

    Raises NotFound.
    """
    for one in records:
        if name and (one.id == name or one.id == RELEASE + name):
            return one
    raise NotFound(
        f"その公開の記録はありません: {name[:100]}",
        f"no such release is recorded: {name[:100]}",
        hint_ja="公開の一覧から選んでください",
        hint_en="choose one of the list of releases",
    )


def later(records: Sequence[ReleaseRecord], release: ReleaseRecord) -> list[ReleaseRecord]:
    """Return the releases after one, still in force, that changed the same values."""
    after = records[: next(n for n, one in enumerate(records) if one.id == release.id)]
    in_force = (one for one in after if not one.back and not one.about)
    return [one for one in in_force if one.places & release.places]


def _record(row: dict[str, Any]) -> ReleaseRecord:
    told = {name: str(value) for name, value in row.items()}
    return ReleaseRecord(
        parsed(told.get("added", "")),
        parsed(told.get("removed", "")),
        id=told["release"],
        dataset=told["dataset"],
        author=unquote(told["author"].removeprefix(edits.ACCOUNT)),
        at=datetime.fromisoformat(told["at"]),
        reason=told["reason"],
        parts=tuple(sorted(json.loads(told.get("versions", "{}")))),
        about=told.get("about", ""),
    )


def names_of(owners: Iterable[Owner]) -> tuple[str, ...]:
    """Return the names of parts, sorted."""
    return tuple(sorted(map(name_of, owners)))
