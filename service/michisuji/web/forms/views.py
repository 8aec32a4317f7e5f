"""``/drafts/edit``: the form of a resource, what it would change, and its way into the drafts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from michisuji.accounts.permissions import Action
from michisuji.editing import Conflict, Patch
from michisuji.errors import MichisujiError
from michisuji.web.accounts.rules import rule
from michisuji.web.forms.filling import EditForm, asked_for, read_again, sent
from michisuji.web.forms.opened import OpenedResource, asked_year, editing, open_resource
from michisuji.web.forms.permitted import need_patch
from michisuji.web.forms.telling import told, told_json

blueprint = Blueprint("forms", __name__)
#: Times that an edit is made again over what others have just written.
_TRIES = 3


@blueprint.get("/edit")
@rule(Action.EDIT)
def edit() -> Response:
    """Show the form of a resource."""
    return told(asked_for(_opened()), saved=request.args.get("saved", ""))


@blueprint.post("/edit")
@rule(Action.EDIT)
def save() -> BaseResponse:
    """Take the form into the drafts, or show it again with what is to be mended."""
    opened = _opened()
    made = sent(opened)
    if "save" not in request.form:
        return told(made, check="check" in request.form)
    return _saved(made)


@blueprint.post("/edit/preview")
@rule(Action.EDIT)
def preview() -> Response:
    """Return as JSON what the form would bring as it is typed: wrong inputs and findings."""
    return jsonify(told_json(sent(_opened())))


def _opened() -> OpenedResource:
    year = asked_year(request.args.get("year", ""))
    opened = open_resource(request.args.get("iri", ""), year)
    need_patch(Patch(removed=opened.quads))
    g.editing = opened.iri
    return opened


def _saved(made: EditForm) -> BaseResponse:
    """Apply the edit of a form; one that others have made impossible shows both versions."""
    for _ in range(_TRIES):
        if made.wrong:
            return make_response(told(made), 422)
        if made.collisions:
            return make_response(told(made), 409)
        if not made.edit.quads:
            return redirect(_here(made, saved="nothing"), 303)
        author = need_patch(made.edit).id
        try:
            editing().apply(made.edit, author)
        except Conflict:
            made = read_again(made)
        except MichisujiError as error:
            return make_response(told(made, failure=error), error.status)
        else:
            return redirect(_here(made, saved="done"), 303)
    return make_response(told(made), 409)


def _here(made: EditForm, **more: Any) -> str:
    year = request.args.get("year") or None
    return url_for("forms.edit", iri=made.opened.iri, year=year, **more)
