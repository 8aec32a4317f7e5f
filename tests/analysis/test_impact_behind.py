"""The queries behind a trace give its programs and outcomes, for every target there is."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.analysis.causal.reading import read
from michisuji.analysis.impact import impact, reverse_words, words
from michisuji.analysis.impact.reverse import leads_to
from michisuji.analysis.impact.target import OUTCOMES, last_of
from michisuji.analysis.state import State

from tests.analysis.random_models import BASE, LM, Models, iri, models


def column(state: State, query: str, name: str) -> set[str]:
    """The values of one column of a query's answer."""
    return {str(row[name]) for row in state.store.select(query).dicts()}


@pytest.mark.parametrize("kind", ["Measure", "BasicPolicy", "Plan"])
def test_measures_and_policies(city: State, kind: str) -> None:
    wanted = [one for one, name in city.causal.plan.classes.items() if name == kind]
    assert wanted
    fed = 0
    for target in wanted:
        answer = impact(city, target)
        found = {feeder.program.iri for feeder in answer.feeders}
        assert found == column(city, answer.behind[0].query, "program"), target
        fed += bool(found)
    assert fed


def test_every_tenth_indicator_and_every_town_condition(city: State) -> None:
    graph = city.causal
    towns = [graph.elements[n] for n in range(len(graph.elements)) if graph.kind(n) == "town"]
    for target in [*towns, *sorted(graph.indicators())[::10]]:
        answer = impact(city, target)
        found = {feeder.program.iri for feeder in answer.feeders}
        assert found == column(city, answer.behind[0].query, "program"), target
        assert found, target


def test_a_measure_takes_in_what_its_programs_reach_beside_its_town_conditions(city: State) -> None:
    """All programs of a measure that have an outcome feed the measure."""
    plan, graph = city.causal.plan, city.causal
    for measure in [one for one, name in plan.classes.items() if name == "Measure"]:
        own = {
            p
            for p in plan.programs_of(measure)
            if any(graph.kind(n) in OUTCOMES for n in graph.elements_of(p))
        }
        assert own <= {feeder.program.iri for feeder in impact(city, measure).feeders}


def test_starts_of_every_kind(city: State) -> None:
    plan = city.causal.plan
    budgets = sorted(plan.budgets)[::40]
    measures = [one for one, name in plan.classes.items() if name != "Program"]
    programs = sorted(plan.programs())[::8]
    elements = city.causal.elements[::60]
    for start in [*plan.unit_kinds, *measures, *programs, *budgets, *elements]:
        answer = leads_to(city, start)
        found = {row.element.iri for row in answer.reached}
        assert found == column(city, answer.behind[0].query, "outcome"), start


def test_sentences_of_starts(city: State) -> None:
    unit = leads_to(city, f"{BASE}/id/unit/mihon-s-safety")
    assert reverse_words.sentence(unit)["ja"].startswith(
        "この組織の3事業は、まちの状態1件と成果9件に"
    )
    assert reverse_words.sentence(unit)["en"].startswith(
        "3 programs of this unit lead to 1 town condition and 9"
    )
    assert reverse_words.sentence(unit)["ja"].endswith(
        "令和8年度の予算は合わせて1億3,530万円です。"
    )
    idle = next(one for one in city.causal.plan.unit_kinds if not leads_to(city, one).programs)
    assert reverse_words.sentence(leads_to(city, idle))["ja"] == "この組織の事業はありません。"
    assert reverse_words.sentence(leads_to(city, idle))["en"].strip() == "This unit has no program."


def test_a_budget_line_is_told_with_its_own_amount() -> None:
    city = Models(["Activity", "Outcome"], [0, 0], {(0, 1)})
    store = city.store()
    line, money = iri("account-line", "x"), iri("money", "x")
    number = ox.Literal("2000", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
    whole = ox.Literal("9000", datatype=number.datatype)
    year = ox.Literal("2024", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#gYear"))
    for subject, term, value in (
        (line, "breakdownOf", ox.NamedNode(money)),
        (line, "plannedAmount", number),
        (money, "budgetOf", ox.NamedNode(city.program(0))),
        (money, "plannedAmount", whole),
        (money, "fiscalYear", year),
    ):
        store.data.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(LM + term), value))
    answer = leads_to(State(store, BASE), line)
    assert answer.money[2024].planned == Decimal(2000)
    assert [row.element.iri for row in answer.reached] == [city.element(1)]
    assert reverse_words.sentence(answer)["ja"] == (
        "この予算は、成果1件につながっています。それを示す指標の記載はありません。"
        "令和6年度の予算は2,000円です。"
    )


def test_no_money_is_told_so() -> None:
    city = Models(["Activity", "Outcome", "Activity"], [0, 0, 1], {(0, 1), (2, 1)})
    state = State(city.store(), BASE)
    told = words.sentence(impact(state, city.element(1)))
    assert (
        told["ja"] == "この要素には2事業が、2本の道筋でつながっています。予算額の記載はありません。"
    )
    assert told["en"] == "2 programs feed this element by 2 paths. No budget is stated."
    lead = reverse_words.sentence(leads_to(state, city.program(0)))
    assert lead["en"].endswith("No budget is stated.")


@settings(max_examples=200, deadline=None)
@given(models(), st.data())
def test_what_feeds_any_outcome_feeds_a_last_one(city: Models, data: st.DataObject) -> None:
    graph = read(city.store(), BASE)
    some = data.draw(st.sets(st.integers(0, len(city.kinds) - 1), min_size=1))
    elements = set(graph.numbers(city.element(n) for n in some))
    last = last_of(graph, elements)
    assert set(last) <= elements
    assert graph.upstream(last) >= graph.upstream(elements)
    for n in last:
        for other in (graph.onward.reach([n]) & elements) - {n}:
            assert n in graph.onward.reach([other]), "it leads on, and nothing leads back"
