"""A city's files as they are written: in the order of the format, as people would write them."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.errors import BadInput
from michisuji.importers.city.content import City
from michisuji.importers.city.fields import TEXT
from michisuji.importers.city.schema import MEASURE, WAIVERS
from michisuji.importers.city.toml.places import table_lines
from michisuji.importers.city.toml.writing import toml_text, write_folder

DOCUMENT = {
    "program": [
        {
            "element": [
                {
                    "leads_to": ["a1", "measure:t1"],
                    "text": "職員",
                    "planned_fte": 1.5,
                    "kind": "staff",
                    "key": "i1",
                },
                {
                    "key": "a1",
                    "kind": "activity",
                    "text": "訓練を開く\n\n(年3回)",
                    "leads_to": [{"confidence": 0.7, "rationale": "一\n二", "to": "s1"}, "s2"],
                    "indicator": [
                        {
                            "id": "1",
                            "name": "回数",
                            "kind": "quantitative",
                            "target_year": 2026,
                            "target": {"2026": 1200, "2025": "未定"},
                        }
                    ],
                },
            ],
            "budget": {"executed": {}, "planned": {"2026": 2_500_000, "2025": 900}},
            "id": "010101",
            "name": 'いわゆる"訓練"',
        },
        {"id": "010102", "name": "ほか"},
    ],
    "measure": {"id": "0101", "name": "防災", "basic_policy": "1", "related": []},
}
TEXT_OF_DOCUMENT = '''[measure]
id = "0101"
name = "防災"
basic_policy = "1"
related = []

[[program]]
id = "010101"
name = "いわゆる\\"訓練\\""

[program.budget]
planned = { 2025 = 900, 2026 = 2_500_000 }
executed = {}

[[program.element]]
key = "i1"
kind = "staff"
text = "職員"
planned_fte = 1.5
leads_to = ["a1", "measure:t1"]

[[program.element]]
key = "a1"
kind = "activity"
text = """
訓練を開く

(年3回)"""
leads_to = [
  { to = "s1", rationale = "一\\n二", confidence = 0.7 },
  "s2",
]

[[program.element.indicator]]
id = "1"
name = "回数"
kind = "quantitative"
target_year = 2026
target = { 2025 = "未定", 2026 = 1_200 }

[[program]]
id = "010102"
name = "ほか"
'''


def test_a_file_is_as_people_write_it() -> None:
    text = toml_text(DOCUMENT, MEASURE)
    assert text == TEXT_OF_DOCUMENT
    assert tomllib.loads(text) == DOCUMENT


def test_every_table_is_found_on_its_line() -> None:
    text = toml_text(DOCUMENT, MEASURE)
    document = tomllib.loads(text)
    lines = table_lines(text, document)
    element = document["program"][0]["element"][1]
    assert text.split("\n")[lines[id(element)] - 1] == "[[program.element]]"
    assert text.split("\n")[lines[id(document["program"][1])] - 1] == "[[program]]"


def test_a_line_that_looks_like_a_header_takes_no_place() -> None:
    document = {"program": [{"id": "1", "name": "一\n[[program]]\n二"}, {"id": "2", "name": "x"}]}
    text = toml_text(document, MEASURE)
    read = tomllib.loads(text)
    assert read == document
    assert len(table_lines(text, read)) == 3


def test_a_date_is_unquoted() -> None:
    text = toml_text({"waiver": [{"id": "w", "expires": datetime.date(2027, 3, 31)}]}, WAIVERS)
    assert "expires = 2027-03-31\n" in text


def test_what_cannot_be_seen_is_written_out() -> None:
    text = toml_text({"x": "a\u200bb\u2028c\x7fd\te\rf"}, {"x": TEXT})
    assert text == 'x = "a\\u200bb\\u2028c\\u007fd\\te\\rf"\n'


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_any_text_is_read_as_it_was(text: str) -> None:
    assert tomllib.loads(toml_text({"x": text}, {"x": TEXT})) == {"x": text}


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x", "utf-8")
    with pytest.raises(BadInput, match="not an empty folder"):
        write_folder(City({"plan.toml": {}}), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    with pytest.raises(BadInput, match="not an empty folder"):
        write_folder(City({"plan.toml": {}}), tmp_path / "notes.txt")
