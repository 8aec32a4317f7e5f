"""What feeds a target: the same programs as property paths find, with true sentences."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from michisuji.analysis.catalogue import get
from michisuji.analysis.causal.reading import read
from michisuji.analysis.impact import Impact, impact
from michisuji.analysis.impact.paths import distances, ways
from michisuji.analysis.impact.reverse import leads_to
from michisuji.analysis.impact.words import sentence
from michisuji.analysis.state import State
from michisuji.errors import BadInput, NotFound
from michisuji.figures import sentence_yen

from tests.analysis.random_models import BASE, Models, models

TOWN = f"{BASE}/id/town-condition/mihon-0101-t1"


def test_a_town_condition_of_the_sample_city(city: State) -> None:
    answer = impact(city, TOWN)
    assert [f.program.iri.rpartition("-")[2] for f in answer.feeders] == [
        "010102",
        "010103",
        "010101",
    ]
    amounts = [f.money[2026].planned for f in answer.feeders]
    assert amounts == sorted(amounts, reverse=True)  # type: ignore[type-var]  # each has a budget
    total = sum(amount for amount in amounts if amount is not None)
    assert answer.money[2026].planned == total
    assert sentence(answer)["ja"].endswith(
        f"令和8年度の予算は合わせて{sentence_yen(total, 'ja')}です。"
    )
    assert "3事業が、8本の道筋" in sentence(answer)["ja"]
    assert sentence(answer)["en"].startswith("3 programs feed this element by 8 paths.")


@pytest.mark.parametrize(
    "target",
    [
        TOWN,
        f"{BASE}/id/town-condition/mihon-0202-t1",
        "an indicator of it",
        "an outcome of a program",
    ],
)
def test_the_query_behind_names_the_same_programs(city: State, target: str) -> None:
    graph = city.causal
    if target == "an indicator of it":
        target = graph.shown_by(graph.numbers([TOWN])[0])[0]
    elif target == "an outcome of a program":
        program = f"{BASE}/id/program/mihon-010101"
        target = graph.elements[graph.elements_of(program, "mid")[0]]
    answer = impact(city, target)
    rows = list(city.store.select(answer.behind[0].query).dicts())
    asked = {str(row["program"]): int(str(row["activities"])) for row in rows}
    assert {f.program.iri: f.activities for f in answer.feeders} == asked
    links = {
        (str(r["from"]), str(r["to"])) for r in city.store.select(answer.behind[1].query).dicts()
    }
    for feeder in answer.feeders:
        for path in feeder.paths:
            steps = [step.element.iri for step in path.steps]
            assert set(itertools.pairwise(steps)) <= links


def test_of_a_measure_its_own_model_counts(city: State) -> None:
    answer = impact(city, f"{BASE}/id/measure/mihon-0101")
    assert answer.kind == "measure"
    assert TOWN in {one.iri for one in answer.ends}
    assert {f.program.iri for f in answer.feeders} >= {
        f.program.iri for f in impact(city, TOWN).feeders
    }
    rows = city.store.select(answer.behind[0].query).dicts()
    assert {f.program.iri for f in answer.feeders} == {str(row["program"]) for row in rows}


def test_a_policy_without_a_model_stands_for_its_measures(city: State) -> None:
    plan = city.causal.plan
    policy = next(iri for iri, name in sorted(plan.classes.items()) if name == "BasicPolicy")
    answer = impact(city, policy)
    assert len(answer.feeders) >= 5
    assert {f.program.iri for f in answer.feeders} <= set(plan.programs())


@pytest.mark.parametrize("rank", ["budget", "executed", "paths", "shortest", "confidence", "name"])
def test_the_order_is_the_one_asked_for(city: State, rank: str) -> None:
    answer = impact(city, f"{BASE}/id/measure/mihon-0101", rank, 2025)
    values = {
        "budget": [-(f.money[2025].planned or 0) for f in answer.feeders],
        "executed": [-(f.money[2025].executed or 0) for f in answer.feeders],
        "paths": [-f.ways for f in answer.feeders],
        "shortest": [f.shortest for f in answer.feeders],
        "confidence": [-(f.confidence or 0) for f in answer.feeders],
        "name": [f.program.label for f in answer.feeders],
    }[rank]
    assert values == sorted(values)  # type: ignore[type-var]  # of one kind in each case
    assert answer.year == 2025


def test_a_program_asked_for_comes_first(city: State) -> None:
    wanted = f"{BASE}/id/program/mihon-010101"
    assert impact(city, TOWN, program=wanted).feeders[0].program.iri == wanted


def test_as_of_an_earlier_year(city: State) -> None:
    before = State(city.store, BASE, year=2024)
    answer = impact(before, TOWN)
    assert answer.year == 2024
    assert answer.feeders
    assert "FROM <" in answer.behind[0].query
    rows = city.store.select(answer.behind[0].query).dicts()
    assert {f.program.iri for f in answer.feeders} == {str(row["program"]) for row in rows}


def test_wrong_targets_are_told(city: State) -> None:
    with pytest.raises(BadInput, match="this is a program"):
        impact(city, f"{BASE}/id/program/mihon-010101")
    with pytest.raises(NotFound):
        impact(city, f"{BASE}/id/indicator/mihon-none")
    with pytest.raises(BadInput, match="target"):
        get("impact").answer(city, {})
    with pytest.raises(BadInput, match="rank"):
        get("impact").answer(city, {"target": [TOWN], "rank": ["best"]})


def test_sentences_of_nothing_and_of_one(city: State) -> None:
    graph = city.causal
    lonely = next(
        graph.elements[n]
        for n in range(len(graph.elements))
        if graph.kind(n) == "input" and not graph.backward.of(n)
    )
    assert sentence(impact(city, lonely))["en"] == "No program has a path to this element."
    program = f"{BASE}/id/program/mihon-010101"
    output = graph.elements[graph.elements_of(program, "output")[0]]
    answer = impact(city, output)
    assert sentence(answer)["en"].startswith("1 program feeds this element by ")
    assert "合わせて" not in sentence(answer)["ja"]


def test_money_that_only_some_state_is_told_so(city: State) -> None:
    answer = impact(city, TOWN)
    first, *rest = answer.feeders
    from dataclasses import replace

    silent = replace(first, money={})
    told = sentence(replace(answer, feeders=(silent, *rest)))
    assert "(記載のある2事業の分)" in told["ja"]
    assert "(2 of them state one)" in told["en"]


def slow_ways(city: Models, start: int, ends: set[int]) -> set[tuple[int, ...]]:
    """All ways without a circle, found by trying everything."""
    found: set[tuple[int, ...]] = set()

    def walk(way: tuple[int, ...]) -> None:
        if way[-1] in ends:
            found.add(way)
            return
        for a, b in city.steps:
            if a == way[-1] and b not in way:
                walk((*way, b))

    walk((start,))
    return found


@settings(max_examples=120, deadline=None)
@given(models(most=7))
def test_ways_are_all_there_are_shortest_first(city: Models) -> None:
    graph = read(city.store(), BASE)
    number = {n: graph.numbers([city.element(n)])[0] for n in range(len(city.kinds))}
    ends = {number[0]}
    starts = [n for n, kind in enumerate(city.kinds) if kind == "Activity"]
    found = ways(graph, [number[n] for n in starts], distances(graph, ends), ends, 4000)
    back = {m: n for n, m in number.items()}
    if not found.more:
        told = {tuple(back[m] for m in way) for way in found.ways}
        assert told == {way for n in starts for way in slow_ways(city, n, {0})}
    assert [len(way) for way in found.ways] == sorted(len(way) for way in found.ways)


def test_a_million_ways_are_cut_and_told() -> None:
    layers, wide = 8, 6  # 6 ** 8 ways, with circles back
    kinds = ["Activity", *(["Outcome"] * (layers * wide)), "TownCondition"]
    last = len(kinds) - 1

    def at(layer: int) -> range:
        return range(1 + layer * wide, 1 + (layer + 1) * wide)

    steps = {(0, n) for n in at(0)} | {(n, last) for n in at(layers - 1)}
    for layer in range(layers - 1):
        steps |= set(itertools.product(at(layer), at(layer + 1)))
        steps |= set(itertools.product(at(layer + 1), at(layer)))
    city = Models(kinds, [0] * len(kinds), steps)
    state = State(city.store(), BASE)
    answer = impact(state, city.element(last))  # all ways would take hours
    (feeder,) = answer.feeders
    assert (feeder.ways, feeder.more, feeder.shortest) == (20, True, layers + 1)
    assert "20本以上の道筋" in sentence(answer)["ja"]
    assert "at least 20 paths" in sentence(answer)["en"]


def test_what_a_program_leads_to(city: State) -> None:
    program = f"{BASE}/id/program/mihon-010101"
    answer = leads_to(city, program)
    towns = {row.element.iri: row for row in answer.reached if row.kind == "town"}
    assert towns[TOWN].others == 2
    assert towns[TOWN].links == 4
    rows = list(city.store.select(answer.behind[0].query).dicts())
    asked = {str(row["outcome"]) for row in rows}
    assert {row.element.iri for row in answer.reached} == asked
    assert answer.money == city.causal.plan.money(program)


def test_a_unit_stands_for_its_programs_and_those_below(city: State) -> None:
    graph = city.causal
    plan = graph.plan
    by_top: dict[str, set[str]] = {}
    for program in plan.programs():
        for unit in plan.lead_units.get(program, ()):
            by_top.setdefault(str(plan.top_unit(unit)), set()).add(program)
    for top, programs in by_top.items():
        found = {p.iri for p in leads_to(city, top).programs} if top != "None" else programs
        assert found == programs
    assert max(map(len, by_top.values())) > 3


def test_a_budget_of_a_year_leads_where_its_activities_lead(city: State) -> None:
    budgets = city.causal.plan.budgets
    money = next(m for m, (p, y, _) in budgets.items() if p.endswith("mihon-010101") and y == 2026)
    answer = leads_to(city, money)
    assert list(answer.money) == [2026]
    assert answer.money[2026].planned == Decimal(22_400_000)
    assert TOWN in {row.element.iri for row in answer.reached}
    box = leads_to(city, f"{BASE}/id/model-money/mihon-010101-2026")
    assert (box.money, box.reached) == (answer.money, answer.reached)
    with pytest.raises(NotFound):
        leads_to(city, f"{BASE}/id/program/none")


def test_the_answer_is_plain_json(city: State) -> None:
    from json import loads

    from michisuji.analysis.export import as_json

    asked = get("impact")
    answer = asked.answer(city, {"target": [TOWN]})
    told = loads(as_json(asked, answer, "ja", None))
    assert isinstance(answer.result, Impact)
    assert told["answer"]["feeders"][0]["program"]["iri"] == answer.result.feeders[0].program.iri
    assert told["sentence"] == answer.sentence["ja"]
    table = told["tables"][0]
    assert len(table["rows"]) == len(answer.result.feeders)
