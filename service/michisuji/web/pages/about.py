"""Pages about the service: what it is, its limits, and the software it includes."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any

from flask import Blueprint, jsonify, request

from michisuji import __version__
from michisuji.web.context import current_settings, render
from michisuji.web.http import limits
from michisuji.web.http.negotiation import prefers_html
from michisuji.web.page_table import page

blueprint = Blueprint("about", __name__)
_LOCK = Path(__file__).parents[1] / "static" / "vendor" / "lock.json"


@blueprint.get("/about")
@page(kept=False, section="about", place=10)
def about() -> Any:
    """Show what the service is, its formats and licences."""
    carried = json.loads(_LOCK.read_text("utf-8"))
    return render(
        "about.html",
        settings=current_settings(),
        version=__version__,
        packages=carried["packages"],
    )


@blueprint.get("/about/limits")
@page(kept=False, section="about")
def limits_page() -> Any:
    """Show every limit, as a page or (``?format=json``) for programs."""
    settings = current_settings()
    found = limits.current()
    if request.args.get("format") == "json" or not prefers_html():
        return jsonify({"limits": [limit.to_json() for limit in found]})
    groups = [(name, list(part)) for name, part in groupby(found, key=lambda limit: limit.group)]
    return render("limits.html", groups=groups, services=settings.services.split())


@blueprint.get("/about/roles")
@page(section="about")
def roles_page() -> Any:
    """Show which role may do what, from the table that decides."""
    from michisuji.accounts.permissions import TABLE, Role

    lines = [(role, [line for line in TABLE if line.role == role]) for role in Role]
    return render("roles.html", roles=lines)
