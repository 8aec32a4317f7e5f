"""Checks between the documents of a city: ids, references, earlier years, impossible years."""

from __future__ import annotations

import copy

from michisuji.importers.city.checking import check_table
from michisuji.importers.city.checks.earlier import lay_earlier_years
from michisuji.importers.city.checks.indicators import check_indicators
from michisuji.importers.city.checks.references import check_references
from michisuji.importers.city.checks.years import check_years
from michisuji.importers.city.content import City
from michisuji.importers.city.schema import MEASURE
from michisuji.importers.problems import ImportProblem, Problems

__all__ = ["check_city", "city_problems"]


def check_city(city: City, problems: Problems) -> None:
    """Add every problem between documents, and derive the models of earlier years."""
    index = check_references(city, problems)
    lay_earlier_years(city, index)
    check_indicators(city, index)
    check_years(city, problems)


def city_problems(city: City) -> set[ImportProblem]:
    """Return everything that is wrong with the measures of a city, which stays as it is."""
    problems = Problems()
    checked = City(copy.deepcopy(city.files))
    for file, document in checked.files.items():
        if file.startswith("measures/"):
            check_table(problems, file, "", MEASURE, document)
    check_city(checked, problems)
    return set(problems.found)
