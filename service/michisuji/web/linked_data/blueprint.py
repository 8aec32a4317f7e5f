"""The blueprint, and the headers that all its answers carry."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint

from michisuji.web.http import cors
from michisuji.web.http.negotiation import RDF_FORMATS

blueprint = Blueprint("linked_data", __name__)

CSV = "text/csv"
#: Extension → media type of a document about a resource, besides its page.
DOC_FORMATS: Mapping[str, str] = {**RDF_FORMATS, "csv": CSV}
#: Headers that scripts of other sites may read.
EXPOSED = ("Link", "ETag", "X-Michisuji-Limits", "X-Michisuji-As-Of")
blueprint.after_request(cors.public(EXPOSED))


def content_type(media_type: str) -> str:
    """Add the character set to a media type that does not define its own."""
    return media_type + ("; charset=utf-8" if media_type.startswith("text/") else "")
