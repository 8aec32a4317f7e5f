"""``/similar``: who does something similar, and what can be borrowed from them."""

from __future__ import annotations

from typing import Any

from flask import request

from michisuji.analysis.similar.answers import WITHIN
from michisuji.analysis.similar.documents import KINDS
from michisuji.vocabulary import LM
from michisuji.web.api.analysis_api import state_of_request
from michisuji.web.planner.common import answered, blueprint, page, planner_page
from michisuji.web.search import index_state, named

MAX_WORDS = 200
#: Rows of a search that are shown.
SHOWN = 100
LIMITS = (5, 10, 20, 50)


@blueprint.get("/similar")
@page(way=8, listed=False, shows=index_state)
def similar() -> Any:
    """Show the neighbours of a program, measure or indicator; without one, a way to choose."""
    if not request.args.get("node", "").strip():
        state = state_of_request()
        words = request.args.get("words", "").strip()[:MAX_WORDS]
        found = named(words, [LM + kind for kind in KINDS])
        return planner_page(
            "similar_choose.html",
            state,
            "similar",
            None,
            words=words,
            found=found[:SHOWN],
            more=max(0, len(found) - SHOWN),
        )
    state, answer = answered("similar")
    return planner_page("similar.html", state, "similar", answer, where=WITHIN, limits=LIMITS)
