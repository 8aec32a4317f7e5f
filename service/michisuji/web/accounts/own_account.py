"""The page of one's own account: password, sessions, roles and API tokens."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from michisuji.accounts.permissions import NOT_BY_TOKEN, Action, Actor, actions_of
from michisuji.errors import BadInput
from michisuji.web.accounts import sessions
from michisuji.web.accounts.actors import signed_in
from michisuji.web.accounts.blueprint import blueprint
from michisuji.web.accounts.current import accounts, by, place
from michisuji.web.accounts.rules import rule
from michisuji.web.accounts.units import unit_names
from michisuji.web.context import render
from michisuji.web.page_table import page


@blueprint.get("/account")
@page(kept=False, listed=False)
@rule(Action.OWN_ACCOUNT)
def own() -> Any:
    """Show the own account."""
    return shown()


def shown(**more: Any) -> str:
    """Render the own account; ``more`` is what the page has to say of the request before."""
    from michisuji.accounts.passwords import SHORTEST
    from michisuji.accounts.tokens import MOST_DAYS, USUAL_DAYS

    actor = signed_in()
    person = accounts().persons.get(actor.id)
    assert person is not None  # who has a session has an account
    offered = sorted(actions_of(Actor(person.id, person.display, person.grants)) - NOT_BY_TOKEN)
    return render(
        "accounts/own.html",
        person=person,
        limited=actor.scope is not None,
        sessions=accounts().sessions.of(person.id),
        tokens=accounts().tokens.of(person.id),
        offered=offered,
        shortest=SHORTEST,
        usual_days=USUAL_DAYS,
        most_days=MOST_DAYS,
        names=unit_names({grant.unit for grant in person.grants if grant.unit}),
        revoke_address=lambda one: url_for("accounts.revoke_token", token=one.id),
        done=request.args.get("done", ""),
        **more,
    )


@blueprint.post("/account/password")
@rule(Action.OWN_ACCOUNT)
def password() -> BaseResponse:
    """Set a new password; all sessions end, and a new one begins here."""
    words, actor = request.form, signed_in()
    if words.get("new", "") != words.get("again", ""):
        raise BadInput(
            "新しいパスワードが2回で違います",
            "the new password was typed in two different ways",
            hint_ja="前の画面に戻って、同じものを2回入れてください",
            hint_en="go back, and type the same one twice",
        )
    # After a one-time password, which counts no more, there is none to show.
    old = words.get("old", "") if actor.scope is None else None
    found = accounts().change_password(actor.id, old, words.get("new", ""), place())
    sessions.begin(found.session)
    return redirect(url_for("accounts.own", done="password"), 303)


@blueprint.post("/account/sign-out-everywhere")
@rule(Action.OWN_ACCOUNT)
def sign_out_everywhere() -> BaseResponse:
    """End all sessions, this one included."""
    accounts().sessions.end_all(signed_in().id, by())
    sessions.end()
    return redirect(url_for("accounts.sign_in", out="everywhere"), 303)
