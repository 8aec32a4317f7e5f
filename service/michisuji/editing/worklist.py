"""The work of one person: what they owe, what waits for them, and what came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from michisuji.accounts.permissions import Action, Actor, Role, allowed
from michisuji.editing.ownership import owners_of
from michisuji.editing.states import (
    PartState,
    StateMove,
    all_states,
    move_key,
    moves_of,
    states_of,
    submitted_by,
)
from michisuji.editing.transitions import may
from michisuji.questions import run_many

if TYPE_CHECKING:
    from michisuji.store import Store

#: The states in which something is still to be done.
OPEN = ("draft", "submitted", "returned", "confirmed", "approved")
_DECIDING = (Action.CONFIRM, Action.APPROVE)


@dataclass(frozen=True)
class WorkItem:
    """A part, and the move that brought it to its state; None if an edit did."""

    part: PartState
    last: StateMove | None = None


@dataclass
class WorkList:
    """The parts that concern a person, by what they have to do with them.

    ``begun`` and ``untouched`` are theirs to submit, ``returned`` came back to them, ``waiting``
    wait for their look, ``sent`` are theirs and under way. ``releasable`` are approved, and theirs
    to release. ``city`` counts all parts by state, for those who see to the whole city.
    """

    returned: list[WorkItem] = field(default_factory=list)
    begun: list[WorkItem] = field(default_factory=list)
    untouched: list[WorkItem] = field(default_factory=list)
    waiting: list[WorkItem] = field(default_factory=list)
    sent: list[WorkItem] = field(default_factory=list)
    releasable: list[WorkItem] = field(default_factory=list)
    #: Sheets of this year that units of the person lead, whatever their state.
    sheets: int = 0
    city: Counter[str] = field(default_factory=Counter)

    @property
    def items(self) -> list[WorkItem]:
        """All of its parts, without those that nobody has begun."""
        return [
            *(*self.returned, *self.begun, *self.waiting, *self.sent),
            *self.releasable,
        ]


def worklist(store: Store, base_iri: str, actor: Actor) -> WorkList:
    """Return the work of a person, in each list what has waited longest first.

    Raises the store's errors.
    """
    found, own = WorkList(), of_units(actor)
    parts = all_states(store, base_iri, OPEN)
    moves = moves_of(store, parts, base_iri)
    for part in parts:
        known = moves.get(move_key(part.owner, base_iri), [])
        if part.state == "approved" and not known:
            continue  # an import says so: nobody has to do anything
        place = _place(found, actor, own, part, submitted_by(known))
        # The latest move led to the state, unless an edit has made a draft of it since.
        last = known[0] if known and known[0].state == part.state else None
        if place is not None:
            place.append(WorkItem(part, last))
    for items in (found.returned, found.begun, found.waiting, found.sent, found.releasable):
        items.sort(key=lambda one: (one.last.number if one.last else 0, one.part.key[0]))
    sheets = _sheets(store, base_iri, own)
    found.sheets = len(sheets)
    found.untouched = [WorkItem(part) for part in sheets if not part.state]
    if own != actor:
        found.city = Counter(part.state for part in parts)
    return found


def of_units(actor: Actor) -> Actor:
    """Return the person with the roles for units alone: nobody owes the sheets of a whole city."""
    return replace(actor, grants=tuple(grant for grant in actor.grants if grant.unit))


def _place(
    found: WorkList, actor: Actor, own: Actor, part: PartState, author: str
) -> list[WorkItem] | None:
    """Return the list that a part belongs to; None if it is not the person's."""
    units, state = part.owner.lead_units, part.state
    if may(own, part, Action.SUBMIT, author) or (state == "returned" and author == actor.id):
        return found.returned if state == "returned" else found.begun
    if any(may(actor, part, action, author) for action in _DECIDING):
        return found.waiting
    if state == "approved" and allowed(actor, Action.RELEASE, units=units, state=state):
        return found.releasable
    is_sent = state not in ("draft", "returned")
    is_own = author == actor.id or allowed(own, Action.SUBMIT, units=units, state="draft")
    return found.sent if is_sent and is_own else None


def _sheets(store: Store, base_iri: str, own: Actor) -> Sequence[PartState]:
    """Return the sheets of the year that a person's units write."""
    units = {grant.unit for grant in own.grants if grant.unit and grant.role is Role.EDITOR}
    rows = run_many(store, "sheets-of-unit", "unit", units, base_iri="")
    owners = owners_of(store, {str(row["part"]) for row in rows})
    return states_of(store, base_iri, [owners[iri] for iri in sorted(owners)])
