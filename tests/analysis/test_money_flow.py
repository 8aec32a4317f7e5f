"""Money is passed on only as far as the data say, and no yen is lost or made."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.analysis.catalogue import get
from michisuji.analysis.causal.reading import read
from michisuji.analysis.flow import money_flow
from michisuji.analysis.flow.sharing import NOWHERE, UNDIVIDED, UNKNOWN, flow_of, split
from michisuji.analysis.flow.words import sentence
from michisuji.analysis.state import State
from michisuji.errors import BadInput, NotFound
from michisuji.store.memory import MemoryStore

from tests.analysis.random_models import BASE, LM, Models, iri, models, quad

XSD = "http://www.w3.org/2001/XMLSchema#"


def with_shares(models: Models, shares: dict[tuple[int, int], int]) -> MemoryStore:
    """The models with a causal link and its share for each of some steps."""
    store = models.store()
    for n, ((a, b), share) in enumerate(sorted(shares.items())):
        link = iri("link", n)
        store.data.add(quad((link, LM + "from", models.element(a))))
        store.data.add(quad((link, LM + "to", models.element(b))))
        value = ox.Literal(str(share), datatype=ox.NamedNode(XSD + "decimal"))
        store.data.add(ox.Quad(ox.NamedNode(link), ox.NamedNode(LM + "contributionShare"), value))
    return store


@settings(max_examples=200, deadline=None)
@given(models(), st.data(), st.integers(1, 10**12))
def test_no_yen_is_lost_or_made(city: Models, data: st.DataObject, yen: int) -> None:
    """Circles, shares over 100 % and missing shares included."""
    steps = sorted(city.steps)
    some = data.draw(st.lists(st.sampled_from(steps), unique=True)) if steps else []
    shares = {step: data.draw(st.integers(0, 300)) for step in some}
    graph = read(with_shares(city, shares), BASE)
    for p in city.programs():
        flow = flow_of(graph, city.program(p), Decimal(yen))
        came: dict[str, Decimal] = defaultdict(Decimal)
        went: dict[str, Decimal] = defaultdict(Decimal)
        for part in flow.parts:
            assert part.amount >= 0
            assert part.amount == part.amount.to_integral_value()
            came[part.target] += part.amount
            went[part.source] += part.amount
        assert went[city.program(p)] == Decimal(yen)
        for place, amount in went.items():
            if place != city.program(p):
                assert came[place] == amount
        ended = sum(came[place] - went.get(place, Decimal(0)) for place in came)
        assert ended == Decimal(yen)


@settings(max_examples=100)
@given(
    st.integers(0, 10**15),
    st.dictionaries(st.integers(0, 9), st.integers(1, 1000).map(Decimal), min_size=1),
)
def test_parts_add_up(yen: int, weights: dict[int, Decimal]) -> None:
    parts = split(Decimal(yen), weights)
    assert sum(parts.values()) == yen
    total = sum(weights.values())
    for n, part in parts.items():
        assert abs(part - yen * weights[n] / total) <= len(weights)


def one_program(kinds: list[str], steps: set[tuple[int, int]], **shares: int) -> dict[str, str]:
    """Where 1,000 yen of program 0 goes: 'from>to' → 'amount basis'. Towns belong to program 1."""
    owners = [1 if kind == "TownCondition" else 0 for kind in kinds]
    city = Models(kinds, owners, steps)
    stated = {(int(k[1]), int(k[3])): v for k, v in shares.items()}
    graph = read(with_shares(city, stated), BASE)
    short = {city.element(n): str(n) for n in range(len(kinds))} | {city.program(0): "p"}
    return {
        f"{short.get(p.source, p.source)}>{short.get(p.target, p.target)}": f"{p.amount} {p.basis}"
        for p in flow_of(graph, city.program(0), Decimal(1000)).parts
    }


TWO = ["Activity", "Outcome", "Outcome", "TownCondition", "TownCondition"]


def test_one_way_passes_all_on() -> None:
    found = one_program(["Activity", "Outcome", "TownCondition"], {(0, 1), (1, 2)})
    assert found == {"p>1": "1000 only", "1>2": "1000 only"}


def test_stated_shares_divide() -> None:
    steps = {(0, 1), (0, 2), (1, 3), (2, 4)}
    found = one_program(TWO, steps, _1_3=30, _2_4=10)
    assert found == {
        "p>1": "750 share",
        "p>2": "250 share",
        "1>3": "750 only",
        "2>4": "250 only",
    }


def test_a_missing_share_leaves_it_undivided() -> None:
    steps = {(0, 1), (0, 2), (1, 3), (2, 4)}
    found = one_program(TWO, steps, _1_3=30)
    assert found == {f"p>{UNDIVIDED}": "1000 undivided", f"{UNDIVIDED}>{UNKNOWN}": "1000 undivided"}


def test_undivided_money_still_reaches_the_one_town_condition() -> None:
    found = one_program(TWO[:4], {(0, 1), (0, 2), (1, 3), (2, 3)})
    assert found == {f"p>{UNDIVIDED}": "1000 undivided", f"{UNDIVIDED}>3": "1000 only"}


def test_one_outcome_with_two_town_conditions() -> None:
    kinds = ["Activity", "Outcome", "TownCondition", "TownCondition"]
    steps = {(0, 1), (1, 2), (1, 3)}
    assert one_program(kinds, steps)[f"1>{UNKNOWN}"] == "1000 undivided"
    found = one_program(kinds, steps, _1_2=20, _1_3=60)
    assert (found["1>2"], found["1>3"]) == ("250 share", "750 share")


def test_money_without_an_outcome_goes_nowhere() -> None:
    assert one_program(["Activity", "Output"], {(0, 1)}) == {f"p>{NOWHERE}": "1000 undivided"}


def test_an_outcome_that_no_activity_reaches_gets_nothing() -> None:
    assert one_program(["Activity", "Outcome"], set()) == {f"p>{NOWHERE}": "1000 undivided"}


def test_a_measure_of_the_sample_city(city: State) -> None:
    scope = f"{BASE}/id/measure/mihon-0101"
    answer = money_flow(city, scope)
    whole = city.causal.plan.money_of(city.causal.plan.programs_of(scope))
    assert (answer.year, answer.total) == (2026, whole[2026].planned)
    assert sum(amount for _, amount in answer.programs) == answer.total
    assert dict(answer.towns)[answer.towns[0][0]] == Decimal(135_300_000)
    assert "1億3,530万円がまちの状態に至ります" in sentence(answer)["ja"]
    executed = money_flow(city, scope, 2024, "executed")
    assert executed.total == whole[2024].executed


def test_every_measure_adds_up(city: State) -> None:
    plan = city.causal.plan
    for measure in (one for one, name in plan.classes.items() if name == "Measure"):
        answer = money_flow(city, measure, 2025)
        reached = sum((amount for _, amount in answer.towns), Decimal(0))
        ends = {step.target.iri for step in answer.steps} - {s.source.iri for s in answer.steps}
        stays = sum((s.amount for s in answer.steps if s.target.iri in ends), Decimal(0))
        assert stays == answer.total, measure
        assert reached + answer.unknown + answer.nowhere <= answer.total


def test_a_unit_stands_for_what_it_leads(city: State) -> None:
    unit = city.causal.plan.lead_units[f"{BASE}/id/program/mihon-010101"][0]
    answer = money_flow(city, unit)
    assert f"{BASE}/id/program/mihon-010101" in {one.iri for one, _ in answer.programs}
    with pytest.raises(NotFound):
        money_flow(city, f"{BASE}/id/indicator/none")
    with pytest.raises(BadInput, match="money"):
        get("money-flow").answer(city, {"scope": [unit], "money": ["asked"]})


def test_the_query_behind_holds_the_money_and_the_shares(city: State) -> None:
    scope = f"{BASE}/id/measure/mihon-0101"
    answer = money_flow(city, scope, 2026)
    rows = list(city.store.select(answer.behind[0].query).dicts())
    planned = [
        Decimal(str(r["planned"])) for r in rows if "planned" in r and str(r["year"]) == "2026"
    ]
    assert sum(planned) == answer.total
    towns = {str(r["town"]) for r in rows if "town" in r}
    assert towns == {one.iri for one, _ in answer.towns}
    assert {str(r["share"]) for r in rows if "share" in r} == {"40", "30", "20"}
