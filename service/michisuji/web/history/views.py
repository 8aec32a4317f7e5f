"""``/drafts/history``: what has become of a resource, and the way back: undo and restore."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from michisuji.accounts.permissions import Action
from michisuji.editing import Conflict, Edit, PastChange, Patch, StillReferred
from michisuji.editing.checking import LONGEST_REASON
from michisuji.errors import BadInput, MichisujiError, NotFound, Refused
from michisuji.web.accounts.rules import rule
from michisuji.web.context import current_settings, render
from michisuji.web.forms.naming import names_of
from michisuji.web.forms.opened import begin, editing
from michisuji.web.forms.permitted import need_patch
from michisuji.web.history.telling import ON_PAGE, HistoryTeller

blueprint = Blueprint("history", __name__)


@blueprint.get("/history")
@rule(Action.SEE_DRAFTS)
def history() -> Response:
    """Show the changes of a resource, the latest first."""
    return _shown(asked_resource())


@blueprint.post("/history/undo")
@rule(Action.EDIT)
def undo() -> BaseResponse:
    """Take a change back."""
    change = request.form.get("change", "")
    return _made("undone", lambda iri, reason: editing().undone(change, reason))


@blueprint.post("/history/restore")
@rule(Action.EDIT)
def restore() -> BaseResponse:
    """Bring the resource back to what it was after a change."""
    change = request.form.get("change", "")
    return _made("restored", lambda iri, reason: editing().restored(iri, change, reason))


def asked_resource() -> str:
    """Return the resource that a request names, whose data set has a draft from now on.

    Raises NotFound for one that there has never been.
    """
    iri = request.args.get("iri", "")
    if iri.startswith(f"{current_settings().base_iri}/id/"):
        found = editing().description(iri)
        begin(found.dataset)
        if found.quads or editing().history(iri, most=1):
            g.editing = iri if found.quads else ""
            return iri
    raise NotFound(
        f"履歴のあるものはありません: {iri[:200]}",
        f"there is no history of it: {iri[:200]}",
        hint_ja="ページの「履歴」から開いてください",
        hint_en="open it by “History” on its page",
    )


def _made(done: str, make: Callable[[str, str], Edit]) -> BaseResponse:
    """Apply the edit that ``make`` returns for the resource and the reason, or say why not."""
    iri = asked_resource()
    try:
        edit = make(iri, _reason())
        if not edit.quads:
            return redirect(url_for("history.history", iri=iri, done="nothing"), 303)
        author = need_patch(edit).id
        editing().apply(edit, author)
    except MichisujiError as error:
        return _shown(iri, failure=error)
    return redirect(url_for("history.history", iri=iri, done=done), 303)


def _reason() -> str:
    """Return the reason of an undo or restoration.

    Raises BadInput without one.
    """
    reason = request.form.get("reason", "").strip()
    if not reason:
        raise BadInput("理由を書いてください", "say why: a reason is required")
    return reason


def _shown(iri: str, failure: MichisujiError | None = None) -> Response:
    before = request.args.get("before", "")
    first = int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else 0
    changes = [c for c in editing().history(iri) if not first or c.number < first]
    teller = HistoryTeller(iri, changes[:ON_PAGE])
    collisions = failure.collisions if isinstance(failure, Conflict) else ()
    page = render(
        "editing/history.html",
        iri=iri,
        name=teller.name,
        changes=[teller.told(change) for change in changes[:ON_PAGE]],
        older=changes[ON_PAGE - 1].number if len(changes) > ON_PAGE else 0,
        newest=bool(first),
        failure=failure,
        collisions=[teller.collision(one) for one in collisions],
        touching=_touching(changes, failure),
        referring=names_of(failure.referring) if isinstance(failure, StillReferred) else {},
        may_edit=_may_edit(iri),
        longest_reason=LONGEST_REASON,
        chosen=request.form.get("change", ""),
        reason=request.form.get("reason", ""),
    )
    return make_response(page, failure.status if failure else 200)


def _touching(changes: list[PastChange], failure: MichisujiError | None) -> list[int]:
    """Return the numbers of the changes that stand on what a refused undo would change."""
    if not isinstance(failure, Conflict):
        return []
    chosen = request.form.get("change", "")
    number = next((change.number for change in changes if change.id == chosen), 0)
    places = {(one.iri, one.graph, one.predicate) for one in failure.collisions}
    return [
        change.number
        for change in changes
        if change.number > number
        and any((str(q.subject), q.graph, str(q.predicate)) in places for q in change.quads)
    ]


def _may_edit(iri: str) -> bool:
    """Return True if the current actor may edit a resource as it is."""
    try:
        need_patch(Patch(removed=editing().description(iri).quads))
    except Refused:
        return False
    return True
