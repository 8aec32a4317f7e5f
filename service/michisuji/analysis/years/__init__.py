"""Two fiscal years side by side: models, indicators, units and money."""

from michisuji.analysis.years.answers import ANALYSIS, YearsDiff, years

__all__ = ["ANALYSIS", "YearsDiff", "years"]
