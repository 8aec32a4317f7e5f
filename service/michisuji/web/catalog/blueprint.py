"""The blueprint, and headers of its answers and of the first page."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from michisuji.web.http import cors

blueprint = Blueprint("catalog", __name__)
blueprint.after_request(cors.public(["Link", "ETag"]))


@blueprint.after_app_request
def _on_the_first_page(response: Response) -> Response:
    """Add headers to the first page that link to catalog, counts and changes."""
    if request.endpoint == "pages.home":
        for relation, address, kind in (
            ("describedby", url_for("catalog.catalog"), "text/html"),
            ("describedby", url_for("catalog.catalog", extension="ttl"), "text/turtle"),
            ("describedby", url_for("catalog.void", extension="ttl"), "text/turtle"),
            ("alternate", url_for("catalog.feed"), "application/atom+xml"),
        ):
            response.headers.add("Link", f'<{address}>; rel="{relation}"; type="{kind}"')
    return response
