"""What the checker of a city's TOML files finds, and where it says it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from michisuji.errors import BadInput
from michisuji.importers.city.counts import count
from michisuji.importers.city.toml import SourceProblems, check_folder, import_toml
from michisuji.importers.city.toml.places import table_lines
from small_city import FILES, write_city

BASE = "http://127.0.0.1:8000"
M = "measures/0101.toml"

#: What is spoilt (file stem, text, replacement) → the file, key path and reason that are told.
SPOILT = {
    "unknown key": (
        ("measure", 'lead = "d-a"', 'leed = "d-a"'),
        (M, "measure.leed", "unknown key"),
    ),
    "unknown table": (
        ("plan", "[[principle]]", "[[princple]]"),
        ("plan.toml", "princple", "known"),
    ),
    "missing key": (
        ("measure", 'basic_policy = "1"\n', ""),
        (M, "measure.basic_policy", "required"),
    ),
    "missing text of an element": (
        ("measure", 'text = "訓練"\n', ""),
        (M, "program[010101].element[p1].text", "required"),
    ),
    "bad kind": (
        ("measure", 'kind = "output"', 'kind = "ouput"'),
        (M, "program[010101].element[p1].kind", "not one of"),
    ),
    "bad code in a list": (
        ("kaizen", '["time"]', '["time", "fun"]'),
        ("kaizen.toml", "practice[001].effect_types", "'fun'"),
    ),
    "empty text": (("measure", '"目的"', '" "'), (M, "program[010101].purpose", "not empty")),
    "not a text": (("measure", '"目的"', "7"), (M, "program[010101].purpose", "must be text")),
    "not a table": (
        ("measure", "[program.budget]\n", "budget = 3\n[program.bud]\n"),
        (M, "program[010101].budget", "must be a table"),
    ),
    "not an id": (("plan", 'id = "old"', 'id = "Old 1"'), ("plan.toml", "plan[Old 1].id", "lower")),
    "a program with the id of a measure": (
        ("measure", 'id = "010101"\nname = "訓練事業"', 'id = "0101"\nname = "訓練事業"'),
        (M, "program[0101].id", "is the id of a measure"),
    ),
    "reserved key": (
        ("measure", 'key = "s1"', 'key = "money"'),
        (M, "program[010101].element[money].key", "reserved"),
    ),
    "negative money": (
        ("measure", "2025 = 900", "2025 = -900"),
        (M, "program[010101].budget.executed", "at least 0"),
    ),
    "infinite money": (
        ("measure", "2025 = 900", "2025 = inf"),
        (M, "program[010101].budget.executed", "at least 0"),
    ),
    "money beyond all engines": (
        ("measure", "2025 = 900", "2025 = 1e30"),
        (M, "program[010101].budget.executed", "at least 0"),
    ),
    "confidence over one": (
        ("measure", "confidence = 0.7", "confidence = 7"),
        (M, "program[010101].element[p1].leads_to[s1].confidence", "from 0 to 1"),
    ),
    "no year": (
        ("measure", "{ 2020 = 3 }", '{ "令和2" = 3 }'),
        (M, "program[010101].element[p1].indicator[010101-01].baseline", "fiscal year"),
    ),
    "year out of range": (
        ("measure", "{ 2020 = 3 }", "{ 20200 = 3 }"),
        (M, "program[010101].element[p1].indicator[010101-01].baseline", "fiscal year"),
    ),
    "quoted date": (
        ("dataset", "issued = 2026-04-01", 'issued = "2026-04-01"'),
        ("dataset.toml", "dataset.issued", "unquoted"),
    ),
    "boolean as number": (
        ("dataset", "fiscal_year = 2026", "fiscal_year = true"),
        ("dataset.toml", "dataset.fiscal_year", "fiscal year"),
    ),
    "licence no iri": (
        ("dataset", "https://creativecommons.org/licenses/by/4.0/", "CC BY 4.0"),
        ("dataset.toml", "dataset.licence", "IRI"),
    ),
    "unknown unit": (
        ("measure", 'unit = "s-a"', 'unit = "s-b"'),
        (M, "program[010101].unit", "'s-b'"),
    ),
    "unknown basic policy": (
        ("measure", 'basic_policy = "1"', 'basic_policy = "9"'),
        (M, "measure.basic_policy", "'9'"),
    ),
    "unknown direction": (
        ("measure", "direction:1", "direction:9"),
        (M, "measure.realizes", "'9'"),
    ),
    "unknown direction of a program": (
        ("measure", 'realizes = ["direction:1"]', 'realizes = ["direction:9"]'),
        (M, "program[010101].realizes", "'9'"),
    ),
    "unknown policy of a direction": (
        ("plan", "management-policy:1", "management-policy:9"),
        ("plan.toml", "direction[1].realizes", "'9'"),
    ),
    "unknown policy of a practice": (
        ("kaizen", "management-policy:1", "plan:new"),
        ("kaizen.toml", "practice[001].realizes", "direction:id"),
    ),
    "reflected in nothing": (
        ("measure", '"plan:new"', '"plan:next"'),
        (M, "measure.evaluation[2025].reflected_in", "'next'"),
    ),
    "reflected in a unit": (
        ("measure", '"plan:new"', '"unit:s-a"'),
        (M, "measure.evaluation[2025].reflected_in", "plan:id"),
    ),
    "reference without its kind": (
        ("measure", '"direction:1"', '"1"'),
        (M, "measure.realizes", "direction:id"),
    ),
    "unknown plan": (
        ("plan", 'revises = "old"', 'revises = "x"'),
        ("plan.toml", "plan[new].revises", "'x'"),
    ),
    "link to nowhere": (
        ("measure", 'leads_to = ["p1"]', 'leads_to = ["p2"]'),
        (M, "program[010101].element[a1].leads_to[p2]", "does not exist"),
    ),
    "money to nowhere": (
        ("measure", 'leads_to = ["a1"]', 'leads_to = ["a9"]'),
        (M, "program[010101].budget.leads_to[a9]", "does not exist"),
    ),
    "unknown town condition": (
        ("measure", "measure:t1", "measure:t9"),
        (M, "program[010101].element[s1].leads_to[measure:t9]", "does not exist"),
    ),
    "link to itself": (
        ("measure", 'leads_to = ["p1"]', 'leads_to = ["a1"]'),
        (M, "program[010101].element[a1].leads_to[a1]", "itself"),
    ),
    "link twice": (
        ("measure", 'leads_to = ["p1"]', 'leads_to = ["p1", {to = "p1"}]'),
        (M, "program[010101].element[a1].leads_to[p1]", "twice"),
    ),
    "key twice": (
        ("measure", 'key = "s1"', 'key = "p1"'),
        (M, "program[010101].element[p1].key", "twice"),
    ),
    "id twice": (
        ("plan", 'id = "old"', 'id = "new"'),
        ("plan.toml", "plan[new].id", "already used"),
    ),
    "stage of an output": (
        ("measure", 'kind = "output"', 'kind = "output"\nstage = "short"'),
        (M, "program[010101].element[p1].stage", "only an outcome"),
    ),
    "actual of a future year": (
        ("measure", '{ 2025 = "集計中" }', "{ 2027 = 1 }"),
        (M, "program[010101].element[p1].indicator[010101-01].actual.2027", "after"),
    ),
    "money spent in a future year": (
        ("measure", "executed = { 2025 = 900 }", "executed = { 2027 = 900 }"),
        (M, "program[010101].budget.executed.2027", "after"),
    ),
    "evaluation of a future year": (
        ("measure", "year = 2025", "year = 2027"),
        (M, "measure.evaluation[2027].year", "after"),
    ),
    "plan ends before it starts": (
        ("plan", "end = 2020", "end = 2001"),
        ("plan.toml", "plan[old].end", "before"),
    ),
    "circle of units": (
        ("organization", 'parent = "city"', 'parent = "s-a"'),
        ("organization.toml", "unit[d-a].parent", "lead back"),
    ),
    "unit without parent": (
        ("organization", 'parent = "city"\n', ""),
        ("organization.toml", "unit[d-a].parent", "missing"),
    ),
    "goal serves nothing": (
        ("organization", 'serves = "v"', 'serves = "w"'),
        ("organization.toml", "goal[m].serves", "'w'"),
    ),
    "practice improves nothing": (
        ("kaizen", "010101/a1", "010101/a9"),
        ("kaizen.toml", "practice[001].improves", "a9"),
    ),
    "file not named after its measure": (
        ("measure", 'id = "0101"', 'id = "0102"'),
        (M, "measure.id", "named after"),
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_each_slip_is_told_with_its_place(name: str, tmp_path: Path) -> None:
    (stem, old, new), (file, path, reason) = SPOILT[name]
    _, problems = check_folder(write_city(tmp_path, **{stem: (old, new)}))
    found = [p for p in problems if (p.file, p.path) == (file, path)]
    assert found, [p.line("en") for p in problems]
    assert any(reason in p.en for p in found)
    assert all(p.ja and p.ja != p.en for p in found)


def test_a_good_city_has_no_problem_and_is_counted(tmp_path: Path) -> None:
    city, problems = check_folder(write_city(tmp_path))
    assert problems == []
    counts = count(city)
    assert counts["program"] == 1
    assert counts["element"] == 4
    assert counts["link"] == 5  # one of them the money's
    assert counts["value"] == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('leads_to = ["measure:t1"]', ""),
        ('leads_to = ["p1"]', ""),
        ('unit = "回"\n', ""),
        ('stage = "short"\n', ""),
        ('leads_to = ["p1"]', 'leads_to = ["s1"]'),
        ("planned = { 2025 = 1_000, 2026 = 2_500_000 }\n", ""),
    ],
)
def test_a_broken_chain_is_legal_input(old: str, new: str, tmp_path: Path) -> None:
    _, problems = check_folder(write_city(tmp_path, measure=(old, new)))
    assert problems == []


def test_a_bad_file_does_not_stop_the_check_of_others(tmp_path: Path) -> None:
    folder = write_city(tmp_path, measure=("[measure]", "[measure"), plan=("old", "Old"))
    _, problems = check_folder(folder)
    told = {(p.file, p.path) for p in problems}
    assert (M, "") in told
    assert "line 2" in next(p.en for p in problems if p.file == M)
    assert ("plan.toml", "plan[new].revises") in told or ("plan.toml", "plan[Old].id") in told
    # What the broken file would define is unknown, so nothing that refers into it is told.
    assert not [p for p in problems if p.file == "kaizen.toml"]


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    folder = write_city(tmp_path)
    (folder / M).write_bytes('[measure]\nname = "防災"'.encode("shift_jis"))
    _, problems = check_folder(folder)
    assert [p.en for p in problems if p.file == M] == ["not UTF-8 (byte 19)"]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    folder = write_city(tmp_path)
    (folder / M).write_bytes(b"\xef\xbb\xbf" + FILES[M].encode())
    assert check_folder(folder)[1] == []


def test_missing_and_unknown_files_are_told(tmp_path: Path) -> None:
    folder = write_city(tmp_path)
    (folder / "organization.toml").unlink()
    (folder / "extra.toml").write_text("a = 1", encoding="utf-8")
    _, problems = check_folder(folder)
    assert [(p.file, p.path) for p in problems] == [("extra.toml", ""), ("organization.toml", "")]


def test_an_import_with_problems_makes_nothing(tmp_path: Path) -> None:
    folder = write_city(tmp_path / "city", measure=("lead =", "leed ="))
    with pytest.raises(SourceProblems) as raised:
        import_toml(folder, base_iri=BASE, out_dir=tmp_path / "out")
    assert raised.value.status == 400
    assert "measure.leed" in raised.value.message["ja"]
    assert len(raised.value.problems) == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        check_folder(tmp_path / "does not exist")


def test_the_command_prints_problems_and_counts(tmp_path: Path) -> None:
    folder = write_city(tmp_path, plan=('style = "bottom-up"', 'style = "sideways"'))
    done = subprocess.run(
        [sys.executable, "-m", "michisuji.importers.city.toml", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "plan.toml: plan[new].style: 「sideways」は使えません" in done.stdout
    assert "program 1" in done.stdout
    assert "1 problem(s)" in done.stdout


def test_lines_are_those_of_the_tables(tmp_path: Path) -> None:
    city, _ = check_folder(write_city(tmp_path))
    program = city.tables(M, "program")[0]
    lines = FILES[M].split("\n")
    for table, header in (
        (program, "[[program]]"),
        (program["budget"], "[program.budget]"),
        (program["element"][1], "[[program.element]]"),
        (program["element"][2]["indicator"][0], "[[program.element.indicator]]"),
    ):
        file, line = city.places[id(table)]
        assert file == M
        assert lines[line - 1] == header
    second = [n for n, text in enumerate(lines, 1) if text == "[[program.element]]"][1]
    assert city.places[id(program["element"][1])][1] == second


def test_no_line_is_claimed_when_a_text_looks_like_headers() -> None:
    assert table_lines("[a]\nx = '''\n[[b]]\n'''", {"a": {"x": "[[b]]\n"}}) == {}
