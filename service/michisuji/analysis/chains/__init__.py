"""The reach of the causal paths of all programs, by department or ministry."""

from michisuji.analysis.chains.answers import Chains, by_unit, chains, reaching_activities

__all__ = ["Chains", "by_unit", "chains", "reaching_activities"]
