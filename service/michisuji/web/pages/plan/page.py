"""``/plan``: plans with their figures, and the tree of policies; the page of one plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from michisuji.questions.plan_order import plan_key
from michisuji.vocabulary import LM
from michisuji.web.answers import Facts, QuestionAnswer, Row, ask, unreadable_count
from michisuji.web.context import current_lang, register_view, render
from michisuji.web.drawing.cycle import CycleStep
from michisuji.web.page_table import page
from michisuji.web.pages.home import blueprint
from michisuji.web.pages.plan.outline import PlanOutline, outlines
from michisuji.web.pages.plan.pictures import (
    cycles,
    instruments_picture,
    line_picture,
    period,
    place_picture,
)


@dataclass(frozen=True)
class CityPlan:
    """The plans of a city in pictures: ``lines``, ``place``, ``instruments`` are SVG or ''."""

    outline: PlanOutline
    name: str
    period: str
    periods: dict[str, str]
    lines: list[tuple[list[Row], str]]
    place: str
    instruments: str
    cycles: list[tuple[str, str, list[CycleStep]]]


@blueprint.get("/plan")
@page(shows=unreadable_count, section="plan", place=2)
def plan() -> Any:
    """Show plans and ministries, their policies, and all measures below a city's policies."""
    policies = ask("policies")
    found = outlines()
    groups = _groups(policies)
    trees = _trees([p["policy"] for group in groups if group["open"] for p in group["policies"]])
    for group in groups:
        for row in group["policies"]:
            row["tree"] = trees.get(row["policy"])
    whose = {row["group"] for row in policies}
    found.sort(key=lambda one: not whose & one.plans.keys())  # plans with policies come first
    cities = [_city(one, policies, n) for n, one in enumerate(found)]
    return render(
        "pages/plan.html",
        groups=groups,
        cities=cities,
        answer=policies,
        behind=ask("plan-members"),
    )


@register_view(LM + "Plan")
def plan_document(iri: str) -> Any:
    """Show the page of one plan, with the figures of its city."""
    own = [one for one in outlines() if iri in one.plans]
    return render(
        "pages/plan_document.html",
        iri=iri,
        facts=Facts(iri),
        ancestors=ask("ancestors", {"node": iri}),
        city=_city(own[0], ask("policies"), 0) if own else None,
        behind=ask("plan-members"),
        policies=sorted(
            (row for row in ask("policies") if row["group"] == iri),
            key=lambda row: plan_key(row["number"], row["policyLabel"], row["policy"]),
        ),
    )


def _city(outline: PlanOutline, policies: QuestionAnswer, place: int) -> CityPlan:
    lang, main = current_lang(), outline.main
    own = [row for row in policies if row["group"] in outline.plans]
    has_cycle = bool(outline.parts["Instrument"] or outline.parts["Direction"])
    return CityPlan(
        outline=outline,
        name=outline.title,
        period=period(main, lang) if main else "",
        periods={iri: period(row, lang) for iri, row in outline.plans.items()},
        lines=[
            (line, line_picture(line, f"line{place}-{n}")) for n, line in enumerate(outline.lines)
        ],
        place=place_picture(outline, own, f"place{place}"),
        instruments=instruments_picture(outline, f"tools{place}"),
        cycles=cycles(f"year{place}") if has_cycle else [],
    )


def _groups(policies: QuestionAnswer) -> list[dict[str, Any]]:
    """Return plans and ministries with their policies in plan order; cities first, and open."""
    groups: dict[str | None, dict[str, Any]] = {}
    counts = {row["policy"]: row for row in ask("policy-counts")}
    for row in policies:
        counted = counts.get(row["policy"], {})
        row["measures"] = counted.get("measures", 0)
        row["programs"] = counted.get("programs", 0)
        group = {"iri": row["group"], "label": row["groupLabel"], "policies": [], "open": False}
        groups.setdefault(row["group"], group)["policies"].append(row)
    for one in groups.values():
        one["open"] = any("/basic-policy/" in p["policy"] for p in one["policies"])
        one["policies"].sort(
            key=lambda row: plan_key(row["number"], row["policyLabel"], row["policy"])
        )
    return sorted(groups.values(), key=lambda one: not one["open"])


def _trees(policies: list[str]) -> dict[str, list[dict[str, Any]]]:
    if not policies:
        return {}
    found: dict[str, list[Row]] = {policy: [] for policy in policies}
    for row in ask("tree-of-policy", {"policy": sorted(policies)}):
        found[row["policy"]].append(row)
    return {policy: branches(rows) for policy, rows in found.items()}


def tree(policy: str) -> list[dict[str, Any]]:
    """Return the measures of a policy with their programs; programs without a measure last."""
    return branches(list(ask("tree-of-policy", {"policy": policy})))


def branches(rows: list[Row]) -> list[dict[str, Any]]:
    """Return measures with their programs, both in plan order, from rows of ``tree-of-policy``."""
    measures: dict[str | None, dict[str, Any]] = {}
    for row in rows:
        branch = {"iri": row["measure"], "label": row["measureLabel"], "programs": {}}
        branch["number"] = row["measureNumber"]
        measure = measures.setdefault(row["measure"], branch)
        if row["program"]:
            measure["programs"][row["program"]] = {
                "iri": row["program"],
                "label": row["programLabel"],
                "number": row["programNumber"],
            }
    for measure in measures.values():
        measure["programs"] = sorted(measure["programs"].values(), key=_order)
    return sorted(measures.values(), key=lambda one: (one["iri"] is None, _order(one)))


def _order(one: dict[str, Any]) -> Any:
    return plan_key(one["number"], one["label"], one["iri"])
