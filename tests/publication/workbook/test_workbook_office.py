"""LibreOffice opens the workbook, saves it so that it reads the same, and prints it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from michisuji.importers.city.content import City
from michisuji.importers.city.scope import CityScope
from michisuji.importers.city.workbook.importing import read_workbooks
from michisuji.publication.workbook.book import write_workbook
from michisuji.publication.workbook.template import empty_book, section_book

from tests.publication.workbook.books import opened, read_back, statements

OFFICE = shutil.which("soffice")
#: Seconds: a first start makes the user's profile.
PATIENCE = 240

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for LibreOffice, whose profile takes a while to be made."""
    return tmp_path_factory.mktemp("office")


def _converted(book: Path, kind: str, home: Path, name: str = "") -> Path:
    out = book.parent / "out"
    profile = f"-env:UserInstallation=file://{home}/profile"
    command = [str(OFFICE), profile, "--headless", "--convert-to", kind, "--outdir", str(out)]
    told = subprocess.run(
        [*command, str(book)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={**os.environ, "HOME": str(home)},
    )
    made = out / (name or f"{book.stem}.{kind}")
    assert made.is_file(), told.stderr
    return made


def test_a_section_s_book_saved_by_libreoffice_reads_the_same(
    mihon: City, home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(section_book(mihon, CityScope(units=("s-safety",)), "evaluate", 2027))
    saved = _converted(path, "xlsx", home).read_bytes()
    sheet = opened(saved)["13 事業評価"]
    assert sheet.protection.sheet
    assert sheet.data_validations.dataValidation
    assert len(list(sheet.conditional_formatting))
    assert sheet["A2"].comment is not None
    again = read_back(saved, tmp_path, whole=mihon)
    assert statements(again, tmp_path / "again") == statements(mihon, tmp_path / "before")


#: How LibreOffice names all sheets of a book as CSV, UTF-8, values as they are.
_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


@pytest.mark.parametrize("kind", ["ods", "xls", "csv"])
def test_other_formats_of_a_whole_book_read_the_same(
    kind: str, mihon: City, home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(write_workbook(mihon))
    if kind == "csv":
        made = _converted(path, _CSV, home, "book-04 事業.csv").parent
    else:
        made = _converted(path, kind, home)
    found = read_workbooks([made])
    assert found.report.refusals == []
    again = statements(found.city, tmp_path / "again")
    assert again == statements(mihon, tmp_path / "before")


def test_an_empty_book_prints_every_sheet_on_few_pages(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(empty_book("plan", 2027))
    pdf = _converted(path, "pdf", home).read_bytes()
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    sheets = len(opened(path.read_bytes()).sheetnames)
    assert sheets <= pages <= 2 * sheets
    # A4 and A3, upright or across, and no other.
    sizes = {
        tuple(sorted(map(round, map(float, box.split()[2:]))))
        for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", pdf)
    }
    assert sizes <= {(595, 842), (842, 1191)}
