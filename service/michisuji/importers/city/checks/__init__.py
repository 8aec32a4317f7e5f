"""Checks between the documents of a city: ids, references, earlier years, impossible years."""

from __future__ import annotations

from michisuji.importers.city.checks.earlier import lay_earlier_years
from michisuji.importers.city.checks.indicators import check_indicators
from michisuji.importers.city.checks.references import check_references
from michisuji.importers.city.checks.years import check_years
from michisuji.importers.city.content import City
from michisuji.importers.problems import Problems

__all__ = ["check_city"]


def check_city(city: City, problems: Problems) -> None:
    """Add every problem between documents, and derive the models of earlier years."""
    index = check_references(city, problems)
    lay_earlier_years(city, index)
    check_indicators(city, index)
    check_years(city, problems)
