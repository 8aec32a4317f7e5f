"""The workbook that a section gets: headers, pick-lists, what is free, grey and yellow."""

from __future__ import annotations

import io
from copy import deepcopy
from typing import Any

import pytest
import python_calamine
from michisuji.errors import BadInput, NotFound
from michisuji.importers.city.content import City
from michisuji.importers.city.scope import CityScope
from michisuji.importers.city.workbook.layout import (
    CODE_SHEET,
    EXAMPLE,
    FIRST_ROW,
    HEADER_ROW,
    KEY_ROW,
    layout,
)
from michisuji.publication.workbook.book import write_workbook
from michisuji.publication.workbook.template import empty_book, section_book

from tests.publication.workbook.books import columns, is_yellow, opened

UNIT = "s-safety"


@pytest.fixture(scope="module")
def city(mihon: City) -> City:
    """見本市 as it is when the evaluation of 2025 begins."""
    files = deepcopy(mihon.files)
    found = City(files, earlier=mihon.earlier)
    for _, measure, programs in found.measures():
        for item in measure.get("town_condition", []):
            for indicator in item.get("indicator", []):
                indicator.get("actual", {}).pop("2025", None)
        for program in programs:
            program["evaluation"] = [e for e in program.get("evaluation", []) if e["year"] < 2025]
            program.get("budget", {}).get("executed", {}).pop("2025", None)
            for element in program.get("element", []):
                for indicator in element.get("indicator", []):
                    indicator.get("actual", {}).pop("2025", None)
    return found


@pytest.fixture(scope="module")
def content(city: City) -> bytes:
    return section_book(city, CityScope(units=(UNIT,)), "evaluate")


@pytest.fixture(scope="module")
def book(content: bytes) -> Any:
    return opened(content)


@pytest.fixture(scope="module")
def empty() -> Any:
    return opened(empty_book("plan", 2027))


def test_every_sheet_has_its_headers_and_keys(book: Any) -> None:
    for sheet in layout().sheets:
        if sheet.name not in book.sheetnames or sheet.upright:
            continue
        found = book[sheet.name]
        assert found["A1"].value == sheet.name
        assert found.row_dimensions[KEY_ROW].hidden
        assert found.freeze_panes == f"C{FIRST_ROW}"
        keys = {key.split(":")[0] for key in columns(found)}
        assert keys >= {c.key for c in sheet.columns if c.field.required or c.owner}
        for cell in found[HEADER_ROW]:
            if cell.value:
                assert cell.comment is not None, f"{sheet.name} {cell.coordinate} has no note"
                assert "\n\n" in cell.comment.text, "Japanese, then English"


def test_headers_are_protected_and_data_are_free(book: Any) -> None:
    sheet = book["04 事業"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    for allowed in ("insertRows", "deleteRows", "sort", "autoFilter", "formatColumns"):
        assert getattr(sheet.protection, allowed) is False, allowed
    assert all(sheet.cell(row, 1).protection.locked for row in range(1, FIRST_ROW))
    last = sheet.max_row
    for row in range(FIRST_ROW, last + 1):
        assert not any(cell.protection.locked for cell in sheet[row]), row
    # Below and beside the table too: a row with a locked cell cannot be deleted.
    assert not sheet.column_dimensions["A"].protection.locked
    beside = max(sheet.column_dimensions.values(), key=lambda one: one.max or 0)
    assert beside.max == 16_384
    assert not beside.protection.locked


def test_what_is_there_for_reference_is_locked(book: Any) -> None:
    units = book["16 組織"]
    assert all(cell.protection.locked for cell in units[FIRST_ROW])
    tree = book["02 体系"]
    kinds = {row[0].value: row[1].protection.locked for row in tree.iter_rows(min_row=FIRST_ROW)}
    assert kinds["施策"] is False
    assert kinds["基本政策"] is True
    assert book["00 はじめに"]["C5"].protection.locked


def test_pick_lists_refer_to_ranges_that_hold_them(book: Any) -> None:
    seen = 0
    for sheet in book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            place = rule.formula1.removeprefix(f"'{CODE_SHEET}'!").replace("$", "")
            listed = [cell.value for (cell,) in book[CODE_SHEET][place]]
            assert listed
            assert all(listed)
            seen += 1
            for area in rule.sqref.ranges:
                assert area.min_row == FIRST_ROW
                column = sheet.cell(KEY_ROW, area.min_col).value
                for (cell,) in sheet.iter_rows(
                    FIRST_ROW, sheet.max_row, area.min_col, area.min_col
                ):
                    said = str(cell.value or "").split("\n")
                    if rule.showErrorMessage and cell.value:
                        assert set(said) <= set(listed), f"{sheet.title} {column}"
    assert seen > 30


def test_references_are_told_with_names(book: Any) -> None:
    sheet = book["04 事業"]
    at = columns(sheet)
    units = {sheet[f"{at['unit']}{row}"].value for row in range(FIRST_ROW, FIRST_ROW + 2)}
    assert units == {"s-safety 防災危機管理課"}
    assert book.properties.title == "見本市(架空) 記入用ブック(防災危機管理課)"
    assert book["00 はじめに"]["B1"].value == book.properties.title


def test_what_the_year_still_lacks_is_yellow_and_what_is_past_is_grey(book: Any) -> None:
    values, budget = book["11 値"], book["12 予算"]
    at = columns(values)
    row = next(
        row
        for row in range(FIRST_ROW, values.max_row)
        if values[f"{at['target:2025']}{row}"].value is not None
    )
    assert is_yellow(values, f"{at['actual:2025']}{row}")
    assert not is_yellow(values, f"{at['target:2026']}{row}")
    assert values[f"{at['actual:2024']}{row}"].font.color.rgb == "FF7A828A"
    assert values[f"{at['target:2025']}{row}"].font.color is None
    at = columns(budget)
    for row in range(FIRST_ROW, budget.max_row):
        year = budget[f"{at['year']}{row}"].value
        spent = f"{at['executed']}{row}"
        assert is_yellow(budget, spent) == (year == 2025), year
        assert not is_yellow(budget, f"{at['planned']}{row}")
        if isinstance(year, int):
            assert (budget[spent].font.color is not None) == (year < 2025)


def test_evaluations_of_the_year_are_prepared(book: Any, city: City) -> None:
    sheet = book["13 事業評価"]
    at = columns(sheet)
    rows = [r for r in range(FIRST_ROW, sheet.max_row) if sheet[f"{at['year']}{r}"].value == 2025]
    programs = [p["id"] for _, _, ps in city.measures() for p in ps if p.get("unit") == UNIT]
    assert [str(sheet[f"{at['of']}{r}"].value).split()[0] for r in rows] == programs
    for row in rows:
        assert sheet[f"{at['by']}{row}"].value == "s-safety 防災危機管理課"
        yellow = {key for key, letter in at.items() if is_yellow(sheet, f"{letter}{row}")}
        assert yellow >= {"kind", "findings", "result", "improvement", "ratings.necessity"}
        assert not yellow & {"of", "year", "by", "findings_en", "office"}


def test_a_filled_cell_is_no_longer_yellow(book: Any) -> None:
    sheet = book["13 事業評価"]
    at = columns(sheet)
    row = next(r for r in range(FIRST_ROW, 99) if sheet[f"{at['year']}{r}"].value == 2025)
    cell = sheet[f"{at['findings']}{row}"]
    assert is_yellow(sheet, cell.coordinate)
    cell.value = "目標に届いた。"
    assert not is_yellow(sheet, cell.coordinate)
    cell.value = None


def test_optional_columns_are_folded_at_the_end(book: Any) -> None:
    sheet = book["04 事業"]
    at = columns(sheet)
    folded = [key for key, letter in at.items() if sheet.column_dimensions[letter].hidden]
    assert folded == list(at)[-len(folded) :]
    assert {"name_en", "purpose_en", "replaces"} <= set(folded)
    assert all(sheet.column_dimensions[at[key]].outlineLevel == 1 for key in folded)


def test_parts_of_an_indicator_are_told_apart(book: Any) -> None:
    sheet = book["11 値"]
    at = columns(sheet)
    rows = range(FIRST_ROW, sheet.max_row)
    assert any(sheet[f"{at['breakdown']}{row}"].value for row in rows)
    assert not sheet.column_dimensions[at["breakdown_name"]].hidden
    assert sheet.column_dimensions[at["remark"]].hidden


def test_an_empty_book_shows_an_example_on_each_sheet(empty: Any) -> None:
    shown = 0
    for sheet in layout().sheets:
        if sheet.name in empty.sheetnames and not sheet.upright:
            first = empty[sheet.name][f"A{FIRST_ROW}"].value
            shown += first is not None
            assert first is None or first.startswith(EXAMPLE)
            assert not is_yellow(empty[sheet.name], f"A{FIRST_ROW}")
    assert shown > 10
    programs = empty["04 事業"]
    at = columns(programs)
    assert is_yellow(programs, f"{at['name']}{FIRST_ROW + 1}")
    assert not is_yellow(programs, f"{at['name']}{FIRST_ROW + 4}")
    assert programs[f"{at['unit']}{FIRST_ROW}"].value == "s-safety 防災危機管理課"


def test_every_sheet_prints_on_pages_of_legible_width(book: Any, empty: Any) -> None:
    for found in (book, empty):
        for sheet in found.worksheets:
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            page = sheet.page_setup
            assert page.fitToHeight == (1 if sheet.title.startswith("00") else 0)
            shown = [
                one.width
                for one in sheet.column_dimensions.values()
                if not one.hidden and (one.max or 0) < 1_000
            ]
            most = {9: 190, 8: 280}[int(page.paperSize)]
            if sheet.title != CODE_SHEET:
                assert sum(shown) / int(page.fitToWidth or 1) <= most, sheet.title
                assert sheet.print_title_rows or sheet.title[:2] in ("00", "98")


def test_the_same_city_gives_the_same_bytes(city: City, content: bytes) -> None:
    assert section_book(city, CityScope(units=(UNIT,)), "evaluate") == content


def test_an_export_asks_for_nothing(city: City) -> None:
    book = opened(write_workbook(city))
    assert not any(len(list(sheet.conditional_formatting)) for sheet in book.worksheets)
    assert book["00 はじめに"]["B1"].value == "見本市(架空) ロジックモデルのブック"


def test_another_program_reads_the_same_texts(content: bytes, book: Any) -> None:
    found = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert found.sheet_names == book.sheetnames
    rows = found.get_sheet_by_name("06 活動").to_python()
    theirs = [[cell or None for cell in row] for row in rows[FIRST_ROW - 1 :]]
    ours = [list(row) for row in book["06 活動"].iter_rows(min_row=FIRST_ROW, values_only=True)]
    assert [r for r in theirs if any(r)] == [r for r in ours if any(r)]


@pytest.mark.parametrize(
    ("phase", "year", "told"), [("draft", 2026, "phase 'draft'"), ("plan", 12, "the year 12")]
)
def test_phases_and_years_that_are_none_are_refused(phase: str, year: int, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        empty_book(phase, year)


def test_an_unknown_unit_is_refused(city: City) -> None:
    with pytest.raises(NotFound, match="s-safetty"):
        section_book(city, CityScope(units=("s-safetty",)), "plan")


def test_a_text_that_no_cell_can_hold_is_refused(city: City) -> None:
    name, measure, _ = city.measures()[0]
    files = {
        **city.files,
        name: {**city.files[name], "measure": {**measure, "purpose": "あ" * 40_000}},
    }
    with pytest.raises(BadInput, match="too long for a cell"):
        write_workbook(City(files))
