"""``/chains``: how far the chains of all programs lead."""

from __future__ import annotations

from typing import Any

from michisuji.web.planner.common import answered, blueprint, page, planner_page


@blueprint.get("/chains")
@page()
def chains() -> Any:
    """Show the chains by department or ministry."""
    state, answer = answered("chains")
    return planner_page("table.html", state, "chains", answer)
