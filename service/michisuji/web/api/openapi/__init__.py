"""``/openapi.json`` for programs, and ``/api``: the same for people."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, json

from michisuji.web.api.openapi.describing import document, operations
from michisuji.web.context import current_lang, current_settings, is_over_drafts, render
from michisuji.web.http import cors
from michisuji.web.http.caching import conditional
from michisuji.web.page_table import page
from michisuji.web.server.lanes import DRAFTS

__all__ = ["blueprint", "document", "operations"]

blueprint = Blueprint("openapi", __name__)


def described() -> dict[str, Any]:
    """Return the description of this application, in the reader's language."""
    rules = {str(rule) for rule in current_app.url_map.iter_rules()}
    return document(current_settings(), current_lang(), rules, DRAFTS if is_over_drafts() else "")


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Send the description as OpenAPI 3.1."""

    def make() -> Response:
        body = json.dumps(described(), ensure_ascii=False, indent=1)
        return Response(body, content_type="application/json")

    return cors.public()(conditional(make, vary=()))


@blueprint.get("/api")
@page(live=True)
def api_page() -> str:
    """Show the description of the API as a page."""
    told = described()
    groups = [
        (
            tag,
            [
                (path, method, one)
                for path, methods in told["paths"].items()
                for method, one in methods.items()
                if one["tags"] == [tag["name"]]
            ],
        )
        for tag in told["tags"]
    ]
    return render("api.html", told=told, groups=groups)
