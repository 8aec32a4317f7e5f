"""Imports a city written as TOML: one folder of readable, strictly checked sources."""

from __future__ import annotations

from pathlib import Path

from michisuji.importers.common import Batch, ImportReport
from michisuji.importers.problems import ImportProblem, Problems, SourceProblems
from michisuji.importers.toml.earlier import lay_earlier_years
from michisuji.importers.toml.reading import City, read_folder
from michisuji.importers.toml.references import check_references
from michisuji.importers.toml.years import check_years

__all__ = ["City", "ImportProblem", "SourceProblems", "check_folder", "import_toml"]


def check_folder(folder: Path) -> tuple[City, list[ImportProblem]]:
    """Read and check a city's folder; return its content and all problems.

    One bad file does not stop the check of the others. Raises BadInput if there is no folder.
    """
    problems = Problems()
    city = read_folder(folder, problems)
    index = check_references(city, problems)
    lay_earlier_years(city, index)
    check_years(city, problems)
    return city, problems.sorted()


def import_toml(folder: Path, *, base_iri: str, out_dir: Path) -> tuple[Batch, ImportReport]:
    """Write the graphs of a city's folder to ``out_dir``; ``dataset.toml`` names the dataset.

    Raises SourceProblems (a BadInput) with all problems, before anything is written.
    """
    from michisuji.importers.toml.importing import write_city

    city, problems = check_folder(folder)
    if problems:
        raise SourceProblems(
            str(folder),
            problems,
            hint_ja=f"python -m michisuji.importers.toml {folder} で全件を表示できます",
            hint_en=f"python -m michisuji.importers.toml {folder} lists them all",
        )
    return write_city(city, base_iri=base_iri, out_dir=out_dir)
