"""Prioritization: all measures at a glance, and one measure's programs side by side."""

from michisuji.analysis.priority.measures import ANALYSIS, Measures, measures

__all__ = ["ANALYSIS", "Measures", "measures"]
