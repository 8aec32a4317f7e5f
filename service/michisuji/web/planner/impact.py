"""``/impact`` and ``/leads-to``: what feeds a target, and what a start leads to."""

from __future__ import annotations

from typing import Any

from flask import request

from michisuji.analysis import catalogue
from michisuji.analysis.board.answers import board_years
from michisuji.analysis.impact.answers import RANKS, Impact
from michisuji.analysis.impact.target import OUTCOMES
from michisuji.analysis.indicator_values import NOTHING, stated
from michisuji.analysis.state import State
from michisuji.search.documents import class_of
from michisuji.web.api.analysis_api import given, state_of_request
from michisuji.web.context import current_lang
from michisuji.web.drawing.charts.small_chart import last_years, small_chart
from michisuji.web.planner.common import blueprint, page, planner_page
from michisuji.web.planner.pictures import impact_picture, leads_to_picture, unit_of
from michisuji.web.search import index_state, named

#: Programs drawn at first, and when the reader asks for more; all others are one box.
SHOWN, MOST_SHOWN = 12, 200
#: Arguments of the request for the display alone.
VIEW = ("show", "unit", "words")
MAX_WORDS = 200


@blueprint.get("/impact")
@page(way=1, listed=False, shows=index_state)
def impact() -> Any:
    """Show what feeds the target; without one, a way to choose."""
    state = state_of_request()
    if not request.args.get("target", "").strip():
        return planner_page("impact_choose.html", state, "impact", None, **_choices(state))
    words = {key: values for key, values in given().items() if key not in VIEW}
    answer = catalogue.get("impact").answer(state, words)
    result: Impact = answer.result
    shown = _shown()
    unit = request.args.get("unit", "").strip()
    focus = [f for f in result.feeders if unit_of(f) == state.iri(unit)] if unit else []
    drawn = focus or result.feeders
    return planner_page(
        "impact.html",
        state,
        "impact",
        answer,
        picture=impact_picture(answer, drawn, shown, current_lang(), bool(focus)) if drawn else "",
        focus=focus[0].units[0] if focus else None,
        drawn=len(drawn),
        shown=min(shown, len(drawn)),
        most=MOST_SHOWN,
        ranks=RANKS,
        money_years=sorted(result.money, reverse=True),
        **_own_years(state, result),
    )


def _own_years(state: State, result: Impact) -> dict[str, Any]:
    """Return an indicator's own values, direction and small picture; empty for other targets."""
    if result.kind != "indicator":
        return {"own_years": (), "direction": "", "own_chart": ""}
    own = stated(state, [result.target.iri]).get(result.target.iri, NOTHING)
    last = max(own.actuals, default=0)
    return {
        "own_years": board_years(own, own.years),
        "direction": own.direction,
        "own_chart": small_chart(last_years(own, last), unit="", lang=current_lang()),
    }


@blueprint.get("/leads-to")
@page(way=2, listed=False, shows=index_state)
def leads_to() -> Any:
    """Show what a program, a unit or a budget leads to; without a start, a way to choose."""
    state = state_of_request()
    if not request.args.get("start", "").strip():
        return planner_page("leads_to_choose.html", state, "leads-to", None, **_starts(state))
    words = {key: values for key, values in given().items() if key not in VIEW}
    answer = catalogue.get("leads-to").answer(state, words)
    shown = _shown()
    return planner_page(
        "leads_to.html",
        state,
        "leads-to",
        answer,
        picture=leads_to_picture(answer, shown, current_lang()) if answer.result.reached else "",
        shown=shown,
        most=MOST_SHOWN,
    )


def _shown() -> int:
    word = request.args.get("show", "")
    return min(MOST_SHOWN, max(1, int(word))) if word.isdecimal() and len(word) < 4 else SHOWN


def _choices(state: State) -> dict[str, Any]:
    """Return the targets to choose from: search results, and the town conditions by measure."""
    words = request.args.get("words", "").strip()[:MAX_WORDS]
    return {"words": words, "found": named(words, _TARGETS), "measures": _measures(state)}


_TARGETS = tuple(
    map(class_of, ("Indicator", "TownCondition", "Outcome", "Measure", "BasicPolicy", "Policy"))
)
_STARTS = (class_of("Program"), class_of("Unit"))


def _measures(state: State) -> list[dict[str, Any]]:
    """Return measures with a model: town conditions and the indicators that show them."""
    graph = state.causal
    own = [
        (iri, [n for n in graph.elements_of(iri) if graph.kind(n) in OUTCOMES])
        for iri, name in graph.plan.classes.items()
        if name != "Program"
    ]
    own = [(iri, nodes) for iri, nodes in own if nodes]
    indicators = {n: graph.shown_by(n) for _, nodes in own for n in nodes}
    wanted = {iri for iri, _ in own} | {i for found in indicators.values() for i in found}
    labels = state.names(wanted | {graph.elements[n] for n in indicators})
    return [
        {
            "measure": labels.one(iri),
            "towns": [
                {
                    "town": labels.one(graph.elements[n]),
                    "indicators": labels.all(indicators[n]),
                }
                for n in nodes
            ],
        }
        for iri, nodes in sorted(own)
    ]


def _starts(state: State) -> dict[str, Any]:
    words = request.args.get("words", "").strip()[:MAX_WORDS]
    return {"words": words, "found": named(words, _STARTS)}
