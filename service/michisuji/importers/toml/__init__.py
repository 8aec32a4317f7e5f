"""Imports a city written as TOML: one folder, readable sources, strictly checked."""

from __future__ import annotations

from pathlib import Path

from michisuji.importers.toml.problems import Problem, Problems, SourceProblems
from michisuji.importers.toml.reading import City, read_folder
from michisuji.importers.toml.references import check_references
from michisuji.importers.toml.years import check_years

__all__ = ["City", "Problem", "SourceProblems", "check_folder"]


def check_folder(folder: Path) -> tuple[City, list[Problem]]:
    """Read and check a city's folder: what it says, and everything wrong with it.

    One bad file does not stop the check of the others. Raises BadInput when there is no folder.
    """
    problems = Problems()
    city = read_folder(folder, problems)
    check_references(city, problems)
    check_years(city, problems)
    return city, problems.sorted()
