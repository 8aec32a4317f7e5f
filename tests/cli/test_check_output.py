"""``michisuji check -o``: every format whole into a file, binary ones kept off the terminal."""

from __future__ import annotations

import io
import os
import pty
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from michisuji.cli import run
from michisuji.cli.check import check
from michisuji.quality.formats import FORMATS
from openpyxl import load_workbook

FIXTURE = Path(__file__).resolve().parents[2] / "shapes" / "examples" / "CHAIN-03" / "fail.ttl"
BEGINNINGS = {
    "text": "点検結果: ".encode(),
    "json": b"{",
    "turtle": b"@prefix",
    "sarif": b"{",
    "junit": b"<?xml",
    "csv": b"\xef\xbb\xbfseverity,",
    "xlsx": b"PK",
    "dqv": b"@prefix",
}


def test_the_command_offers_every_format() -> None:
    (option,) = [p for p in check.params if p.name == "form"]
    assert list(option.type.choices) == list(FORMATS)  # type: ignore[attr-defined]
    assert set(BEGINNINGS) == set(FORMATS)


@pytest.mark.parametrize("form", list(FORMATS))
def test_each_format_goes_into_a_file(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"report{FORMATS[form].extension}"
    path.write_bytes(b"old")
    assert run(["--lang", "ja", "check", "--format", form, "-o", str(path), str(FIXTURE)]) == 1
    assert path.read_bytes().startswith(BEGINNINGS[form])
    assert list(tmp_path.iterdir()) == [path], "no half-written file stays behind"


def test_the_workbook_of_files_can_be_piped() -> None:
    command = [sys.executable, "-m", "michisuji", "check", "--format", "xlsx", str(FIXTURE)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 1, done.stderr
    assert load_workbook(io.BytesIO(done.stdout)).sheetnames[0] in ("表紙", "Cover")


def test_a_terminal_gets_no_workbook() -> None:
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "michisuji", "--lang", "en", "check", "--format", "xlsx"]
    done = subprocess.run(
        [*command, str(FIXTURE)], stdout=child, stderr=subprocess.PIPE, check=False
    )
    os.close(child)
    os.close(parent)
    assert done.returncode == 2
    assert b"xlsx cannot be shown on a terminal" in done.stderr
    assert b"-o report.xlsx" in done.stderr


def test_a_place_that_cannot_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "none" / "report.csv"
    assert run(["--lang", "ja", "check", "--format", "csv", "-o", str(path), str(FIXTURE)]) == 2
    told = capsys.readouterr().err
    assert "report.csv に書けません" in told
    assert "フォルダーがあるか" in told


def test_what_was_there_stays_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.json"
    path.write_text("old", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("michisuji.cli.output.os.fsync", full)
    assert run(["check", "--format", "json", "-o", str(path), str(FIXTURE)]) == 2
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    assert run(["check", "-o", str(path), str(FIXTURE)]) == 1
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask
