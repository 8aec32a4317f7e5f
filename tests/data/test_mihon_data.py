"""見本市, the fictional city: as whole as it is said to be, and broken where it is meant to be."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from michisuji.importers.city.counts import count
from michisuji.importers.city.index import tables
from michisuji.importers.city.toml import City, check_folder

FOLDER = Path(__file__).resolve().parents[2] / "data" / "mihon"
YEARS = {str(year) for year in range(2021, 2026)}


@pytest.fixture(scope="module")
def city() -> City:
    found, problems = check_folder(FOLDER)
    assert [p.line("en") for p in problems] == []
    return found


@pytest.fixture(scope="module")
def programs(city: City) -> list[dict[str, Any]]:
    return [program for _, _, found in city.measures() for program in found]


def _indicators(owner: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [i for item in tables(owner, key) for i in tables(item, "indicator")]


def test_the_size_of_the_city(city: City) -> None:
    counts = count(city)
    assert counts["basic_policy"] == 6
    assert counts["measure"] == 26
    assert counts["program"] >= 60
    assert counts["practice"] == 20
    assert counts["principle"] == 3
    assert counts["management_policy"] == 4
    assert counts["direction"] == 3


def test_every_basic_policy_has_measures_and_every_measure_programs(city: City) -> None:
    measures = Counter(measure["basic_policy"] for _, measure, _ in city.measures())
    assert measures == {"1": 4, "2": 5, "3": 4, "4": 4, "5": 5, "6": 4}
    assert {
        measure["id"]: len(p) for _, measure, p in city.measures() if not 2 <= len(p) <= 3
    } == {}
    for _, measure, found in city.measures():
        assert all(program["id"].startswith(measure["id"]) for program in found)


def test_every_measure_has_a_town_condition_with_an_indicator(city: City) -> None:
    without = [m["id"] for _, m, _ in city.measures() if not _indicators(m, "town_condition")]
    assert without == []


def test_five_fiscal_years_of_values(city: City, programs: list[dict[str, Any]]) -> None:
    indicators = [i for program in programs for i in _indicators(program, "element")]
    indicators += [i for _, m, _ in city.measures() for i in _indicators(m, "town_condition")]
    assert len(indicators) > 200
    whole = [
        i
        for i in indicators
        if set(i.get("actual", {})) >= YEARS and set(i.get("target", {})) >= YEARS
    ]
    assert len(whole) >= 0.9 * len(indicators)
    assert len([i for i in indicators if i.get("baseline")]) >= 0.9 * len(indicators)


def test_two_years_of_evaluations(city: City, programs: list[dict[str, Any]]) -> None:
    owners = [measure for _, measure, _ in city.measures()] + programs
    years = Counter(e["year"] for owner in owners for e in tables(owner, "evaluation"))
    assert set(years) == {2024, 2025}
    kinds = Counter(e["kind"] for owner in owners for e in tables(owner, "evaluation"))
    assert kinds["self"] > 60
    assert kinds["peer"] > 10
    assert kinds["lead-summary"] > 10


def test_the_organization_tree(city: City) -> None:
    units = {unit["id"]: unit for unit in city.tables("organization.toml", "unit")}
    kinds = Counter(unit["kind"] for unit in units.values())
    assert kinds["city"] == 1
    assert kinds["department"] == 12
    assert kinds["section"] == 38
    above = {
        "department": "city",
        "section": "department",
        "subsection": "section",
        "team": "section",
    }
    for unit in units.values():
        if unit["kind"] != "city":
            assert units[unit["parent"]]["kind"] == above[unit["kind"]]
    below = Counter(u["parent"] for u in units.values() if u["kind"] == "subsection")
    assert all(1 <= below[i] <= 2 for i, u in units.items() if u["kind"] == "section")


def test_goals_have_gaps_for_the_question_on_gaps(city: City) -> None:
    units = city.tables("organization.toml", "unit")
    with_goals = {goal["unit"] for goal in city.tables("organization.toml", "goal")}
    without = Counter(u["kind"] for u in units if u["id"] not in with_goals)
    assert without["department"] == 0
    assert 1 <= without["section"] <= 5
    assert 2 <= without["subsection"] <= 4


def test_some_chains_are_broken_on_purpose_and_most_are_not(
    programs: list[dict[str, Any]],
) -> None:
    ends = []
    for program in programs:
        for element in tables(program, "element"):
            if element["kind"] in ("activity", "output") and not element.get("leads_to"):
                ends.append(program["id"])
    assert 1 <= len(set(ends)) <= len(programs) // 4


def test_practices_are_shared(city: City) -> None:
    practices = city.tables("kaizen.toml", "practice")
    assert len([p for p in practices if "adopted_from" in p]) == 2
    assert {p["status"] for p in practices} == {"adopted", "trial", "idea", "dropped"}
    assert {p["ecrs"] for p in practices} == {"eliminate", "combine", "rearrange", "simplify"}
    assert len([p for p in practices if "improves" in p]) >= 10


def test_names_are_in_both_languages(city: City, programs: list[dict[str, Any]]) -> None:
    named = [measure for _, measure, _ in city.measures()] + programs
    named += city.tables("organization.toml", "unit") + city.tables("plan.toml", "basic_policy")
    assert [item["id"] for item in named if not item.get("name_en")] == []


def test_no_telephone_number_address_or_mail() -> None:
    contact = re.compile(r"\d{2,4}-\d{2,4}-\d{4}|[\w.]+@[\w.]+|〒|丁目")
    for path in sorted(FOLDER.rglob("*.toml")):
        assert contact.search(path.read_text(encoding="utf-8")) is None, path.name
