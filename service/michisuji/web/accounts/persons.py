"""The administrator's list of accounts, and adding one."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, request

from michisuji.accounts.permissions import Action, Role
from michisuji.web.accounts.blueprint import blueprint
from michisuji.web.accounts.current import accounts, by
from michisuji.web.accounts.person import grant_of, shown
from michisuji.web.accounts.rules import rule
from michisuji.web.accounts.units import unit_names
from michisuji.web.context import render
from michisuji.web.page_table import page


@blueprint.get("/accounts")
@page(kept=False, listed=False)
@rule(Action.MANAGE_ACCOUNTS)
def persons() -> Any:
    """List the accounts."""
    found = accounts().persons.all()
    units = {grant.unit for person in found for grant in person.grants if grant.unit}
    return render("accounts/persons.html", persons=found, names=unit_names(units), roles=Role)


@blueprint.post("/accounts")
@rule(Action.MANAGE_ACCOUNTS)
def add_person() -> Response:
    """Add an account, and show its one-time password this once."""
    words = request.form
    grant = grant_of(words.get("role", ""), words.get("unit", ""))
    own = accounts().persons.add(
        words.get("name", "").strip(), [grant], by(), display=words.get("display", "")
    )
    return make_response(shown(own.id, secret=accounts().invite(own.id, by())))
