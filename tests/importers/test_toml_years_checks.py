"""What the checker finds in the files of earlier years, and where it says it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.importers.city.toml import check_folder
from small_city import write_city
from small_years import changed, write_years

Y2025 = "years/2025/0101.toml"

#: What is spoilt in the year's file → the key path and the reason that are told.
SPOILT = {
    "unknown key": (('unit = "d-a"', 'unti = "d-a"'), "program[010101].unti", "unknown key"),
    "unknown key of an element": (
        ('text = "訓練を年1回開く"', 'txt = "訓練"'),
        "program[010101].element[a1].txt",
        "unknown key",
    ),
    "measure without id": (('id = "0101"\nlead', "lead"), "measure.id", "required"),
    "another measure": (('id = "0101"', 'id = "0102"'), "measure.id", "named after"),
    "unknown unit": (('unit = "d-a"', 'unit = "d-b"'), "program[010101].unit", "'d-b'"),
    "unknown lead": (('lead = "s-a"', 'lead = "s-b"'), "measure.lead", "'s-b'"),
    "unknown related unit": (("related = []", 'related = ["x"]'), "measure.related", "'x'"),
    "unknown program": (('id = "010101"\n', 'id = "010109"\n'), "program[010109].id", "'010109'"),
    "unknown absent element": (('["s1"]', '["s7"]'), "program[010101].absent", "'s7'"),
    "absent and changed": (('["s1"]', '["s1", "i1"]'), "program[010101].element[i1]", "absent"),
    "link to nowhere": (
        ("leads_to = []", 'leads_to = ["p7"]'),
        "program[010101].element[a1].leads_to[p7]",
        "does not exist",
    ),
    "link to what is absent": (
        ("leads_to = []", 'leads_to = ["s1"]'),
        "program[010101].element[a1].leads_to[s1]",
        "does not exist",
    ),
    "money to nowhere": (
        ('["a1", "a2"]', '["a1", "a8"]'),
        "program[010101].budget.leads_to[a8]",
        "does not exist",
    ),
    "new element without kind": (
        ('kind = "activity"\n', ""),
        "program[010101].element[a2].kind",
        "required",
    ),
    "new element without text": (
        ('text = "ちらしを配る"\n', ""),
        "program[010101].element[a2].text",
        "required",
    ),
    "another kind": (
        ('text = "訓練を年1回開く"', 'kind = "output"'),
        "program[010101].element[a1].kind",
        "keeps its kind",
    ),
    "stage of an activity": (
        ('text = "訓練を年1回開く"', 'stage = "short"'),
        "program[010101].element[a1].stage",
        "only an outcome",
    ),
    "key twice": (('key = "i1"', 'key = "a1"'), "program[010101].element[a1].key", "twice"),
    "without what is not there": (
        ("planned_fte = 2", 'without = ["quantity"]'),
        "program[010101].element[i1].without",
        "does not exist",
    ),
    "without what cannot be left out": (
        ("planned_fte = 2", 'without = ["kind"]'),
        "program[010101].element[i1].without",
        "not one of",
    ),
    "unknown indicator": (
        ('indicators = ["010101-01"]', 'indicators = ["010101-02"]'),
        "program[010101].element[a1].indicators",
        "'010101-02'",
    ),
    "indicator that is there already": (
        ('id = "010101-09"', 'id = "010101-01"'),
        "program[010101].element[a2].indicator[010101-01].id",
        "already used",
    ),
    "actual of a future year": (
        ("actual = { 2025", "actual = { 2027"),
        "program[010101].element[a2].indicator[010101-09].actual.2027",
        "after",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_each_slip_in_a_years_file_is_told_with_its_place(name: str, tmp_path: Path) -> None:
    (old, new), path, reason = SPOILT[name]
    _, problems = check_folder(write_years(tmp_path, changed(old, new)))
    found = [p for p in problems if (p.file, p.path) == (Y2025, path)]
    assert found, [p.line("en") for p in problems]
    assert any(reason in p.en for p in found)
    assert all(p.ja and p.ja != p.en for p in found)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("years/2026/0101.toml", "2026 is not before the models' year (2026)"),
        ("years/2030/0101.toml", "2030 is not before the models' year (2026)"),
        ("years/2025/0109.toml", "there is no measures/0109.toml"),
        ("years/last/0101.toml", "unknown file"),
        ("years/0101.toml", "unknown file"),
    ],
)
def test_a_file_of_no_such_year_or_measure_is_told(file: str, told: str, tmp_path: Path) -> None:
    folder = write_city(tmp_path)
    path = folder / file
    path.parent.mkdir(parents=True)
    path.write_text(f'[measure]\nid = "{path.stem}"\n', encoding="utf-8")
    _, problems = check_folder(folder)
    assert {p.file for p in problems} == {file}
    assert any(told in p.en for p in problems)


def test_a_change_of_a_program_before_its_start_is_told(tmp_path: Path) -> None:
    folder = write_years(tmp_path, measure=("start = 2021", "start = 2025"))
    _, problems = check_folder(folder)
    assert [(p.file, p.path, p.en) for p in problems] == [
        ("years/2024/0101.toml", "program[010101].id", "the program started in 2025 only")
    ]


def test_a_broken_chain_is_legal_input_in_an_earlier_year_too(tmp_path: Path) -> None:
    city, problems = check_folder(write_years(tmp_path))
    assert problems == []
    assert sorted(city.earlier) == [2024, 2025]
