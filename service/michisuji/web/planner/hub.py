"""``/planner``: the questions of a budget hearing, and where each is answered."""

from __future__ import annotations

from typing import Any

from michisuji.web.context import render
from michisuji.web.planner.common import blueprint, page


@blueprint.get("/planner")
@page(place=3)
def hub() -> Any:
    """Show all of the planner's pages, each with the question that it answers."""
    from flask import current_app

    known = current_app.view_functions
    ways = [way for way in WAYS if f"planner.{way}" in known]
    return render("planner/hub.html", ways=ways)


#: The planner's pages by endpoint, in the order in which a hearing asks.
WAYS = (
    "impact",
    "leads_to",
    "what_if",
    "measures",
    "money_flow",
    "validity",
    "similar",
    "years",
    "chains",
)
