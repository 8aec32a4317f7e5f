"""Finding and opening the review's files: what is read, what is left out, what is refused."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from michisuji.errors import BadInput
from michisuji.folding import fold
from michisuji.importers.common import ImportReport
from michisuji.importers.rs.finding import find_sources
from michisuji.importers.rs.layout import recognize
from michisuji.importers.rs.tables import TABLES
from rs_graph import FIXTURES, rows, run, table, write


def _find(*paths: Path) -> list[str]:
    return [source.layout.table.id for source in find_sources(paths, ImportReport("rs"))]


def _zip(path: Path, *members: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.write(member, member.name)
    return path


def test_all_tables_of_a_folder_are_found_in_the_tables_order() -> None:
    assert _find(FIXTURES) == [t.id for t in TABLES]


def test_a_table_is_known_by_its_header_not_its_name(tmp_path: Path) -> None:
    for number, source in enumerate(sorted(FIXTURES.glob("*.csv"), reverse=True)):
        shutil.copy(source, tmp_path / f"{number}.csv")
    assert _find(tmp_path) == [t.id for t in TABLES]


def test_headers_differing_in_signs_and_spaces_are_the_same() -> None:
    assert fold("翌年度への繰越し(合計）") == fold("翌年度への繰越し（合計)")
    assert fold("派生先ー 活動目標／成果目標") == fold("派生先－活動目標/成果目標")
    assert fold("当初予算") != fold("当初予算（合計）")


def test_year_columns_are_those_named_by_a_year() -> None:
    header = list(rows(table("3-1"))[0])
    layout = recognize([*header[:-2], "2059年度", "備考2060"])
    assert layout is not None
    assert set(layout.years) == {*range(2007, 2060)}


def test_other_tables_are_noted_and_left_out(tmp_path: Path) -> None:
    shutil.copy(table("1-1"), tmp_path)
    write(tmp_path / "5-1_RS_2024.csv", [{"予算事業ID": "1", "支出先名": "架空社"}])
    (tmp_path / "README.md").write_text("x")
    done = run([tmp_path], tmp_path / "out")
    assert [f.table for f in done.report.files] == ["1-1"]
    assert done.report.notes["other-file"].examples == ["5-1_RS_2024.csv"]


def test_missing_columns_are_named(tmp_path: Path) -> None:
    kept = [{k: v for k, v in r.items() if "種別（" not in k} for r in rows(table("3-1"))]
    with pytest.raises(BadInput, match="table 3-1 lacks columns: 種別") as caught:
        _find(write(tmp_path / "any.csv", kept))
    assert "3-1" in caught.value.message["ja"]
    without = [{k: v for k, v in r.items() if k != "事業年度"} for r in rows(table("1-3"))]
    with pytest.raises(BadInput, match="事業年度"):
        _find(write(tmp_path / "b.csv", without))


def test_optional_columns_may_be_missing(tmp_path: Path) -> None:
    kept = [{k: v for k, v in r.items() if k not in ("法令ID", "係")} for r in rows(table("1-3"))]
    done = run([write(tmp_path / "a.csv", kept)], tmp_path / "out")
    assert done.report.made["Policy"] == 1


@pytest.mark.parametrize("explicit", [True, False])
def test_not_utf8_is_said_with_what_to_do(tmp_path: Path, explicit: bool) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    path = folder / "1-1.csv"
    path.write_bytes(table("1-1").read_text("utf-8-sig").encode("cp932"))
    with pytest.raises(BadInput, match=r"1-1\.csv: not UTF-8") as caught:
        _find(path if explicit else folder)
    assert "UTF-8" in caught.value.hint["ja"]


def test_bad_bytes_far_inside_are_said_with_the_row(tmp_path: Path) -> None:
    many = rows(table("1-1")) * 5000
    path = write(tmp_path / "1-1.csv", many)
    path.write_bytes(path.read_bytes()[:-40] + b"\xff\xfe\r\n")
    with pytest.raises(BadInput, match=r"near row 1\d{4}"):
        run([path], tmp_path / "out")


@pytest.mark.parametrize("keep", [0, 10, 200, -30])
def test_a_truncated_zip_is_an_error(tmp_path: Path, keep: int) -> None:
    whole = _zip(tmp_path / "a.zip", table("1-1"))
    whole.write_bytes(whole.read_bytes()[:keep])
    with pytest.raises(BadInput, match="damaged or cut short"):
        _find(whole)


def test_a_zip_with_damaged_content_is_an_error(tmp_path: Path) -> None:
    big = write(tmp_path / "1-1.csv", rows(table("1-1")) * 3000)
    whole = _zip(tmp_path / "a.zip", big)
    content = bytearray(whole.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8] = b"\0" * 8
    whole.write_bytes(content)
    with pytest.raises(BadInput):
        run([whole], tmp_path / "out")


def test_an_encrypted_or_foreign_zip_does_not_crash(tmp_path: Path) -> None:
    foreign = tmp_path / "x.zip"
    with zipfile.ZipFile(foreign, "w") as archive:
        archive.writestr("読んで.txt", "x")
        archive.writestr("__MACOSX/1-1.csv", "x")
    with pytest.raises(BadInput, match="no table of the national review"):
        _find(foreign)


class _WindowsInfo(zipfile.ZipInfo):
    """A member whose name is written in CP932 without the UTF-8 flag."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp932"), self.flag_bits & ~0x800


def test_names_in_zips_of_japanese_windows(tmp_path: Path) -> None:
    path = tmp_path / "w.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(_WindowsInfo("表/1-1_組織.csv"), table("1-1").read_bytes())
    (source,) = find_sources([path], ImportReport("rs"))
    assert source.place.member != source.name == "1-1_組織.csv"


def test_missing_paths_empty_folders_and_empty_files(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"):
        _find(tmp_path / "nothing")
    with pytest.raises(BadInput, match="no table of the national review"):
        _find(tmp_path)
    empty = tmp_path / "1-1.csv"
    empty.write_bytes(b"")
    with pytest.raises(BadInput, match="header"):
        _find(empty)


def test_a_file_with_a_header_only_is_noted(tmp_path: Path) -> None:
    header = list(rows(table("1-1"))[0])
    write(tmp_path / "1-1_RS_2024_x.csv", [], header)
    shutil.copy(table("1-2"), tmp_path)
    done = run([tmp_path], tmp_path / "out")
    assert done.report.notes["no-rows"].count == 1
    assert "1-1" not in done.report.tables


def test_the_same_file_twice_is_read_once_but_two_files_of_a_table_are_refused(
    tmp_path: Path,
) -> None:
    _zip(tmp_path / "b.zip", table("1-1"))
    shutil.copy(table("1-1"), tmp_path / "a.csv")
    done = run([tmp_path], tmp_path / "out")
    assert done.report.tables["1-1"].read == 4
    assert done.report.notes["same-file"].count == 1
    write(tmp_path / "c.csv", rows(table("1-1"))[:2])
    with pytest.raises(BadInput, match="table 1-1 of FY2024 was given twice") as caught:
        run([tmp_path], tmp_path / "out2")
    assert "c.csv" in str(caught.value)


def test_years_before_2024_are_refused(tmp_path: Path) -> None:
    old = [{**r, "事業年度": "2023"} for r in rows(table("1-1"))]
    with pytest.raises(BadInput, match="before FY2024"):
        run([write(tmp_path / "a.csv", old)], tmp_path / "out")


def test_rows_that_are_no_csv_are_refused_one_by_one(tmp_path: Path) -> None:
    lines = table("1-1").read_bytes().split(b"\r\n")
    lines.insert(2, b"only,three,columns")
    lines.insert(3, b'"quoted"badly,x')
    lines.insert(4, b"")
    path = tmp_path / "1-1.csv"
    path.write_bytes(b"\r\n".join(lines))
    done = run([path], tmp_path / "out")
    counts = done.report.tables["1-1"]
    assert (counts.read, counts.used, counts.empty, counts.refused) == (7, 4, 1, 2)
    assert [r.row for r in done.report.refusals] == [3, 4]
    assert done.report.refusals[0].reason["en"] == "not the number of columns of the header"


def test_a_row_of_another_year_or_without_a_usable_id_is_refused(tmp_path: Path) -> None:
    content = rows(table("1-1"))
    content[1]["事業年度"] = "2025"
    content[2]["予算事業ID"] = "<x>"
    content[3]["事業名"] = " "
    done = run([write(tmp_path / "a.csv", content)], tmp_path / "out")
    assert [(r.row, r.column) for r in done.report.refusals] == [
        (3, "事業年度"),
        (4, "予算事業ID"),
        (5, "事業名"),
    ]
    assert done.report.made["Program"] == 1


def test_progress_reaches_the_total(tmp_path: Path) -> None:
    calls: list[tuple[int, int, str]] = []
    run([FIXTURES], tmp_path / "out", progress=lambda *call: calls.append(call))
    assert calls[-1][0] == calls[-1][1] == sum(p.stat().st_size for p in FIXTURES.glob("*.csv"))
    assert [done for done, _, _ in calls] == sorted(done for done, _, _ in calls)
    assert {label[:3] for _, _, label in calls} == {t.id for t in TABLES}


def test_a_dataset_name_that_makes_no_iri_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="lower-case"):
        run([FIXTURES], tmp_path / "out", dataset="My Data")
