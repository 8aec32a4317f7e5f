"""The layout of the workbook: each key of the format has a column, no word means two things."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from michisuji.importers.city.codes import other_spellings
from michisuji.importers.city.fields import Field, Table
from michisuji.importers.city.schema import FILES, MEASURE
from michisuji.importers.city.schema_years import YEAR
from michisuji.importers.city.workbook.codes import labels
from michisuji.importers.city.workbook.layout import WorkbookSheet, fields_of, layout

#: Keys without a column of their name, and what says the same.
SAID_OTHERWISE = {
    "measures/ measure.basic_policy": "the parent on sheet 02",
    **{
        f"plan.toml {table}.plan": "the parent on sheet 02"
        for table in ("principle", "management_policy", "direction", "basic_policy")
    },
    "measures/ program.budget.leads_to": "the row of money on sheet 05",
    "years/ program.budget.leads_to": "a row with the key money on sheet 21",
    "years/ measure.id": "the owner on sheet 21",
    "years/ program.id": "the owner on sheet 21",
    "years/ measure.lead": "the unit on sheet 21",
    **{
        f"measures/ program.element.indicator.breakdown.{key}": "the column breakdown of sheet 11"
        for key in ("key", "name", "name_en")
    },
}
#: Tables that have sheets of their own: their keys are those of another address.
SAME = {
    "measures/ measure.town_condition.indicator": "measures/ program.element.indicator",
    "years/ measure.town_condition.indicator": "measures/ program.element.indicator",
    "years/ program.element.indicator": "measures/ program.element.indicator",
    "years/ program.element.leads_to": "measures/ program.element.leads_to",
    "measures/ program.budget.leads_to": "measures/ program.element.leads_to",
    "years/ program.budget.leads_to": "measures/ program.element.leads_to",
}
SHEETS = layout().sheets


def _keys(address: str, table: Table) -> Iterator[tuple[str, str, Field]]:
    """Every key of a table and of those in it: address, key, field."""
    for key, field in table.items():
        nested = f"{address}.{key}" if " " in address else f"{address} {key}"
        if field.table is None or field.kind == "links":
            yield address, key, field
        if field.table is not None and nested not in SAME:
            yield from _keys(nested, field.table)


def _format() -> Iterator[tuple[str, str, Field]]:
    for file, table in {**FILES, "measures/": MEASURE, "years/": YEAR}.items():
        yield from _keys(file, table)


def test_every_key_of_the_format_has_a_column() -> None:
    columns = {
        f"{address}.{column.key}"
        for sheet in SHEETS
        for address in sheet.tables
        for column in sheet.columns
    }
    keys = {f"{address}.{key}" for address, key, _ in _format()}
    missing = keys - columns - set(SAID_OTHERWISE)
    assert not missing, "no sheet has: " + ", ".join(sorted(missing))
    assert set(SAID_OTHERWISE) <= keys - columns, "said otherwise for nothing"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.number)
def test_no_header_of_a_sheet_names_two_columns(sheet: WorkbookSheet) -> None:
    keys = Counter(column.key for column in sheet.columns)
    titles = Counter(title for column in sheet.columns for title in column.titles)
    assert max(keys.values()) == 1
    assert not [title for title, times in titles.items() if times > 1]
    assert all(column.note and column.note_en for column in sheet.columns)
    assert sheet.note
    assert sheet.note_en


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.number)
def test_choices_are_told_by_labels_that_differ(sheet: WorkbookSheet) -> None:
    for column in sheet.columns:
        found = labels(column)
        if column.field.choices and column.key != "without":
            inputs = column.key == "kind" and sheet.kinds
            assert set(found) == set(sheet.kinds if inputs else column.field.choices), column.key
        for lang in ("ja", "en"):
            told = [label[lang] for label in found.values()]
            assert len(set(told)) == len(told), f"{column.key}: one label for two codes"
            # Several values are divided at these.
            assert not any(sign in label for label in told for sign in "、,\n")
        assert bool(column.codes) == bool(found)
        also = other_spellings(column.codes)
        assert also.keys() <= found.keys() or column.key == "without", column.key
        assert not {one for more in also.values() for one in more} & {
            label["ja"] for label in found.values()
        }


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.number)
def test_a_note_that_lists_choices_lists_those_of_the_pick_list(sheet: WorkbookSheet) -> None:
    for column in sheet.columns:
        known = [label["ja"] for label in labels(column).values()]
        listed = [label for label in known if label in column.note]
        if len(listed) < 3 or "など" in column.note:
            continue
        assert listed == known, f"{column.key}: {column.note}"
        rest = re.sub(r"\(.*?\)", "", column.note)
        for label in sorted(known, key=len, reverse=True):
            rest = rest.replace(label, "")
        assert set(rest.removesuffix("から選ぶ。")) <= set("・。"), f"{column.key}: {column.note}"


def test_sheets_are_numbered_in_order_and_refer_to_known_tables() -> None:
    numbers = [sheet.number for sheet in SHEETS]
    assert numbers == sorted(set(numbers))
    for sheet in SHEETS:
        for address in sheet.tables:
            assert fields_of(address)
        for column in sheet.columns:
            assert not column.refs or column.field.kind in (
                "text",
                "texts",
                "text-or-texts",
                "links",
            )
            assert column.own or column.owner is False
