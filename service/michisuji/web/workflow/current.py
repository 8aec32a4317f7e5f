"""The workflow and the releases of the current application, and the part of the current page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import g, request

from michisuji.accounts import AuditEvent
from michisuji.accounts.permissions import Action, allowed
from michisuji.editing.release.making import Releases
from michisuji.editing.states import PartState, submitted_by
from michisuji.editing.transitions import DRAFT, TRANSITIONS, MovedPart, may
from michisuji.editing.workflow import Workflow
from michisuji.errors import MichisujiError
from michisuji.web.accounts.actors import signed_in
from michisuji.web.accounts.current import record
from michisuji.web.context import state
from michisuji.web.forms.opened import asked_year, editing
from michisuji.web.workflow.hook import Hook

if TYPE_CHECKING:
    from michisuji.store import Store


def workflow() -> Workflow:
    """Return the application's workflow: each move is recorded, and told to the city's command."""
    own = state()

    def make() -> Workflow:
        return Workflow(editing(), own.store, own.settings, listeners=(_recorded, heard))

    return own.own(Workflow, make)


def heard(moved: MovedPart) -> None:
    """Let the city's own command hear of a move."""
    own = state()
    own.own(Hook, lambda: Hook(own.settings))(moved)


def _recorded(moved: MovedPart) -> None:
    year = moved.part.owner.year or ""
    record(AuditEvent.STATE, moved.part.owner.iri, f"{year} {moved.action}".strip())


def releases() -> Releases:
    """Return the application's releases."""
    own = state()
    return own.own(Releases, lambda: Releases(editing(), own.store, public(), own.settings))


def public() -> Store:
    """Return the database that readers see."""
    own = state()
    return own.public or own.store


@dataclass(frozen=True)
class StateBar:
    """The state of the page's resource, the moves that the person may make, and what they saw."""

    part: PartState
    actions: tuple[Action, ...]
    seen: str
    may_edit: bool

    @property
    def state(self) -> str:
        """The state, by the last word of its code."""
        return self.part.state or DRAFT


def bar(iri: str) -> StateBar | None:
    """Return the state of the part that a resource belongs to; None if it belongs to nothing.

    What needs no approval (a unit, a goal) has no moves.
    """
    try:
        found = workflow().state_of(iri, asked_year(request.args.get("year", "")))
    except MichisujiError:
        return None
    return told(found)


def told(part: PartState) -> StateBar:
    """Return a part as it stands for the current actor."""
    actor, units = signed_in(), part.owner.lead_units
    may_edit = allowed(actor, Action.EDIT, units=units, state=part.state or DRAFT)
    moves = workflow().moves_of(part) if part.owner.has_state else []
    actions = (a for a in TRANSITIONS if may(actor, part, a, submitted_by(moves)))
    found = tuple(actions) if part.owner.has_state else ()
    return StateBar(part, found, moves[0].change if moves else "", may_edit)


def show_bar(iri: str) -> None:
    """Let the page have the bar of a resource."""
    g.editing = iri
