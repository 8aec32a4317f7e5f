"""Reads a city written as TOML: one folder of readable, strictly checked sources."""

from __future__ import annotations

from pathlib import Path

from michisuji.errors import BadInput
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
    return city, problems.sorted()


def import_toml(folder: Path, *, base_iri: str, out_dir: Path) -> tuple[Batch, ImportReport]:
    """Write the graphs of a city's folder to ``out_dir``; ``dataset.toml`` names the dataset.

    Raises SourceProblems (a BadInput) with all problems, before anything is written, and BadInput
    for a part of a city, which would replace the whole.
    """
    from michisuji.importers.city.writing.city_graphs import write_city

    city, problems = check_folder(folder)
    part = city.dataset.get("scope")
    if part:
        raise BadInput(
            f"{folder} はデータセットの一部({'、'.join(part)})なので、全体の代わりに取り込めません",
            f"{folder} is a part of a data set ({', '.join(part)}), which cannot replace the whole",
            hint_ja="全体を書き出したフォルダーに変更を移すか、ブック(xlsx)で取り込んでください",
            hint_en="put the changes into a folder of the whole, or import a workbook (xlsx)",
        )
    if problems:
        raise SourceProblems(
            str(folder),
            problems,
            hint_ja=f"python -m michisuji.importers.city.toml {folder} で全件を表示できます",
            hint_en=f"python -m michisuji.importers.city.toml {folder} lists them all",
        )
    return write_city(city, base_iri=base_iri, out_dir=out_dir)
