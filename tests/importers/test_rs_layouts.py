"""Columns and rows of the review's tables as people and spreadsheets change them: read or told."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.errors import BadInput
from michisuji.importers.report_text import render
from michisuji.importers.rs.tables import TABLES
from rs_graph import CASES, FIXTURES, copied, data_of, needs_cases, rows, run, table, write

# --- Columns --------------------------------------------------------------------------------------


def _renamed(folder: Path, name: str, names: dict[str, str]) -> Path:
    content = [{names.get(k, k): v for k, v in row.items()} for row in rows(table(name))]
    write(folder / f"{name}.csv", content)
    return folder


def test_a_renamed_column_is_told_by_both_names(tmp_path: Path) -> None:
    folder = _renamed(copied(tmp_path / "in", "1-2"), "1-2", {"現状・課題": "現状と課題"})
    done = run([folder], tmp_path / "out")
    columns = done.report.columns["1-2"]
    assert columns.missing == ["現状・課題"]
    assert "現状と課題" in columns.unread
    assert "事業区分" in columns.unread
    assert "見つからない列: 現状・課題" in render(done.report, "ja")
    assert "columns not found: 現状・課題" in render(done.report, "en")
    assert done.report.to_json()["columns"]["1-2"]["missing"] == ["現状・課題"]


@pytest.mark.parametrize(
    "as_written", ["{}年度", "{}年度（値）", "令和{era}年度", "R{era}", "ＦＹ{}"]
)
def test_columns_of_years_are_read_however_they_are_written(
    tmp_path: Path, as_written: str
) -> None:
    names = {str(y): as_written.format(y, era=y - 2018) for y in range(2020, 2031)}
    folder = _renamed(copied(tmp_path / "in", "3-1"), "3-1", names)
    done = run([folder], tmp_path / "out")
    assert data_of(done) == data_of(run([FIXTURES], tmp_path / "plain"))


def test_years_that_are_none_and_second_columns_of_a_year_are_told(tmp_path: Path) -> None:
    names = {"2025": "2024年度", "2027": "再来年度"}
    folder = _renamed(copied(tmp_path / "in", "3-1"), "3-1", names)
    done = run([folder], tmp_path / "out")
    assert done.report.columns["3-1"].unread[-2:] == ["2024年度", "再来年度"]


def test_a_table_3_1_without_a_column_of_a_year_is_refused(tmp_path: Path) -> None:
    names = {str(y): f"値{y}" for y in range(2007, 2061)}
    folder = _renamed(copied(tmp_path / "in", "3-1"), "3-1", names)
    with pytest.raises(BadInput, match="lacks columns: 2007"):
        run([folder], tmp_path / "out")


# --- Rows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "year", ["2024年度", "2024.0", "２０２４", "令和6年度", "2023", "不明", ""]
)
@pytest.mark.parametrize("name", ["1-5", "3-1"])
def test_an_import_that_keeps_no_row_of_a_table_is_refused_as_a_whole(
    tmp_path: Path, year: str, name: str
) -> None:
    folder = copied(tmp_path / "in", name)
    content = [{**row, "事業年度": year} for row in rows(table(name))]
    write(folder / f"{name}_RS_2024_x.csv", content)
    with pytest.raises(BadInput) as caught:
        run([folder], tmp_path / "out")
    assert name in str(caught.value) or "before FY2024" in str(caught.value)


def test_a_table_whose_rows_are_all_empty_is_fine(tmp_path: Path) -> None:
    folder = copied(tmp_path / "in", "1-5")
    content = [
        {**row, "関連事業の事業ID": dash}
        for row, dash in zip(rows(table("1-5")), "-ー― ", strict=True)
    ]
    write(folder / "1-5.csv", content)
    done = run([folder], tmp_path / "out")
    assert done.report.tables["1-5"].empty == 4


def test_figures_of_a_spreadsheet_name_the_same_programs_and_years(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for one in TABLES:
        content = rows(table(one.id))
        for row in content:
            row["予算事業ID"] += ".0"
            for column in ("予算年度", "関連事業の事業ID"):
                if row.get(column, "").isdecimal():
                    row[column] += ".0"
        write(folder / table(one.id).name, content)
    assert data_of(run([folder], tmp_path / "out")) == data_of(run([FIXTURES], tmp_path / "plain"))


def _lines(name: str) -> list[bytes]:
    return table(name).read_bytes().split(b"\r\n")


def test_a_quotation_mark_that_is_not_closed_is_told_with_the_lines_it_swallows(
    tmp_path: Path,
) -> None:
    lines = _lines("3-2")
    lines[2] = lines[2].replace("空とぶ図書館".encode(), '"空とぶ図書館'.encode(), 1)
    folder = copied(tmp_path / "in", "3-2")
    (folder / "3-2.csv").write_bytes(b"\r\n".join(lines))
    done = run([folder], tmp_path / "out")
    counts = done.report.tables["3-2"]
    assert (counts.read, counts.refused, counts.swallowed) == (2, 1, 9)
    (refusal,) = (r for r in done.report.refusals if r.file == "3-2.csv")
    assert refusal.row == 3
    assert "3〜11行目の9行" in refusal.to_text("ja")
    assert "the 9 lines 3 to 11" in refusal.to_text("en")
    assert "飲み込まれた行: 9" in render(done.report, "ja")


def test_a_pair_of_stray_quotation_marks_does_not_hide_rows_in_a_cell(tmp_path: Path) -> None:
    lines = _lines("1-1")
    # Opened in one row and closed in the same column of the next but one: the columns add up.
    lines[1] = lines[1].replace("空とぶ".encode(), '"空とぶ'.encode(), 1)
    lines[3] = lines[3].replace("（架空）".encode(), '（架空）"'.encode(), 1)
    folder = copied(tmp_path / "in", "1-1")
    (folder / "1-1.csv").write_bytes(b"\r\n".join(lines))
    done = run([folder], tmp_path / "out")
    counts = done.report.tables["1-1"]
    assert (counts.refused, counts.swallowed) == (1, 3)


def test_line_breaks_within_a_cell_are_no_fault(tmp_path: Path) -> None:
    folder = copied(tmp_path / "in", "1-2")
    content = rows(table("1-2"))
    content[0]["事業の目的"] = "一、\n二、a,b,c\n三"
    write(folder / "1-2.csv", content)
    done = run([folder], tmp_path / "out")
    assert done.report.tables["1-2"].swallowed == 0
    assert "一、\n二、a,b,c\n三" in done.values("id/program/rs-101", "lm:purpose")


@needs_cases
def test_fault_04(tmp_path: Path) -> None:
    folder = CASES / "04-rs-all-rows-refused-empties-year"
    assert run([folder / "good"], tmp_path / "good").report.made["Program"] == 3
    with pytest.raises(BadInput, match="must be 2024, four digits alone: 2024年度"):
        run([folder / "bad"], tmp_path / "bad")


@needs_cases
def test_fault_14(tmp_path: Path) -> None:
    done = run([CASES / "14-rs-unclosed-quote-swallows-rows" / "in"], tmp_path / "out")
    assert done.report.tables["3-2"].swallowed == 9
