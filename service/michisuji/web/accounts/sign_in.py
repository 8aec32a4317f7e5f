"""The pages to sign in and out. They work without scripts, and with password managers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from michisuji.accounts.failures import SignInDelayed, WrongPassword
from michisuji.web.accounts import sessions
from michisuji.web.accounts.blueprint import blueprint
from michisuji.web.accounts.current import accounts, place
from michisuji.web.accounts.rules import ANYONE, rule
from michisuji.web.accounts.targets import own_address
from michisuji.web.context import current_settings, render
from michisuji.web.page_table import page

if TYPE_CHECKING:
    from michisuji.accounts import SignedIn


@blueprint.get("/sign-in")
@page(kept=False, listed=False)
@rule(ANYONE)
def sign_in() -> Any:
    """Show the form."""
    return _form()


def _form(error: WrongPassword | SignInDelayed | None = None) -> Response:
    body = render(
        "accounts/sign_in.html",
        error=error,
        name=request.form.get("name", "")[:64],
        target=own_address(request.values.get("next", "")),
        signed_out=request.args.get("out"),
        unknown=request.args.get("unknown", "")[:255],
        openid=current_settings().oidc_issuer,
    )
    response = make_response(body, error.status if error else 200)
    if isinstance(error, SignInDelayed):
        response.headers["Retry-After"] = str(error.wait_s)
    return response


@blueprint.post("/sign-in")
@rule(ANYONE)
def enter() -> BaseResponse:
    """Sign in, and go to where the person wanted to be."""
    words = request.form
    try:
        found = accounts().sign_in(words.get("name", ""), words.get("password", ""), place())
    except (WrongPassword, SignInDelayed) as error:
        return _form(error)
    return entered(found, words.get("next", ""))


def entered(found: SignedIn, target: str) -> BaseResponse:
    """Begin the session of a person who has shown who they are, and lead on.

    After a one-time password the own account comes first, where they set a password of their own.
    """
    earlier = sessions.own_secret()
    if earlier:
        accounts().sessions.end(earlier, place())
    sessions.begin(found.session)
    if found.must_set_password:
        return redirect(url_for("accounts.own"), 303)
    return redirect(own_address(target), 303)


@blueprint.post("/sign-out")
@rule(ANYONE)
def sign_out() -> BaseResponse:
    """End the session."""
    secret = sessions.own_secret()
    if secret:
        accounts().sessions.end(secret, place())
    sessions.end()
    return redirect(url_for("accounts.sign_in", out=1), 303)
