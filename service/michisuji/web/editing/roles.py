"""Roles: an anonymous reader, or an editor with the secret, and the database each can reach.

Anonymous requests reach the public database and no other. A request with the editor's secret
(``Authorization: Bearer …``, or Basic with any name) reaches the database of drafts, where it may
also write. A wrong secret is an error; it never falls back to the reader's role.
"""

from __future__ import annotations

import hmac
from typing import ClassVar, Literal, NamedTuple
from urllib.parse import urlsplit

from flask import Response, g, request

from michisuji.errors import MichisujiError, Refused
from michisuji.languages import Text
from michisuji.web.context import current_settings, state
from michisuji.web.gateway import Gateway
from michisuji.web.http.negotiation import depends_on

Role = Literal["reader", "editor"]
_SAFE = ("GET", "HEAD", "OPTIONS")
#: A header each: Chromium looks at the first challenge of a header alone, and knows no Bearer.
CHALLENGES = ('Bearer realm="michisuji"', 'Basic realm="michisuji", charset="UTF-8"')


class NotSignedIn(MichisujiError):
    """Raised for a wrong secret, or for an operation that needs the editor's role."""

    code = "not-signed-in"
    status = 401
    title: ClassVar[Text] = {"ja": "編集者の権限が必要です", "en": "The editor role is needed"}


def role() -> Role:
    """Return the role of the current request.

    Raises NotSignedIn for a wrong secret.
    """
    if "role" not in g:
        g.role = _role()
    found: Role = g.role
    return found


def _role() -> Role:
    given = request.authorization
    if given is None and "Authorization" not in request.headers:
        return "reader"
    secret = (given.token or given.password or "") if given else ""
    own = current_settings().editor_token
    right = hmac.compare_digest(secret.encode(), own.encode()) and bool(own)
    if right and state().work is not None:
        return "editor"
    raise NotSignedIn(
        "編集者の合言葉が違うか、このサービスには編集者がいません",
        "the editor's secret is wrong, or this service has no editor",
        hint_ja="読むだけなら Authorization を付けずに送ってください",
        hint_en="to read only, send no Authorization header",
    )


def need_editor() -> None:
    """Raise NotSignedIn unless the request is an editor's.

    Raises Refused if there are no editors, and for a request that another site's page makes a
    signed-in browser send.
    """
    if role() == "editor":
        _not_from_elsewhere()
        return
    if not current_settings().editor_token or state().work is None:
        raise Refused(
            "更新は受け付けません。このサービスは読み取り専用です",
            "updates are refused, this service only reads",
            hint_ja="SERVICE、LOAD、更新を含まない問い合わせにしてください",
            hint_en="ask without SERVICE, LOAD and updates",
        )
    raise NotSignedIn(
        "書き込みと下書きは、編集者だけのものです",
        "only an editor may write, or see drafts",
        hint_ja="ブラウザーでは、好きな名前と、パスワードに編集者の合言葉を入れてください"
        "(プログラムからは Authorization: Bearer に続けて送ってください)",
        hint_en="in a browser enter any name, and the editor's secret as the password "
        "(programs send it as Authorization: Bearer …)",
    )


def _not_from_elsewhere() -> None:
    """Raise Refused for a request sent by another site's page.

    A browser that remembers Basic credentials adds them to any page's form. It states where a form
    comes from in ``Origin``, and in ``Sec-Fetch-Site``, which no page can change.
    """
    origin = request.headers.get("Origin")
    own = {"{0.scheme}://{0.netloc}".format(urlsplit(current_settings().base_iri))}
    own.add(request.host_url.rstrip("/"))
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    is_foreign = request.method not in _SAFE and site not in ("same-origin", "none")
    if is_foreign or (origin is not None and origin not in own):
        raise Refused(
            "ほかのサイトのページからは書き込めません",
            "a page of another site may not write",
            hint_ja="このサービスのページか、ブラウザー以外のクライアントから送ってください",
            hint_en="send it from a page of this service, or with a client other than a browser",
        )


class _Drafts(NamedTuple):
    """The gateway to the database of drafts."""

    gateway: Gateway


def gateway() -> Gateway:
    """Return the gateway to the database that the current request may reach."""
    if role() == "reader":
        return readers_gateway()
    own = state()
    work = own.work
    if work is None:  # the role is not granted without it
        raise LookupError("no database of drafts")
    return own.own(_Drafts, lambda: _Drafts(Gateway(work, own.settings, any_graph=True))).gateway


def readers_gateway() -> Gateway:
    """Return the gateway to the public database, whatever the role."""
    own = state()
    return own.own(Gateway, lambda: Gateway(own.store, own.settings, any_graph=False))


def guard(response: Response) -> Response:
    """Mark an answer as the editor's own, so that no cache gives it to a reader."""
    depends_on(response, "Authorization")
    if "role" in g and g.role == "editor":
        response.headers["Cache-Control"] = "private, no-store"
        response.headers.remove("ETag")
        response.headers.remove("Last-Modified")
    if response.status_code == 401:
        response.headers.setlist("WWW-Authenticate", CHALLENGES)
    return response
