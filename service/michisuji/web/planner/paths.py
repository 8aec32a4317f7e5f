"""``/paths``: the ways between two things, chosen by name or address."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from michisuji.analysis import catalogue
from michisuji.analysis.paths.answers import MOST_LONG, OVER, Paths, WayStep
from michisuji.analysis.paths.words import relation_text
from michisuji.analysis.state import State
from michisuji.analysis.tables import Answer
from michisuji.iris import has_scheme
from michisuji.web.api.analysis_api import state_of_request
from michisuji.web.context import current_lang, doc_href
from michisuji.web.drawing.ways import DrawnWay, Stop, draw_ways
from michisuji.web.graph.kinds import Kind, kind_of
from michisuji.web.i18n import translate
from michisuji.web.planner.common import blueprint, page, planner_page
from michisuji.web.search import index_state, named

#: Ways drawn; the table has all.
DRAWN = 4
#: Results of a search by name that are offered.
SHOWN = 30
MAX_WORDS = 200
ENDS = ("from", "to")


@blueprint.get("/paths")
@page(way=11, listed=False, shows=index_state)
def paths() -> Any:
    """Show the ways between ``from`` and ``to``; until both are known, pickers for them."""
    state = state_of_request()
    ends = {name: _end(state, request.args.get(name, "").strip()) for name in ENDS}
    if not all(one["iri"] for one in ends.values()):
        return planner_page("paths_choose.html", state, "paths", None, **_choices(state, ends))
    given = {name: [one["iri"]] for name, one in ends.items()}
    given |= {name: request.args.getlist(name) for name in ("over", "longest")}
    answer = catalogue.get("paths").answer(state, given)
    kinds = _kinds(state, answer.result)
    return planner_page(
        "paths.html",
        state,
        "paths",
        answer,
        picture=_picture(answer, kinds, current_lang()),
        drawn=min(DRAWN, len(answer.result.ways)),
        kinds=kinds,
        overs=OVER,
        lengths=range(1, MOST_LONG + 1),
        chosen_length=request.args.get("longest", ""),
        swapped=url_for(
            "planner.paths",
            **{**request.args, "from": ends["to"]["iri"], "to": ends["from"]["iri"]},
        ),
    )


def _end(state: State, word: str) -> dict[str, Any]:
    """Return an end as the reader gave it: its IRI, or what a search finds for its name."""
    if not word:
        return {"iri": "", "words": "", "found": []}
    if has_scheme(word) or word.startswith("id/"):
        return {"iri": state.iri(word), "words": "", "found": []}
    words = word[:MAX_WORDS]
    found = named(words, most=SHOWN + 1)
    exact = [row for row in found if row["label"] == words]
    only = exact if len(exact) == 1 else found if len(found) == 1 else []
    return {"iri": only[0]["node"] if only else "", "words": words, "found": found}


def _choices(state: State, ends: dict[str, dict[str, Any]]) -> dict[str, Any]:
    known = [one["iri"] for one in ends.values() if one["iri"]]
    labels = state.names(known)
    return {
        "ends": {
            name: {
                **one,
                "label": labels.get(one["iri"], ""),
                "found": one["found"][:SHOWN],
                "more": len(one["found"]) > SHOWN,
            }
            for name, one in ends.items()
        }
    }


def _kinds(state: State, result: Paths) -> dict[str, Kind]:
    """Return the kind of each resource drawn, and of both ends."""
    nodes = {step.node.iri for way in result.ways[:DRAWN] for step in way.steps}
    classes: dict[str, list[str]] = {}
    for row in state.ask_many("kinds-of", "node", {*nodes, result.start.iri, result.end.iri}):
        classes.setdefault(row["node"], []).append(row["class"])
    return {iri: kind_of(own) for iri, own in classes.items()}


def _picture(answer: Answer[Paths], kinds: dict[str, Kind], lang: str) -> str:
    result = answer.result
    if not result.ways:
        return ""
    lanes = [
        DrawnWay(
            translate("paths.lane", number=n, length=way.length),
            [
                _stop(step, kinds, lang, is_end=k in (0, way.length))
                for k, step in enumerate(way.steps)
            ],
        )
        for n, way in enumerate(result.ways[:DRAWN], 1)
    ]
    return draw_ways(lanes, title=translate("paths.picture"), description=answer.sentence[lang])


def _stop(step: WayStep, kinds: dict[str, Kind], lang: str, *, is_end: bool) -> Stop:
    kind = kinds.get(step.node.iri) or kind_of(())
    relation = step.relation
    return Stop(
        kind=f"{kind.sign} {kind.name(lang)}",
        name=step.node.label,
        href=doc_href(step.node.iri),
        fill=kind.fill,
        ink=kind.ink,
        relation=relation_text(relation)[lang] if relation else "",
        against=relation.inward if relation else False,
        is_end=is_end,
    )
