"""Prioritization: all measures at a glance, and one measure's programs side by side."""

from michisuji.analysis.priority.measures import Measures, measures

__all__ = ["Measures", "measures"]
