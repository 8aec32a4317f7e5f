"""``/what-if``: what is stopped or cut, the effect, and two scenarios side by side.

A scenario is its address and nothing else: nothing is written anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import request

from michisuji.analysis import catalogue
from michisuji.analysis.state import State
from michisuji.analysis.tables import Answer
from michisuji.analysis.whatif import scenario_of
from michisuji.vocabulary import LM
from michisuji.web.api.analysis_api import state_of_request
from michisuji.web.context import current_lang
from michisuji.web.drawing.charts.support_bar import support_bar
from michisuji.web.planner.common import blueprint, page, planner_page
from michisuji.web.search import index_state, named

#: How much may be taken from a program, in %.
PERCENTS = (10, 30, 50, 100)
#: Programs listed to choose from.
SHOWN = 30
MAX_WORDS = 200


@blueprint.get("/what-if")
@page(way=3, listed=False, shows=index_state)
def what_if() -> Any:
    """Show one scenario: choose, see, change."""
    state = state_of_request()
    marks = _marks(state, "stop", "cut")
    answer = _answer("what-if", state, {"stop": (), "cut": _cuts(marks)})
    return planner_page(
        "what_if.html",
        state,
        "what-if",
        answer if marks else None,
        marks=marks,
        bar=support_bar(answer.result, current_lang()) if marks else "",
        percents=PERCENTS,
        permalink=_arguments(marks),
        **_candidates(state, marks),
    )


@blueprint.get("/what-if/compare")
@page(listed=False, shows=index_state)
def compare_scenarios() -> Any:
    """Show two scenarios side by side.

    Without a second one it begins as a copy of the first.
    """
    state = state_of_request()
    a, b = _marks(state, "stop", "cut"), _marks(state, "stop_b", "cut_b")
    answer = _answer("scenarios", state, {"cut": _cuts(a), "cut_b": _cuts(b)})
    both, lang = answer.result, current_lang()
    return planner_page(
        "compare_scenarios.html",
        state,
        "scenarios",
        answer,
        sides=[("a", "cut", a, both.a), ("b", "cut_b", b, both.b)],
        bars={"a": support_bar(both.a.result, lang), "b": support_bar(both.b.result, lang)},
        percents=PERCENTS,
        **_candidates(state, [*a, *b]),
    )


def _answer(name: str, state: State, given: Mapping[str, Sequence[str]]) -> Answer[Any]:
    return catalogue.get(name).answer(state, given)


def _marks(state: State, stop: str, cut: str) -> list[dict[str, Any]]:
    """Return what the request names, with percentages, in plan order."""
    words = [word for word in request.args.getlist(cut) if word]
    scenario = scenario_of(state, [w for w in request.args.getlist(stop) if w], words)
    names = state.names(scenario.named)
    rows = [
        {"iri": iri, "label": names[iri], "percent": percent}
        for iri, percent in scenario.named.items()
    ]
    order = state.in_plan_order(scenario.named)
    return sorted(rows, key=lambda row: order.index(row["iri"]))


def _cuts(marks: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"{mark['iri']}:{mark['percent']}" for mark in marks]


def _arguments(marks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the shortest arguments for the same scenario."""
    whole = Decimal(100)
    found: dict[str, Any] = {
        "stop": [m["iri"] for m in marks if m["percent"] == whole],
        "cut": _cuts([m for m in marks if m["percent"] != whole]),
    }
    return {key: value for key, value in found.items() if value}


def _candidates(state: State, marks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return programs to choose from: those of a measure, or whose name contains the words.

    Programs of the data sets in the scenario come first.
    """
    words = request.args.get("words", "").strip()[:MAX_WORDS]
    measure = request.args.get("measure", "").strip()
    found: list[str] = []
    if measure:
        found = state.in_plan_order(state.causal.plan.programs_of(state.iri(measure)))
    elif words:
        rows = named(words, [LM + "Program"])
        found = list(dict.fromkeys(row["node"] for row in rows))
    known = {mark["iri"] for mark in marks}
    own = {state.dataset_of(iri) for iri in known}
    found = [iri for iri in found if iri not in known]
    found.sort(key=lambda iri: state.dataset_of(iri) not in own)
    return {
        "words": words,
        "measure": measure,
        "candidates": state.named(found[:SHOWN]),
        "candidates_cut": len(found) > SHOWN,
        "asked": bool(words or measure),
    }
