"""A part of a city: units with what is below them, measures, an earlier year's models."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.errors import BadInput, NotFound
from michisuji.importers.city.checks import check_city
from michisuji.importers.city.content import City, Document
from michisuji.importers.city.scope import CityScope, within
from michisuji.importers.city.toml import check_folder, import_toml
from michisuji.importers.city.toml.writing import write_folder
from michisuji.importers.city.workbook.importing import read_workbooks
from michisuji.importers.problems import Problems
from michisuji.publication.workbook.book import write_workbook
from small_years import write_years


@pytest.fixture(scope="module")
def mihon(root: Path) -> City:
    city, problems = check_folder(root / "data" / "mihon")
    assert not problems
    return city


def _programs(city: City) -> dict[str, list[Document]]:
    return {measure["id"]: programs for _, measure, programs in city.measures()}


def test_a_unit_has_the_programs_of_those_below_it(mihon: City) -> None:
    section = _programs(within(mihon, CityScope(("s-safety",))))
    assert {p["unit"] for found in section.values() for p in found} == {"s-safety"}
    whole = [p["id"] for found in _programs(mihon).values() for p in found]
    department = _programs(within(mihon, CityScope(("d-general",))))
    below = {p["unit"] for found in department.values() for p in found}
    assert "s-safety" in below
    assert "d-general" not in below
    assert len(whole) > sum(map(len, department.values())) >= sum(map(len, section.values()))
    everything = _programs(within(mihon, CityScope(("city",))))
    assert [p["id"] for found in everything.values() for p in found] == whole


def test_what_belongs_to_a_unit_comes_along_and_the_plan_stays_whole(mihon: City) -> None:
    part = within(mihon, CityScope(("s-safety",)))
    assert part.files["plan.toml"] == mihon.files["plan.toml"]
    assert part.tables("organization.toml", "unit") == mihon.tables("organization.toml", "unit")
    of_goals = {goal["unit"] for goal in part.tables("organization.toml", "goal")}
    assert "s-safety" in of_goals
    assert of_goals < {goal["unit"] for goal in mihon.tables("organization.toml", "goal")}
    units = {practice["unit"] for practice in part.tables("kaizen.toml", "practice")}
    assert all(unit.startswith(("s-safety", "u-safety")) for unit in units)
    assert {file for file in part.files if file.startswith("years/")} <= set(mihon.files)


def test_a_measure_has_its_programs_and_what_names_them(mihon: City) -> None:
    (waiver, *_) = mihon.tables("waivers.toml", "waiver")
    program = waiver["node"].removeprefix("model:")
    measure = next(
        m for m, found in _programs(mihon).items() if program in [p["id"] for p in found]
    )
    part = within(mihon, CityScope((), (measure,)))
    assert _programs(part) == {measure: _programs(mihon)[measure]}
    assert [w["id"] for w in part.tables("waivers.toml", "waiver")] == [waiver["id"]]
    for practice in part.tables("kaizen.toml", "practice"):
        assert measure in str(practice)


def test_an_earlier_year_is_as_it_was(tmp_path: Path) -> None:
    city, problems = check_folder(write_years(tmp_path))
    assert not problems
    part = within(city, CityScope(year=2025))
    found = Problems()
    check_city(part, found)
    assert not found.sorted()
    assert part.dataset["fiscal_year"] == 2025
    ((file, measure, (program,)),) = part.measures()
    assert file == "measures/0101.toml"
    assert measure["lead"] == "s-a"
    assert [e["key"] for e in program["element"]] == ["i1", "a1", "a2", "p1"]
    assert program["element"][2]["indicator"][0]["actual"] == {"2025": 300}
    assert set(part.earlier) == {2024}


def test_values_after_the_year_are_left_out(mihon: City) -> None:
    part = within(mihon, CityScope(year=2024))
    found = Problems()
    check_city(part, found)
    assert not [problem for problem in found.sorted() if "2025" in problem.en]
    for _, measure, programs in part.measures():
        for owner in (measure, *programs):
            assert all(evaluation["year"] <= 2024 for evaluation in owner.get("evaluation", []))
            assert all(int(y) <= 2024 for y in owner.get("budget", {}).get("executed", {}))
    kept = [p["budget"]["planned"] for _, _, ps in part.measures() for p in ps if "budget" in p]
    assert any("2026" in planned for planned in kept)  # a plan looks ahead


def test_priorities_are_those_of_the_programs_of_the_part(mihon: City) -> None:
    part = within(mihon, CityScope(("s-safety",)))
    for _, measure, programs in part.measures():
        kept = {priority["program"] for priority in measure.get("priority", [])}
        assert kept == {program["id"] for program in programs}


def test_nothing_asked_for_is_the_whole(mihon: City) -> None:
    assert within(mihon, CityScope()) is mihon


@pytest.mark.parametrize(
    ("scope", "hint"),
    [
        (CityScope(("s-safty",)), "near: s-safety"),
        (CityScope((), ("101",)), "near: 0101"),
        (CityScope(year=1999), "near: 2024, 2025, 2026"),
    ],
)
def test_what_the_city_does_not_have_is_refused(mihon: City, scope: CityScope, hint: str) -> None:
    with pytest.raises(NotFound) as refused:
        within(mihon, scope)
    assert hint in refused.value.hint["en"]


def test_a_part_says_that_it_is_one_and_does_not_replace_the_whole(
    mihon: City, tmp_path: Path
) -> None:
    scope = CityScope(("s-safety",), ("0101",), 2025)
    part = within(mihon, scope)
    told = ["unit:s-safety", "measure:0101", "year:2025"]
    assert part.dataset["scope"] == told
    write_folder(part, tmp_path / "part")
    with pytest.raises(BadInput, match=r"dataset.scope: is a part that was exported"):
        import_toml(tmp_path / "part", base_iri="http://127.0.0.1:8000", out_dir=tmp_path / "out")


def test_a_book_of_an_earlier_year_is_not_taken_for_the_present(tmp_path: Path) -> None:
    city, _ = check_folder(write_years(tmp_path / "city"))
    path = tmp_path / "book.xlsx"
    path.write_bytes(write_workbook(within(city, CityScope(year=2025)), whole=city))
    with pytest.raises(BadInput, match="a book of an earlier year"):
        read_workbooks([path])
