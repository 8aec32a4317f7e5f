"""The first page, and the plan tree."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint

from michisuji.vocabulary import LM, PREFIXES, parse_graph_iri
from michisuji.web.answers import ask, unreadable_count
from michisuji.web.context import current_settings, render
from michisuji.web.page_table import page

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
@page(shows=unreadable_count, section="home", place=1)
def home() -> Any:
    """Show the first page: what the site is, what it holds, and where to begin."""
    counts = _counts()
    datasets = ask("datasets")
    for row in datasets:
        found = counts.get(row["dataset"], {})
        row["own"] = row["dataset"].endswith("/dataset/vocabulary")
        row["counts"] = [(c, found[c]) for c in COUNTED if found.get(c)]
    empty = all(row["own"] for row in datasets)
    return render("pages/home.html", datasets=datasets, empty=empty)


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


@blueprint.get("/plan")
@page(shows=unreadable_count, section="plan", place=2)
def plan() -> Any:
    """Show plans and ministries, their policies, and all measures below a city's policies."""
    policies = ask("policies")
    counts = {row["policy"]: row for row in ask("policy-counts")}
    for row in policies:
        counted = counts.get(row["policy"], {})
        row["measures"] = counted.get("measures", 0)
        row["programs"] = counted.get("programs", 0)
    groups = []
    for group, members in groupby(policies, key=lambda row: (row["group"], row["groupLabel"])):
        rows = list(members)
        groups.append({"iri": group[0], "label": group[1], "policies": rows})
    groups.sort(key=lambda g: (all("/basic-policy/" not in p["policy"] for p in g["policies"]),))
    for group_ in groups:
        open_ = "/basic-policy/" in group_["policies"][0]["policy"]
        group_["open"] = open_
        if open_:
            for policy in group_["policies"]:
                policy["tree"] = tree(policy["policy"])
    return render("pages/plan.html", groups=groups, answer=policies)


def tree(policy: str) -> list[dict[str, Any]]:
    """Return the measures of a policy with their programs; programs without a measure last."""
    measures: dict[str | None, dict[str, Any]] = {}
    for row in ask("tree-of-policy", {"policy": policy}):
        measure = measures.setdefault(
            row["measure"],
            {"iri": row["measure"], "label": row["measureLabel"], "programs": []},
        )
        if row["program"]:
            measure["programs"].append({"iri": row["program"], "label": row["programLabel"]})
    return sorted(measures.values(), key=lambda m: m["iri"] is None)
