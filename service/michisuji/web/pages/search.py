"""The search box: names that contain all the words."""

from __future__ import annotations

from typing import Any

from flask import request

from michisuji.web import answers
from michisuji.web.context import render
from michisuji.web.page_table import page
from michisuji.web.pages.home import blueprint

#: search.rq returns one row more than is shown, to detect a cut.
SHOWN = 200
MAX_LENGTH = 200


@blueprint.get("/search")
@page("q", listed=False)
def search() -> Any:
    """Show results by kind; the words are matched as one phrase, ignoring case."""
    words = request.args.get("q", "").strip()[:MAX_LENGTH]
    answer = answers.search(words) if words else None
    groups: dict[str, list[dict[str, Any]]] = {}
    seen: set[str] = set()
    for row in (answer.rows if answer else [])[:SHOWN]:
        if row["node"] not in seen:
            seen.add(row["node"])
            groups.setdefault(row["class"], []).append(row)
    return render(
        "pages/search.html",
        words=words,
        answer=answer,
        groups=groups,
        found=len(seen),
        cut=bool(answer and len(answer) > SHOWN),
        shown=SHOWN,
    )
