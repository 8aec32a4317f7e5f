"""Two fiscal years side by side: models, indicators, units and money."""

from michisuji.analysis.years.answers import YearsDiff, years

__all__ = ["YearsDiff", "years"]
