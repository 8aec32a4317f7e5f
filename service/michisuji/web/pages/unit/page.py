"""A unit of the organization, as the workplace of those who work there."""

from __future__ import annotations

from typing import Any

from flask import current_app

from michisuji.vocabulary import PREFIXES
from michisuji.web.answers import Facts, QuestionAnswer, ask
from michisuji.web.context import register_view, render
from michisuji.web.pages.section_books import books_of
from michisuji.web.pages.unit.work import (
    causes_of,
    count_of,
    evaluations_due,
    targets_of,
    work_of,
)
from michisuji.web.quality.filters import page_number
from michisuji.web.quality.views import current_view, standing
from michisuji.web.ready import ready_state

ORG = PREFIXES["org"]
#: The questions return one row more than is read, to detect a cut.
READ, READ_EVALUATIONS = 3000, 500
#: Units whose work is shown as one.
MOST_UNITS = 200
#: Programs and measures on a page; findings, indicators, evaluations and practices on it.
SIZE, FINDINGS, TARGETS, EVALUATIONS, NEAR = 100, 5, 200, 20, 12
_BEHIND = ("targets-and-actuals", "indicators-with-level")


@register_view(ORG + "OrganizationalUnit")
@register_view(ORG + "FormalOrganization")
def unit(iri: str) -> Any:
    """Show the page of one unit: its work and that of the units below it."""
    under = [row["under"] for row in ask("units-under", {"unit": iri})]
    # A whole government's work is no page: it is on the pages of its ministries.
    units = under if 0 < len(under) <= MOST_UNITS else [iri]
    answer = ask("work-of-unit", {"unit": units})
    work = work_of(answer.rows[:READ])
    pages = -(-max(len(work.led), len(work.related)) // SIZE)
    page = page_number(pages)
    static = current_app.config.get("MICHISUJI_STATIC")
    evaluations = ask("evaluations-of-units", {"unit": units})
    now = ready_state()
    targets = targets_of(now, (row["node"] for row in work.led)) if now else []
    shown = targets[:TARGETS]
    view = current_view()
    causes = causes_of(view, units)
    return render(
        "pages/unit.html",
        iri=iri,
        facts=Facts(iri),
        ancestors=ask("ancestors", {"node": iri}),
        below=ask("units-below", {"unit": iri}),
        goals=ask("goals-of-unit", {"unit": iri}),
        goals_below=ask("goals-below", {"unit": iri}),
        several=len(units) > 1,
        apart=len(under) > MOST_UNITS,
        work=work,
        work_answer=answer,
        cut=len(answer) > READ,
        most=READ,
        page=page,
        pages=pages,
        first_row=0 if static else (page - 1) * SIZE,
        last_row=None if static else page * SIZE,
        targets=targets,
        targets_shown=shown,
        target_count=count_of(targets),
        is_ready=now is not None,
        names=now.names({iri for row in shown for iri in (row.indicator, row.node)}) if now else {},
        behind=[now.behind(name) for name in _BEHIND] if now else [],
        evaluations=evaluations,
        evaluations_shown=evaluations.rows[:EVALUATIONS],
        evaluations_cut=len(evaluations) > READ_EVALUATIONS,
        view=view,
        standing=standing(),
        causes=causes,
        first=FINDINGS,
        due=evaluations_due(causes),
        scope=view.scope(iri) if view else None,
        kaizen=ask("kaizen", {"unit": units}),
        books=books_of(iri, "unit") if work.led else [],
        near=_near(units),
        work_done=ask("work-done", {"unit": iri}),
        most_near=NEAR,
    )


def _near(units: list[str]) -> QuestionAnswer:
    """Return practices of similar units: each once, and none of the units' own."""
    answer = ask("kaizen-near", {"unit": units})
    rows = {row["practice"]: row for row in reversed(answer.rows) if row["by"] not in units}
    return QuestionAnswer(answer.name, answer.query, list(reversed(rows.values())))
