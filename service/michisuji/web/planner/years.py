"""``/years``: two fiscal years side by side, with a drawn difference of the logic model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request

from michisuji.analysis import catalogue
from michisuji.analysis.logic_model import Edge, LogicModel
from michisuji.analysis.years.answers import OwnerDiff, YearsDiff
from michisuji.messages import message
from michisuji.web.api.analysis_api import given, state_of_request
from michisuji.web.context import current_lang, doc_href
from michisuji.web.drawing.charts.money_chart import money_chart, years_of
from michisuji.web.drawing.logic_model import render as draw
from michisuji.web.planner.choices import scopes
from michisuji.web.planner.common import blueprint, page, planner_page

#: Models drawn on one page; all others are in the tables, and drawn on pages of their own.
DRAWN = 6


@blueprint.get("/years")
@page(way=9)
def years() -> Any:
    """Show the comparison for a program, measure, policy or unit, or for everything."""
    state = state_of_request()
    words = {key: values for key, values in given().items() if key != "draw"}
    answer = catalogue.get("years").answer(state, words)
    result: YearsDiff = answer.result
    lang = current_lang()
    differ = [o for o in result.owners if _differs(o)]
    drawn = differ[:DRAWN]
    if result.scope and len(result.owners) == 1 and result.models:
        drawn = list(result.owners)
    drawable = len(drawn)
    if not request.args.get("draw"):
        drawn = []
    money = [
        {"year": year, "planned": a.planned, "executed": a.executed}
        for year, a in result.money.items()
    ]
    return planner_page(
        "years.html",
        state,
        "years",
        answer,
        pictures=[(o.owner, difference(o, result.after, lang, n)) for n, o in enumerate(drawn)],
        undrawn=[o.owner for o in differ[DRAWN:]] if len(drawn) > 1 else [],
        drawable=drawable,
        chart=money_chart(
            years_of(money), title=result.scope.label if result.scope else "", lang=lang
        ),
        scopes=scopes(state),
    )


def _differs(owner: OwnerDiff) -> bool:
    """Return True if more than the yearly budget differs, which always does."""
    return any(pair.change != "same" and pair.how != "budget" for pair in owner.diff.nodes) or any(
        pair.change != "same" for pair in owner.diff.edges
    )


def difference(owner: OwnerDiff, year: int, lang: str, number: int = 0) -> str:
    """Draw both years' elements in one diagram, marked as added, removed or changed."""
    nodes, looks = [], {}
    for pair in owner.diff.nodes:
        node = pair.node
        if pair.change != "same":
            looks[node.iri] = pair.change
            sign = message(f"analysis.years.changes.{pair.change}", lang).partition(" ")[0]
            detail = node.detail
            if pair.change == "changed" and pair.before and "label" in pair.fields:
                before = message("analysis.years.earlier", lang, label=pair.before.label)
                detail = " / ".join(filter(None, (node.detail, before)))
            node = replace(node, label=f"{sign} {node.label}", detail=detail)
        nodes.append(node)
    edges = []
    for n, pair_ in enumerate(owner.diff.edges):
        edge = pair_.after or pair_.before
        if edge is None:
            continue
        iri = edge.iri or f"urn:michisuji:edge:{n}"
        if pair_.change != "same":
            looks[iri] = pair_.change
        edges.append(
            Edge(
                iri,
                pair_.source,
                pair_.target,
                edge.rationale,
                edge.assumption,
                edge.confidence,
                edge.feedback,
            )
        )
    known = {node.iri for node in nodes}
    edges = [e for e in edges if e.source in known and e.target in known]
    model = LogicModel("", owner.owner.iri, owner.owner.label, year, nodes, edges)
    return draw(model, {}, lang, link=doc_href, prefix=f"diff{number}", looks=looks)
