"""``/drafts/part``: where a part stands, what changed, what the check finds, and its next move."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from michisuji.accounts.permissions import Action
from michisuji.editing import Conflict
from michisuji.editing.checking import LONGEST_REASON
from michisuji.editing.release.effect import differences_of
from michisuji.editing.release.plan import changes_of
from michisuji.editing.states import PartState
from michisuji.editing.transitions import WrongState
from michisuji.errors import BadInput, MichisujiError
from michisuji.quality.change.differences import KINDS
from michisuji.quality.change.wording import Wording
from michisuji.web.accounts.rules import rule
from michisuji.web.context import current_lang, current_settings, current_store, render
from michisuji.web.forms.opened import asked_year
from michisuji.web.page_table import page
from michisuji.web.workflow.blueprint import blueprint
from michisuji.web.workflow.current import public, show_bar, told, workflow
from michisuji.web.workflow.names import names_of, people

#: Answered by the page itself, with what is wrong on top.
_TOLD_HERE = (BadInput, WrongState, Conflict)
_STEPS = ("draft", "submitted", "confirmed", "approved", "published")


@blueprint.get("/part")
@page(kept=False, listed=False)
@rule(Action.SEE_DRAFTS)
def part() -> Any:
    """Show a part."""
    return _shown(_asked(request.args.get("iri", ""), request.args.get("year", "")))


@blueprint.post("/part")
@rule(Action.SEE_DRAFTS)
def move() -> BaseResponse:
    """Move a part to the next state; the workflow asks who may."""
    from michisuji.web.accounts.actors import signed_in

    words = request.form
    found = _asked(words.get("iri", ""), words.get("year", ""))
    reason = words.get("reason", "")
    try:
        action = _action(words.get("action", ""))
        workflow().move(
            signed_in(),
            found.owner.iri,
            action,
            year=found.owner.year,
            reason=reason,
            seen=words.get("seen", ""),
        )
    except _TOLD_HERE as error:
        now = _asked(words.get("iri", ""), words.get("year", ""))
        return make_response(_shown(now, error=error, reason=reason), error.status)
    return redirect(_address(found, done=action), 303)


def _asked(iri: str, year: str) -> PartState:
    return workflow().state_of(iri, asked_year(year))


def _action(word: str) -> Action:
    try:
        return Action(word)
    except ValueError:
        raise BadInput(f"操作ではありません: {word[:40]}", f"not a move: {word[:40]}") from None


def _address(found: PartState, **more: Any) -> str:
    return url_for("workflow.part", iri=found.owner.iri, year=found.owner.year, **more)


def _shown(found: PartState, error: MichisujiError | None = None, reason: str = "") -> Response:
    settings, lang, owner = current_settings(), current_lang(), found.owner
    show_bar(owner.iri)
    patch = changes_of(current_store(), public(), settings.base_iri, owner)
    differences = differences_of(patch, public(), current_store(), settings.base_iri)
    named = {owner.iri, owner.owner, *owner.lead} - {""}
    done = request.args.get("done", "")
    body = render(
        "workflow/part.html",
        bar=told(found),
        owner=owner,
        names=names_of(named),
        people=people(),
        moves=workflow().moves_of(found),
        found=differences,
        words=Wording(differences, lang, settings.own),
        kinds=KINDS,
        findings=workflow().findings_of(found) if owner.has_state else (),
        steps=_STEPS,
        longest=LONGEST_REASON,
        done=done if done in {str(action) for action in Action} else "",
        error=error,
        reason=reason,
    )
    return make_response(body)
