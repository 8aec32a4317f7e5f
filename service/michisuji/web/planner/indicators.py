"""``/indicators``: the board of all indicators of town conditions."""

from __future__ import annotations

from typing import Any

from michisuji.analysis.board.answers import (
    CHOSEN_STATES,
    ORDERS,
    SURVEYS,
    Board,
    BoardRow,
)
from michisuji.analysis.indicator_values import Stated
from michisuji.web import page_table
from michisuji.web.context import current_lang
from michisuji.web.drawing.charts.small_chart import last_years, small_chart
from michisuji.web.planner.common import ARGUMENTS, answered, blueprint, planner_page
from michisuji.web.planner.overview import part_of

#: Indicators on one page of the board.
PER_PAGE = 60


@blueprint.get("/indicators")
@page_table.page(*ARGUMENTS, section="indicators", place=3, live=True)
def indicators() -> Any:
    """Show every indicator of a town condition with five years, state and next survey."""
    state, answer = answered("indicators", view=("page",))
    result: Board = answer.result
    part = part_of(result.rows, PER_PAGE)
    charts = {row.indicator.iri: _chart(row) for row in part.rows}
    return planner_page(
        "indicators.html",
        state,
        "indicators",
        answer,
        part=part,
        charts=charts,
        states=CHOSEN_STATES,
        surveys=SURVEYS,
        orders=ORDERS,
    )


def _chart(row: BoardRow) -> str:
    """Draw the five fiscal years up to the last actual; '' without one."""
    own = Stated()
    for of in row.years:
        own.add(of.year, of.target, of.actual)
    last = max(own.actuals, default=0)
    return small_chart(last_years(own, last), unit=row.unit, lang=current_lang())
