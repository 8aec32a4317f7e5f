"""How far the ways lead: the same as property paths find, on the sample city and at random."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji import questions
from michisuji.analysis.causal.reading import read
from michisuji.analysis.chains import by_unit, chains, reaching_activities
from michisuji.analysis.chains.words import sentence
from michisuji.analysis.state import State
from michisuji.analysis.tables import cell_text
from michisuji.analysis.whatif import Scenario
from michisuji.analysis.whatif.effects import unsupported_after
from michisuji.store.memory import MemoryStore

from tests.analysis.random_models import BASE, Models, models


def column(store: MemoryStore, question: str, **params: str) -> set[str]:
    found = questions.run(store, question, params, base_iri=BASE)
    return {str(row[0]) for row in found.rows}


@settings(max_examples=100, deadline=None)
@given(models())
def test_activities_that_reach_an_end(city: Models) -> None:
    store = city.store()
    graph = read(store, BASE)
    found = {graph.elements[n] for n in reaching_activities(graph).nonzero()[0]}
    assert found == column(store, "activities-to-long-term")


@settings(max_examples=100, deadline=None)
@given(models(), st.sets(st.integers(0, 3), max_size=2))
def test_unsupported_outcomes_without_ways_through_what_stops(
    city: Models, stopped: set[int]
) -> None:
    """Property paths cannot leave nodes out: equal where no way leads through a stopped program."""
    stopped &= set(city.programs())
    city.steps = {(a, b) for a, b in city.steps if city.owners[a] == city.owners[b]}
    store = city.store()
    graph = read(store, BASE)
    named = [city.program(p) for p in stopped]
    left = set(unsupported_after(graph, Scenario(dict.fromkeys(named, Decimal(100)))))
    assert left == column(store, "unsupported-outcomes", stopped=named)


def test_the_table_by_unit_is_what_the_query_behind_says(city: State) -> None:
    answer = chains(city)
    rows = city.store.select(answer.behind[0].query).rows
    asked = {str(unit): (int(str(n)), int(str(m))) for unit, n, m in rows if int(str(n))}
    assert {row.unit.iri: (row.programs, row.reaching) for row in answer.units} == asked
    assert len(asked) >= 5


def test_the_sentence_counts_each_program_once(city: State) -> None:
    answer = chains(city)
    assert answer.programs == sum(1 for _ in city.causal.plan.programs())
    assert f"{answer.programs:,}事業のうち{answer.reaching:,}事業" in sentence(answer)["ja"]
    assert 0 < answer.reaching <= answer.programs
    shares = [row.share for row in answer.units]
    assert shares == sorted(shares)
    assert sum(row.programs for row in answer.units) >= answer.programs - 5


def test_of_a_unit_within_a_ministry_the_ministry_counts(city: State) -> None:
    plan = city.causal.plan
    plan.put_unit("x:ministry", "ministry", [])
    plan.put_unit("x:bureau", "department", ["x:ministry"])
    plan.put_unit("x:section", "section", ["x:bureau"])
    assert plan.top_unit("x:section") == "x:ministry"
    plan.put_unit("x:ministry", "", [])
    assert plan.top_unit("x:section") == "x:bureau"
    assert "x:bureau" not in by_unit(city.causal)


@pytest.mark.parametrize(
    ("cell", "kind", "shown"),
    [
        (None, "yen", ""),
        (Decimal("1200.00"), "yen", "1200"),
        (Decimal("0"), "number", "0"),
        (66.666, "percent", "66.7"),
        (Decimal("66.666"), "percent", "66.7"),
        (True, "flag", "1"),
        ({"ja": "失う", "en": "lost"}, "text", "失う"),
    ],
)
def test_cells_as_text(cell: Any, kind: Any, shown: str) -> None:
    assert cell_text(cell, kind) == shown


def test_a_program_without_a_model_reaches_nothing() -> None:
    from michisuji.analysis.causal import CausalGraph, PlanStructure

    graph = CausalGraph(PlanStructure())
    graph.plan.put_member("x:program", {"Program"}, [])
    graph.plan.put_unit("x:ministry", "ministry", [])
    graph.plan.put_units("x:program", {"x:ministry": True})
    graph.put_element("x:activity", "activity", ["x:model"])  # a model of nobody
    graph.put_element("x:town", "town", ["x:model"])
    graph.put_steps("x:activity", ["x:town"])
    assert by_unit(graph) == {"x:ministry": [1, 0, 0, 0]}
