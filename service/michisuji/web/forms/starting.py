"""The start of drafts by hand: of public data sets that have none, before anything is edited.

An edit begins the draft of its data set by itself. Until then all pages below ``/drafts`` would be
empty, so each of them offers to begin.
"""

from __future__ import annotations

from flask import g, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from michisuji.accounts import Action, Actor, AuditEvent
from michisuji.accounts.permissions import allowed_somewhere
from michisuji.editing.reading import graphs_of
from michisuji.errors import NotFound
from michisuji.importers.dataset_names import RESERVED
from michisuji.store import Store
from michisuji.web.accounts.actors import not_allowed, signed_in
from michisuji.web.accounts.current import record
from michisuji.web.accounts.rules import rule
from michisuji.web.accounts.targets import own_address
from michisuji.web.context import current_settings, state
from michisuji.web.forms.opened import editing
from michisuji.web.forms.views import blueprint

#: Those who work with units of the drafts: they edit them, or give roles for them.
_MAY = (Action.EDIT, Action.UPLOAD, Action.MANAGE_ACCOUNTS)


def without_draft() -> list[str]:
    """Return the public data sets of the current actor's, as long as none of them has a draft."""
    actor, own = g.get("actor"), state()
    if actor is None or own.public is None or not _may(actor):
        return []
    units = [grant.unit for grant in actor.grants]
    theirs = {
        name
        for name in _names(own.public) - RESERVED
        if any(unit is None or f"/{name}-" in unit for unit in units)
    }
    return [] if theirs & _names(own.store) else sorted(theirs)


@blueprint.post("/start")
@rule(Action.SEE_DRAFTS)
def start() -> BaseResponse:
    """Begin the draft of a data set, and lead back to the page that offered it.

    Raises NotAllowed for actors who do not edit, NotFound for a data set that is not theirs.
    """
    if not _may(signed_in()):
        raise not_allowed(Action.EDIT)
    name, back = request.form.get("dataset", ""), own_address(request.form.get("next", ""))
    if name in without_draft():
        editing().start(name)
        record(AuditEvent.EDIT, f"{current_settings().base_iri}/id/dataset/{name}", "start")
    elif name not in _names(state().store):
        raise NotFound(
            "下書きにできるデータセットではありません",
            "not a data set of yours that is public",
            hint_ja="画面のボタンから始めてください",
            hint_en="begin by the button on the page",
        )
    return redirect(back, 303)


def _may(actor: Actor) -> bool:
    return any(allowed_somewhere(actor, action) for action in _MAY)


def _names(store: Store) -> set[str]:
    return {name.dataset for name in graphs_of(store, current_settings().base_iri).values()}
