"""``/drafts/release``: approved parts become public together; a release is seen, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from michisuji.accounts import AuditEvent
from michisuji.accounts.permissions import Action
from michisuji.editing.changes import Patch
from michisuji.editing.checking import LONGEST_REASON
from michisuji.editing.release import records
from michisuji.editing.release.effect import differences_of, effect_of
from michisuji.editing.release.making import MOST_PARTS
from michisuji.editing.release.plan import ReleasePlan, name_of
from michisuji.editing.release.records import ReleaseRecord
from michisuji.editing.states import PartState, submitted_by
from michisuji.editing.transitions import MovedPart
from michisuji.errors import BadInput, MichisujiError, NotFound, Refused, StoreConflict
from michisuji.quality.change.differences import KINDS, Differences
from michisuji.quality.change.wording import Wording
from michisuji.web.accounts.actors import signed_in
from michisuji.web.accounts.current import record
from michisuji.web.accounts.rules import rule
from michisuji.web.context import current_lang, current_settings, current_store, render
from michisuji.web.page_table import page
from michisuji.web.workflow.blueprint import blueprint
from michisuji.web.workflow.current import heard, public, releases, workflow
from michisuji.web.workflow.names import names_of, people

#: Releases on the page, the latest.
MOST_SHOWN = 50
#: Answered by the page itself, with what is wrong on top.
_TOLD_HERE = (BadInput, Refused, StoreConflict)


@blueprint.get("/release")
@page(kept=False, listed=False)
@rule(Action.RELEASE)
def release() -> Any:
    """List what waits for its release, and the releases that were made."""
    releases().settle()
    extra = releases().named(request.args.getlist("part")[:MOST_PARTS])
    waiting = releases().approved()
    chosen = [part for part in extra if part.key not in {one.key for one in waiting}]
    made = releases().made()
    parts = [*waiting, *chosen]
    return render(
        "workflow/release.html",
        parts=parts,
        hindered={one.part.key: one.why for one in releases().plan(parts).hindered},
        names=_names(parts),
        name_of=name_of,
        made=made[:MOST_SHOWN],
        end=_end,
        people=people(),
        most=MOST_PARTS,
    )


@blueprint.post("/release/preview")
@rule(Action.RELEASE)
def preview() -> Response:
    """Show what a release of the chosen parts would change; nothing is written."""
    return _previewed(request.form.getlist("part"))


@blueprint.post("/release")
@rule(Action.RELEASE)
def publish() -> BaseResponse:
    """Release the chosen parts."""
    actor, names = signed_in(), request.form.getlist("part")
    reason = request.form.get("reason", "")
    before = releases().named(names)
    try:
        made = releases().release(names, actor.id, reason)
    except _TOLD_HERE as error:
        return _previewed(names, error, reason)
    for one in made:
        record(AuditEvent.RELEASE, one.id, f"{one.dataset} {len(one.parts)}")
    _hear(before, Action.RELEASE, actor.id, reason)
    if len(made) == 1:
        return redirect(url_for("workflow.released", key=_end(made[0]), done="released"), 303)
    return redirect(url_for("workflow.release"), 303)


@blueprint.get("/release/<key>")
@page(kept=False, listed=False)
@rule(Action.RELEASE)
def released(key: str) -> Any:
    """Show a release: its parts, what it changed, and what stands in the way of a taking back."""
    return _shown(key)


@blueprint.post("/release/<key>/take-back")
@rule(Action.TAKE_BACK)
def take_back(key: str) -> BaseResponse:
    """Bring the public data back to what they were before a release."""
    actor, reason = signed_in(), request.form.get("reason", "")
    try:
        made = releases().take_back(_id(key), actor.id, reason)
    except _TOLD_HERE as error:
        return make_response(_shown(key, error, reason), error.status)
    record(AuditEvent.TAKE_BACK, made.about, f"{made.dataset} {len(made.parts)}")
    _hear(releases().named(made.parts), Action.TAKE_BACK, actor.id, reason)
    return redirect(url_for("workflow.released", key=key, done="taken-back"), 303)


def _previewed(
    names: Sequence[str], error: MichisujiError | None = None, reason: str = ""
) -> Response:
    if not 0 < len(names) <= MOST_PARTS:
        error = error or BadInput(
            f"公開するものを、1件から{MOST_PARTS}件まで選んでください",
            f"choose from 1 to {MOST_PARTS} parts to release",
        )
    parts = releases().named(names) if len(names) <= MOST_PARTS else []
    found = releases().plan(parts)
    effect = effect_of(found.patch, public(), current_store(), current_settings())
    body = render(
        "workflow/release_preview.html",
        plan=found,
        effect=effect,
        names=_names([*parts, *_needed(found)]),
        name_of=name_of,
        error=error,
        reason=reason,
        longest=LONGEST_REASON,
        **_told(effect.differences),
    )
    return make_response(body, error.status if error else 200)


def _shown(key: str, error: MichisujiError | None = None, reason: str = "") -> str:
    made = releases().made()
    found = records.find(made, _id(key))
    parts = releases().named(found.parts)
    store = current_store()
    differences = differences_of(
        Patch(found.added, found.removed), public(), store, current_settings().base_iri
    )
    later = records.later(made, found) if not found.back and not found.about else []
    return render(
        "workflow/released.html",
        release=found,
        parts=parts,
        names=_names(parts) | names_of(_colliding(found, later)),
        people=people(),
        later=[(one, sorted({s for _, s, _ in one.places & found.places})) for one in later],
        end=_end,
        key=key,
        done=request.args.get("done", ""),
        error=error,
        reason=reason,
        longest=LONGEST_REASON,
        by_id={one.id: one for one in made},
        **_told(differences),
    )


def _colliding(found: ReleaseRecord, later: Sequence[ReleaseRecord]) -> set[str]:
    return {subject for one in later for _, subject, _ in one.places & found.places}


def _told(found: Differences) -> dict[str, object]:
    words = Wording(found, current_lang(), current_settings().own)
    return {"found": found, "words": words, "kinds": KINDS}


def _needed(found: ReleasePlan) -> list[PartState]:
    return [need.part for need in found.needs]


def _names(parts: Sequence[PartState]) -> dict[str, str]:
    owners = [part.owner for part in parts]
    return names_of(iri for o in owners for iri in (o.iri, o.owner, *o.lead) if iri)


def _hear(parts: Sequence[PartState], action: Action, author: str, reason: str) -> None:
    """Let the city's command hear of the parts that a release moved."""
    for part in parts:
        if part.owner.has_state:
            submitter = submitted_by(workflow().moves_of(part))
            heard(MovedPart(part, action, part.state, author, reason, "", submitter))


def _end(release: ReleaseRecord) -> str:
    return release.id.removeprefix(records.RELEASE)


def _id(key: str) -> str:
    if not key.replace("-", "").isalnum():
        raise NotFound("その公開の記録はありません", "no such release is recorded")
    return records.RELEASE + key
