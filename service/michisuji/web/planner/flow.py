"""``/money-flow``: a Sankey diagram of a measure's, policy's, unit's or program's money."""

from __future__ import annotations

from typing import Any

from flask import request

from michisuji.analysis import catalogue
from michisuji.analysis.flow.answers import KINDS
from michisuji.web.api.analysis_api import given, state_of_request
from michisuji.web.context import current_lang
from michisuji.web.drawing.sankey import sankey
from michisuji.web.planner.common import blueprint, page, planner_page

#: Programs drawn one by one at first, and at most; all others are one box.
SHOWN, MOST_SHOWN = 12, 60


@blueprint.get("/money-flow")
@page(way=6)
def money_flow() -> Any:
    """Show the flow of the scope; without one, the measures and policies to choose from."""
    state = state_of_request()
    plan = state.causal.plan
    groups = [iri for iri, name in plan.classes.items() if name in ("BasicPolicy", "Policy")]
    measures = [iri for iri, name in plan.classes.items() if name == "Measure"]
    answer = None
    word = request.args.get("show", "")
    shown = int(word) if word.isdecimal() and len(word) < 4 else SHOWN
    shown = min(MOST_SHOWN, max(1, shown))
    if request.args.get("scope", "").strip():
        words = {key: values for key, values in given().items() if key != "show"}
        answer = catalogue.get("money-flow").answer(state, words)
    return planner_page(
        "money_flow.html",
        state,
        "money-flow",
        answer,
        picture=sankey(answer, shown, current_lang()) if answer else "",
        shown=shown,
        kinds=KINDS,
        policies=[] if answer else state.named(state.in_plan_order(groups)),
        measures=[] if answer else state.named(state.in_plan_order(measures)),
    )
