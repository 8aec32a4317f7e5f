"""``/drafts/my-work``: what a person owes, what waits for them, what came back; after sign-in."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from michisuji.accounts.permissions import Action
from michisuji.web.accounts.actors import by_token, signed_in
from michisuji.web.accounts.current import accounts, by
from michisuji.web.accounts.rules import rule
from michisuji.web.context import current_settings, current_store, render
from michisuji.web.page_table import page
from michisuji.web.workflow.blueprint import blueprint
from michisuji.web.workflow.names import names_of, people
from michisuji.web.workflow.worklist import WorkList, worklist

#: Parts of a list that are shown; all are counted.
MOST_LISTED = 200


@blueprint.get("/my-work")
@page(kept=False, listed=False)
@rule(Action.SEE_DRAFTS)
def my_work() -> Any:
    """Show the work of the person who has signed in."""
    return shown()


def shown(made: str = "") -> str:
    """Render the work of the current actor; ``made`` is the new address of their feed."""
    actor = signed_in()
    found = worklist(current_store(), current_settings().base_iri, actor)
    return render(
        "workflow/my_work.html",
        found=found,
        names=names_of(_named(found)),
        people=people(),
        most=MOST_LISTED,
        units=[grant for grant in actor.grants if grant.unit],
        feed="" if by_token() else accounts().feeds.since(actor.id),
        made=made,
    )


def _named(found: WorkList) -> set[str]:
    owners = [item.part.owner for item in (*found.items, *found.untouched)]
    return {iri for owner in owners for iri in (owner.iri, owner.owner, *owner.lead) if iri}


@blueprint.post("/my-work/feed")
@rule(Action.OWN_ACCOUNT)
def make_feed() -> Response:
    """Make the address of the own feed, which is shown this once; one made before ends."""
    key = accounts().feeds.make(signed_in().id, by())
    return make_response(shown(made=f"{current_settings().base_iri}/drafts/feed/{key}.atom"))


@blueprint.post("/my-work/feed/revoke")
@rule(Action.OWN_ACCOUNT)
def revoke_feed() -> BaseResponse:
    """End the address of the own feed."""
    accounts().feeds.revoke(signed_in().id, by())
    return redirect(url_for("workflow.my_work") + "#feed", 303)
