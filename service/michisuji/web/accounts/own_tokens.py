"""The own API tokens: make one, which is shown once, and revoke one."""

from __future__ import annotations

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from michisuji.accounts.permissions import Action
from michisuji.errors import BadInput
from michisuji.web.accounts.actors import signed_in
from michisuji.web.accounts.blueprint import blueprint
from michisuji.web.accounts.current import accounts, by
from michisuji.web.accounts.own_account import shown
from michisuji.web.accounts.rules import rule


@blueprint.post("/account/tokens")
@rule(Action.OWN_ACCOUNT)
def make_token() -> Response:
    """Make a token, and show its secret this once."""
    words = request.form
    secret, token = accounts().tokens.add(
        signed_in().id,
        words.get("name", ""),
        frozenset(_action(word) for word in words.getlist("scope")),
        by(),
        days=_days(words.get("days", "")),
    )
    return make_response(shown(secret=secret, made=token))


@blueprint.post("/account/tokens/<token>/revoke")
@rule(Action.OWN_ACCOUNT)
def revoke_token(token: str) -> BaseResponse:
    """End a token."""
    accounts().tokens.revoke(token, signed_in().id, by())
    return redirect(url_for("accounts.own", done="revoked") + "#tokens", 303)


def _action(word: str) -> Action:
    try:
        return Action(word)
    except ValueError:
        raise BadInput(f"操作ではありません: {word[:40]}", f"not an action: {word[:40]}") from None


def _days(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise BadInput(f"日数ではありません: {text[:20]}", f"not a number of days: {text[:20]}")
    return int(text)
