"""``/measures`` and ``/programs``: all of them at a glance; ``/measures/programs``: of one."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from michisuji.analysis import catalogue
from michisuji.analysis.priority.all_programs import Programs
from michisuji.analysis.priority.measures import MeasureRow, Measures, datasets_with_measures
from michisuji.analysis.priority.programs import SORTS
from michisuji.web.api.analysis_api import given, state_of_request
from michisuji.web.context import current_lang, doc_href
from michisuji.web.drawing.charts.sparkline import sparkline
from michisuji.web.drawing.quadrants.budget import quadrant
from michisuji.web.planner.common import answered, blueprint, page, planner_page
from michisuji.web.planner.overview import OverviewRow, overview

#: Arguments of the request for the display alone.
VIEW = ("page", "tiles")


@blueprint.get("/measures")
@page(way=4)
def measures() -> Any:
    """Show the measures of the requested data set, or of the first that has measures."""
    state = state_of_request()
    known = datasets_with_measures(state)
    words = {key: values for key, values in given().items() if key not in VIEW}
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
    analysis = catalogue.get("measures")
    shown = [
        OverviewRow(
            row.measure,
            url_for("planner.measure_programs", measure=row.measure.iri, as_of=state.year),
            row,
            result.traits(row),
        )
        for row in result.rows
    ]
    return planner_page(
        "measures.html",
        state,
        "measures",
        answer,
        datasets=[(n, names[f"{state.base_iri}/id/dataset/{n}"]) for n in known],
        dataset=next(iter(words.get("dataset", ())), ""),
        tiles_of=groups,
        lines=lines,
        changes={row.measure.iri: result.change(row) for row in result.rows},
        tiles=len(result.rows) <= 60 or "tiles" in request.args,
        **overview(result, shown, analysis.title[lang], result.states),
    )


@blueprint.get("/programs")
@page(way=5)
def programs() -> Any:
    """Show all programs as a table and a picture, a page of them at a time."""
    state, answer = answered("programs", view=VIEW)
    result: Programs = answer.result
    lines = [
        OverviewRow(row.program, doc_href(row.program.iri), row, row.traits) for row in result.rows
    ]
    title = catalogue.get("programs").title[current_lang()]
    more = overview(result, lines, title, lambda row: row.achievement)
    return planner_page("programs.html", state, "programs", answer, **more)


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
