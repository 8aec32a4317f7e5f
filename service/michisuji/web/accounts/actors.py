"""The person or token that makes a request, and whether they may do what it asks for.

A request with an ``Authorization`` header is its API token's, and no cookie counts then. In
the application over the drafts a request without one is the signed-in person's; anywhere else it is
an anonymous reader's.
"""

from __future__ import annotations

from typing import ClassVar

from flask import g, request

from michisuji.accounts.permissions import STATES, Action, Actor, allowed, allowed_somewhere
from michisuji.errors import MichisujiError
from michisuji.languages import LANGUAGES, Text
from michisuji.messages import message
from michisuji.web.context import current_settings, current_store, is_over_drafts, state


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
    if "actor" not in g:
        g.actor = _identified()
    found: Actor | None = g.actor
    return found


def by_token() -> bool:
    """Return True if a token, not a cookie, says who makes the current request."""
    return "Authorization" in request.headers


def _identified() -> Actor | None:
    if by_token():
        return _of_token()
    if not is_over_drafts():
        return None
    from michisuji.web.accounts.sessions import person

    return person()


def _of_token() -> Actor:
    given, accounts = request.authorization, state().accounts
    secret = (given.token or "") if given is not None and given.type == "bearer" else ""
    found = accounts.tokens.actor(secret) if accounts is not None and secret else None
    if found is None:
        raise NotSignedIn(
            "APIトークンが違うか、期限が切れています",
            "the API token is wrong, revoked or expired",
            hint_ja="Authorization: Bearer に続けて、有効なトークンを送ってください"
            "(読むだけなら Authorization を付けないでください)",
            hint_en="send a valid token as Authorization: Bearer … "
            "(to read only, send no Authorization header)",
        )
    return found


def signed_in() -> Actor:
    """Return the current actor.

    Raises NotSignedIn if there is none.
    """
    actor = current_actor()
    if actor is None:
        raise NotSignedIn(
            "下書きと編集は、サインインした職員だけのものです",
            "drafts and editing are for staff who have signed in",
            hint_ja="/drafts/sign-in でサインインしてください"
            "(プログラムからは APIトークンを Authorization: Bearer に続けて送ってください)",
            hint_en="sign in at /drafts/sign-in "
            "(programs send an API token as Authorization: Bearer …)",
        )
    return actor


def need(action: Action, *, resource: str = "", year: int | None = None) -> Actor:
    """Return the current actor, who may do ``action`` to a resource (its IRI).

    The units in charge and the state are those of the part that the resource belongs to, in a
    fiscal year if one is given. Without a resource: to the whole city. Raises NotSignedIn,
    NotAllowed, and the store's errors.
    """
    actor = signed_in()
    if not (_allowed(actor, action, resource, year) if resource else allowed(actor, action)):
        raise not_allowed(action)
    return actor


def _allowed(actor: Actor, action: Action, resource: str, year: int | None) -> bool:
    from michisuji.editing.states import part_of, state_of

    store = current_store()
    part = state_of(store, current_settings().base_iri, part_of(store, resource, year))
    units, lead = part.owner.lead_units, part.owner.lead
    return allowed(actor, action, units=units, lead=lead, state=part.state or STATES[0])


def need_somewhere(action: Action) -> Actor:
    """Return the current actor, who may do ``action`` with some resource.

    Raises NotSignedIn, NotAllowed.
    """
    actor = signed_in()
    if not allowed_somewhere(actor, action):
        raise not_allowed(action)
    return actor


def not_allowed(action: Action) -> NotAllowed:
    """Return the error for an action that the current actor may not do."""
    names = {lang: message(f"roles.action_{action.replace('-', '_')}", lang) for lang in LANGUAGES}
    return NotAllowed(
        f"「{names['ja']}」の権限がありません",
        f'your roles do not include "{names["en"]}" here',
        hint_ja="だれが何をできるかは /about/roles にあります。役割は管理者が決めます",
        hint_en="who may do what is told at /about/roles; an administrator gives the roles",
    )
