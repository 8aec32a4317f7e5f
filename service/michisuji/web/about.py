"""What this service is, what it allows, whose work it carries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Blueprint

from michisuji import __version__
from michisuji.quality import drafts, patches
from michisuji.web import check_api
from michisuji.web.context import current_settings, render

blueprint = Blueprint("about", __name__)
_LOCK = Path(__file__).parent / "static" / "vendor" / "lock.json"


@blueprint.get("/about")
def about() -> Any:
    """Limits, formats, licences."""
    carried = json.loads(_LOCK.read_text("utf-8"))
    draft = {
        "MAX_BYTES": check_api.MAX_BYTES,
        "MAX_TRIPLES": patches.MAX_TRIPLES,
        "MAX_NODES": drafts.MAX_NODES,
    }
    return render(
        "about.html",
        settings=current_settings(),
        version=__version__,
        packages=carried["packages"],
        draft=draft,
    )
