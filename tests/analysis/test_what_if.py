"""What stopping and cutting does, compared with a slow count, and on the sample city by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.analysis.catalogue import get
from michisuji.analysis.causal.reading import read
from michisuji.analysis.state import State
from michisuji.analysis.whatif import Scenario, effects, scenario_of
from michisuji.analysis.whatif.answers import what_if
from michisuji.analysis.whatif.effects import unsupported_after
from michisuji.analysis.whatif.words import sentence
from michisuji.errors import BadInput, NotFound, TooLarge

from tests.analysis.random_models import BASE, LM, Models, models

OUTCOMES = ("Outcome", "TownCondition")


def supporters(city: Models, target: int, gone: set[int]) -> set[int]:
    """Activities that lead to an element without a step through what is gone, found one by one."""
    if target in gone:
        return set()
    found, todo = {target}, [target]
    while todo:
        here = todo.pop()
        for a, b in city.steps:
            if b == here and a not in found and a not in gone:
                found.add(a)
                todo.append(a)
    return {n for n in found if city.kinds[n] == "Activity"}


@settings(max_examples=200, deadline=None)
@given(models(), st.sets(st.integers(0, 3), max_size=2))
def test_support_is_what_a_slow_count_finds(city: Models, stopped: set[int]) -> None:
    stopped &= set(city.programs())
    graph = read(city.store(), BASE)
    scenario = Scenario({city.program(p): Decimal(100) for p in stopped})
    gone = {n for n, owner in enumerate(city.owners) if owner in stopped}
    # An activity of another program whose inputs all stop, stops with them.
    for n, kind in enumerate(city.kinds):
        inputs = {a for a, b in city.steps if b == n and city.kinds[a] == "Money"}
        met = {a for a in inputs if city.owners[a] in stopped}
        if kind == "Activity" and met and inputs == met:
            gone.add(n)
    found = {one.iri: one for one in effects(graph, scenario).outcomes}
    for n, kind in enumerate(city.kinds):
        if kind not in OUTCOMES:
            continue
        before, after = supporters(city, n, set()), supporters(city, n, gone)
        one = found.get(city.element(n))
        if before == after and one is None:
            continue
        if not before:
            assert one is None
            continue
        assert one is not None
        assert (one.activities_before, one.activities_after) == (len(before), len(after))
        assert one.before == {city.program(city.owners[a]) for a in before}
        assert one.after == {city.program(city.owners[a]) for a in after}
        assert (one.status == "lost") == (not after)


@settings(max_examples=100, deadline=None)
@given(models(), st.sets(st.integers(0, 3), max_size=2))
def test_unsupported_outcomes_are_those_no_activity_reaches(
    city: Models, stopped: set[int]
) -> None:
    stopped &= set(city.programs())
    graph = read(city.store(), BASE)
    scenario = Scenario({city.program(p): Decimal(100) for p in stopped})
    left = set(unsupported_after(graph, scenario))
    lost = {one.iri for one in effects(graph, scenario).outcomes if one.status == "lost"}
    before = set(unsupported_after(graph, Scenario()))
    assert left == before | lost


def test_without_marks_nothing_is_lost(city: State) -> None:
    answer = what_if(city)
    assert (answer.outcomes, answer.indicators, answer.freed) == ((), (), {})
    assert sentence(answer)["en"] == "No program to stop or cut is chosen."


def test_a_program_without_a_way_is_not_said_to_matter_to_nothing() -> None:
    state = State(Models(["Activity", "Outcome"], [0, 1], set()).store(), BASE)
    answer = what_if(state, ["id/program/t-0"])
    assert "no outcome loses support along the drawn paths" in sentence(answer)["en"]
    assert "書かれたつながりの上では" in sentence(answer)["ja"]


def test_two_programs_of_the_sample_city(city: State) -> None:
    answer = what_if(city, ["id/program/mihon-010101", "id/program/mihon-010102"])
    town = next(one for one in answer.outcomes if one.kind == "town")
    assert town.status == "reduced"
    assert (len(town.before), len(town.after)) == (3, 1)
    lost = [one for one in answer.outcomes if one.status == "lost"]
    assert len(lost) == 6
    assert all(one.of_stopped for one in lost)
    freed = answer.freed[2026].planned
    assert freed == Decimal(22_400_000 + 58_400_000)
    assert "8,080万円が空きます" in sentence(answer)["ja"]
    assert {one.unit.label for one in answer.units} >= {"防災危機管理課"}


def test_all_programs_of_a_measure_leave_its_town_condition_without_support(city: State) -> None:
    answer = what_if(city, ["id/measure/mihon-0101"])
    towns = {one.node.iri: one.status for one in answer.outcomes if one.kind == "town"}
    assert towns[f"{BASE}/id/town-condition/mihon-0101-t1"] == "lost"
    whole = city.causal.plan.money_of(city.causal.plan.programs_of(f"{BASE}/id/measure/mihon-0101"))
    assert answer.freed == {year: amount for year, amount in whole.items() if year >= 2026}


def test_a_cut_frees_its_share_and_takes_no_support(city: State) -> None:
    answer = what_if(city, cut=["id/program/mihon-010101:30"])
    assert {one.status for one in answer.outcomes} == {"cut"}
    whole = city.causal.plan.money(f"{BASE}/id/program/mihon-010101")[2026].planned
    assert whole is not None
    assert answer.freed[2026].planned == whole * 30 / 100
    assert "30" not in sentence(answer)["ja"].partition("空きます")[2]


def test_an_activity_alone_frees_no_stated_money(city: State) -> None:
    graph = city.causal
    number = graph.elements_of(f"{BASE}/id/program/mihon-010101", "activity")[0]
    answer = what_if(city, [graph.elements[number]])
    assert answer.freed == {}
    assert "記載がありません" in sentence(answer)["ja"]
    assert all(one.activities_after < one.activities_before for one in answer.outcomes)


def test_the_money_of_a_year_is_freed_once(city: State) -> None:
    program = f"{BASE}/id/program/mihon-010101"
    money = next(
        m for m, (p, y, _) in city.causal.plan.budgets.items() if (p, y) == (program, 2026)
    )
    alone = what_if(city, [money])
    assert list(alone.freed) == [2026]
    box = what_if(city, [f"{BASE}/id/model-money/mihon-010101-2026"])
    assert (box.freed, box.outcomes) == (alone.freed, alone.outcomes)
    both = what_if(city, [money, program])
    assert both.freed == what_if(city, [program]).freed


def test_the_query_behind_counts_the_same_programs(city: State) -> None:
    answer = what_if(city, ["id/program/mihon-010101"])
    rows = city.store.select(answer.behind[0].query).rows
    found: dict[str, set[str]] = {}
    for element, program, _ in rows:
        found.setdefault(str(element), set()).add(str(program))
    assert found == {one.node.iri: {p.iri for p in one.before} for one in answer.outcomes}


@pytest.mark.parametrize(
    ("stop", "cut", "error"),
    [
        (["id/program/mihon-none"], [], NotFound),
        (["id/organization/mihon-bousai"], [], NotFound),
        ([], ["id/program/mihon-010101"], BadInput),
        ([], ["id/program/mihon-010101:0"], BadInput),
        ([], ["id/program/mihon-010101:101"], BadInput),
        ([], ["id/program/mihon-010101:-5"], BadInput),
    ],
)
def test_wrong_words_are_told(
    city: State, stop: list[str], cut: list[str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        scenario_of(city, stop, cut)


def test_a_scenario_has_a_limit(city: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("michisuji.analysis.whatif.scenario.MAX_MARKS", 2)
    with pytest.raises(TooLarge, match="at most 2 programs"):
        scenario_of(city, ["id/measure/mihon-0101"], [])


def test_two_scenarios_differ_where_their_answers_do(city: State) -> None:
    both = get("scenarios").answer(
        city,
        {"stop": ["id/program/mihon-010101"], "stop_b": ["id/program/mihon-010102"]},
    )
    figures, freed, differences, *rest = both.tables
    assert all(row[3] == row[2] - row[1] for row in figures.rows)  # type: ignore[operator]
    assert [list(row) for row in freed.rows] == [[2026, 22_400_000, 58_400_000, 36_000_000]]
    assert len(differences.rows) > 0
    assert all(row[1] != row[2] for row in differences.rows)
    assert {t.name.partition("-")[0] for t in rest} == {"a", "b"}


def test_nothing_is_written(city: State) -> None:
    before = len(city.store.data)  # type: ignore[attr-defined]  # a store in memory
    what_if(city, ["id/measure/mihon-0101"], ["id/program/mihon-010201:50"])
    assert len(city.store.data) == before  # type: ignore[attr-defined]  # as above
    assert LM not in "".join(city.causal.derived)


def test_nothing_is_freed_in_a_year_that_is_over(city: State) -> None:
    program = f"{BASE}/id/program/mihon-010101"
    assert min(city.causal.plan.money(program)) < 2026
    assert list(what_if(city, [program]).freed) == [2026]


def test_freed_money_moves_to_a_measure(city: State) -> None:
    measure = f"{BASE}/id/measure/mihon-0202"
    answer = what_if(city, ["id/program/mihon-010101"], to=measure)
    assert answer.moved is not None
    plan = city.causal.plan
    assert answer.moved.before == plan.money_of(plan.programs_of(measure))[2026].planned
    assert answer.moved.amount == Decimal(22_400_000)
    assert "「保育・幼児教育」に回すと" in sentence(answer)["ja"]
    assert "(+" in sentence(answer)["en"]


def test_who_is_cut_has_less_before_it_gets_money(city: State) -> None:
    measure = f"{BASE}/id/measure/mihon-0101"
    whole = city.causal.plan.money_of(city.causal.plan.programs_of(measure))[2026].planned
    answer = what_if(city, ["id/program/mihon-010101"], to=measure)
    assert answer.moved is not None
    assert answer.moved.before == (whole or 0) - 22_400_000
    stopped = what_if(city, ["id/program/mihon-010101"], to=f"{BASE}/id/program/mihon-010101")
    assert stopped.moved is not None
    assert not stopped.moved.open
    assert "空くお金を回せません" in sentence(stopped)["ja"]


def test_money_that_is_not_freed_moves_nowhere(city: State) -> None:
    assert what_if(city, to="id/measure/mihon-0202".join((f"{BASE}/", ""))).moved is None
    with pytest.raises(NotFound):
        what_if(city, to=f"{BASE}/id/organization/mihon-bousai")


def test_files_carry_the_names_of_the_scenarios(city: State) -> None:
    both = get("scenarios").answer(
        city, {"stop": ["id/program/mihon-010101"], "called": ["残す案"], "called_b": ["やめる案"]}
    )
    assert [column.label["ja"] for column in both.tables[0].columns[1:]] == [
        "残す案", "やめる案", "差(やめる案−残す案)"
    ]  # fmt: skip
    assert both.sentence["ja"].startswith("残す案: ")
