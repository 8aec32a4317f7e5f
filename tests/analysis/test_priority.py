"""Measures at a glance, and a measure's programs: figures that add up to the source's."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import pytest
from michisuji import resources
from michisuji.achievement import NOT_DUE
from michisuji.analysis.catalogue import get
from michisuji.analysis.causal import Amount
from michisuji.analysis.indicator_values import Stated
from michisuji.analysis.priority.achievement import Achievements, Met, achievements, indicators_of
from michisuji.analysis.priority.measures import datasets_with_measures, measures
from michisuji.analysis.priority.programs import SORTS, measure_programs
from michisuji.analysis.priority.programs_words import sentence
from michisuji.analysis.state import State
from michisuji.errors import NotFound
from michisuji.figures import sentence_yen

from tests.analysis.random_models import BASE

MEASURE = f"{BASE}/id/measure/mihon-0101"


def test_the_city_has_its_26_measures(city: State) -> None:
    answer = measures(city, "mihon")
    assert len(answer.rows) == 26
    assert datasets_with_measures(city) == ["mihon"]
    assert all(row.above for row in answer.rows)
    assert sum(row.programs for row in answer.rows) >= 60
    with pytest.raises(NotFound) as told:
        get("measures").answer(city, {"dataset": ["nowhere"]})
    assert "mihon" in told.value.hint["en"]


def _money_of_files() -> dict[int, dict[str, Decimal]]:
    """Fiscal year → planned and executed of all programs, read from the city's own files."""
    total: dict[int, dict[str, Decimal]] = {}
    for path in sorted((resources.folder("data") / "mihon" / "measures").glob("*.toml")):
        for program in tomllib.loads(path.read_text("utf-8")).get("program", []):
            for key in ("planned", "executed"):
                for year, amount in program["budget"].get(key, {}).items():
                    into = total.setdefault(int(year), {})
                    into[key] = into.get(key, Decimal(0)) + Decimal(amount)
    return total


def test_money_is_that_of_the_citys_files(city: State) -> None:
    expected = _money_of_files()
    assert len(expected) >= 5
    found = measures(city, "mihon").money
    told = {
        year: {k: v for k, v in (("planned", a.planned), ("executed", a.executed)) if v is not None}
        for year, a in found.items()
    }
    assert told == expected


def test_a_measures_programs_add_up_to_its_tile(city: State) -> None:
    tile = next(row for row in measures(city).rows if row.measure.iri == MEASURE)
    answer = measure_programs(city, MEASURE)
    assert answer.money == tile.money
    assert len(answer.rows) == tile.programs
    by_year = [row.money.get(2026, Amount()).planned or Decimal(0) for row in answer.rows]
    assert sum(by_year) == tile.money[2026].planned
    assert sentence_yen(sum(by_year), "ja") in sentence(answer)["ja"]


def test_the_change_is_from_the_year_before(city: State) -> None:
    answer = measures(city)
    row = next(row for row in answer.rows if row.measure.iri == MEASURE)
    assert answer.money_year == 2026
    now, before = row.money[2026].planned, row.money[2025].planned
    assert now is not None
    assert before is not None
    assert answer.change(row) == now - before


@pytest.mark.parametrize("sort", SORTS)
def test_the_order_is_the_one_asked_for(city: State, sort: str) -> None:
    policy = next(
        iri for iri, name in sorted(city.causal.plan.classes.items()) if name == "BasicPolicy"
    )
    answer = measure_programs(city, policy, sort)
    keys = {
        "budget": [-(answer.budget(row) or 0) for row in answer.rows],
        "reach": [(-row.towns, -row.outcomes) for row in answer.rows],
        "achievement": [-(row.achievement.share or 0) for row in answer.rows],
        "name": [row.program.label for row in answer.rows],
    }[sort]
    assert keys == sorted(keys)  # type: ignore[type-var]  # of one kind in each case
    assert len(answer.rows) > 5


def test_targets_are_counted_once_and_by_direction() -> None:
    def stated(way: str, *pairs: tuple[int | None, int | None], **more: int) -> Stated:
        of = Stated("", way, **more)
        for year, (target, actual) in enumerate(pairs, 2020):
            of.add(
                year,
                None if target is None else Decimal(target),
                None if actual is None else Decimal(actual),
            )
        return of

    known = Achievements(
        {
            "up": stated("up", (10, 12), (10, 8)),
            "down": stated("down", (10, 13)),
            "keep": stated("keep", (1, 1)),
            "later": stated("up", (10, None), (None, None), (12, None), open_from=2022),
        }
    )
    assert known.of(["up", "up", "down", "keep", "unknown"]) == {
        2020: Met(met=1, missed=1),
        2021: Met(close=1),
    }
    # The actual of 2020 is overdue, 2021 has no target, so no survey; 2022 is not over.
    assert known.of(["up", "later"]) == {2020: Met(met=1), 2021: Met(close=1, not_due=1)}
    assert known.stated["later"].in_year(2022) == NOT_DUE
    assert Met(met=1, close=1).share == 50
    assert Met().share is None


def test_targets_met_are_those_of_the_values(city: State) -> None:
    program = f"{BASE}/id/program/mihon-010101"
    own = indicators_of(city.causal, [program])
    some = achievements(city, own).of(own)
    assert some == achievements(city).of(own)
    answer = measure_programs(city, MEASURE)
    row = next(row for row in answer.rows if row.program.iri == program)
    assert row.achievement == some[answer.value_year or 0]
    assert row.achievement.judged > 0
    assert row.result
    assert row.evaluated in {2024, 2025, 2026}


def test_the_queries_behind_name_the_same_programs(city: State) -> None:
    answer = measure_programs(city, MEASURE)
    rows = city.store.select(answer.behind[0].query).dicts()
    assert {str(row["program"]) for row in rows} == {row.program.iri for row in answer.rows}
    last = {
        str(row["node"]): str(row["result"])
        for row in city.store.select(answer.behind[1].query).dicts()
    }
    assert last == {row.program.iri: row.result for row in answer.rows if row.result}


def test_what_is_no_measure_is_told(city: State) -> None:
    with pytest.raises(NotFound):
        measure_programs(city, f"{BASE}/id/program/mihon-010101")
