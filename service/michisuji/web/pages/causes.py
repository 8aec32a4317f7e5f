"""Pages of faults by root cause: filtered, paginated, with consequences and remedies."""

from __future__ import annotations

from typing import Any

from michisuji.quality.reading.statistics import BY
from michisuji.web.context import render
from michisuji.web.page_table import page
from michisuji.web.pages.home import blueprint
from michisuji.web.quality.filters import SIZE, choices, label, page_number, wanted
from michisuji.web.quality.links import short
from michisuji.web.quality.views import current_view, shown_check, standing

#: The filters of the form; measure, unit and program are filtered by links.
OFFERED = ("severity", "department", "rule", "year", "dataset")


@blueprint.get("/quality/causes")
@page(*BY, "page", shows=shown_check, section="quality", listed=False)
def causes() -> Any:
    """Show the causes that match the address's filters, worst first, one page at a time."""
    view = current_view()
    if view is None:
        return render("pages/quality_none.html", standing=standing())
    chosen = wanted(view)
    found = view.index.chosen(chosen)
    pages = -(-len(found) // SIZE)
    page = page_number(pages)
    index = view.index
    asked = {name: short(value) for name, value in chosen.items()}
    return render(
        "pages/causes.html",
        view=view,
        standing=standing(),
        causes=found[(page - 1) * SIZE : page * SIZE],
        total=len(found),
        first=(page - 1) * SIZE + 1,
        page=page,
        pages=pages,
        near=_near(page, pages),
        chosen=chosen,
        names={name: label(index, name, value) for name, value in chosen.items()},
        options={
            name: choices(index, name, chosen)
            for name in OFFERED
            if name in chosen or len(index.values(name)) > 1
        },
        kept={name: value for name, value in chosen.items() if name not in OFFERED},
        wanted_short=asked,
        without={name: {n: v for n, v in asked.items() if n != name} for name in asked},
    )


def _near(page: int, pages: int) -> list[int | None]:
    """Return the page numbers to link: the ends, and those nearby; None for a gap."""
    wanted = sorted({1, 2, page - 1, page, page + 1, pages - 1, pages} & set(range(1, pages + 1)))
    shown: list[int | None] = []
    for number in wanted:
        if shown and shown[-1] is not None and number > shown[-1] + 1:
            shown.append(None)
        shown.append(number)
    return shown
