"""``/drafts/delete``: take a resource away, once it has been said what goes with it."""

from __future__ import annotations

from flask import Response, g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from michisuji.accounts.permissions import Action
from michisuji.editing import Conflict, Edit, Quad, version
from michisuji.editing.checking import LONGEST_REASON
from michisuji.editing.forms.edges import LEADS_TO
from michisuji.editing.forms.hanging import Hanging, hanging
from michisuji.vocabulary import LM
from michisuji.web.accounts.rules import rule
from michisuji.web.context import current_settings, doc_href, render
from michisuji.web.forms.naming import names_of
from michisuji.web.forms.opened import OpenedResource, asked_year, editing, open_resource
from michisuji.web.forms.permitted import need_patch
from michisuji.web.forms.referring import references, versions_of
from michisuji.web.forms.views import blueprint

#: Where a resource belongs, for the way back from one that is gone.
_ABOVE = tuple(
    LM + n for n in ("inModel", "modelOf", "ofIndicator", "budgetOf", "evaluates", "partOf")
)


@blueprint.get("/delete")
@rule(Action.EDIT)
def ask_delete() -> Response:
    """Show what goes with a resource, and ask whether it may."""
    opened = _opened()
    return _shown(opened, _found(opened))


@blueprint.post("/delete")
@rule(Action.EDIT)
def delete() -> BaseResponse:
    """Take a resource away, unless something has changed since it was said what goes with it."""
    opened = _opened()
    found = _found(opened)
    if request.form.get("seen") != version(found.removed):
        return make_response(_shown(opened, found, moved=True), 409)
    edit = Edit(
        removed=found.removed,
        read_at=versions_of({str(quad.subject) for quad in found.removed}),
        reason=request.form.get("reason", "").strip()[:LONGEST_REASON],
    )
    author = need_patch(edit).id
    try:
        editing().apply(edit, author)
    except Conflict:
        return make_response(_shown(opened, _found(opened), moved=True), 409)
    above = next((str(q.object) for p in _ABOVE for q in opened.quads if str(q.predicate) == p), "")
    return redirect(doc_href(above) if above else url_for("pages.home"), 303)


def _opened() -> OpenedResource:
    opened = open_resource(request.args.get("iri", ""), asked_year(request.args.get("year", "")))
    g.editing = opened.iri
    return opened


def _found(opened: OpenedResource) -> Hanging:
    def said(iri: str) -> frozenset[Quad]:
        return editing().description(iri, opened.year).quads

    found = hanging(opened.iri, current_settings().base_iri, opened.year, said, references)
    need_patch(Edit(removed=found.removed))
    return found


def _shown(opened: OpenedResource, found: Hanging, *, moved: bool = False) -> Response:
    iris = {*found.gone, *(str(quad.subject) for quad in found.loosened)}
    names = names_of(iris)
    with_it = sorted((names[iri], iri) for iri in found.gone if iri != opened.iri)
    # The plain edge of a link goes with it, and needs no words of its own.
    loose = (q for q in found.loosened if str(q.predicate) != LEADS_TO)
    loosened = sorted((names[str(q.subject)], str(q.predicate)) for q in loose)
    page = render(
        "editing/delete.html",
        opened=opened,
        name=names[opened.iri],
        with_it=with_it,
        loosened=loosened,
        seen=version(found.removed),
        moved=moved,
        address=url_for("forms.delete", iri=opened.iri, year=request.args.get("year") or None),
    )
    return make_response(page)
