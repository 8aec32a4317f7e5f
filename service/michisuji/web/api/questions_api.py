"""``GET /api/questions/…``: questions by name, their answers as JSON, CSV and workbooks.

A name that is not understood is a problem with candidates, never an empty answer.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from michisuji import questions
from michisuji.analysis.export import XLSX, as_csv, as_xlsx
from michisuji.errors import BadInput
from michisuji.web.context import current_lang, own_questions
from michisuji.web.http import cors, page_cache, rate
from michisuji.web.http.negotiation import named
from michisuji.web.results import tell
from michisuji.web.search import index_state

blueprint = Blueprint("questions_api", __name__)
blueprint.before_request(rate.spend)
blueprint.after_request(rate.tell)
blueprint.after_request(cors.public(["Retry-After", *rate.HEADERS]))
#: Parameters that are not the question's own.
OWN = frozenset({"lang", "format"})
FORMATS = {"json": "application/json", "csv": "text/csv", "xlsx": XLSX}


@blueprint.get("/api/questions")
def listed() -> Response:
    """List the questions that readers ask, with their parameters and columns."""
    known = own_questions().by_name.values()
    return jsonify([question.as_dict() for question in known if question.is_listed])


@blueprint.get("/api/questions/<name>")
def question(name: str) -> Any:
    """Answer one question; ``format``: json (default), csv, xlsx."""
    asked = questions.get(name, own_questions().by_name)
    if asked.form != "SELECT":
        raise BadInput(
            f"質問「{name}」の答えは表ではありません",
            f"the answer of the question '{name}' is no table",
            hint_ja="SPARQLとして /sparql に送ってください",
            hint_en="send it to /sparql",
        )
    form = named(request.args.get("format") or "json", FORMATS)
    arguments = OWN | {parameter.name for parameter in asked.parameters}
    return page_cache.kept(
        lambda: _made(asked, form),
        index_state(),
        arguments=arguments if form != "xlsx" else (),
    )


def _made(asked: questions.Question, form: str) -> Response:
    lang = current_lang()
    given = {key: value.strip() for key, value in request.args.items() if key not in OWN}
    told = tell(asked, given)
    if form == "json":
        return jsonify(told.as_dict(lang))
    if form == "csv":
        body, kind = as_csv(told.answer, lang).encode(), "text/csv; charset=utf-8"
    else:
        body, kind = as_xlsx(told.answer, asked.title[lang], lang), XLSX
    response = Response(body, content_type=kind)
    name = f'attachment; filename="michisuji-{asked.name}.{form}"'
    response.headers["Content-Disposition"] = name
    return response
