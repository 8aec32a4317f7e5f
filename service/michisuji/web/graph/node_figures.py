"""The figures that the explorer colours nodes by: budget, findings and achievement, as steps.

The words of a figure stand on the node as well, so that colour never stands alone. They are in
Japanese and English, because the static site prepares both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from michisuji.achievement import STATES, Verdict
from michisuji.analysis.causal import planned, told_year
from michisuji.analysis.indicator_values import NOTHING, stated
from michisuji.analysis.priority.achievement import indicators_of
from michisuji.figures import number, sentence_yen
from michisuji.languages import LANGUAGES
from michisuji.messages import message, section

if TYPE_CHECKING:
    from michisuji.analysis.state import State
    from michisuji.quality.report import Report

#: Step, and words in each language.
Figure = tuple[str, dict[str, str]]
Figures = dict[str, dict[str, Figure]]

#: The step of a node without a figure.
NONE = "none"
#: The steps from few to many; a node has the last whose lower end it reaches.
_YEN = (("y0", 0), ("y1", 10**7), ("y2", 10**8), ("y3", 10**9), ("y4", 10**10))
_COUNT = (("c0", 0), ("c1", 1), ("c2", 3), ("c3", 10))
_WORST: tuple[Verdict, ...] = ("missed", "close", "met", "not-due")
#: Fill by step; the text on it is #1a1a1c, with a contrast of at least 6.
_FILLS = {
    "budget": {
        "y0": "#f2f6fe",
        "y1": "#d6e4fb",
        "y2": "#b0cdf7",
        "y3": "#86b0f0",
        "y4": "#6a9be8",
    },
    "findings": {"c0": "#e3f2e6", "c1": "#fff0d6", "c2": "#fbcfa8", "c3": "#f2a38f"},
    "achievement": {
        "met": "#cdebd2",
        "close": "#ffe9b8",
        "missed": "#f7c1b5",
        "not-due": "#e6e6ea",
    },
}


def scales(lang: str) -> list[dict[str, Any]]:
    """Return the scales of figures with their legends, for the page's script."""
    names, steps = section("explorer_scales", lang), section("explorer_steps", lang)
    return [
        {
            "key": key,
            "name": names[key],
            "note": names[f"{key}_note"],
            "steps": [
                {"key": step, "name": steps[step], "fill": fill, "ink": "#3d3d3d"}
                for step, fill in {**fills, NONE: "#ffffff"}.items()
            ],
        }
        for key, fills in _FILLS.items()
    ]


def figures(state: State, iris: Iterable[str], report: Report | None) -> Figures:
    """Return resource → measure → its figure; what has none is left out.

    ``report`` is a check of the same data; None if there is none. Raises the store's errors.
    """
    counted = None if report is None else _counted(report)
    found: Figures = {}
    for iri in iris:
        own = {"budget": _budget(state, iri), "achievement": _achieved(state, iri)}
        if counted is not None:
            own["findings"] = _findings(state, iri, counted)
        known = {key: figure for key, figure in own.items() if figure is not None}
        if known:
            found[iri] = known
    return found


def _step(steps: Iterable[tuple[str, int]], value: Any) -> str:
    return [step for step, least in steps if value >= least or not least][-1]


def _budget(state: State, iri: str) -> Figure | None:
    """Tell the money planned for a program, or all of a measure's, in its latest year."""
    plan = state.causal.plan
    budget = plan.records.get(iri, iri)
    if budget in plan.budgets:
        amount = plan.budgets[budget][2].planned
    else:
        money = plan.money_of(plan.programs_of(iri))
        amount = planned(money, told_year(money, state.year))
    if amount is None:
        return None
    return _step(_YEN, amount), {lang: sentence_yen(amount, lang) for lang in LANGUAGES}


def _counted(report: Report) -> Counter[str]:
    """Count the findings that no waiver covers, by node and by program or measure."""
    found: Counter[str] = Counter()
    for finding in report.active:
        found.update({finding.focus_node, finding.program or finding.focus_node})
    return found


def _findings(state: State, iri: str, counted: Counter[str]) -> Figure | None:
    """Tell the findings about a node; for what has parts, about these as well."""
    graph = state.causal
    if iri in graph.plan.classes:
        count = sum(counted[one] for one in {iri, *graph.plan.members(iri)})
    elif iri in counted or graph.number(iri) is not None or graph.shows(iri):
        count = counted[iri]
    else:
        return None
    return _step(_COUNT, count), dict.fromkeys(LANGUAGES, f"! {count}")


def _achieved(state: State, iri: str) -> Figure | None:
    """Tell an indicator's latest target, or how many of the indicators of a node were met."""
    graph, values = state.causal, stated(state)
    owned = {iri, *graph.plan.programs_of(iri)}
    indicators = {iri} if iri in values else indicators_of(graph, owned)
    element = graph.number(iri)
    if element is not None:
        indicators |= set(graph.shown_by(element))
    latest = {i: max(values.get(i, NOTHING).judged_years, default=None) for i in indicators}
    told = [one for i, y in latest.items() if y is not None and (one := values[i].in_year(y))]
    if not told:
        return None
    counts = Counter(one.state for one in told)
    worst = next(one for one in _WORST if counts[one])
    mark = {one: message(f"achievement.mark.{one}", "ja") for one in STATES}
    if iri in values:
        percent = told[0].percent
        text = mark[worst] if percent is None else f"{mark[worst]} {number(percent)}%"
    else:
        text = " ".join(f"{mark[one]}{counts[one]}" for one in STATES if counts[one])
    return worst, dict.fromkeys(LANGUAGES, text)
