"""The effects of stopping or cutting programs: support that is lost, and money that is freed."""

from michisuji.analysis.whatif.answers import Comparison, WhatIf, what_if
from michisuji.analysis.whatif.effects import Effects, effects
from michisuji.analysis.whatif.scenario import Scenario, scenario_of

__all__ = [
    "Comparison",
    "Effects",
    "Scenario",
    "WhatIf",
    "effects",
    "scenario_of",
    "what_if",
]
