"""A policy, and a measure: its programs' chains into its town conditions, and its evaluations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request

from michisuji.analysis.indicator_values import NOTHING, Stated, stated
from michisuji.analysis.logic_model import load
from michisuji.analysis.state import State
from michisuji.questions.plan_order import natural
from michisuji.vocabulary import LM
from michisuji.web.answers import Facts, QuestionAnswer, Row, ask
from michisuji.web.context import (
    current_lang,
    current_settings,
    current_store,
    doc_href,
    register_view,
    render,
)
from michisuji.web.drawing.chain_strip import chain_strip
from michisuji.web.drawing.charts.small_chart import YEARS, last_years, small_chart
from michisuji.web.drawing.logic_model import legend, table_rows
from michisuji.web.drawing.logic_model import render as draw
from michisuji.web.pages.evaluations import evaluations_of
from michisuji.web.pages.findings import Breaks, breaks_of
from michisuji.web.pages.measure.chains import SHOWN, MeasureChains, ProgramChain, measure_chains
from michisuji.web.pages.plan import tree
from michisuji.web.pages.section_books import books_of
from michisuji.web.ready import ready_state


@dataclass(frozen=True)
class DrawnProgram:
    """A program of the figure: its chain, folded (``strip``) and unfolded (``diagram``)."""

    chain: ProgramChain
    strip: str
    diagram: str
    breaks: int


@dataclass(frozen=True)
class ChartedIndicator:
    """A town-condition indicator with its last five years, drawn and as numbers."""

    row: Row
    stated: Stated
    years: tuple[int, ...]
    chart: str


@register_view(LM + "Measure")
def measure(iri: str) -> Any:
    """Show the page of one measure."""
    lang = current_lang()
    now = ready_state()
    static = bool(current_app.config.get("MICHISUJI_STATIC"))
    chains = measure_chains(now, iri, _page(), 10**6 if static else SHOWN) if now else None
    model = load(current_store(), iri, base_iri=current_settings().base_iri, lang=lang)
    breaks = breaks_of(iri, model)
    alone = model if model and any(node.kind != "town" for node in model.nodes) else None
    indicators = ask("indicators-of", {"node": iri})
    return render(
        "pages/measure.html",
        iri=iri,
        facts=Facts(iri),
        ancestors=ask("ancestors", {"node": iri}),
        books=books_of(iri, "measure"),
        chains=chains,
        drawn=_all_drawn(chains),
        shown=SHOWN,
        checked=_checked(breaks, chains) if chains else {"current": False},
        model=model,
        diagram=draw(alone, breaks.marks, lang, link=doc_href, here=breaks.at) if alone else "",
        legend=legend(alone, breaks.marks, lang, here=bool(breaks.at)) if alone else [],
        table=table_rows(alone, breaks.marks, lang) if alone else [],
        breaks=breaks,
        indicators_behind=indicators,
        town_indicators=_indicators(now, indicators) if now else [],
        evaluations=evaluations_of(iri),
        priorities=ask("priorities", {"measure": iri}),
        behind=ask("programs-of-measure", {"measure": iri}),
    )


def _page() -> int:
    word = request.args.get("programs", "")
    return int(word) if word.isascii() and word.isdecimal() and len(word) < 6 else 1


def _all_drawn(chains: MeasureChains | None) -> list[DrawnProgram]:
    rows = chains.rows if chains else ()
    return [_drawn(n, row, bool(chains and chains.towns)) for n, row in enumerate(rows)]


def _drawn(place: int, row: ProgramChain, has_town: bool) -> DrawnProgram:
    lang = current_lang()
    breaks = breaks_of(row.program.iri, row.model)
    diagram = ""
    if row.model:
        prefix = f"chain{place}"
        diagram = draw(row.model, breaks.marks, lang, link=doc_href, prefix=prefix)
    reaches = row.reaching > 0 if has_town else None
    strip = chain_strip(row.counts, row.joined, reaches, lang) if row.model else ""
    return DrawnProgram(row, strip, diagram, len(breaks.violations))


def _checked(breaks: Breaks, chains: MeasureChains) -> dict[str, Any]:
    """Return what the check found in all programs; ``whole`` only if every one was checked."""
    every = [breaks_of(program, None) for program in chains.programs]
    return {
        "current": breaks.standing == "current",
        "broken": sum(bool(one.violations) for one in every),
        "whole": bool(every)
        and not breaks.violations
        and not breaks.waived
        and all(one.whole and not one.violations and not one.waived for one in every),
    }


def _indicators(now: State, indicators: QuestionAnswer) -> list[ChartedIndicator]:
    """Return the indicators of the measure's own elements with their last years."""
    rows = {row["indicator"]: row for row in indicators}
    values = stated(now, rows) if rows else {}
    return [_indicator(rows[iri], values.get(iri, NOTHING)) for iri in sorted(rows, key=natural)]


def _indicator(row: Row, own: Stated) -> ChartedIndicator:
    until = max(own.actuals or own.targets, default=0)
    return ChartedIndicator(
        row,
        own,
        tuple(year for year in own.years if until - YEARS < year <= until),
        small_chart(last_years(own, until), unit=row["unit"] or "", lang=current_lang()),
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
