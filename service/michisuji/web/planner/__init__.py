"""The planner's pages: what leads where, at what cost, and what if; they write nothing."""

from michisuji.web.planner import (
    flow,
    hub,
    impact,
    measures,
    similar,
    soundness,
    what_if,
    years,
)
from michisuji.web.planner.common import blueprint

__all__ = [
    "blueprint",
    "flow",
    "hub",
    "impact",
    "measures",
    "similar",
    "soundness",
    "what_if",
    "years",
]
