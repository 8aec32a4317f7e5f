"""Making releases: one guarded update of the public database, then the states in the drafts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from michisuji.editing import reading, writing
from michisuji.editing.changes import Conflict, Edit, Patch, Quad
from michisuji.editing.checking import LONGEST_REASON
from michisuji.editing.parts import content
from michisuji.editing.release import records
from michisuji.editing.release.plan import (
    ReleasePlan,
    approved,
    parts_named,
    plan,
    published,
)
from michisuji.editing.release.records import ReleaseRecord
from michisuji.editing.states import STATUS, STATUS_CODE, PartState
from michisuji.errors import BadInput, Refused, StoreConflict
from michisuji.messages import text

if TYPE_CHECKING:
    from michisuji.editing.applying import Editing
    from michisuji.settings import Settings
    from michisuji.store import Store

#: Attempts while others write, and seconds between two.
_TRIES, _PAUSE_S = 10, 0.05
#: Parts of one release: a city of a thousand programs is released by department.
MOST_PARTS = 500


class Releases:
    """The releases of approved parts; safe to use from several threads and processes."""

    def __init__(self, editing: Editing, work: Store, public: Store, settings: Settings) -> None:
        self._editing, self._work, self._public = editing, work, public
        self._base = settings.base_iri
        self._lock = threading.Lock()

    def approved(self) -> list[PartState]:
        """Return the parts that wait for their release."""
        return approved(self._work, self._public, self._base)

    def plan(self, parts: Sequence[PartState]) -> ReleasePlan:
        """Return what a release of parts would do; nothing is written."""
        return plan(self._work, self._public, self._base, parts)

    def named(self, names: Sequence[str]) -> list[PartState]:
        """Return the parts of a form by their names."""
        return parts_named(self._work, self._base, names)

    def made(self) -> list[ReleaseRecord]:
        """Return the releases that were made, the latest first."""
        return records.made(self._work, self._public)

    def release(self, names: Sequence[str], author: str, reason: str) -> list[ReleaseRecord]:
        """Bring parts into the public database, each data set's in one step.

        Refused, and nothing is released, if one of them may not be. What is public already only
        becomes published in the drafts. Raises BadInput, StoreConflict, the store's errors.
        """
        told = _checked(reason)
        if not 0 < len(names) <= MOST_PARTS:
            raise BadInput(
                f"公開するものを、1件から{MOST_PARTS}件まで選んでください",
                f"choose from 1 to {MOST_PARTS} parts to release",
            )
        parts = self.named(names)
        if len(parts) < len(set(names)):
            raise BadInput(
                "下書きにないものが選ばれています", "the drafts do not hold all of these"
            )
        with self._lock:
            self._patch(parts)
            datasets = sorted({part.owner.dataset for part in parts})
            made = [self._release(name, names, author, told) for name in datasets]
            self._settle(self.named(names), author, told)
        return [one for one in made if one is not None]

    def _release(
        self, dataset: str, names: Sequence[str], author: str, reason: str
    ) -> ReleaseRecord | None:
        def todo() -> tuple[Patch, tuple[str, ...]]:
            return self._patch(p for p in self.named(names) if p.owner.dataset == dataset)

        return self._write(dataset, todo, author, reason)

    def _patch(self, parts: Iterable[PartState]) -> tuple[Patch, tuple[str, ...]]:
        """Return what changes in the public database, and the names of the parts.

        What another planner has released meanwhile is left out. Raises Refused.
        """
        found = self.plan([part for part in parts if part.state != "published"])
        if found.hindered:
            raise _hindered(found)
        return found.patch, records.names_of(part.owner for part in found.changed)

    def _write(
        self,
        dataset: str,
        todo: Callable[[], tuple[Patch, tuple[str, ...]]],
        author: str,
        reason: str,
        about: str = "",
    ) -> ReleaseRecord | None:
        """Write what ``todo`` finds, while nobody else writes; None if there is nothing to do."""
        for _ in range(_TRIES):
            before = reading.read(self._public, self._base, ())
            drafts = reading.read(self._work, self._base, ())
            patch, parts = todo()
            if not patch.quads:
                return None
            if reading.read(self._work, self._base, ()).books.guard != drafts.books.guard:
                continue  # somebody edited while the parts were read
            record = ReleaseRecord(
                patch.added,
                patch.removed,
                id=records.new_id(),
                dataset=dataset,
                author=author,
                at=datetime.now(UTC),
                reason=reason,
                parts=parts,
                about=about,
            )
            records.prepare(self._work, record)
            held = replace(before, quads=reading.statements(self._public, patch.subjects))
            marks = {records.MARKS: records.mark(record.id)}
            text = writing.update(held, patch, record.id, marks)
            if writing.write(self._public, text, records.ask_made(record.id)):
                return record
            time.sleep(_PAUSE_S)
        raise _busy()

    def _settle(self, parts: Sequence[PartState], author: str, reason: str) -> None:
        """Tell in the drafts that parts are published, as far as they still are as released."""
        for part in parts:
            quads = content(self._work, self._base, part.owner) - part.quads
            is_same = quads | published(part, self._base) == content(
                self._public, self._base, part.owner
            )
            if part.state == "approved" and is_same:
                self._moved(part, "published", author, reason)

    def _moved(self, part: PartState, state: str, author: str, reason: str) -> None:
        from rdflib import URIRef

        subject, graph = URIRef(part.owner.iri), part.owner.graph(self._base)
        new = Quad(subject, URIRef(STATUS), URIRef(STATUS_CODE + state), graph)
        version = self._editing.description(part.owner.iri).version
        edit = Edit(
            added=frozenset({new}),
            removed=part.quads,
            read_at={part.owner.iri: version},
            reason=reason,
            kind="release",
        )
        with suppress(Conflict):  # it was edited since, and is a draft again: that stands
            self._editing.apply(edit, author)

    def settle(self, author: str = "") -> int:
        """Finish releases that were cut off between the two databases; return how many parts.

        The public database has them already.
        """
        done = {
            name: one for one in self.made() if not one.about and not one.back for name in one.parts
        }
        left = [part for part in self.approved() if records.names_of([part.owner])[0] in done]
        for part in left:
            one = done[records.names_of([part.owner])[0]]
            self._settle([part], author or one.author, one.reason)
        return len(left)

    def take_back(self, name: str, author: str, reason: str) -> ReleaseRecord:
        """Bring the public database back to what it was before a release, in one step.

        Refused if it was taken back already, if a later release changed the same values, or if an
        import has. Its parts are approved again in the drafts. Raises NotFound, BadInput.
        """
        told = _checked(reason)
        with self._lock:
            found = records.find(self.made(), name)
            record = self._write(
                found.dataset,
                lambda: (self._backwards(name), found.parts),
                author,
                told,
                about=found.id,
            )
            if record is None:
                raise _nothing_left()
            for part in self.named(found.parts):
                if part.state == "published":
                    self._moved(part, "approved", author, told)
        return record

    def _backwards(self, name: str) -> Patch:
        made = self.made()
        found = records.find(made, name)
        if found.about or found.back:
            raise Refused(
                "この公開は、もう取り消されています",
                "this release has been taken back, or is itself a taking back",
            )
        after = records.later(made, found)
        if after:
            times = ", ".join(one.at.date().isoformat() for one in after)
            raise Refused(
                f"後の公開({times})が同じところを変えています。先にそちらを取り消してください",
                f"a later release ({times}) changed the same: take that back first",
            )
        now = reading.statements(self._public, found.subjects)
        if not found.added <= now or found.removed & now:
            raise Refused(
                "公開の後に、同じところが取り込み直されています。取り消せません",
                "the same was imported since: the release cannot be taken back",
                hint_ja="直したものを、もう一度公開してください",
                hint_en="release what is right instead",
            )
        return Patch(found.removed, found.added)


def _checked(reason: str) -> str:
    told = "".join(c for c in reason if c == "\n" or c.isprintable()).strip()
    if not 0 < len(told) <= LONGEST_REASON:
        raise BadInput(
            f"理由を{LONGEST_REASON:,}字までで書いてください",
            f"give a reason of up to {LONGEST_REASON:,} characters",
        )
    return told


def _hindered(found: ReleasePlan) -> Refused:
    one = found.hindered[0]
    why = text(f"release.why.{one.why}")
    count = len(found.hindered)
    starts = one.why in ("new-year", "no-dataset")
    return Refused(
        f"公開できないものが{count}件あります: {one.part.owner.iri}({why['ja']})",
        f"{count} part(s) cannot be released: {one.part.owner.iri} ({why['en']})",
        hint_ja="年度の始まりは michisuji release でデータセットごと公開します"
        if starts
        else "それを外して、もう一度公開してください",
        hint_en="a year begins with `michisuji release` of the whole data set"
        if starts
        else "leave it out and release again",
    )


def _nothing_left() -> Refused:
    return Refused("取り消すものが残っていません", "nothing of this release is left to take back")


def _busy() -> StoreConflict:
    return StoreConflict(
        "ほかの書き込みが続いているため、公開できませんでした",
        "not released, because others kept writing",
        hint_ja="少し待って、もう一度試してください",
        hint_en="wait a moment and try again",
    )
