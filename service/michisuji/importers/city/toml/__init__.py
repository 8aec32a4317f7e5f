"""Reads a city written as TOML: one folder of readable, strictly checked sources."""

from __future__ import annotations

from pathlib import Path

from michisuji.importers.city.checks import check_city
from michisuji.importers.city.content import City
from michisuji.importers.city.toml.reading import read_folder
from michisuji.importers.common import Batch, ImportReport
from michisuji.importers.problems import ImportProblem, Problems, SourceProblems

__all__ = ["City", "ImportProblem", "SourceProblems", "check_folder", "import_toml"]


def check_folder(folder: Path) -> tuple[City, list[ImportProblem]]:
    """Read and check a city's folder; return its content and all problems.

    One bad file does not stop the check of the others. Raises BadInput if there is no folder.
    """
    problems = Problems()
    city = read_folder(folder, problems)
    check_city(city, problems)
    if city.dataset.get("scope"):
        problems.add(
            "dataset.toml",
            "dataset.scope",
            "書き出した一部なので、全体の代わりに取り込めません(直したところを、全体のフォルダーに移すか、"
            "ブックに書いて取り込んでください)",
            "is a part that was exported, which cannot replace the whole (put the changes into the "
            "folder of the whole, or into a workbook)",
        )
    return city, problems.sorted()


def import_toml(folder: Path, *, base_iri: str, out_dir: Path) -> tuple[Batch, ImportReport]:
    """Write the graphs of a city's folder to ``out_dir``; ``dataset.toml`` names the dataset.

    Raises SourceProblems (a BadInput) with all problems, before anything is written.
    """
    from michisuji.importers.city.writing.city_graphs import write_city

    city, problems = check_folder(folder)
    if problems:
        raise SourceProblems(
            str(folder),
            problems,
            hint_ja=f"python -m michisuji.importers.city.toml {folder} で全件を表示できます",
            hint_en=f"python -m michisuji.importers.city.toml {folder} lists them all",
        )
    return write_city(city, base_iri=base_iri, out_dir=out_dir)
