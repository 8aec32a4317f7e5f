"""Parts that the planner's pages share: the request's state, its answer, the years on offer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, request, url_for

from michisuji.analysis import catalogue, unreadable
from michisuji.analysis.state import State
from michisuji.analysis.tables import Answer
from michisuji.vocabulary import parse_graph_iri
from michisuji.web import page_table
from michisuji.web.answers import ask
from michisuji.web.api.analysis_api import given, state_of_request
from michisuji.web.context import current_lang, current_settings, render, with_arguments

blueprint = Blueprint("planner", __name__)

#: Every argument of the planner's pages: the analyses' own, and those for the display alone.
ARGUMENTS = (
    *("target", "rank", "money_year", "program", "start", "scope", "money", "dataset", "measure"),
    *("sort", "many", "node", "within", "limit", "before", "after"),
    *("stop", "cut", "to", "called", "stop_b", "cut_b", "to_b", "called_b", "both", "as_of"),
    *("from", "over", "longest", "show", "unit", "words", "tiles", "page", "draw"),
    *("policy", "department", "reached", "budget", "way", "verdict", "survey"),
)
#: Declares a view as one of the planner's pages.
page = partial(page_table.page, *ARGUMENTS, section="planner", live=True)


def answered(name: str, *, view: Sequence[str] = ()) -> tuple[State, Answer[Any]]:
    """Return the state that the request asks for, and an analysis' answer to its parameters.

    ``view`` are arguments that only the page uses (which part is unfolded …). Raises BadInput,
    NotFound and the store's errors.
    """
    state = state_of_request()
    words = {key: values for key, values in given().items() if key not in view}
    return state, catalogue.get(name).answer(state, words)


def planner_page(
    template: str, state: State, name: str, answer: Answer[Any] | None, **more: Any
) -> str:
    """Render a page with ``answer``, ``result``, ``analysis``, ``as_of``, ``years``, ``more``."""
    return render(
        f"planner/{template}",
        analysis=catalogue.get(name),
        answer=answer,
        result=answer.result if answer else None,
        as_of=state.year,
        years=state_years(),
        unreadable=unreadable.count(state),
        **more,
    )


def state_years() -> list[int]:
    """Return the fiscal years that have a state of their own, latest first."""
    base = current_settings().base_iri
    names = (parse_graph_iri(base, row["graph"]) for row in ask("graphs"))
    years = {n.year for n in names if n and n.year is not None and not n.provenance}
    return sorted(years, reverse=True)


def download(name: str, form: str, **more: Any) -> str:
    """Return the address of the API's answer to this page's request, as a file."""
    kept: Mapping[str, Any] = dict(request.args.lists())
    known = {p.name for p in catalogue.get(name).parameters} | {"as_of"}
    left = {key: value for key, value in kept.items() if key in known}
    lang = current_lang()
    if lang != "ja":
        left["lang"] = lang
    return url_for("analysis_api.analysis", name=name, **left, format=form, **more)


@blueprint.app_context_processor
def _helpers() -> dict[str, Any]:
    return {"with_arguments": with_arguments, "download": download}
