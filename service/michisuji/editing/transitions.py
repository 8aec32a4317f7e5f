"""The moves of parts: from which states, to which, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from michisuji.accounts.permissions import Action, Actor, allowed
from michisuji.editing.states import PartState
from michisuji.errors import MichisujiError
from michisuji.languages import Text

DRAFT = "draft"


@dataclass(frozen=True)
class Transition:
    """The states that a move starts from, and the one it leads to.

    ``needs_reason``: a reason is required. ``looks``: a part with violations needs a note.
    """

    before: tuple[str, ...]
    after: str
    needs_reason: bool = False
    looks: bool = False


#: Releasing and taking back are moves, too, but made by :mod:`.release` alone.
TRANSITIONS: dict[Action, Transition] = {
    Action.SUBMIT: Transition(("draft", "returned"), "submitted", looks=True),
    Action.WITHDRAW: Transition(("submitted",), "draft"),
    Action.RETURN: Transition(("submitted", "confirmed"), "returned", needs_reason=True),
    Action.CONFIRM: Transition(("submitted",), "confirmed", looks=True),
    Action.APPROVE: Transition(("confirmed",), "approved", looks=True),
}


class WrongState(MichisujiError):
    """Raised for a move that the present state of a part does not allow."""

    code = "wrong-state"
    status = 409
    title: ClassVar[Text] = {"ja": "今の段階ではできません", "en": "Not possible in this state"}


@dataclass(frozen=True)
class MovedPart:
    """A move that has been made, for those who listen."""

    part: PartState
    action: Action
    before: str
    author: str
    reason: str
    change: str
    #: The account that submitted the part before this move, '' if nobody has.
    submitter: str = ""


def may(actor: Actor, part: PartState, action: Action, author: str) -> bool:
    """Return True if a person may make a move with a part; ``author`` is who submitted it."""
    transition, owner = TRANSITIONS.get(action), part.owner
    if transition is None or (part.state or DRAFT) not in transition.before or not owner.has_state:
        return False
    return allowed(
        actor,
        action,
        units=owner.lead_units,
        lead=owner.lead,
        state=part.state or DRAFT,
        submitted_by=author,
    )
