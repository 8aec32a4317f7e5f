"""The questions: a list, a form for each, its answer and the query behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request

from michisuji import questions as catalogue
from michisuji.errors import BadInput
from michisuji.questions.header import ROLES, TOPICS
from michisuji.questions.values import address_of
from michisuji.search import UnclearName
from michisuji.search.documents import class_of
from michisuji.search.folding import squeezed
from michisuji.web.answers import unreadable_count
from michisuji.web.context import current_lang, current_settings, own_questions, render
from michisuji.web.http import page_cache
from michisuji.web.page_table import page
from michisuji.web.pages.home import blueprint
from michisuji.web.results import Told, chart_of, names_of, tell
from michisuji.web.search import index_state
from michisuji.web.search.understanding import understood

SHOWN = 1000
#: The group of the city's own questions without a topic.
_OWN = "own"
_MAX_WORDS = 200


@blueprint.get("/questions")
@page("q", "role", section="questions", place=5)
def questions() -> Any:
    """List the questions by topic, for one role and with words if the reader has chosen them."""
    known = own_questions()
    words = request.args.get("q", "").strip()[:_MAX_WORDS]
    role = request.args.get("role", "")
    role = role if role in ROLES else ""
    listed = [one for one in known.by_name.values() if one.is_listed]
    found = [one for one in listed if _fits(one, words) and (not role or role in one.roles)]
    return render(
        "pages/questions.html",
        groups=by_topic(found),
        faults=known.faults,
        words=words,
        role=role,
        roles=ROLES,
        found=len(found),
        total=len(listed),
    )


def by_topic(found: Iterable[catalogue.Question]) -> dict[str, list[catalogue.Question]]:
    """Group questions by topic, in the order of topics; the city's own ones come first."""
    groups: dict[str, list[catalogue.Question]] = {topic: [] for topic in (_OWN, *TOPICS)}
    for one in found:
        groups[one.topic or _OWN].append(one)
    return groups


def _fits(question: catalogue.Question, words: str) -> bool:
    """Return True if all words are in what the question says of itself, in any language."""
    told = [question.title, question.description]
    told += [one.label for one in question.parameters] + [one.label for one in question.columns]
    text = squeezed(" ".join(part for texts in told for part in texts.values()))
    return all(squeezed(word) in text for word in words.split())


@blueprint.get("/questions/<name>")
@page(kept=False, section="questions")
def question(name: str) -> Any:
    """Show one question: its form, and its answer once the required parameters are given."""
    asked = catalogue.get(name, own_questions().by_name)
    arguments = {*(parameter.name for parameter in asked.parameters), "run"}
    return page_cache.kept(
        lambda: _page(asked), unreadable_count(), index_state(), arguments=arguments
    )


def _page(asked: catalogue.Question) -> tuple[str, int]:
    given = {p.name: request.args.get(p.name, "").strip() for p in asked.parameters}
    ready = all(given[p.name] for p in asked.parameters if p.required)
    wanted = any(given.values()) or not asked.parameters or "run" in request.args
    told: Told | None = None
    problem: BadInput | None = None
    if wanted and ready and asked.form == "SELECT":
        try:
            told = tell(asked, given)
        except BadInput as error:
            problem = error
    base, lang = current_settings().base_iri, current_lang()
    return render(
        "pages/question.html",
        question=asked,
        values=_shown(asked, told.values) if told else given,
        examples={p.name: p.example for p in asked.parameters if p.required} or {"run": "1"},
        told=told,
        filled={key: value for key, value in given.items() if value},
        chart=chart_of(told.table, lang) if told else None,
        needed=any(p.required for p in asked.parameters),
        problem=problem,
        unclear=problem if isinstance(problem, UnclearName) else None,
        class_of=class_of,
        query=told.query if told else asked.bind(base, _needed(asked), lang),
        shown=SHOWN,
    ), (problem.status if problem else 200)


def _needed(question: catalogue.Question) -> dict[str, str]:
    """Return the example of each required parameter."""
    return {p.name: p.example for p in question.parameters if p.required}


def _shown(asked: catalogue.Question, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values for the fields: names for IRIs, if the name alone means the same again."""
    base = current_settings().base_iri
    iris = {p.name: values[p.name] for p in asked.parameters if p.of and p.name in values}
    iris = {name: address_of(text, base) for name, text in iris.items() if address_of(text, base)}
    names = names_of(iris.values())
    shown = dict(values)
    for parameter, iri in iris.items():
        shown[parameter] = iri.removeprefix(f"{base}/")
        try:
            name = {parameter: names.get(iri, "")}
            if names.get(iri) and understood(asked, name)[parameter] == iri:
                shown |= name
        except UnclearName:
            continue
    return shown
