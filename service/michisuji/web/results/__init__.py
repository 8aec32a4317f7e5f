"""Answers of questions and queries as tables with names, and their charts."""

from michisuji.web.results.chart_choice import TableChart, chart_of
from michisuji.web.results.tables import Told, names_of, tell

__all__ = ["TableChart", "Told", "chart_of", "names_of", "tell"]
