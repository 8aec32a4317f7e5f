"""Edits of the database of drafts: read, merged, checked, and written in one guarded update."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from michisuji.editing.changes import Applied, Change, Description, Edit, Patch

if TYPE_CHECKING:
    from michisuji.quality.change.drafts import Draft
    from michisuji.settings import Settings
    from michisuji.store import Store

#: Takes what an edit changes, and returns what changes with it (a state, say).
Following = Callable[[Patch], Patch]


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
        self._following, self._listeners = following, tuple(listeners)

    def description(self, iri: str, year: int | None = None) -> Description:
        """Return what is said of a resource now, or as of a fiscal year.

        It is read from the drafts, else from the public data if there is no draft of its data set.
        """
        raise NotImplementedError

    def apply(self, edit: Edit, author: str) -> Applied:
        """Write an edit, merged with what others have changed since it was read.

        Raises Conflict, Malformed (it breaks a rule of structure), NotFound, BadInput, Refused,
        TooLarge, StoreConflict while an import runs, and the store's errors.
        """
        raise NotImplementedError

    def preview(self, edit: Edit) -> Draft:
        """Return the findings that an edit would bring, mend and leave; nothing is written."""
        raise NotImplementedError

    def history(self, iri: str) -> list[Change]:
        """Return the changes of a resource, the latest first."""
        raise NotImplementedError

    def undo(self, change_id: str, author: str, reason: str) -> Applied:
        """Take a change back, whatever came after it, unless that touches the same."""
        raise NotImplementedError

    def restore(self, iri: str, change_id: str, author: str, reason: str) -> Applied:
        """Bring a resource back to what it was after a change."""
        raise NotImplementedError
