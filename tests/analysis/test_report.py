"""The year's report: its figures are those of the data, and nothing is said that they do not."""

from __future__ import annotations

import pytest
from michisuji.analysis.priority.achievement import achievements, indicators_of
from michisuji.analysis.report.answers import CityYear, cities, city_year
from michisuji.analysis.state import State
from michisuji.errors import NotFound
from michisuji.store.memory import MemoryStore

BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def state(sample_store: MemoryStore) -> State:
    return State(sample_store, BASE)


@pytest.fixture(scope="module")
def report(state: State) -> CityYear:
    return city_year(state)


def test_only_a_city_with_evaluations_or_actuals_has_a_report(state: State) -> None:
    assert cities(state) == ["mihon"]


def test_the_last_year_with_actuals_is_reported_in_the_plan_s_order(report: CityYear) -> None:
    assert report.year == 2025
    assert report.years == (2025, 2024, 2023, 2022, 2021)
    assert [one.policy.iri.rpartition("-")[2] for one in report.policies] == list("123456")
    numbers = [m.measure.iri.rpartition("-")[2] for p in report.policies for m in p.measures]
    assert numbers == sorted(numbers)
    assert len(numbers) == report.measures == 26


def test_the_counts_are_those_of_the_one_rule(state: State, report: CityYear) -> None:
    measures = [m.measure.iri for p in report.policies for m in p.measures]
    rule = achievements(state).of(indicators_of(state.causal, measures))[report.year]
    assert report.met.counts == rule.counts
    assert report.met.judged == sum(bool(t.found) for p in report.policies for t in p.town)


def test_money_counts_each_program_once(state: State, report: CityYear) -> None:
    plan = state.causal.plan
    programs = {p for one in report.policies for p in plan.programs_of(one.policy.iri)}
    assert report.money == plan.money_of(programs)
    assert report.programs == len(programs)


def test_the_evaluation_that_weighs_most_speaks_for_a_measure(report: CityYear) -> None:
    first = report.policies[0].measures[0].evaluation
    assert first is not None
    assert first.kind == "総括"
    assert first.findings.startswith("訓練参加者が高齢層に偏り")
    assert first.improvement.startswith("集合住宅と子育て世帯に対象を広げ")


def test_the_weakest_measure_has_the_indicator_furthest_from_its_target(report: CityYear) -> None:
    for policy in report.policies:
        percents = {
            float(town.found.percent): measure
            for measure in policy.measures
            if measure.evaluation
            for town in measure.town
            if town.found and town.found.percent is not None
        }
        assert policy.weakest is percents[min(percents)]


def test_best_are_met_and_worst_are_not(report: CityYear) -> None:
    assert len(report.best) == len(report.worst) == 3
    assert all(one.found and one.found.met for one in report.best)
    assert not any(one.found is None or one.found.met for one in report.worst)


def test_an_unknown_year_or_city_is_refused_with_those_there_are(state: State) -> None:
    with pytest.raises(NotFound, match="2019") as year:
        city_year(state, 2019)
    assert "2025" in year.value.hint["ja"]
    with pytest.raises(NotFound) as city:
        city_year(state, dataset="nowhere")
    assert "mihon" in city.value.hint["ja"]


def test_a_year_without_evaluations_says_nothing_of_them(state: State) -> None:
    early = city_year(state, 2021)
    assert {m.evaluation for p in early.policies for m in p.measures} == {None}
    assert {p.weakest for p in early.policies} == {None}
