"""Kaizen practices: noticing, acting, sharing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request

from michisuji.analysis.unreadable import QUESTION
from michisuji.questions.values import is_askable
from michisuji.search.query import MAX_LENGTH
from michisuji.vocabulary import CODE, LM
from michisuji.web.answers import Facts, ask
from michisuji.web.context import register_view, render
from michisuji.web.page_table import page
from michisuji.web.pages.home import blueprint
from michisuji.web.search import index_state, named

STATUS = ("idea", "trial", "adopted", "dropped")
EFFECTS = ("cost", "time", "citizen-service", "revenue", "safety", "work-environment")


@blueprint.get("/kaizen")
@page("status", "effect", "q", shows=index_state, section="kaizen", place=7)
def kaizen() -> Any:
    """List the practices, filtered by status, effect and words of their texts."""
    status = request.args.get("status", "")
    effect = request.args.get("effect", "")
    params = {
        "status": f"{CODE}status/{status}" if status in STATUS else "",
        "effect": f"{CODE}effect/{effect}" if effect in EFFECTS else "",
    }
    practices = ask("kaizen", params)
    words = request.args.get("q", "").strip()[:MAX_LENGTH]
    if words:
        found = {row["node"] for row in named(words, [LM + "KaizenPractice"], most=10_000)}
        rows = [row for row in practices if row["practice"] in found]
        practices = replace(practices, rows=rows)
    shown = [iri for iri in dict.fromkeys(row["practice"] for row in practices) if is_askable(iri)]
    return render(
        "pages/kaizen.html",
        practices=practices,
        unreadable=ask(QUESTION, {"node": shown}) if shown else (),
        status=status,
        effect=effect,
        words=words,
        statuses=STATUS,
        effects=EFFECTS,
    )


@register_view(LM + "KaizenPractice")
def practice(iri: str) -> Any:
    """Show the page of one practice."""
    return render("pages/practice.html", iri=iri, facts=Facts(iri))
