"""Reads the files of a city that an editor uploads: workbooks, or a zip of its TOML folder."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from michisuji.errors import BadInput, TooLarge
from michisuji.importers.city.toml import check_folder
from michisuji.importers.problems import ImportProblem, SourceProblems
from michisuji.importers.report import ImportReport
from michisuji.store.protocol import Batch

if TYPE_CHECKING:
    from michisuji.importers.city.workbook.importing import StoredCity

#: Files of one upload, and of one zip; bytes that a zip may unpack to.
MOST_FILES, MOST_IN_ZIP, MOST_UNPACKED = 50, 500, 50_000_000
#: Endings of the files that are read.
BOOKS = (".xlsx", ".xlsm", ".ods", ".xls", ".csv")
ACCEPTED = (*BOOKS, ".zip")
_PIECE = 1_000_000


@dataclass(frozen=True)
class UploadedCity:
    """A city as uploaded: its graphs, and everything that could not be used.

    ``batch`` is None if nothing can be taken: the files are refused as a whole.
    """

    batch: Batch | None
    report: ImportReport | None
    problems: tuple[ImportProblem, ...] = ()


def read_uploaded(
    files: Sequence[Path], *, base_iri: str, out_dir: Path, stored: StoredCity
) -> UploadedCity:
    """Read uploaded files as one city; its graphs are written to ``out_dir``.

    Sections' copies are laid over the ``stored`` city. Raises BadInput for files of no known kind
    and for books that keep nothing, TooLarge, and what ``stored`` raises.
    """
    kinds = {path.suffix.lower() for path in files}
    graphs = out_dir / "graphs"
    graphs.mkdir()
    try:
        if kinds <= set(BOOKS):
            return _read_books(files, base_iri, graphs, stored)
        if kinds == {".zip"} and len(files) == 1:
            return _read_folder(_unpacked(files[0], out_dir / "folder"), base_iri, graphs)
    except SourceProblems as error:
        return UploadedCity(None, None, tuple(error.problems))
    raise BadInput(
        f"読めない種類のファイルです: {'、'.join(path.name for path in files)}",
        f"files of a kind that is not supported: {', '.join(path.name for path in files)}",
        hint_ja="ひな形のブック(xlsx など)か、市の TOML のフォルダーの zip を1つ送ってください",
        hint_en="send workbooks of the template (xlsx, …), or one zip of the city's TOML folder",
    )


def _read_books(
    files: Sequence[Path], base_iri: str, graphs: Path, stored: StoredCity
) -> UploadedCity:
    from michisuji.importers.city.workbook.importing import import_workbooks

    batch, report = import_workbooks(files, base_iri=base_iri, out_dir=graphs, stored=stored)
    return UploadedCity(batch, report)


def _read_folder(folder: Path, base_iri: str, graphs: Path) -> UploadedCity:
    from michisuji.importers.city.writing.city_graphs import write_city

    city, problems = check_folder(folder)
    if problems:
        return UploadedCity(None, None, tuple(problems))
    batch, report = write_city(city, base_iri=base_iri, out_dir=graphs)
    return UploadedCity(batch, report)


def _unpacked(path: Path, folder: Path) -> Path:
    """Return the folder that holds dataset.toml, unpacked from a zip.

    Raises BadInput for a damaged, protected or odd zip, TooLarge for one that unpacks to too much.
    """
    folder.mkdir(parents=True)
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(path) as packed:
            names = [name for name in packed.namelist() if name.endswith(".toml")]
            if len(packed.namelist()) > MOST_IN_ZIP:
                raise _too_large()
            for name in names:
                parts = PurePosixPath(name.replace("\\", "/")).parts
                if ".." in parts or name.startswith(("/", "\\")) or ":" in name:
                    raise BadInput(f"使えない名前です: {name[:80]}", f"unusable name: {name[:80]}")
                target = folder.joinpath(*parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                left -= _extract(packed, name, target, left)
    # NotImplementedError, a RuntimeError: a compression that Python does not have.
    except (zipfile.BadZipFile, RuntimeError, OSError, EOFError) as error:
        raise BadInput(
            f"{path.name} を zip として読めません",
            f"{path.name} cannot be read as a zip",
            hint_ja="パスワードを付けずに、作り直してください",
            hint_en="make it again, without a password",
        ) from error
    found = sorted(folder.rglob("dataset.toml"), key=lambda one: len(one.parts))
    return found[0].parent if found else folder


def _extract(packed: zipfile.ZipFile, name: str, target: Path, left: int) -> int:
    size = 0
    with packed.open(name) as source, target.open("wb") as out:
        while part := source.read(_PIECE):
            size += len(part)
            if size > left:
                raise _too_large()
            out.write(part)
    return size


def _too_large() -> TooLarge:
    return TooLarge(
        f"zip の中身は{MOST_IN_ZIP}ファイル、{MOST_UNPACKED:,}バイトまでです",
        f"a zip may hold {MOST_IN_ZIP} files and {MOST_UNPACKED:,} bytes",
        hint_ja="市のフォルダーだけを zip にしてください",
        hint_en="pack the city's folder alone",
    )
