"""``/chains`` and ``/validity``: how far paths lead, and which indicators say little.

Both judge how sound the logic models are as a whole.
"""

from __future__ import annotations

from typing import Any

from michisuji.web.planner.common import answered, blueprint, page, planner_page


@blueprint.get("/chains")
@page()
def chains() -> Any:
    """Show how far paths lead, by department or ministry."""
    state, answer = answered("chains")
    return planner_page("table.html", state, "chains", answer)


@blueprint.get("/validity")
@page()
def validity() -> Any:
    """Show the validity of everything, or of a measure, policy or program (``scope``)."""
    state, answer = answered("validity")
    graph = state.causal
    measures = [iri for iri in graph.plan.classes if graph.elements_of(iri)]
    measures = [iri for iri in measures if not graph.plan.is_program(iri)]
    chosen = sorted(state.named(sorted(measures)), key=lambda one: one.iri)
    return planner_page("validity.html", state, "validity", answer, measures=chosen)
