"""Sections' copies laid over the stored city: each speaks for its own programs and units only."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from michisuji.errors import BadInput
from michisuji.importers.city.content import City
from michisuji.importers.city.scope import CityScope, within
from michisuji.importers.city.workbook.importing import WorkbookImport, read_workbooks
from michisuji.importers.city.writing.city_graphs import write_city
from michisuji.importers.problems import SourceProblems
from michisuji.publication.workbook.book import write_workbook
from openpyxl import Workbook, load_workbook

from tests.importers.dirty.books import clean

BASE = "http://x"
Edit = Callable[[Workbook], None]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> City:
    path = tmp_path_factory.mktemp("whole") / "whole.xlsx"
    clean().save(path)
    return read_workbooks([path]).city


def _copy(
    folder: Path, whole: City, unit: str, edit: Edit = lambda book: None, name: str = ""
) -> Path:
    part = within(whole, CityScope(units=(unit,)))
    content = write_workbook(part, whole=whole)
    book = load_workbook(io.BytesIO(content))
    edit(book)
    path = folder / f"{name or unit}.xlsx"
    book.save(path)
    return path


def _laid(whole: City, *paths: Path) -> WorkbookImport:
    return read_workbooks(paths, stored=lambda name: whole)


def _column(sheet: Any, key: str) -> str:
    return next(str(c.column_letter) for c in sheet[3] if c.value == key)


def _row(sheet: Any, start: str) -> int:
    return next(n for n in range(5, 60) if str(sheet[f"A{n}"].value).startswith(start))


def _graphs(city: City, folder: Path) -> dict[str, set[str]]:
    batch, _ = write_city(city, base_iri=BASE, out_dir=folder)
    data = {g: p for g, p in batch.graphs.items() if not g.endswith("/provenance")}
    return {graph: set(path.read_text("utf-8").splitlines()) for graph, path in data.items()}


def _program(city: City, name: str) -> dict[str, Any] | None:
    found = [p for _, _, programs in city.measures() for p in programs if p["id"] == name]
    return found[0] if found else None


def test_a_copy_that_nobody_changed_changes_nothing(whole: City, tmp_path: Path) -> None:
    found = _laid(whole, _copy(tmp_path, whole, "s-kiki"), _copy(tmp_path, whole, "s-doro"))
    assert found.report.refusals == []
    assert found.report.adds_up
    assert _graphs(found.city, tmp_path / "a") == _graphs(whole, tmp_path / "b")


def test_a_copy_older_than_the_data_is_told(whole: City, tmp_path: Path) -> None:
    def made_from(version: str) -> Edit:
        def edit(book: Workbook) -> None:
            sheet = book["00 はじめに"]
            line = next(n for n in range(1, 40) if sheet[f"A{n}"].value == "made_from")
            sheet[f"C{line}"] = version

        return edit

    part = within(whole, CityScope(units=("s-kiki",))).version()
    same = _copy(tmp_path, whole, "s-kiki", made_from(part), name="same")
    assert "made-from-older" not in _laid(whole, same).report.notes
    older = _copy(tmp_path, whole, "s-kiki", made_from("0123456789ab"), name="older")
    note = _laid(whole, older).report.notes["made-from-older"]
    assert (note.count, note.examples) == (1, ["older.xlsx"])


@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_link_that_only_sheet_09_has_is_told(
    whole: City, tmp_path: Path, elsewhere: bool
) -> None:
    def edit(book: Workbook) -> None:
        links = book["09 つながり"]
        for n, end in ((5, "010101/p1"), (6, "010101/s1")):
            links[f"{_column(links, 'from')}{n}"] = "010101/a1"
            links[f"{_column(links, 'to')}{n}"] = end
        for sheet in book.worksheets:
            cells = [c for c in sheet[3] if c.value == "leads_to" and not elsewhere]
            for n in range(5, sheet.max_row + 1):
                for cell in cells:
                    sheet[f"{cell.column_letter}{n}"] = None

    found = _laid(whole, _copy(tmp_path, whole, "s-kiki", edit))
    program = _program(found.city, "010101")
    assert program
    (activity,) = [one for one in program["element"] if one["key"] == "a1"]
    assert activity["leads_to"] == ["p1", "s1"]
    told = found.report.notes.get("link-only-there")
    assert (told.examples if told else []) == ["s-kiki.xlsx「09 つながり」B6"] * elsewhere


def test_a_copy_changes_and_removes_its_own(whole: City, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        programs, values = book["04 事業"], book["11 値"]
        programs.delete_rows(_row(programs, "010102"))
        programs[f"{_column(programs, 'name')}5"] = "新しい名前"
        values[f"{_column(values, 'actual:2025')}5"] = 39
        activity = book["06 活動"]
        activity.append(["010101", "a2", "訓練を開く", None])

    found = _laid(whole, _copy(tmp_path, whole, "s-kiki", edit))
    changed = _program(found.city, "010101")
    assert changed is not None
    assert changed["name"] == "新しい名前"
    assert [e["key"] for e in changed["element"]] == ["i1", "a1", "a2", "p1", "s1"]
    assert changed["element"][-1]["indicator"][0]["actual"] == {"2024": 28, "2025": 39}
    assert _program(found.city, "010102") is None
    assert _program(found.city, "010201") == _program(whole, "010201")
    removed = found.report.notes["removed"]
    assert any("010102" in place for place in removed.examples)


def test_a_copy_cannot_change_what_is_others(whole: City, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        tree, units = book["02 体系"], book["16 組織"]
        tree[f"{_column(tree, 'name')}5"] = "ちがう政策"
        units.append(["s-neu", "新しい課", "課", "city"])

    path = _copy(tmp_path, whole, "s-doro", edit)
    found = _laid(whole, path)
    told = {(one.sheet, one.cell, one.code, one.scope) for one in found.report.refusals}
    last = load_workbook(path)["16 組織"].max_row
    assert told == {
        ("02 体系", "C5", "out-of-scope", "cell"),
        ("16 組織", f"A{last}", "out-of-scope", "row"),
    }
    assert _graphs(found.city, tmp_path / "a") == _graphs(whole, tmp_path / "b")


def test_what_a_book_has_no_sheet_or_column_for_is_kept(whole: City, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        del book["10 指標"], book["18 改善"]
        sheet = book["04 事業"]
        sheet.delete_cols(sheet[f"{_column(sheet, 'purpose')}3"].column)
        values = book["11 値"]
        values.delete_cols(values[f"{_column(values, 'actual:2024')}3"].column)

    found = _laid(whole, _copy(tmp_path, whole, "s-kiki", edit))
    assert found.report.refusals == []
    assert _graphs(found.city, tmp_path / "a") == _graphs(whole, tmp_path / "b")


def test_a_cell_that_cannot_be_read_leaves_what_is_stored(whole: City, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        values, programs = book["11 値"], book["04 事業"]
        values[f"{_column(values, 'actual:2025')}5"] = "約40"
        programs[f"{_column(programs, 'start')}5"] = "いつか"
        programs[f"{_column(programs, 'name')}6"] = None

    found = _laid(whole, _copy(tmp_path, whole, "s-kiki", edit))
    assert {one.code for one in found.report.refusals} == {
        *("number-with-words", "not-a-year", "required"),
    }
    assert _graphs(found.city, tmp_path / "a") == _graphs(whole, tmp_path / "b")


def test_ids_without_their_leading_zeros_are_found_again(whole: City, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["04 事業"]
        sheet["A5"] = 10101

    found = _laid(whole, _copy(tmp_path, whole, "s-kiki", edit))
    assert found.report.notes["zeros-added"].count == 1
    assert "removed" not in found.report.notes
    assert _graphs(found.city, tmp_path / "a") == _graphs(whole, tmp_path / "b")


def test_two_copies_that_differ_are_told_side_by_side(whole: City, tmp_path: Path) -> None:
    def edit(name: str, more: str) -> Edit:
        def change(book: Workbook) -> None:
            sheet = book["04 事業"]
            sheet[f"{_column(sheet, 'name')}5"] = name
            sheet[f"{_column(sheet, more)}5"] = f"{name}の文"

        return change

    paths = (
        _copy(tmp_path, whole, "s-kiki", edit("甲", "situation"), "a"),
        _copy(tmp_path, whole, "s-kiki", edit("乙", "summary"), "b"),
    )
    for files in (paths, paths[::-1]):
        found = _laid(whole, *files)
        told = {(one.file, one.cell, one.code) for one in found.report.refusals}
        assert told == {("a.xlsx", "B5", "differs"), ("b.xlsx", "B5", "differs")}
        reasons = {one.reason["ja"] for one in found.report.refusals}
        assert any("a.xlsx「04 事業」B5" in reason and "甲" in reason for reason in reasons)
        program = _program(found.city, "010101")
        assert program is not None
        assert program["name"] == "自主防災組織育成事業"
        # What only one of them says is taken from both.
        assert (program["situation"], program["summary"]) == ("甲の文", "乙の文")


def test_sources_that_a_store_knew_stay_known(whole: City, tmp_path: Path) -> None:
    def provenance(city: City, name: str) -> str:
        batch, _ = write_city(city, base_iri=BASE, out_dir=tmp_path / name)
        return batch.graphs[f"{BASE}/graph/kogane/provenance"].read_text("utf-8")

    before = provenance(whole, "before")
    assert "whole.xlsx%5B04%20%E4%BA%8B%E6%A5%AD%5D#row=3>" in before
    stored = City(whole.files, earlier=whole.earlier)
    for line in before.splitlines():
        subject, predicate, source = line.removesuffix(" .").split(" ", 2)
        if predicate.endswith("wasDerivedFrom>"):
            known = stored.origins.setdefault(None, {}).setdefault(subject, [])
            known.append(source.strip("<>"))
    stored.known_sources = whole.sources
    after = provenance(_laid(stored, _copy(tmp_path, whole, "s-kiki")).city, "after")
    program = f"<{BASE}/id/program/kogane-%s> <http://www.w3.org/ns/prov#wasDerivedFrom> "
    file = f"<{BASE}/source/kogane/%s.xlsx%%5B04%%20%%E4%%BA%%8B%%E6%%A5%%AD%%5D#row=%d>"
    assert program % "010101" + file % ("s-kiki", 5) in after
    assert program % "010201" + file % ("whole", 5) in after
    for name in ("whole", "s-kiki"):
        assert f"<{BASE}/source/kogane/{name}.xlsx> <https://w3id.org/michisuji/ns#sha256>" in after


def test_books_that_say_too_little_are_refused(whole: City, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no data set"):
        read_workbooks([_copy(tmp_path, whole, "s-kiki")])
    book = clean()
    del book["00 はじめに"]
    book.save(tmp_path / "without.xlsx")
    with pytest.raises(BadInput, match="00 はじめに"):
        read_workbooks([tmp_path / "without.xlsx"])
    book = clean()
    book["00 はじめに"].append(["このブックの範囲", "year:2025"])
    book.save(tmp_path / "year.xlsx")
    with pytest.raises(BadInput, match="earlier year"):
        read_workbooks([tmp_path / "year.xlsx"])
    empty = Workbook()
    empty.active.title = "メモ"
    empty.active.append(["会議"])
    empty.save(tmp_path / "empty.xlsx")
    with pytest.raises(BadInput):
        read_workbooks([tmp_path / "empty.xlsx"])
    book = clean()
    for name in book.sheetnames[1:]:
        del book[name]
    book.save(tmp_path / "only.xlsx")
    with pytest.raises(BadInput, match="no row"):
        read_workbooks([tmp_path / "only.xlsx"])


def test_what_sheet_00_lacks_is_told_by_its_label(tmp_path: Path) -> None:
    book = clean()
    sheet = book["00 はじめに"]
    sheet.append(["紹介ページ", "ページはまだない"])
    sheet["B3"] = None
    sheet["A5"] = sheet["B5"] = None
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(SourceProblems) as caught:
        read_workbooks([tmp_path / "b.xlsx"])
    assert [(one.file, one.path) for one in caught.value.problems] == [
        ("b.xlsx", "00 はじめに B3"),
        ("b.xlsx", "00 はじめに 「表題」"),
    ]
    sheet["B3"], sheet["A5"], sheet["B5"] = 2026, "表題", "計画"
    book.save(tmp_path / "b.xlsx")
    found = read_workbooks([tmp_path / "b.xlsx"])
    assert [(one.cell, one.scope) for one in found.report.refusals] == [("B13", "cell")]
    assert "page" not in found.city.dataset


def _statements(city: City, folder: Path, year: int) -> set[str]:
    return _graphs(city, folder).get(f"{BASE}/graph/{city.dataset['name']}/{year}", set())


@pytest.fixture(scope="module")
def mihon() -> City:
    from michisuji import resources
    from michisuji.importers.city.toml import check_folder

    city, problems = check_folder(resources.folder("data") / "mihon")
    assert problems == []
    return city


def test_a_change_of_the_present_leaves_the_past_as_it_was(mihon: City, tmp_path: Path) -> None:
    """A link cut and an element reworded this year were so in the years before."""

    def edit(book: Workbook) -> None:
        outcomes, links = book["08 成果"], book["09 つながり"]
        outcomes[f"{_column(outcomes, 'text')}5"] = "住民が自分で動けるようになる"
        outcomes[f"{_column(outcomes, 'leads_to')}5"] = None
        start = f"{outcomes['A5'].value}".split()[0] + "/" + str(outcomes["B5"].value)
        for row in range(60, 4, -1):
            if str(links[f"A{row}"].value).startswith(start):
                links.delete_rows(row)

    found = _laid(mihon, _copy(tmp_path, mihon, "s-safety", edit)).city
    now = int(mihon.dataset["fiscal_year"])
    assert _statements(found, tmp_path / "a", now) != _statements(mihon, tmp_path / "b", now)
    for year in mihon.earlier:
        before = _statements(mihon, tmp_path / f"c{year}", year)
        assert _statements(found, tmp_path / f"d{year}", year) == before


def test_a_change_of_the_past_is_one(mihon: City, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        earlier = book["21 過去の年度"]
        row = next(
            n for n in range(5, 40) if earlier[f"{_column(earlier, 'text')}{n}"].value is not None
        )
        earlier[f"{_column(earlier, 'text')}{row}"] = "書き直した昔の言葉"

    found = _laid(mihon, _copy(tmp_path, mihon, "s-safety", edit)).city
    told = [
        line
        for year in mihon.earlier
        for line in _statements(found, tmp_path / str(year), year)
        if "書き直した昔の言葉" in line
    ]
    assert told
