"""Edits of the database of drafts: read, merged, checked, and written in one guarded update."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from michisuji.editing import checking, drafting, history, reading, sparql, writing
from michisuji.editing.changes import (
    Applied,
    Conflict,
    Description,
    Edit,
    PastChange,
    Patch,
    Quad,
    StillReferred,
)
from michisuji.editing.merging import merged
from michisuji.editing.reading import Held
from michisuji.editing.statements import version
from michisuji.editing.states import OF_WORKFLOW
from michisuji.errors import NotFound, Refused, StoreConflict

if TYPE_CHECKING:
    from michisuji.quality.change.drafts import Draft
    from michisuji.settings import Settings
    from michisuji.store import Store

#: Takes what an edit changes, and returns what changes with it (a state, say).
Following = Callable[[Patch], Patch]
#: Attempts to write an edit while other processes write, and seconds between two.
_TRIES, _PAUSE_S = 10, 0.05
#: Changes of a resource that a merge, a page and a restore look back on.
MOST_CHANGES = 500


class Editing:
    """The edits of one database of drafts; safe to use from several threads.

    ``following`` adds to each edit what has to change with it, in the same change set.
    ``listeners`` are called after each edit, in the order of the edits.
    """

    def __init__(
        self,
        work: Store,
        public: Store,
        settings: Settings,
        *,
        following: Following | None = None,
        listeners: Sequence[Callable[[Applied], None]] = (),
    ) -> None:
        self._work, self._public, self._settings = work, public, settings
        self._base = settings.base_iri
        self._following, self._listeners = following, tuple(listeners)
        self._lock = threading.RLock()

    # --- reading ------------------------------------------------------------------------------

    def description(self, iri: str, year: int | None = None) -> Description:
        """Return what is said of a resource now, or as of a fiscal year.

        It is read from the drafts, else from the public data if there is no draft of its data set.
        """
        held, dataset = self._held(iri)
        whole = held.about(iri, dataset)
        shown = held.state(dataset, year)
        return Description(
            iri, dataset, version(whole), frozenset(q for q in whole if q.graph in shown)
        )

    def history(self, iri: str, most: int = MOST_CHANGES) -> list[PastChange]:
        """Return the changes of a resource, and the imports of its data set, the latest first."""
        dataset = self._held(iri)[1]
        used = (iri, _dataset_iri(self._base, dataset))
        return history.changes(self._work, dataset, used, most=most)

    def latest(self, dataset: str, most: int = MOST_CHANGES) -> list[PastChange]:
        """Return the latest changes of a data set, the latest first."""
        return history.changes(self._work, dataset, most=most)

    def contents(self, iri: str) -> list[tuple[PastChange, frozenset[Quad]]]:
        """Return the changes of a resource with what stood after each, the latest first.

        They end where data were imported since: the history does not tell what stood before.
        """
        held, dataset = self._held(iri)
        changes = history.changes(self._work, dataset, (iri,), most=MOST_CHANGES)
        return list(history.back(iri, held.about(iri, dataset), changes))

    def _held(self, iri: str) -> tuple[Held, str]:
        """Return the database that describes a resource, as read, and the data set."""
        held = reading.read(self._work, self._base, (iri,))
        dataset = held.home(iri)
        if dataset and history.of(held.quads, iri):
            return held, dataset
        public = reading.read(self._public, self._base, (iri,))
        home = public.home(iri)
        is_draft = dataset in held.datasets and (home == dataset or not home)
        return (held, dataset) if is_draft or home in held.datasets else (public, home)

    # --- writing ------------------------------------------------------------------------------

    def start(self, dataset: str) -> bool:
        """Begin the draft of a public data set; return False if there is one already.

        Edits begin it by themselves; this is for people who look before they edit. Raises NotFound,
        and the store's errors.
        """
        with self._lock:
            return drafting.start(self._work, self._public, self._base, dataset)

    def apply(self, edit: Edit, author: str) -> Applied:
        """Write an edit, merged with what others have changed since it was read.

        Raises Conflict, Malformed (it breaks a rule of structure), NotFound, BadInput, Refused,
        TooLarge, StoreConflict while an import runs, and the store's errors.
        """
        dataset = checking.check(edit, self._base)
        with self._lock:
            started = False
            for _ in range(_TRIES):
                held = reading.read(self._work, self._base, edit.subjects)
                if dataset not in held.datasets:
                    started = drafting.start(self._work, self._public, self._base, dataset)
                    held = reading.read(self._work, self._base, edit.subjects)
                done = self._attempt(edit, author, dataset, held)
                if done is not None:
                    done = replace(done, started=started)
                    for listener in self._listeners if done.change or started else ():
                        listener(done)
                    return done
                time.sleep(_PAUSE_S)
        raise _busy()

    def _attempt(self, edit: Edit, author: str, dataset: str, held: Held) -> Applied | None:
        """Merge, check and write; None if something else was written since ``held`` was read."""
        todo, has_merged = self._todo(edit, held, dataset)
        if todo.quads and self._following and edit.kind not in ("state", "release"):
            more = self._following(todo)
            quads = held.quads | reading.statements(self._work, more.subjects - edit.subjects)
            held = replace(held, quads=quads)
            todo = Patch(
                (todo.added | (more.added - quads)) - more.removed,
                (todo.removed | (more.removed & quads)) - more.added,
            )
        before = {iri: held.about(iri, dataset) for iri in sorted(edit.subjects | todo.subjects)}
        after = {iri: version(_after(todo, iri, quads)) for iri, quads in before.items()}
        mark = held.books.mark
        done = Applied(
            todo.added, todo.removed, "", dataset, edit.kind, after, has_merged, (mark, mark)
        )
        if not todo.quads:
            return done
        if edit.kind == "undo":
            self._check_referred(todo, before)
        checking.check_state(todo, held, self._work, dataset)
        change = PastChange(
            todo.added,
            todo.removed,
            id=history.new_id(),
            dataset=dataset,
            kind=edit.kind,
            author=author,
            at=datetime.now(UTC),
            reason=edit.reason,
            about=edit.about,
            number=held.books.edits + 1,
            versions={iri: (version(before[iri]), after[iri]) for iri in todo.subjects},
        )
        if not self._write(change, held):
            return None
        now = held.books.edited({quad.graph for quad in todo.quads}, change.id)
        return replace(done, change=change.id, marks=(held.books.mark, now.mark))

    def _todo(self, edit: Edit, held: Held, dataset: str) -> tuple[Patch, bool]:
        """Return what is left to do of an edit, and whether others have changed the same."""
        now = {iri: held.about(iri, dataset) for iri in edit.subjects}
        versions = {iri: version(quads) for iri, quads in now.items()}
        nothing = version(())
        moved = {i for i in now if edit.read_at.get(i, nothing) != versions[i]}
        changes = history.changes(self._work, dataset, moved, most=MOST_CHANGES) if moved else []
        bases = {}
        for iri in moved:
            wanted = edit.read_at.get(iri, nothing)
            base = history.at_version(iri, wanted, now[iri], changes)
            if base is None:
                raise Conflict(versions)
            bases[iri] = base
        return merged(edit, now, bases, versions), bool(moved)

    def _check_referred(self, todo: Patch, before: Mapping[str, frozenset[Quad]]) -> None:
        """Raise StillReferred if an undo takes away what others refer to."""
        gone = [i for i, quads in before.items() if quads and not _after(todo, i, quads)]
        if gone:
            left = reading.references(self._work, self._base, gone) - todo.removed
            others = {q for q in left if str(q.subject) not in gone}
            for iri in gone:
                found = sorted({str(q.subject) for q in others if str(q.object) == iri})
                if found:
                    raise StillReferred(iri, found)

    def _write(self, change: PastChange, held: Held) -> bool:
        """Write a change with its record; False if something else was written since."""
        record = {f"{sparql.HISTORY}{change.dataset}": history.record(change)}
        text = writing.update(held, change, change.id, record)
        return writing.write(self._work, text, sparql.is_recorded(change.dataset, change.id))

    def preview(self, edit: Edit) -> Draft:
        """Return the findings that an edit would bring, mend and leave; nothing is written."""
        dataset = checking.check(edit, self._base)
        store = self._work
        held = reading.read(store, self._base, edit.subjects)
        if dataset not in held.datasets:
            store = self._public
            held = reading.read(store, self._base, edit.subjects)
        return checking.preview(edit, held, store, dataset, self._settings)

    def undone(self, change_id: str, reason: str) -> Edit:
        """Return the edit that takes a change back, whatever came after it.

        Applied, it raises Conflict if later changes touch the same, and StillReferred. Raises
        NotFound for a change that is not recorded, or not in what it changed.
        """
        change = history.one(self._work, change_id)
        if not change.quads:
            raise NotFound(
                "この変更は、取り消す内容が記録されていません(取込み)",
                "this change does not tell what it changed: it is an import",
                hint_ja="前のファイルをもう一度取り込んでください",
                hint_en="import the former files again",
            )
        added, removed = _data(change.removed), _data(change.added)
        if not added | removed:
            raise Refused(
                "段階だけを元に戻すことはできません。もう一度提出するか、差し戻してください",
                "a move of the state is not undone: submit or return it once more",
            )
        read_at = {iri: after for iri, (_, after) in change.versions.items()}
        return Edit(added, removed, read_at, reason, "undo", change_id)

    def restored(self, iri: str, change_id: str, reason: str) -> Edit:
        """Return the edit that brings a resource back to what it was after a change.

        Raises NotFound if the history does not tell that any more.
        """
        held, dataset = self._held(iri)
        now = held.about(iri, dataset)
        then = {change.id: quads for change, quads in self.contents(iri)}.get(change_id)
        if then is None:
            raise NotFound(
                "その時の内容は、履歴からは分かりません(後でデータが取り込まれています)",
                "the history does not tell what stood then: data were imported since",
                hint_ja="取込みより後の版を選んでください",
                hint_en="choose a version after the import",
            )
        added, removed = _data(then - now), _data(now - then)
        return Edit(added, removed, {iri: version(now)}, reason, "restore", change_id)

    def alone(self) -> AbstractContextManager[object]:
        """Return a context in which no other thread of this service writes an edit."""
        return self._lock

    def imported(self, dataset: str, author: str, reason: str) -> None:
        """Record that an import has replaced the draft of a data set."""
        change = PastChange(
            id=history.new_id(),
            dataset=dataset,
            kind="import",
            author=author,
            at=datetime.now(UTC),
            reason=reason,
            versions={_dataset_iri(self._base, dataset): ("", "")},
        )
        with self._lock:
            for _ in range(_TRIES):
                held = reading.read(self._work, self._base, ())
                if self._write(replace(change, number=held.books.edits + 1), held):
                    return
                time.sleep(_PAUSE_S)
        raise _busy()


def _after(patch: Patch, iri: str, quads: frozenset[Quad]) -> frozenset[Quad]:
    """Return what a patch makes of the statements about a resource."""
    return (quads - patch.removed) | history.of(patch.added, iri)


def _data(quads: frozenset[Quad]) -> frozenset[Quad]:
    """Return statements without those of the workflow, which no undo moves."""
    return frozenset(quad for quad in quads if str(quad.predicate) not in OF_WORKFLOW)


def _busy() -> StoreConflict:
    return StoreConflict(
        "ほかの書き込みが続いているため、変更を保存できませんでした",
        "the edit could not be written, because others kept writing",
        hint_ja="少し待って、もう一度試してください",
        hint_en="wait a moment and try again",
    )


def _dataset_iri(base: str, dataset: str) -> str:
    return f"{base}/id/dataset/{dataset}"
