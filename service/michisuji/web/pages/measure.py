"""A policy, and a measure: its town conditions, programs, money and evaluations."""

from __future__ import annotations

from typing import Any

from michisuji.analysis.logic_model import load
from michisuji.vocabulary import LM
from michisuji.web.answers import Facts, ask
from michisuji.web.context import (
    current_lang,
    current_settings,
    current_store,
    doc_href,
    register_view,
    render,
)
from michisuji.web.drawing.logic_model import legend, table_rows
from michisuji.web.drawing.logic_model import render as draw
from michisuji.web.pages.findings import breaks_of
from michisuji.web.pages.home import tree


@register_view(LM + "Measure")
def measure(iri: str) -> Any:
    """Show the page of one measure."""
    lang = current_lang()
    model = load(current_store(), iri, base_iri=current_settings().base_iri, lang=lang)
    breaks = breaks_of(iri, model)
    return render(
        "pages/measure.html",
        iri=iri,
        facts=Facts(iri),
        ancestors=ask("ancestors", {"node": iri}),
        programs=ask("programs-of-measure", {"measure": iri}),
        model=model,
        diagram=draw(model, breaks.marks, lang, link=doc_href, here=breaks.at)
        if model and model.nodes
        else "",
        legend=legend(model, breaks.marks, lang, here=bool(breaks.at)) if model else [],
        table=table_rows(model, breaks.marks, lang) if model else [],
        breaks=breaks,
        indicators=ask("indicators-of", {"node": iri}),
        evaluations=ask("evaluations", {"node": iri}),
    )


@register_view(LM + "BasicPolicy")
@register_view(LM + "Policy")
def policy(iri: str) -> Any:
    """Show the page of one policy, with everything below it."""
    return render(
        "pages/policy.html",
        iri=iri,
        facts=Facts(iri),
        ancestors=ask("ancestors", {"node": iri}),
        tree=tree(iri),
    )
