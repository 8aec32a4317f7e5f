"""The gate of ``/drafts``: no view runs before its caller is known, and allowed to."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from werkzeug.wrappers import Response as BaseResponse

from michisuji.accounts.permissions import Action, actions_of
from michisuji.errors import MichisujiError, Refused, TooLarge
from michisuji.web.accounts import sessions
from michisuji.web.accounts.actors import (
    NotSignedIn,
    by_token,
    current_actor,
    need_somewhere,
    not_allowed,
)
from michisuji.web.accounts.origins import SAFE, csrf_field, not_from_elsewhere
from michisuji.web.accounts.rules import ANYONE, is_shared, rule, rule_of, share
from michisuji.web.context import current_settings
from michisuji.web.http.errors import answer
from michisuji.web.http.negotiation import depends_on, prefers_html
from michisuji.web.i18n import moment

_CSRF = "michisuji-csrf"
#: Bytes of a form in addition to its files.
FORM_BYTES = 100_000


def init_app(app: Flask) -> None:
    """Set up the gate of an application, which has the views that readers have, and no other."""
    from michisuji.web.accounts.blueprint import blueprint, load

    share(app)
    sessions.init_app(app)
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None)
    app.extensions[_CSRF] = CSRFProtect(app)
    app.before_request(_pass)
    app.after_request(_own)
    app.register_error_handler(NotSignedIn, to_sign_in)
    app.register_error_handler(CSRFError, stale)
    app.jinja_env.globals.update(
        csrf_field=csrf_field,
        csrf_token=generate_csrf,
        actor=actor,
        may=may,
        has_public_page=is_shared,
    )
    app.jinja_env.filters["stamp"] = stamp
    app.view_functions["static"] = rule(ANYONE)(app.view_functions["static"])
    load()
    app.register_blueprint(blueprint)


def stamp(text: str) -> str:
    """Return a time of the accounts, a text in UTC, as people in the city read it."""
    return moment(datetime.fromisoformat(text))


def actor() -> object:
    """Return the current actor for templates; None on pages that are open to all."""
    return g.get("actor")


def may(action: str) -> bool:
    """Return True if the current actor may do an action (its value) somewhere."""
    found = g.get("actor")
    return found is not None and action in actions_of(found)


def _pass() -> None:
    """Raise NotSignedIn, NotAllowed, Refused or CSRFError unless the request may go on."""
    view = current_app.view_functions.get(request.endpoint or "")
    declared = rule_of(view)
    if declared is None and (view is None or is_shared()):
        declared = (Action.SEE_DRAFTS,)
    if declared is None:
        raise not_allowed(Action.SEE_DRAFTS)
    (action,) = declared
    if action is not None:
        need_somewhere(action)
    elif request.endpoint != "static":
        current_actor()
    _bound()
    if request.method not in SAFE or action is not None:
        not_from_elsewhere()
    if request.method not in SAFE and not by_token():
        protection: CSRFProtect = current_app.extensions[_CSRF]
        protection.protect()


def _bound() -> None:
    """Let a signed-in person send files; raise TooLarge for more than the limit."""
    if g.get("actor") is None:
        return
    limit = current_settings().max_upload_bytes
    request.max_content_length = limit + FORM_BYTES
    if (request.content_length or 0) > limit + FORM_BYTES:
        raise TooLarge(
            f"一度に送れるのは{limit:,}バイトまでです",
            f"{limit:,} bytes may be sent at once",
            hint_ja="ファイルを分けて送ってください",
            hint_en="send the files one by one",
        )


def to_sign_in(error: NotSignedIn) -> BaseResponse:
    """Send a browser to the sign-in page, and back afterwards; answer a program with the error."""
    if request.method not in ("GET", "HEAD") or not prefers_html() or by_token():
        return answer(error)
    here = quote(request.root_path + request.path)
    query = request.query_string.decode("ascii", "replace")
    target = here + (f"?{query}" if query else "")
    return redirect(url_for("accounts.sign_in", next=target), 303)


def stale(error: CSRFError) -> Response:
    """Refuse a form of another session than the current one."""
    told: MichisujiError = Refused(
        "この操作は、このサービスの画面から行ってください",
        f"this must be sent from a page of this service: {error.description}",
        hint_ja="サインインし直した後なら、画面を開き直してもう一度行ってください",
        hint_en="after a new sign-in open the page again, and repeat it",
    )
    return answer(told)


def _own(response: Response) -> Response:
    """Keep an answer below ``/drafts`` from caches, and from pages of other sites."""
    depends_on(response, "Authorization", "Cookie")
    for name in [name for name, _ in response.headers if name.startswith("Access-Control-")]:
        response.headers.remove(name)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "private, no-store"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.remove("ETag")
        response.headers.remove("Last-Modified")
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="michisuji"'
    return response
