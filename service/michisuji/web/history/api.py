"""Edits and histories as JSON: ``POST /drafts/api/edits``, ``GET /drafts/api/history``.

For programs with an API token, and for pages of a signed-in person. Statements are N-Quads, each
with the graph that it stands in. No IRI of a request is fetched.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, jsonify, request

from michisuji.accounts.permissions import Action
from michisuji.editing import Edit, PastChange, Quad
from michisuji.editing.checking import LARGEST, check
from michisuji.editing.history import of
from michisuji.editing.statements import lines, parsed
from michisuji.errors import BadInput, TooLarge
from michisuji.importers.control_characters import without_control, without_escaped
from michisuji.quality.change.patches import MAX_TRIPLES
from michisuji.web.accounts.rules import rule
from michisuji.web.api.check_api import WrongFormat
from michisuji.web.context import current_settings
from michisuji.web.forms.opened import editing
from michisuji.web.forms.permitted import need_patch
from michisuji.web.history.views import asked_resource

blueprint = Blueprint("edits_api", __name__)


class NotAnEdit(BadInput):
    """Raised for a body that is no edit in JSON."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(
            ja,
            en,
            hint_ja='{"read_at": {IRI: 版}, "add": N-Quads, "remove": …, "reason": 文} の形です',
            hint_en='send {"read_at": {IRI: version}, "add": N-Quads, "remove": …, "reason": …}',
        )


#: Changes of a history.
MOST = 100
_MEMBERS = {"read_at": dict, "add": str, "remove": str, "reason": str}
_JSON = "application/json"


@blueprint.post("/api/edits")
@rule(Action.EDIT)
def edits() -> Response:
    """Apply a change set; 409 tells both sides of what collides."""
    edit = _edit()
    check(edit, current_settings().base_iri)
    author = need_patch(edit).id
    done = editing().apply(edit, author)
    return jsonify(
        change=done.change,
        dataset=done.dataset,
        merged=done.merged,
        versions=dict(done.versions),
        added="".join(lines(done.added)),
        removed="".join(lines(done.removed)),
    )


@blueprint.get("/api/history")
@rule(Action.SEE_DRAFTS)
def history() -> Response:
    """Return what is said of a resource, its version, and its changes, the latest first."""
    iri = asked_resource()
    now = editing().description(iri)
    return jsonify(
        iri=iri,
        dataset=now.dataset,
        version=now.version,
        statements="".join(lines(now.quads)),
        changes=[_told(iri, change) for change in editing().history(iri, most=MOST)],
    )


def _told(iri: str, change: PastChange) -> dict[str, Any]:
    before, after = change.versions.get(iri, ("", ""))
    return {
        "change": change.id,
        "number": change.number,
        "kind": change.kind,
        "account": change.author,
        "at": change.at.isoformat(),
        "reason": change.reason,
        "about": change.about,
        "before": before,
        "after": after,
        "added": "".join(lines(of(change.added, iri))),
        "removed": "".join(lines(of(change.removed, iri))),
    }


def _edit() -> Edit:
    """Return the edit of a request's body.

    Raises TooLarge, WrongFormat, NotAnEdit.
    """
    if request.mimetype != _JSON:
        raise WrongFormat(
            f"{request.mimetype or '形式の示されていないもの'} は読めません",
            f"{request.mimetype or 'a body without a media type'} is not supported here",
            hint_ja=f"Content-Type を {_JSON} にしてください",
            hint_en=f"send {_JSON} (Content-Type)",
        )
    if (request.content_length or 0) > LARGEST or len(request.get_data()) > LARGEST:
        raise TooLarge(
            f"一度に送れるのは {LARGEST:,} バイト、{MAX_TRIPLES:,} トリプルまでです",
            f"an edit may have {LARGEST:,} bytes and {MAX_TRIPLES:,} triples",
            hint_ja="変更を小さく分けて送ってください",
            hint_en="make it in parts",
        )
    try:
        found = json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        raise NotAnEdit(f"JSONとして読めません: {error}", f"not JSON: {error}") from error
    if not isinstance(found, dict) or not {*found} <= {*_MEMBERS}:
        raise NotAnEdit("項目が違います", f"an edit has the members {', '.join(_MEMBERS)}")
    for name, kind in _MEMBERS.items():
        if not isinstance(found.setdefault(name, kind()), kind):
            raise NotAnEdit(f"{name} の形が違います", f"{name} has another form")
    read_at = found["read_at"]
    if not all(isinstance(version, str) for version in read_at.values()):
        raise NotAnEdit("read_at の形が違います", "read_at maps IRIs to versions")
    added, removed = (_quads(found[name], name) for name in ("add", "remove"))
    reason, _ = without_control(found["reason"].encode("utf-8", "ignore").decode())
    return Edit(added, removed, read_at, reason.strip())


def _quads(text: str, member: str) -> frozenset[Quad]:
    if text.count("\n") > 2 * MAX_TRIPLES:
        raise TooLarge(
            f"一度の変更は{MAX_TRIPLES:,}トリプルまでです",
            f"an edit may have {MAX_TRIPLES:,} triples",
        )
    try:
        return parsed(without_escaped(text)[0], strict=True)
    except (SyntaxError, TypeError, ValueError) as error:
        shown = str(error)[:300]
        raise NotAnEdit(
            f"{member}: N-Quadsとして読めません: {shown}", f"{member}: {shown}"
        ) from error
