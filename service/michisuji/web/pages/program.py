"""A program: purpose, drawn logic model with its table, indicators, money, evaluations."""

from __future__ import annotations

from typing import Any

from michisuji.achievement import Achievement, achievement
from michisuji.analysis import nation
from michisuji.analysis.logic_model import load
from michisuji.vocabulary import CODE, LM
from michisuji.web.answers import Facts, Row, ask
from michisuji.web.api.analysis_api import state_of_request
from michisuji.web.context import (
    current_lang,
    current_settings,
    current_store,
    doc_href,
    register_view,
    render,
)
from michisuji.web.drawing.charts.money_chart import money_chart, years_of
from michisuji.web.drawing.logic_model import legend, table_rows
from michisuji.web.drawing.logic_model import render as draw
from michisuji.web.ministries import known_ministries
from michisuji.web.pages.evaluations import evaluations_of
from michisuji.web.pages.findings import breaks_of

#: Columns of ``money-of-program`` that a year's planned amount is made of, and its sources.
MONEY_PARTS = (
    *("initial", "supplementary", "carried"),
    *("national", "prefectural", "bond", "other", "general"),
)


@register_view(LM + "Program")
def program(iri: str) -> Any:
    """Show the page of one program."""
    store, base, lang = current_store(), current_settings().base_iri, current_lang()
    facts = Facts(iri)
    model = load(store, iri, base_iri=base, lang=lang)
    breaks = breaks_of(iri, model)
    money = ask("money-of-program", {"program": iri})
    known = known_ministries()
    is_national = any(unit in known.of for unit, _ in facts.links("leadUnit"))
    sheets = nation.official_sheets(state_of_request(), [iri]) if is_national else {}
    return render(
        "pages/program.html",
        iri=iri,
        official=sheets.get(iri),
        nation=bool(known.of) and not is_national,
        facts=facts,
        ancestors=ask("ancestors", {"node": iri}),
        model=model,
        diagram=draw(model, breaks.marks, lang, link=doc_href, here=breaks.at) if model else "",
        legend=legend(model, breaks.marks, lang, here=bool(breaks.at)) if model else [],
        table=table_rows(model, breaks.marks, lang) if model else [],
        breaks=breaks,
        indicators=ask("indicators-of", {"node": iri}),
        direction_of=direction_of,
        achieved=achieved,
        money=money,
        money_chart=money_chart(years_of(money), title=facts.label, lang=lang),
        parts_of_money=[
            part for part in MONEY_PARTS if any(row[part] is not None for row in money)
        ],
        personnel=ask("personnel-of-program", {"program": iri}),
        lines=ask("account-lines", {"program": iri}),
        evaluations=evaluations_of(iri),
        kaizen=ask("kaizen", {"node": iri}),
        sources=ask("sources-of", {"node": iri}),
    )


def direction_of(row: Row) -> str:
    """Return the desired direction that a row of ``indicators-of`` states; '' without one."""
    return str(row["direction"] or "").removeprefix(f"{CODE}direction/")


def achieved(row: Row) -> Achievement | None:
    """Judge the target of a row of ``indicators-of``; None if nothing can be judged."""
    target, actual = row["target"], row["actual"]
    if target is None or actual is None:
        return None
    return achievement(direction_of(row), target, actual, row["tolerance"])
