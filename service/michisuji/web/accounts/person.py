"""The administrator's page of one account: its roles, a new password, and whether it is active."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from michisuji.accounts.permissions import BY_UNIT, Action, Grant, Role
from michisuji.errors import BadInput, NotFound
from michisuji.web.accounts.blueprint import blueprint
from michisuji.web.accounts.current import accounts, by
from michisuji.web.accounts.rules import rule
from michisuji.web.accounts.units import unit_names, unit_of
from michisuji.web.context import current_settings, render
from michisuji.web.page_table import page


@blueprint.get("/accounts/<person>")
@page(kept=False, listed=False)
@rule(Action.MANAGE_ACCOUNTS)
def person(person: str) -> Any:
    """Show one account."""
    return shown(person)


def shown(person_id: str, **more: Any) -> str:
    """Render one account; ``more`` is what the page has to say of the request before.

    Raises NotFound.
    """
    found = accounts().persons.get(person_id)
    if found is None:
        raise NotFound("アカウントがありません", "there is no such account")
    return render(
        "accounts/person.html",
        person=found,
        names=unit_names({grant.unit for grant in found.grants if grant.unit}),
        roles=Role,
        sessions=accounts().sessions.of(found.id),
        tokens=accounts().tokens.of(found.id),
        revoke_address=lambda one: url_for("accounts.revoke_of", person=found.id),
        openid=current_settings().oidc_issuer,
        claim=current_settings().oidc_claim,
        done=request.args.get("done", ""),
        **more,
    )


@blueprint.post("/accounts/<person>/roles")
@rule(Action.MANAGE_ACCOUNTS)
def give_role(person: str) -> BaseResponse:
    """Add a role."""
    accounts().persons.grant(person, _given(), by())
    return _back(person, "role")


@blueprint.post("/accounts/<person>/roles/remove")
@rule(Action.MANAGE_ACCOUNTS)
def take_role(person: str) -> BaseResponse:
    """Remove a role."""
    words = request.form
    grant = Grant(_role(words.get("role", "")), words.get("unit") or None)
    accounts().persons.revoke(person, grant, by())
    return _back(person, "role")


@blueprint.post("/accounts/<person>/reset")
@rule(Action.MANAGE_ACCOUNTS)
def reset(person: str) -> Response:
    """Make a one-time password, and show it this once; the sessions end."""
    return make_response(shown(person, secret=accounts().invite(person, by())))


@blueprint.post("/accounts/<person>/disable")
@rule(Action.MANAGE_ACCOUNTS)
def disable(person: str) -> BaseResponse:
    """Stop an account."""
    accounts().persons.disable(person, by())
    return _back(person, "disabled")


@blueprint.post("/accounts/<person>/enable")
@rule(Action.MANAGE_ACCOUNTS)
def enable(person: str) -> BaseResponse:
    """Let an account sign in again."""
    accounts().persons.enable(person, by())
    return _back(person, "enabled")


@blueprint.post("/accounts/<person>/revoke-token")
@rule(Action.MANAGE_ACCOUNTS)
def revoke_of(person: str) -> BaseResponse:
    """End a token of a person."""
    accounts().tokens.revoke(request.form.get("token", ""), person, by())
    return _back(person, "revoked")


@blueprint.post("/accounts/<person>/link")
@rule(Action.MANAGE_ACCOUNTS)
def link(person: str) -> BaseResponse:
    """Let a user of the OpenID provider sign in to an account."""
    subject = request.form.get("subject", "").strip()
    accounts().subjects.link(person, current_settings().oidc_issuer, subject, by())
    return _back(person, "linked")


@blueprint.post("/accounts/<person>/unlink")
@rule(Action.MANAGE_ACCOUNTS)
def unlink(person: str) -> BaseResponse:
    """Remove all links of an account to users of the OpenID provider."""
    accounts().subjects.unlink(person, by())
    return _back(person, "linked")


def _back(person: str, done: str) -> BaseResponse:
    return redirect(url_for("accounts.person", person=person, done=done), 303)


def _given() -> Grant:
    return grant_of(request.form.get("role", ""), request.form.get("unit", ""))


def grant_of(role: str, unit: str) -> Grant:
    """Return the role of a form, with the unit that a person typed or chose; '' is the city.

    Raises BadInput for an unknown role, and for a unit that is unknown or not the only one.
    """
    found = _role(role)
    words = unit.strip()
    return Grant(found, unit_of(words) if words and found in BY_UNIT else None)


def _role(word: str) -> Role:
    try:
        return Role(word)
    except ValueError:
        raise BadInput(f"役割ではありません: {word[:40]}", f"not a role: {word[:40]}") from None
