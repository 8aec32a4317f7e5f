"""The permissions in words: names of roles, actions and states, and the table as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from michisuji.accounts.permissions import TABLE, Action, Grant, Role
from michisuji.messages import listed, message, section


@dataclass(frozen=True)
class PermissionRow:
    """A line of the table in words, with the role and action that it is of."""

    role: Role
    action: Action
    action_name: str
    states: str
    reach: str


def role_name(role: Role, lang: str) -> str:
    """Return the name of a role."""
    return section("permissions.role", lang)[role]


def action_name(action: Action, lang: str) -> str:
    """Return the name of an action."""
    return section("permissions.action", lang)[action]


def state_name(state: str, lang: str) -> str:
    """Return the name of a state; '' is a draft."""
    return section("permissions.state", lang)[state or "draft"]


def event_name(event: str, lang: str) -> str:
    """Return the name of an event of the audit log."""
    return section("audit.event", lang)[event]


def grant_name(grant: Grant, lang: str, unit: str = "") -> str:
    """Return a grant in words; ``unit`` is the name of its unit, if it is known."""
    place = unit or grant.unit or section("permissions.reach", lang)["whole"]
    return f"{role_name(grant.role, lang)} ({place})"


def about_role(role: Role, lang: str) -> str:
    """Return a sentence on who has a role."""
    return section("permissions.about", lang)[role]


def rows(lang: str) -> Sequence[PermissionRow]:
    """Return the table in words, by role."""
    return [
        PermissionRow(
            line.role,
            line.action,
            action_name(line.action, lang),
            listed((state_name(state, lang) for state in line.states), lang)
            or message("permissions.any_state", lang),
            section("permissions.reach", lang)[line.reach],
        )
        for line in sorted(TABLE, key=lambda line: list(Role).index(line.role))
    ]


def notes(lang: str) -> Sequence[str]:
    """Return what the table does not show: sentences to put below it."""
    return [message(f"permissions.{name}", lang) for name in ("not_own", "no_unit", "token")]
