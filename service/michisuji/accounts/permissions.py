"""Permissions: who may do what, in one table of role × action × state × unit.

A person has grants, each a role for a unit with what is below it, or for the whole city. What the
table does not allow is not allowed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """A role that an account can have. Readers without an account see the public pages alone."""

    READER = "reader"
    EDITOR = "editor"
    APPROVER = "approver"
    PLANNER = "planner"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """An action under ``/drafts``, each with a rule in the table."""

    SEE_DRAFTS = "see-drafts"
    EDIT = "edit"
    UPLOAD = "upload"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    CONFIRM = "confirm"
    APPROVE = "approve"
    RELEASE = "release"
    TAKE_BACK = "take-back"
    SEE_AUDIT = "see-audit"
    MANAGE_ACCOUNTS = "manage-accounts"
    OWN_ACCOUNT = "own-account"


class PermissionReach(StrEnum):
    """The resources that a permission is about, seen from the unit of the grant."""

    #: Everything, resources without a unit included.
    WHOLE = "whole"
    #: What the unit leads, and what the units below it lead.
    UNIT = "unit"
    #: What the units below it lead, not what it leads itself.
    BELOW = "below"


#: The states of a part (``code:workflow-status``), in their order.
STATES = ("draft", "submitted", "returned", "confirmed", "approved", "published")
#: Roles that are given for a unit or for the whole city; all others are for the whole city.
BY_UNIT = frozenset({Role.EDITOR, Role.APPROVER})
#: Actions that no API token has: a stolen one could make itself others.
NOT_BY_TOKEN = frozenset({Action.OWN_ACCOUNT, Action.MANAGE_ACCOUNTS})
#: Actions that nobody does with what they submitted themselves.
_BY_ANOTHER = frozenset({Action.CONFIRM, Action.APPROVE})


@dataclass(frozen=True)
class Grant:
    """A role for a unit (IRI) with what is below it; ``unit`` None: for the whole city."""

    role: Role
    unit: str | None = None


@dataclass(frozen=True)
class Actor:
    """A person who is signed in, or an API token.

    ``id`` is opaque and stays the same; ``name`` is shown to people and may change. ``scope`` holds
    the only actions that an API token may do; None for a person.
    """

    id: str
    name: str
    grants: tuple[Grant, ...]
    scope: frozenset[Action] | None = None


@dataclass(frozen=True)
class Permission:
    """One line of the table. ``states`` is empty for an action that no state matters to."""

    role: Role
    action: Action
    reach: PermissionReach = PermissionReach.WHOLE
    states: tuple[str, ...] = ()


#: What the editor of a unit may change without asking for it back. An edit of an approved or
#: published part makes it a draft again.
_OPEN = ("draft", "returned", "approved", "published")
TABLE: tuple[Permission, ...] = (
    *(
        Permission(role, action)
        for role in Role
        for action in (Action.SEE_DRAFTS, Action.OWN_ACCOUNT)
    ),
    Permission(Role.EDITOR, Action.EDIT, PermissionReach.UNIT, _OPEN),
    Permission(Role.EDITOR, Action.UPLOAD, PermissionReach.UNIT, _OPEN),
    Permission(Role.EDITOR, Action.SUBMIT, PermissionReach.UNIT, ("draft", "returned")),
    Permission(Role.EDITOR, Action.WITHDRAW, PermissionReach.UNIT, ("submitted",)),
    Permission(Role.APPROVER, Action.RETURN, PermissionReach.UNIT, ("submitted",)),
    Permission(Role.APPROVER, Action.CONFIRM, PermissionReach.UNIT, ("submitted",)),
    Permission(Role.APPROVER, Action.RETURN, PermissionReach.BELOW, ("confirmed",)),
    Permission(Role.APPROVER, Action.APPROVE, PermissionReach.BELOW, ("confirmed",)),
    Permission(Role.PLANNER, Action.EDIT, states=STATES),
    Permission(Role.PLANNER, Action.UPLOAD, states=STATES),
    Permission(Role.PLANNER, Action.SUBMIT, states=("draft", "returned")),
    Permission(Role.PLANNER, Action.WITHDRAW, states=("submitted",)),
    Permission(Role.PLANNER, Action.RETURN, states=("submitted", "confirmed")),
    Permission(Role.PLANNER, Action.CONFIRM, states=("submitted",)),
    Permission(Role.PLANNER, Action.APPROVE, states=("confirmed",)),
    Permission(Role.PLANNER, Action.RELEASE, states=("approved",)),
    Permission(Role.PLANNER, Action.TAKE_BACK, states=("published",)),
    Permission(Role.ADMINISTRATOR, Action.SEE_AUDIT),
    Permission(Role.ADMINISTRATOR, Action.MANAGE_ACCOUNTS),
)


def allowed(
    actor: Actor,
    action: Action,
    *,
    units: Collection[str] = (),
    state: str = "",
    lead: Collection[str] = (),
    submitted_by: str = "",
) -> bool:
    """Return True if the actor may do the action with a resource in a state.

    ``units`` are the units (IRIs) in charge of the resource and all units above them; ``lead`` are
    those in charge alone, which an approval by a unit above needs to know. Resources without units
    are the planner's. ``state`` '' means any: only what is allowed in every state is allowed then.
    ``submitted_by`` is the account id of the person who submitted the part: nobody confirms or
    approves their own.
    """
    if action in _BY_ANOTHER and submitted_by == actor.id:
        return False
    return any(
        (not line.states or line.states == STATES or state in line.states)
        and _reaches(line.reach, grant.unit, units, lead)
        for line, grant in _lines(actor, action)
    )


def allowed_somewhere(actor: Actor, action: Action) -> bool:
    """Return True if the actor may do the action with some resource in some state.

    For pages that are about no resource yet: a button, a list, a form to upload files.
    """
    return any(True for _ in _lines(actor, action))


def actions_of(actor: Actor) -> frozenset[Action]:
    """Return all actions that the actor may do somewhere."""
    return frozenset(action for action in Action if allowed_somewhere(actor, action))


def _lines(actor: Actor, action: Action) -> Iterator[tuple[Permission, Grant]]:
    """Yield the lines of the table that give the actor the action, with the grants behind them."""
    if actor.scope is not None and action not in actor.scope:
        return
    for grant in actor.grants:
        if grant.unit is None or grant.role in BY_UNIT:
            for line in TABLE:
                if (line.role, line.action) == (grant.role, action):
                    yield line, grant


def _reaches(
    reach: PermissionReach, unit: str | None, units: Collection[str], lead: Collection[str]
) -> bool:
    if reach is PermissionReach.WHOLE:
        return True
    if reach is PermissionReach.BELOW and (not lead or unit in lead):
        return False
    return bool(units) and (unit is None or unit in units)
