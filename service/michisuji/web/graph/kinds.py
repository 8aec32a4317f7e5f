"""Kinds of resource in the graph explorer: each has a column, a sign, a shape and a colour.

A kind is recognized by its sign and border as well as by its colour. The signs are from JIS X 0208,
so that every Japanese font has them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from michisuji.messages import message
from michisuji.vocabulary import LM, PREFIXES

ORG = PREFIXES["org"]


@dataclass(frozen=True)
class Kind:
    """The look of a kind, and its column (from left to right).

    ``ink`` is for border and sign; its contrast with white and with ``fill`` is at least 4.5.
    """

    key: str
    column: int
    sign: str
    fill: str
    ink: str
    radius: int
    dashes: tuple[int, int] | None

    def name(self, lang: str) -> str:
        """Return the kind in the reader's language."""
        return message(f"explorer_kinds.{self.key}", lang)


_KINDS = (
    Kind("plan", 0, "□", "#f1f1f4", "#3d3d3d", 0, None),
    Kind("instrument", 0, "〒", "#f1f1f4", "#3d3d3d", 0, (2, 3)),
    Kind("policy", 1, "◇", "#f3ecfb", "#4f1f8f", 0, None),
    Kind("measure", 2, "◆", "#e9e0f8", "#3f1580", 0, None),
    Kind("unit", 3, "▲", "#e4ebfd", "#0b2a9b", 2, None),
    Kind("goal", 3, "☆", "#e4ebfd", "#0b2a9b", 14, (6, 3)),
    Kind("program", 4, "■", "#dff3e8", "#0c5430", 4, None),
    Kind("law", 3, "§", "#f1f1f1", "#3d3d3d", 4, (6, 3)),
    Kind("evaluation", 3, "▽", "#fde9ef", "#8f0f3f", 4, (2, 3)),
    Kind("kaizen", 3, "＋", "#fff0d6", "#6b4300", 10, (6, 3)),
    Kind("budget", 5, "▤", "#eaf6f8", "#12434d", 4, (6, 3)),
    Kind("input", 6, "￥", "#e6ecff", "#26346b", 10, None),
    Kind("activity", 7, "▼", "#ffedd5", "#7a3a00", 10, None),
    Kind("output", 8, "△", "#d9effb", "#0b4a6f", 10, None),
    Kind("outcome", 9, "●", "#d6efda", "#174a22", 18, None),
    Kind("town", 10, "★", "#f9e2f5", "#6f1d61", 18, None),
    Kind("indicator", 11, "◎", "#fffbe0", "#5e4a00", 18, (2, 3)),
    Kind("other", 11, "○", "#f5f5f5", "#3d3d3d", 4, None),
)
KINDS = {kind.key: kind for kind in _KINDS}

#: Class → kind, the most specific first: a resource may have several classes.
_CLASSES = {
    f"{LM}TownCondition": "town",
    f"{LM}Outcome": "outcome",
    f"{LM}Output": "output",
    f"{LM}Activity": "activity",
    f"{LM}Money": "input",
    f"{LM}Staff": "input",
    f"{LM}Goods": "input",
    f"{LM}Input": "input",
    f"{LM}BudgetYear": "budget",
    f"{LM}Indicator": "indicator",
    f"{LM}Program": "program",
    f"{LM}Measure": "measure",
    f"{LM}BasicPolicy": "policy",
    f"{LM}Policy": "policy",
    f"{LM}Principle": "policy",
    f"{LM}ManagementPolicy": "policy",
    f"{LM}Direction": "policy",
    f"{LM}Plan": "plan",
    f"{LM}Instrument": "instrument",
    f"{LM}Vision": "goal",
    f"{LM}Mission": "goal",
    f"{LM}ImprovementGoal": "goal",
    f"{LM}Goal": "goal",
    f"{LM}Evaluation": "evaluation",
    f"{LM}KaizenPractice": "kaizen",
    f"{LM}LegalBasis": "law",
    f"{ORG}OrganizationalUnit": "unit",
    f"{ORG}FormalOrganization": "unit",
}
_SPECIFIC = list(_CLASSES)


def kind_of(classes: Iterable[str]) -> Kind:
    """Return the kind of a resource with these classes."""
    known = [c for c in classes if c in _CLASSES]
    return KINDS[_CLASSES[min(known, key=_SPECIFIC.index)]] if known else KINDS["other"]
