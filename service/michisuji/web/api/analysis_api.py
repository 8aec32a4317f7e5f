"""``GET /api/analysis/…``: the planner's analyses as JSON, CSV and workbooks.

The same functions serve the pages and ``michisuji analyze``. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request

from michisuji.analysis import catalogue
from michisuji.analysis.export import XLSX, as_csv, as_json, as_xlsx
from michisuji.analysis.state import State
from michisuji.errors import BadInput
from michisuji.web.context import current_lang, current_settings, current_store, state
from michisuji.web.http import cors, page_cache, rate
from michisuji.web.http.negotiation import named

blueprint = Blueprint("analysis_api", __name__)
blueprint.before_request(rate.spend)
blueprint.after_request(rate.tell)
blueprint.after_request(cors.public(["Retry-After", *rate.HEADERS]))
#: Parameters that are not the analysis' own: which state, which language, which format.
OWN = frozenset({"as_of", "lang", "format", "table"})
FORMATS = {"json": "application/json", "csv": "text/csv", "xlsx": XLSX}


def state_of_request() -> State:
    """Return the state that the request asks for (``as_of``), in the reader's language.

    Raises BadInput for an invalid year.
    """
    word = request.args.get("as_of", "").strip()
    if word and not (len(word) == 4 and word.isdecimal()):
        raise BadInput(
            f"年度の指定が正しくありません: {word[:40]}",
            f"as_of is not a fiscal year: {word[:40]}",
            hint_ja="西暦4桁で指定してください(例: as_of=2025)",
            hint_en="give four digits, such as as_of=2025",
        )
    return State(
        current_store(),
        current_settings().base_iri,
        current_lang(),
        int(word) if word else None,
        state().index,
    )


def given() -> dict[str, Sequence[str]]:
    """Return the request's arguments that are the analysis' own parameters."""
    return {key: values for key, values in request.args.lists() if key not in OWN}


@blueprint.get("/api/analysis")
def listed() -> Response:
    """List all analyses with their parameters."""
    lang = current_lang()
    return jsonify(
        [
            {
                "name": one.name,
                "title": one.title[lang],
                "description": one.description[lang],
                "parameters": [
                    {
                        "name": p.name,
                        "type": p.kind,
                        "required": p.required,
                        "many": p.many,
                        "label": one.label(p)[lang],
                        "example": p.example,
                        "choices": list(p.choices),
                    }
                    for p in one.parameters
                ],
            }
            for one in catalogue.all_of_them()
        ]
    )


@blueprint.get("/api/analysis/<name>")
def analysis(name: str) -> Any:
    """Run one analysis; ``format``: json (default), csv (with ``table``), xlsx."""
    asked = catalogue.get(name)
    form = named(request.args.get("format") or "json", FORMATS)
    arguments = OWN | {parameter.name for parameter in asked.parameters}
    return page_cache.kept(
        lambda: _made(asked, form), arguments=arguments if form != "xlsx" else ()
    )


def _made(asked: catalogue.Analysis[Any], form: str) -> Response:
    state_, name, lang = state_of_request(), asked.name, current_lang()
    answer = asked.answer(state_, given())
    if form == "csv":
        body, kind = as_csv(answer, lang, request.args.get("table", "")), "text/csv; charset=utf-8"
        return _file(body.encode(), kind, f"{name}.csv")
    if form == "xlsx":
        now = datetime.now(current_settings().zone)
        return _file(as_xlsx(answer, asked.title[lang], lang, now), XLSX, f"{name}.xlsx")
    response = make_response(as_json(asked, answer, lang, state_.year))
    response.content_type = "application/json"
    return response


def _file(body: bytes, media_type: str, name: str) -> Response:
    response = make_response(body)
    response.content_type = media_type
    response.headers["Content-Disposition"] = f'attachment; filename="michisuji-{name}"'
    return response
