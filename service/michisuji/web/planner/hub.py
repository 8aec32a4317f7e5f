"""``/planner`` leads to all pages; ``/chains`` and ``/validity`` show an answer as it is."""

from __future__ import annotations

from typing import Any

from michisuji.web.context import render
from michisuji.web.page_table import ways
from michisuji.web.planner.common import answered, blueprint, page, planner_page


@blueprint.get("/planner")
@page(place=4)
def hub() -> Any:
    """Show all of the planner's pages, each with the question that it answers."""
    names = [one.endpoint.removeprefix("planner.") for one in ways("planner")]
    return render("planner/hub.html", ways=names)


@blueprint.get("/chains")
@page(way=10)
def chains() -> Any:
    """Show how far the paths of all programs lead, by department or ministry."""
    state, answer = answered("chains")
    return planner_page("table.html", state, "chains", answer)


@blueprint.get("/validity")
@page(way=7)
def validity() -> Any:
    """Show which indicators say little, for everything or for a ``scope``."""
    state, answer = answered("validity")
    graph = state.causal
    measures = [iri for iri in graph.plan.classes if graph.elements_of(iri)]
    measures = [iri for iri in measures if not graph.plan.is_program(iri)]
    chosen = state.named(state.in_plan_order(measures))
    return planner_page("validity.html", state, "validity", answer, measures=chosen)
