"""The planner's pages: what leads where, at what cost, and what if; they write nothing."""

from michisuji.web.planner import (
    chains,
    flow,
    hub,
    impact,
    measures,
    similar,
    validity,
    what_if,
    years,
)
from michisuji.web.planner.common import blueprint

__all__ = [
    "blueprint",
    "chains",
    "flow",
    "hub",
    "impact",
    "measures",
    "similar",
    "validity",
    "what_if",
    "years",
]
