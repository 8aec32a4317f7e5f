"""Kaizen practices: noticing, acting, sharing."""

from __future__ import annotations

from typing import Any

from flask import request

from michisuji.analysis.unreadable import QUESTION
from michisuji.questions.values import is_askable
from michisuji.vocabulary import CODE, LM
from michisuji.web.answers import Facts, ask
from michisuji.web.context import register_view, render
from michisuji.web.page_table import page
from michisuji.web.pages.home import blueprint

STATUS = ("idea", "trial", "adopted", "dropped")
EFFECTS = ("cost", "time", "citizen-service", "revenue", "safety", "work-environment")


@blueprint.get("/kaizen")
@page("status", "effect", section="kaizen", place=6)
def kaizen() -> Any:
    """List the practices, filtered by status and effect."""
    status = request.args.get("status", "")
    effect = request.args.get("effect", "")
    params = {
        "status": f"{CODE}status/{status}" if status in STATUS else "",
        "effect": f"{CODE}effect/{effect}" if effect in EFFECTS else "",
    }
    practices = ask("kaizen", params)
    named = [iri for iri in dict.fromkeys(row["practice"] for row in practices) if is_askable(iri)]
    return render(
        "pages/kaizen.html",
        practices=practices,
        unreadable=ask(QUESTION, {"node": named}) if named else (),
        status=status,
        effect=effect,
        statuses=STATUS,
        effects=EFFECTS,
    )


@register_view(LM + "KaizenPractice")
def practice(iri: str) -> Any:
    """Show the page of one practice."""
    return render("pages/practice.html", iri=iri, facts=Facts(iri))
