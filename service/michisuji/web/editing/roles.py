"""The database that each request can reach, and who may write.

Anonymous requests reach the public database and no other. A signed-in person and an API token
(``Authorization: Bearer …``) reach the database of drafts. What they send there as a whole, an
update or a graph, is for those who may edit the whole city. A wrong token is an error; it never
falls back to the reader's role.
"""

from __future__ import annotations

from typing import NamedTuple

from flask import Response, g

from michisuji.accounts.permissions import Action
from michisuji.errors import Refused
from michisuji.web.accounts.actors import NotSignedIn, current_actor, need
from michisuji.web.accounts.origins import not_from_elsewhere
from michisuji.web.context import state
from michisuji.web.editing import drafts
from michisuji.web.gateway import Gateway
from michisuji.web.http.negotiation import depends_on

CHALLENGE = 'Bearer realm="michisuji"'


def reaches_drafts() -> bool:
    """Return True if the current request reaches the database of drafts.

    Raises NotSignedIn for a wrong token, NotAllowed for one that may not see drafts.
    """
    if current_actor() is None:
        return False
    need(Action.SEE_DRAFTS)
    return True


def need_writer() -> None:
    """Raise NotSignedIn or NotAllowed unless the request may edit the whole city.

    Raises Refused if nobody may edit here, and for a request that another site's page makes a
    signed-in browser send.
    """
    if current_actor() is not None:
        need(Action.EDIT)
        not_from_elsewhere()
        return
    if drafts.work() is None:
        raise Refused(
            "更新は受け付けません。このサービスは読み取り専用です",
            "updates are refused, this service only reads",
            hint_ja="SERVICE、LOAD、更新を含まない問い合わせにしてください",
            hint_en="ask without SERVICE, LOAD and updates",
        )
    raise NotSignedIn(
        "書き込みには権限が必要です",
        "writing needs a role that allows it",
        hint_ja="APIトークンを Authorization: Bearer に続けて送ってください"
        "(トークンは /drafts/account で作れます)",
        hint_en="send an API token as Authorization: Bearer … (make one at /drafts/account)",
    )


class _Drafts(NamedTuple):
    """The gateway to the database of drafts."""

    gateway: Gateway


def gateway() -> Gateway:
    """Return the gateway to the database that the current request may reach."""
    if not reaches_drafts():
        return readers_gateway()
    own, work = state(), drafts.work()
    if work is None:  # there is no actor without it
        raise LookupError("no database of drafts")
    return own.own(_Drafts, lambda: _Drafts(Gateway(work, own.settings, any_graph=True))).gateway


def readers_gateway() -> Gateway:
    """Return the gateway to the public database, whatever the role."""
    own = state()
    return own.own(Gateway, lambda: Gateway(own.store, own.settings, any_graph=False))


def guard(response: Response) -> Response:
    """Mark an answer as a person's own, so that no cache gives it to a reader."""
    depends_on(response, "Authorization")
    if g.get("actor") is not None:
        response.headers["Cache-Control"] = "private, no-store"
        response.headers.remove("ETag")
        response.headers.remove("Last-Modified")
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = CHALLENGE
    return response
