"""Every file that is given is read, or the report says why not; files of one table meet."""

from __future__ import annotations

import csv
import shutil
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from michisuji.errors import BadInput
from michisuji.importers.report_text import render
from michisuji.importers.rs.finding import MAX_FILES
from michisuji.importers.rs.tables import TABLES
from rs_graph import CASES, FIXTURES, copied, data_of, needs_cases, rows, run, table, write


def _workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(list(row))
    book.save(path)
    return path


def _cells(path: Path) -> list[list[object]]:
    """A CSV as a spreadsheet takes it: figures as numbers."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    return [[float(v) if v.isdecimal() and v.isascii() else v or None for v in r] for r in lines]


# --- Files ----------------------------------------------------------------------------------------


def test_a_workbook_beside_the_csvs_and_folders_below_are_read(tmp_path: Path) -> None:
    folder = copied(tmp_path / "in", "2-1", "3-1", "3-2")
    _workbook(folder / "2-1_RS_2024.xlsx", 表=_cells(table("2-1")))
    deep = folder / "3-1" / "もっと下"
    deep.mkdir(parents=True)
    shutil.copy(table("3-1"), deep)
    _workbook(folder / "3-1" / "3-2.xlsx", 表=_cells(table("3-2")), 空=[])
    done = run([folder], tmp_path / "out")
    assert data_of(done) == data_of(run([FIXTURES], tmp_path / "plain"))
    assert done.report.unread == []


def test_sheets_of_a_workbook_and_files_of_a_zip_are_tables(tmp_path: Path) -> None:
    names = [one.id for one in TABLES]
    half = len(names) // 2
    book = _workbook(
        tmp_path / "表.xlsx",
        メモ=[["読んでください"]],
        **{n: _cells(table(n)) for n in names[:half]},
    )
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(book, "下/表.xlsx")
        for name in names[half:]:
            archive.write(table(name), table(name).name)
    book.unlink()
    done = run([tmp_path], tmp_path / "out")
    assert data_of(done) == data_of(run([FIXTURES], tmp_path / "plain"))
    assert [(file.name, file.code) for file in done.report.unread] == [
        ("表.xlsx[メモ]", "other-file")
    ]
    assert "表.xlsx[1-1]" in {file.name for file in done.report.files}


def test_what_a_spreadsheet_makes_of_figures_is_understood(tmp_path: Path) -> None:
    from datetime import date

    content = [[*row] for row in _cells(table("2-1"))]
    header = [str(name) for name in content[0]]
    rate, reason = header.index("執行率"), header.index("主な増減理由")
    book = openpyxl.load_workbook(_workbook(tmp_path / "2-1.xlsx", 表=content))
    sheet = book["表"]
    sheet.cell(2, rate + 1, 0.87).number_format = "0.0%"
    sheet.cell(2, reason + 1, date(2024, 4, 1))
    book.save(tmp_path / "2-1.xlsx")
    done = run([tmp_path / "2-1.xlsx"], tmp_path / "out")
    assert done.values("id/money/rs-101-2023", "rdfs:comment") == ["2024-04-01"]
    (refusal,) = (r for r in done.report.refusals if r.row == 2)
    assert (refusal.column, refusal.value) == ("執行率", "87.00%")


def test_every_file_that_is_not_read_is_told_with_its_reason(tmp_path: Path) -> None:
    folder = copied(tmp_path / "in")
    (folder / "読んで.txt").write_text("x", "utf-8")
    (folder / "2-1.xls").write_bytes(b"x")
    write(folder / "5-1_RS_2024.csv", [{"事業年度": "2024", "支出先名": "架空社"}])
    write(folder / "1-1_空.csv", [], list(rows(table("1-1"))[0]))
    shutil.copy(table("1-2"), folder / "写し.csv")
    with zipfile.ZipFile(folder / "z.zip", "w") as archive:
        archive.writestr("中.zip", b"x")
        archive.writestr("__MACOSX/._1-1.csv", b"x")
    (folder / "link").symlink_to(FIXTURES, target_is_directory=True)
    done = run([folder], tmp_path / "out")
    assert {file.name: file.code for file in done.report.unread} == {
        "読んで.txt": "other-format",
        "2-1.xls": "other-format",
        "5-1_RS_2024.csv": "other-file",
        "1-1_空.csv": "no-rows",
        "写し.csv": "same-file",
        "中.zip": "other-format",
        "._1-1.csv": "other-format",
        "link": "linked-folder",
    }
    for lang, heading in (("ja", "読まなかったファイル(8件):"), ("en", "Files not read (8):")):
        text = render(done.report, lang)
        assert heading in text.splitlines()
        for file in done.report.unread:
            assert f"  {file.name}: {file.reason[lang]}" in text


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path / "in", "2-1")
    (folder / "2-1.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(BadInput, match=r"2-1\.xlsx: cannot be read"):
        run([folder], tmp_path / "out")
    with zipfile.ZipFile(folder / "2-1.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<odd")
    with pytest.raises(BadInput, match=r"2-1\.xlsx: cannot be read"):
        run([folder], tmp_path / "out")


def test_no_end_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_FILES >= 1000
    monkeypatch.setattr("michisuji.importers.rs.finding.MAX_FILES", 7)
    with pytest.raises(BadInput, match="more than 7 files"):
        run([FIXTURES], tmp_path / "out")


# --- Files of one table ---------------------------------------------------------------------------


def _split(folder: Path, name: str, at: Callable[[list[dict[str, str]]], int]) -> None:
    content = rows(table(name))
    cut = at(content)
    write(folder / f"{name}_あ省.csv", content[:cut])
    write(folder / f"{name}_い省.csv", content[cut:])


def _second_program(content: list[dict[str, str]]) -> int:
    ids = [row["予算事業ID"] for row in content]
    return ids.index(next(i for i in ids if i != ids[0]))


@pytest.mark.parametrize("at", [_second_program, lambda content: 2], ids=["ministry", "anywhere"])
@pytest.mark.parametrize("name", ["1-1", "2-1", "3-1", "3-2"])
def test_files_of_one_table_are_taken_together(
    tmp_path: Path, name: str, at: Callable[[list[dict[str, str]]], int]
) -> None:
    folder = copied(tmp_path / "in", name)
    _split(folder, name, at)
    done = run([folder], tmp_path / "out")
    whole = run([FIXTURES], tmp_path / "plain")
    assert done.report.tables == whole.report.tables
    assert data_of(done) == data_of(whole)


def test_files_of_one_name_in_two_folders_stay_two(tmp_path: Path) -> None:
    folder = copied(tmp_path / "in", "2-1")
    _split(folder, "2-1", _second_program)
    for ministry in ("あ省", "い省"):
        (folder / ministry).mkdir()
        (folder / f"2-1_{ministry}.csv").rename(folder / ministry / "2-1.csv")
    done = run([folder], tmp_path / "out")
    names = [file.name for file in done.report.files if file.table == "2-1"]
    assert names == ["in/あ省/2-1.csv", "in/い省/2-1.csv"]
    assert data_of(done) == data_of(run([FIXTURES], tmp_path / "plain"))


def test_two_versions_of_a_table_are_refused(tmp_path: Path) -> None:
    folder = copied(tmp_path / "in", "4-1")
    content = rows(table("4-1"))
    write(folder / "4-1_a.csv", content)
    other = [{**row, "事業名": f"{row['事業名']}改"} for row in content]
    write(folder / "4-1_b.csv", other)
    with pytest.raises(
        BadInput, match=r"table 4-1 of FY2024 was given twice: 4-1_a\.csv, 4-1_b\.csv"
    ):
        run([folder], tmp_path / "out")
    write(folder / "4-1_b.csv", content[1:2])
    with pytest.raises(BadInput, match="was given twice"):
        run([folder], tmp_path / "out")


@needs_cases
@pytest.mark.parametrize("case", ["xlsx", "subfolder"])
def test_fault_13(tmp_path: Path, case: str) -> None:
    done = run([CASES / "13-rs-xlsx-and-subfolders-ignored" / case], tmp_path / "out")
    whole = run([CASES / "04-rs-all-rows-refused-empties-year" / "good"], tmp_path / "good")
    assert data_of(done) == data_of(whole)


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = _workbook(tmp_path / "2-1.xlsx", 表=_cells(table("2-1")))
    monkeypatch.setattr("michisuji.importers.rs.workbook.MAX_BYTES", 5_000)
    with pytest.raises(BadInput, match=r"more than 5,000 bytes, unpacked"):
        run([book], tmp_path / "out")
