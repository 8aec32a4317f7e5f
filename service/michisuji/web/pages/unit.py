"""A unit of the organization: what is above and below it, its goals, its work."""

from __future__ import annotations

from typing import Any

from michisuji.vocabulary import PREFIXES
from michisuji.web.answers import Facts, ask
from michisuji.web.context import register_view, render

ORG = PREFIXES["org"]
#: work-of-unit.rq returns one row more than is shown, to detect a cut.
SHOWN = 1000


@register_view(ORG + "OrganizationalUnit")
@register_view(ORG + "FormalOrganization")
def unit(iri: str) -> Any:
    """Show the page of one unit."""
    work = ask("work-of-unit", {"unit": iri})
    return render(
        "pages/unit.html",
        iri=iri,
        facts=Facts(iri),
        ancestors=ask("ancestors", {"node": iri}),
        below=ask("units-below", {"unit": iri}),
        goals=ask("goals-of-unit", {"unit": iri}),
        work=work,
        cut=len(work) > SHOWN,
        shown=SHOWN,
        kaizen=ask("kaizen", {"unit": iri}),
    )
