"""The first page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from michisuji.vocabulary import LM, PREFIXES, parse_graph_iri
from michisuji.web.answers import ask
from michisuji.web.context import current_settings, render
from michisuji.web.page_table import page
from michisuji.web.pages.year.picture import current_city, money_words, picture, shown_graph
from michisuji.web.ready import ready_state

blueprint = Blueprint("pages", __name__)

#: What the first page counts, in this order.
COUNTED = (
    LM + "Plan",
    LM + "Principle",
    LM + "ManagementPolicy",
    LM + "Direction",
    LM + "Instrument",
    LM + "Policy",
    LM + "BasicPolicy",
    LM + "Measure",
    LM + "Program",
    LM + "LogicModel",
    LM + "Activity",
    LM + "Output",
    LM + "Outcome",
    LM + "TownCondition",
    LM + "CausalLink",
    LM + "Indicator",
    PREFIXES["org"] + "OrganizationalUnit",
    LM + "Evaluation",
    LM + "KaizenPractice",
)


@blueprint.get("/")
@page(shows=shown_graph, section="home", place=1)
def home() -> Any:
    """Show the first page: what the site is, what it holds, and where to begin."""
    counts = _counts()
    datasets = ask("datasets")
    for row in datasets:
        found = counts.get(row["dataset"], {})
        row["own"] = row["dataset"].endswith("/dataset/vocabulary")
        row["counts"] = [(c, found[c]) for c in COUNTED if found.get(c)]
    empty = all(row["own"] for row in datasets)
    now = ready_state()
    shown = current_city(now) if now else None
    return render(
        "pages/home.html",
        datasets=datasets,
        empty=empty,
        is_ready=now is not None,
        city=shown,
        picture=picture(shown) if shown else "",
        money=money_words(shown.money, shown.year) if shown else None,
    )


def _counts() -> dict[str, dict[str, int]]:
    """Return the counts made at import; for a yearly source those of its latest year."""
    base = current_settings().base_iri
    latest: dict[str, tuple[int, dict[str, int]]] = {}
    for row in ask("dataset-counts"):
        name = parse_graph_iri(base, row["graph"])
        year = (name.year if name else None) or 0
        held_year, held = latest.get(row["dataset"], (-1, {}))
        if year > held_year:
            held_year, held = year, {}
            latest[row["dataset"]] = (held_year, held)
        if year == held_year:
            held[row["class"]] = int(row["entities"] or 0)
    return {dataset: held for dataset, (_, held) in latest.items()}
