"""``/indicators``: the board of all indicators of town conditions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from michisuji.analysis.board.answers import (
    CHOSEN_STATES,
    ORDERS,
    SURVEYS,
    YEARS,
    Board,
    BoardRow,
)
from michisuji.web import page_table
from michisuji.web.context import current_lang
from michisuji.web.drawing.small_chart import YearPair, small_chart
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
    lang = current_lang()
    charts = {
        row.indicator.iri: small_chart(_pairs(row), unit=row.unit, lang=lang) for row in part.rows
    }
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


def _pairs(row: BoardRow) -> Sequence[YearPair]:
    """Return the last five years up to the last actual."""
    last = max((of.year for of in row.years if of.actual is not None), default=0)
    return [
        YearPair(
            of.year,
            None if of.target is None else float(of.target),
            None if of.actual is None else float(of.actual),
        )
        for of in row.years
        if of.year <= last
    ][-YEARS:]
