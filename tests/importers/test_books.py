"""Reading books of any format, and refusing those that are made to harm."""

from __future__ import annotations

import datetime
import tracemalloc
from pathlib import Path

import pytest
from michisuji.errors import BadInput, MichisujiError, TooLarge
from michisuji.importers.city.books import NOT_COMPUTED, read_book, read_books, refusals
from michisuji.importers.city.books.book import BookSheet, MergedArea
from openpyxl import Workbook

from tests.importers import hostile_books as hostile


def _file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


_ROW = b'<row r="1">' + hostile.cell("A1", "x") + b"</row>"
_FAR = b'<row r="1048576">' + hostile.cell("XFD1048576", "x") + b"</row>"
_REFUSED = {
    "password.xlsx": (hostile.password(), "パスワードで保護"),
    "empty.xlsx": (b"", "中身が空"),
    "page.xls": (b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>", "HTMLかXML"),
    "table.xls": ("番号,名前\n1,a\n".encode("cp932"), "CSVなどの文字"),
    "cut.xlsx": (hostile.xlsx([_ROW])[:300], "壊れているか、途中で切れ"),
    "other.xlsx": (b"\x89PNG\r\n\x1a\n\x00\x00", "表計算のファイルではありません"),
    "old.xls": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "表計算のファイルではありません"),
    "entities.xlsx": (hostile.entities(), "DOCTYPE"),
    "outside.xlsx": (hostile.outside_entity(), "DOCTYPE"),
    "lying.xlsx": (hostile.lying_bomb(), "壊れているか"),
    "odd.csv": (b"\x81\x20\xe3\x81,1\n", "UTF-8でもShift_JISでもない"),
    "open.csv": (b'a,"b\nc', "CSVの書き方"),
    "binary.xlsb": (hostile.xlsx([], more={"xl/workbook.bin": b""}), "バイナリ形式"),
    "broken.xlsx": (hostile.xlsx([b"<row r='1'><c r='A1'><v>1</v></row>"]), "壊れているか"),
}


@pytest.mark.parametrize("name", _REFUSED)
def test_a_file_that_is_no_book_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    content, reason = _REFUSED[name]
    with pytest.raises(BadInput) as caught:
        read_book(_file(tmp_path, name, content))
    assert reason in caught.value.message["ja"]
    assert caught.value.message["ja"].startswith(f"{name}: ")
    assert caught.value.message["en"] != caught.value.message["ja"]
    assert caught.value.hint["ja"]
    assert caught.value.hint["en"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (hostile.bomb(5), "展開すると大きすぎます"),
        (hostile.bomb(2), "文字や数値が多すぎます"),
        (hostile.xlsx([_ROW, _FAR]), "XFD1048576 あたり"),
        (
            hostile.ods(
                '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
                'office:value-type="string" table:number-columns-repeated="16384"><text:p>x'
                "</text:p></table:table-cell></table:table-row>"
            ),
            "XFD1048576 あたり",
        ),
    ],
    ids=["bomb", "strings", "far", "ods"],
)
def test_a_file_that_would_fill_the_memory_is_refused(
    content: bytes, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "MAX_UNPACKED", 4_000_000)
    monkeypatch.setattr(refusals, "MAX_CONTENT", 1_000_000)
    path = _file(tmp_path, "large.xlsx", content)
    tracemalloc.start()
    with pytest.raises(TooLarge) as caught:
        read_book(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reason in caught.value.message["ja"]
    assert peak < 20_000_000


def test_rows_that_are_only_formatted_cost_little(tmp_path: Path) -> None:
    few = _file(tmp_path, "few.xlsx", hostile.xlsx(hostile.formatted_rows(20_000)))
    many = _file(tmp_path, "many.xlsx", hostile.xlsx(hostile.formatted_rows(200_000)))
    for path in (few, many):
        book = read_book(path)
        assert book.sheets[0].rows == [["x"]]


def test_macros_and_links_are_told_and_not_used(tmp_path: Path) -> None:
    more = {"xl/vbaProject.bin": b"\0", "xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    linked = b'<row r="2"><c r="A2"><f>[1]S!B2</f><v>7</v></c><c r="B2"><f>A2+1</f></c></row>'
    book = read_book(_file(tmp_path, "m.xlsm", hostile.xlsx([_ROW, linked], more=more)))
    assert book.sheets[0].rows == [["x"], [7.0, NOT_COMPUTED]]
    codes = {remark.code: remark.cell for remark in book.remarks}
    assert codes == {"macros": "", "external-links": "", "linked-formula": "A2"}


def test_five_hundred_sheets_and_a_row_of_all_columns(tmp_path: Path) -> None:
    book = read_book(_file(tmp_path, "many.xlsx", hostile.xlsx([_ROW], copies=499)))
    assert len(book.sheets) == 500
    one = read_book(
        _file(tmp_path, "many.xlsx", hostile.xlsx([_ROW], copies=3)), lambda name: name == "表1"
    )
    assert [sheet.name for sheet in one.sheets] == ["表1"]
    wide = Workbook()
    wide.active.append([f"列{n}" for n in range(16_384)])
    wide.save(tmp_path / "wide.xlsx")
    assert len(read_book(tmp_path / "wide.xlsx").sheets[0].rows[0]) == 16_384


def test_what_values_alone_do_not_show(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet["C3"], sheet["D3"], sheet["E3"] = 0.45, 45.2, datetime.date(2026, 4, 1)
    sheet["C3"].number_format = "0.0%"
    sheet["D3"].number_format = '0.0"%"'
    sheet["C4"] = "合わせた見出し"
    sheet.merge_cells("C4:E5")
    sheet["D6"] = 1
    sheet.row_dimensions[6].hidden = True
    sheet.column_dimensions["E"].hidden = True
    book.create_sheet("隠し").sheet_state = "hidden"
    book.create_chartsheet("図")
    book.save(tmp_path / "b.xlsx")
    found, hidden = read_book(tmp_path / "b.xlsx").sheets
    assert found.rows[2] == [None, None, 0.45, 45.2, datetime.date(2026, 4, 1)]
    assert found.percentages == {(2, 2)}
    assert found.hidden_rows == {5}
    assert found.hidden_columns == {4}
    assert hidden.hidden
    assert not found.hidden
    found.unfold()
    assert [row[2:5] for row in found.rows[3:5]] == [["合わせた見出し"] * 3] * 2


def test_furigana_is_no_part_of_a_text(tmp_path: Path) -> None:
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><r><t>東</t>'
        '</r><r><t>京</t></r><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si></sst>'
    ).encode()
    row = b'<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    content = hostile.xlsx([row], more={"xl/sharedStrings.xml": strings})
    assert read_book(_file(tmp_path, "f.xlsx", content)).sheets[0].rows == [["東京"]]


def test_a_merged_area_is_unfolded_within_the_rows_that_hold_anything() -> None:
    sheet = BookSheet("S", [["x"], ["", "y"]], [MergedArea(0, 0, 1_000_000, 16_383)])
    sheet.unfold()
    assert len(sheet.rows) == 2
    assert sheet.rows[1][0] == "x"


def test_ods_and_csv_hold_the_same_cells(tmp_path: Path) -> None:
    rows = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>番号</text:p>'
        '</table:table-cell><table:table-cell office:value-type="float" office:value="3"/>'
        "</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048575"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert read_book(_file(tmp_path, "a.ods", hostile.ods(rows))).sheets[0].rows == [["番号", 3.0]]
    folder = tmp_path / "市"
    folder.mkdir()
    _file(folder, "04 事業.csv", "番号,名前,\r\n1,'=式\r\n".encode("cp932"))
    _file(folder, "01 計画.csv", "\ufeff番号\tあ\r\n".encode())
    book = read_book(folder)
    assert book.name == "市"
    assert {s.name: s.rows for s in book.sheets} == {
        "01 計画": [["番号", "あ"]],
        "04 事業": [["番号", "名前"], ["1", "=式"]],
    }
    assert read_books([*sorted(folder.glob("*.csv"))])[0].sheets == book.sheets
    with pytest.raises(MichisujiError):
        read_book(tmp_path / "nowhere.xlsx")


def test_merged_areas_of_an_ods_are_read(tmp_path: Path) -> None:
    text = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
    rows = (
        "<table:table-row>"
        + text.format(' table:number-columns-spanned="2"', "見出し")
        + "<table:covered-table-cell/>"
        + text.format(' table:number-rows-spanned="2"', "値")
        + "</table:table-row><table:table-row>"
        + text.format("", "下")
        + "</table:table-row>"
    )
    (sheet,) = read_book(_file(tmp_path, "a.ods", hostile.ods(rows))).sheets
    assert sheet.merged == [(0, 0, 0, 1), (0, 2, 1, 2)]
