"""``POST /api/check``: the effect of a change, before it is made.

The public database is read, and nothing is written; no IRI of the request is fetched. The body is
RDF Patch (``application/rdf-patch``), or ``{"add": Turtle, "remove": Turtle}`` as JSON.
"""

from __future__ import annotations

import time
from typing import Any, ClassVar

from flask import Blueprint, Response, jsonify, make_response, request

from michisuji.errors import BadInput, MichisujiError, TooLarge
from michisuji.languages import Text
from michisuji.quality.change.patches import MAX_TRIPLES, RDF_PATCH, from_json, from_rdf_patch
from michisuji.quality.rulebook.rules import rulebook
from michisuji.web.context import current_settings, state
from michisuji.web.http import rate

blueprint = Blueprint("check_api", __name__)
blueprint.before_request(rate.spend)
blueprint.after_request(rate.tell)
#: Size of a request's body.
MAX_BYTES = 300_000
_JSON = "application/json"


class WrongFormat(MichisujiError):
    """Raised for a body in a format that is not supported here."""

    code = "unsupported-media-type"
    status = 415
    title: ClassVar[Text] = {"ja": "読めない形式です", "en": "Unsupported media type"}


@blueprint.after_request
def _for_other_sites(response: Response) -> Response:
    """Allow requests from editors on other sites: everything here is public."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = "POST, OPTIONS"
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
    response.headers["Accept-Post"] = f"{RDF_PATCH}, {_JSON}"
    return response


@blueprint.post("/api/check")
def check() -> Response:
    """Report new, mended and still open findings; ``profile`` and ``program`` are optional."""
    start = time.perf_counter()
    change = _READERS[_media_type()](_body())
    profile = request.args.get("profile") or None
    program = request.args.get("program") or None
    found = _checked(change, profile, program)
    found["milliseconds"] = round((time.perf_counter() - start) * 1000)
    response = make_response(jsonify(found))
    response.headers["Cache-Control"] = "no-store"
    return response


def _checked(change: Any, profile: str | None, program: str | None) -> dict[str, Any]:
    from michisuji.quality.change.drafts import check_patch
    from michisuji.quality.check.data import source_of
    from michisuji.quality.formats.documents import finding_as_dict, problem_as_dict

    settings = current_settings()
    source, limit_s = source_of(state().store), settings.query_timeout_s
    book = rulebook(settings.own)
    draft = check_patch(source, settings.base_iri, change, profile, book=book, limit_s=limit_s)
    parts = {"new": draft.new, "mended": draft.mended, "open": draft.open}
    if program:
        parts = {k: tuple(f for f in fs if f.program == program) for k, fs in parts.items()}
    return {
        "schema": 1,
        "profile": draft.profile,
        "added": len(change.added),
        "removed": len(change.removed),
        "nodes": draft.looked_at,
        "counts": {name: len(found) for name, found in parts.items()},
        **{name: [finding_as_dict(f) for f in found] for name, found in parts.items()},
        "notes": [problem_as_dict(note) for note in draft.notes],
    }


_READERS = {RDF_PATCH: from_rdf_patch, _JSON: from_json}


def _media_type() -> str:
    if request.mimetype not in _READERS:
        raise WrongFormat(
            f"{request.mimetype or '形式の示されていないもの'} は読めません",
            f"{request.mimetype or 'a body without a media type'} is not supported here",
            hint_ja=f"Content-Type を {RDF_PATCH} か {_JSON} にしてください",
            hint_en=f"send {RDF_PATCH} or {_JSON} (Content-Type)",
        )
    return request.mimetype


def _body() -> str:
    data = request.get_data(cache=False)
    if len(data) > MAX_BYTES:
        raise TooLarge(
            f"一度に送れるのは {MAX_BYTES:,} バイト、{MAX_TRIPLES:,} トリプルまでです",
            f"a change may have at most {MAX_BYTES:,} bytes and {MAX_TRIPLES:,} triples",
            hint_ja="変更を小さく分けて送ってください",
            hint_en="send a smaller change",
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(
            "本文がUTF-8ではありません",
            f"the body is not UTF-8: {error}",
            hint_ja="UTF-8で送ってください",
            hint_en="send it as UTF-8",
        ) from error
