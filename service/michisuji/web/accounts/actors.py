"""Who makes the current request, and whether they may do what it asks for.

A request with an ``Authorization`` header is its API token's, and no cookie counts beside it. In
the application over the drafts a request without one is the signed-in person's; anywhere else it is
an anonymous reader's.
"""

from __future__ import annotations

from typing import ClassVar

from flask import g

from michisuji.accounts.permissions import Action, Actor, allowed
from michisuji.errors import MichisujiError
from michisuji.languages import Text


class NotSignedIn(MichisujiError):
    """Raised for a request that needs a signed-in person or a token, and has none that counts."""

    code = "not-signed-in"
    status = 401
    title: ClassVar[Text] = {"ja": "サインインが必要です", "en": "Sign-in is needed"}


class NotAllowed(MichisujiError):
    """Raised for an action that the roles of a signed-in person do not include."""

    code = "not-allowed"
    status = 403
    title: ClassVar[Text] = {"ja": "権限がありません", "en": "Not allowed"}


def current_actor() -> Actor | None:
    """Return the signed-in person or the token's; None for an anonymous reader.

    Raises NotSignedIn for a token that does not count.
    """
    found: Actor | None = g.get("actor")
    return found


def need(action: Action, *, resource: str = "", state: str = "") -> Actor:
    """Return the current actor, who may do ``action`` to a resource (its IRI).

    Without a resource: to the whole city. ``state``: that of the part of which the resource is, one
    of ``code:workflow-status/…`` by its last word. Raises NotSignedIn, NotAllowed.
    """
    actor = current_actor()
    if actor is None:
        raise NotSignedIn("サインインしてください", "sign in first")
    if not allowed(actor, action, units=units_of(resource), state=state):
        raise NotAllowed("この操作をする権限がありません", "your roles do not include this")
    return actor


def units_of(resource: str) -> tuple[str, ...]:
    """Return the units in charge of a resource, with all above them; empty for the whole city."""
    from michisuji.editing.ownership import owner_of
    from michisuji.web.context import current_store

    return owner_of(current_store(), resource).lead_units if resource else ()
