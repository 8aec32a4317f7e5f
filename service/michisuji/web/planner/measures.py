"""``/measures``: all measures at a glance; ``/measures/programs``: the programs of one measure."""

from __future__ import annotations

from typing import Any

from flask import request

from michisuji.analysis import catalogue
from michisuji.analysis.priority.measures import MeasureRow, Measures, datasets_with_measures
from michisuji.analysis.priority.programs import SORTS
from michisuji.web.api.analysis_api import given, state_of_request
from michisuji.web.context import current_lang
from michisuji.web.drawing.quadrant import quadrant
from michisuji.web.drawing.sparkline import sparkline
from michisuji.web.planner.common import answered, blueprint, page, planner_page


@blueprint.get("/measures")
@page(way=4)
def measures() -> Any:
    """Show a tile per measure, for the requested data set or the first that has measures."""
    state = state_of_request()
    known = datasets_with_measures(state)
    words = dict(given())
    if not any(words.get("dataset", ())) and known:
        words["dataset"] = [known[0]]
    answer = catalogue.get("measures").answer(state, words)
    result: Measures = answer.result
    names = state.names(f"{state.base_iri}/id/dataset/{name}" for name in known)
    groups: dict[str, list[MeasureRow]] = {}
    for row in result.rows:
        groups.setdefault(row.above.label if row.above else "", []).append(row)
    lang = current_lang()
    lines = {row.measure.iri: sparkline(row.money, lang) for row in result.rows}
    return planner_page(
        "measures.html",
        state,
        "measures",
        answer,
        datasets=[(n, names[f"{state.base_iri}/id/dataset/{n}"]) for n in known],
        dataset=next(iter(words.get("dataset", ())), ""),
        groups=groups,
        lines=lines,
        changes={row.measure.iri: result.change(row) for row in result.rows},
        tiles=len(result.rows) <= 60 or "tiles" in request.args,
    )


@blueprint.get("/measures/programs")
@page(listed=False)
def measure_programs() -> Any:
    """Show one measure's programs: chart and table."""
    state, answer = answered("measure-programs")
    return planner_page(
        "measure_programs.html",
        state,
        "measure-programs",
        answer,
        chart=quadrant(answer.result, current_lang()),
        sorts=SORTS,
    )
