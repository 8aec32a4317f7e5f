"""``michisuji template``: a workbook for a section to fill in."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from michisuji.cli import run


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MICHISUJI_LANG", "en")


def test_an_empty_book_needs_no_data(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    assert run(["template", "-o", str(path), "--year", "2027"]) == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[0] == "00 はじめに"
    assert [book["00 はじめに"][f"C{row}"].value for row in (6, 7)] == [2027, "計画"]


def test_a_unit_without_a_data_set_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new.xlsx"
    assert run(["template", "--unit", "s-safety", "-o", str(path)]) == 2
    assert "--dataset mihon" in capsys.readouterr().err
    assert not path.exists()
