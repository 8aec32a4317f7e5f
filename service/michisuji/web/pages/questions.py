"""The questions: a list, a form for each, its answer and the query behind it."""

from __future__ import annotations

from typing import Any

from flask import request

from michisuji import questions as catalogue
from michisuji.errors import BadInput
from michisuji.questions.model import OWN
from michisuji.web.answers import ask_apart, unreadable_count
from michisuji.web.context import current_lang, current_settings, own_questions, render
from michisuji.web.http import page_cache
from michisuji.web.page_table import page
from michisuji.web.pages.home import blueprint

AUDIENCES = ("planner", "quality", OWN)
SHOWN = 1000


@blueprint.get("/questions")
@page(section="questions", place=5)
def questions() -> Any:
    """List all questions by audience, without those that only serve a page."""
    known = own_questions()
    groups = {
        audience: [
            q for q in known.by_name.values() if q.audience == audience and q.form == "SELECT"
        ]
        for audience in AUDIENCES
    }
    return render("pages/questions.html", groups=groups, faults=known.faults)


@blueprint.get("/questions/<name>")
@page(kept=False, section="questions")
def question(name: str) -> Any:
    """Show one question: its form, and its answer once the required parameters are given."""
    asked = catalogue.get(name, own_questions().by_name)
    arguments = {*(parameter.name for parameter in asked.parameters), "run"}
    return page_cache.kept(lambda: _page(asked), unreadable_count(), arguments=arguments)


def _page(asked: catalogue.Question) -> tuple[str, int]:
    lang = current_lang()
    values = {p.name: request.args.get(p.name, "").strip() for p in asked.parameters}
    ready = all(values[p.name] for p in asked.parameters if p.required)
    wanted = any(values.values()) or not asked.parameters or "run" in request.args
    answer, problem = None, None
    if wanted and ready and asked.form == "SELECT":
        try:
            answer = ask_apart(asked, values)
        except BadInput as error:
            problem = error
    variables = list(answer.rows[0]) if answer and answer.rows else []
    return render(
        "pages/question.html",
        question=asked,
        values=values,
        examples={p.name: p.example for p in asked.parameters if p.required} or {"run": "1"},
        answer=answer,
        variables=variables,
        numeric={c.name for c in asked.columns if c.kind in ("year", "number")},
        needed=any(p.required for p in asked.parameters),
        headings=asked.headings(variables, lang),
        problem=problem,
        query=asked.bind(current_settings().base_iri, values, lang) if answer else asked.text,
        shown=SHOWN,
    ), (400 if problem else 200)
