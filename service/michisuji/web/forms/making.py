"""``/drafts/new``: choose what to make, fill in its form, and save it under a name of its own."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from michisuji.accounts.permissions import Action
from michisuji.editing import Conflict, Edit
from michisuji.editing.forms import names
from michisuji.editing.forms.terms import term_list
from michisuji.errors import MichisujiError
from michisuji.languages import pick
from michisuji.web.accounts.rules import rule
from michisuji.web.context import current_lang, current_settings, render
from michisuji.web.forms.classes import fitting, groups, told_of_class
from michisuji.web.forms.creating import Making, as_form, asked, blank, edit_of, proposed, sent
from michisuji.web.forms.naming import names_of
from michisuji.web.forms.opened import TYPE, editing
from michisuji.web.forms.permitted import need_patch
from michisuji.web.forms.telling import shown_form
from michisuji.web.forms.views import blueprint
from michisuji.web.i18n import translate


@blueprint.get("/new")
@rule(Action.EDIT)
def new() -> Response:
    """Show the form of a new resource, or the classes to choose from."""
    if not request.args.get("class"):
        return _classes()
    return _told(blank(asked()))


@blueprint.post("/new")
@rule(Action.EDIT)
def make() -> BaseResponse:
    """Make the resource, or show its form again with what is to be mended."""
    made = sent(asked())
    iri, edit = edit_of(made)
    if "save" not in request.form:
        return _told(made, iri, edit, check="check" in request.form)
    if not iri:
        return make_response(_told(made, iri, edit), 422)
    form = as_form(made, iri, edit)
    author = need_patch(edit).id
    try:
        editing().apply(form.edit, author)
    except Conflict:
        return make_response(_told(*_again(made)), 409)
    except MichisujiError as error:
        return make_response(_told(made, iri, edit, failure=error), error.status)
    return redirect(url_for("forms.edit", iri=iri, saved="made"), 303)


def _again(made: Making) -> tuple[Making, str, Edit]:
    """Name the resource once more, after somebody else has taken its name."""
    return made, *edit_of(sent(made))


def _told(
    made: Making,
    iri: str = "",
    edit: Edit | None = None,
    *,
    check: bool = False,
    failure: MichisujiError | None = None,
) -> Response:
    names_here = ("class", "for", "dataset", "year")
    here: dict[str, Any] = {name: request.args.get(name) or None for name in names_here}
    address = url_for("forms.make", **here)
    return shown_form(
        as_form(made, iri, edit or Edit()),
        translate("forms.new_of", what=pick(made.form.label, current_lang())),
        address,
        "",
        check=check,
        making=made,
        proposed=proposed(made),
        there=_there(made),
        failure=failure,
    )


def _there(made: Making) -> str:
    """Return the resource that has the name already; '' if it is free."""
    if made.key_problem is None or made.takes_key or not made.found:
        return ""
    base = current_settings().base_iri
    return names.iri_of(base, made.form.class_, made.dataset, made.found)


def _classes() -> Response:
    owner, lang = request.args.get("for", ""), current_lang()
    terms = term_list(current_settings().own)

    def row(class_: str) -> tuple[str, str, str]:
        label = pick(terms.labels.get(class_, {}), lang, class_)
        return class_, label, told_of_class(class_)

    listed = {name: [row(one) for one in classes] for name, classes in groups().items()}
    said = editing().description(owner).quads if owner else ()
    near = fitting([str(q.object) for q in said if str(q.predicate) == TYPE]) if said else []
    more: dict[str, Any] = {"owner": owner, "dataset": request.args.get("dataset", "")}
    more["near"] = [row(one) for one in near]
    called = names_of([owner]).get(owner, owner) if owner else ""
    page = render("editing/classes.html", groups=listed, owner_name=called, **more)
    return make_response(page)
