"""The way of the steps into the drafts: one change set, guarded by what the page has read."""

from __future__ import annotations

from dataclasses import replace

from michisuji.editing import Applied, Conflict, Edit
from michisuji.editing.logic_models import EditedModel, Replay, replay
from michisuji.editing.logic_models.computing import patch
from michisuji.web.diagram.session import Unsaved, digests, moved_on
from michisuji.web.forms.opened import editing
from michisuji.web.forms.permitted import need_patch


def replayed(session: Unsaved, model: EditedModel) -> tuple[Unsaved, Replay]:
    """Return the session on the model as it is now: steps that no longer apply are set aside."""
    done = replay(model, session.steps)
    left = tuple(step for step, _ in done.refused)
    session = replace(session, steps=done.applied, left=(*session.left, *left))
    return session, done


def collides(session: Unsaved, model: EditedModel, done: Replay) -> bool:
    """Return True if others have changed what the steps change, or steps no longer apply."""
    touched = patch(model, done.model).subjects
    ends = {end for step in done.applied for end in _ends(step)}
    return bool(done.refused) or bool((touched | ends) & set(moved_on(session, model)))


def _ends(step: object) -> list[str]:
    return [str(getattr(step, key, "")) for key in ("element", "source", "target")]


def save(model: EditedModel, done: Replay, reason: str, author: str) -> Applied:
    """Write the steps as one change set.

    Raises Conflict if the model has changed since ``model`` was read, Refused, Malformed, and the
    store's errors.
    """
    change, edits = patch(model, done.model), editing()
    read_at = {}
    for iri in sorted(change.subjects):
        found = edits.description(iri)
        if not {q for q in change.removed if str(q.subject) == iri} <= found.quads:
            raise Conflict({iri: found.version})
        if found.quads:
            read_at[iri] = found.version
    need_patch(change)
    return edits.apply(Edit(change.added, change.removed, read_at, reason), author)


def begun_again(session: Unsaved, model: EditedModel) -> Unsaved:
    """Return the session as begun on the model that was just read."""
    return replace(session, read=digests(model))
