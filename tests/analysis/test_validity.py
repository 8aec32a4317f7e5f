"""Which indicators tell little: on made-up cases one by one, and on the sample city."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
from michisuji.analysis.catalogue import get
from michisuji.analysis.indicator_values import Stated, YearValue
from michisuji.analysis.state import State
from michisuji.analysis.validity import validity
from michisuji.analysis.validity.judging import judge, met
from michisuji.analysis.validity.words import sentence
from michisuji.errors import BadInput, NotFound
from michisuji.store.memory import MemoryStore

from tests.analysis.random_models import BASE, LM, Models, iri, quad

CODE = "https://w3id.org/michisuji/code/"
XSD = "http://www.w3.org/2001/XMLSchema#"


def years(*pairs: tuple[int, int]) -> list[YearValue]:
    return [YearValue(2020 + n, Decimal(t), Decimal(a)) for n, (t, a) in enumerate(pairs)]


@pytest.mark.parametrize(
    ("values", "direction", "expected"),
    [
        (years((10, 10), (10, 11), (10, 12)), "up", "always"),
        (years((10, 9), (10, 8), (10, 7)), "up", "never"),
        (years((10, 9), (10, 8), (10, 7)), "down", "always"),
        (years((10, 11), (10, 12), (10, 13)), "down", "never"),
        (years((10, 9), (10, 10), (10, 7)), "up", "mixed"),
        (years((10, 10), (10, 10)), "up", "too few"),
        (years((10, 10), (10, 10), (10, 10)), "keep", "no direction"),
        (years((10, 10), (10, 10), (10, 10)), "", "no direction"),
        ([], "up", "too few"),
    ],
)
def test_targets_are_judged_by_direction(
    values: list[YearValue], direction: str, expected: str
) -> None:
    own = Stated(direction=direction)
    for value in values:
        own.add(value.year, value.target, value.actual)
    assert judge(own) == expected


def test_keeping_a_level_is_judged_by_the_tolerance_that_is_stated() -> None:
    value = YearValue(2024, Decimal(1), Decimal("1.5"))
    assert met(value, Stated(direction="keep")) is None
    assert met(value, Stated(direction="keep", tolerance=Decimal("0.5"))) is True
    assert met(value, Stated(direction="keep", tolerance=Decimal("0.4"))) is False


def made(models: Models, **facts: dict[str, str]) -> State:
    """A state with indicators 0, 1 … that have facts such as level and direction."""
    store = models.store()
    for i in {i for i, _ in models.shown}:
        kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
        store.data.add(quad((iri("indicator", i), kind, LM + "Indicator")))
    for name, by in facts.items():
        for i, value in by.items():
            store.data.add(quad((iri("indicator", i), LM + name, f"{CODE}{name}/{value}")))
    return State(store, BASE)


def test_shared_unreached_and_activity() -> None:
    # Three programs lead to a town condition; an outcome stands alone; an output is counted.
    kinds = ["Activity", "Activity", "Activity", "TownCondition", "Outcome", "Output", "Outcome"]
    models = Models(
        kinds,
        [0, 1, 2, 3, 0, 0, 0],
        {(0, 3), (1, 3), (2, 3), (0, 5), (5, 6)},
        {(0, 3), (1, 4), (2, 5), (2, 6), (3, 6)},
    )
    state = made(models, level={"3": "activity"})
    answer = validity(state, many=3)
    assert [(s.indicator.iri, s.programs) for s in answer.shared] == [(iri("indicator", 0), 3)]
    assert [s.indicator.iri for s in answer.unreached] == [iri("indicator", 1)]
    assert {s.indicator.iri for s in answer.activity} == {iri("indicator", 2), iri("indicator", 3)}
    assert answer.indicators == 4
    assert (answer.links, answer.hypotheses) == (4, 4)
    assert validity(state, many=4).shared == ()


def test_a_link_with_evidence_is_no_hypothesis() -> None:
    state = made(Models(["Activity", "Output", "Outcome"], [0, 0, 0], {(0, 1), (1, 2)}))
    link = ox.NamedNode(iri("link", 0))
    store = state.store
    assert isinstance(store, MemoryStore)
    store.data.add(quad((link.value, LM + "from", iri("element", 1))))
    store.data.add(quad((link.value, LM + "to", iri("element", 2))))
    before = validity(state)
    assert (before.links, before.hypotheses) == (1, 1)
    store.data.add(ox.Quad(link, ox.NamedNode(LM + "evidence"), ox.Literal("調査", language="ja")))
    assert validity(state).hypotheses == 0


def test_the_sample_city(city: State) -> None:
    answer = validity(city, many=3)
    assert answer.indicators > 300
    assert len(answer.never) >= 5
    for row in answer.never:
        assert all(met(value, Stated(direction=row.direction)) is False for value in row.values)
    for row in answer.always:
        assert all(met(value, Stated(direction=row.direction)) for value in row.values)
    assert f"{answer.indicators:,}個の指標" in sentence(answer)["ja"]
    graph = city.causal
    with_one = {graph.owner(n) for i in graph.indicators() for n in graph.shows(i)}
    programs = set(graph.plan.programs())
    assert (answer.programs, answer.silent) == (len(programs), len(programs - with_one))
    for shown in answer.shared:
        ends = graph.shows(shown.indicator.iri)
        assert len(graph.feeding_programs(ends)) == shown.programs >= 3


def test_a_scope_keeps_to_a_measure(city: State) -> None:
    scope = f"{BASE}/id/measure/mihon-0101"
    part, whole = validity(city, scope, many=2), validity(city, many=2)
    assert 0 < part.indicators < whole.indicators
    assert set(part.shared) <= set(whole.shared)
    assert part.links < whole.links
    assert part.scope is not None
    with pytest.raises(NotFound):
        validity(city, f"{BASE}/id/indicator/mihon-0101-t02")


def test_shared_indicators_are_those_of_the_query_behind(city: State) -> None:
    answer = validity(city, many=2)
    rows = list(city.store.select(answer.behind[0].query).dicts())
    asked = {str(row["indicator"]) for row in rows}
    assert {s.indicator.iri for s in answer.shared} == asked


def test_wrong_words_are_told(city: State) -> None:
    with pytest.raises(BadInput, match="many"):
        get("validity").answer(city, {"many": ["few"]})
    none = validity(made(Models(["Activity"], [0], set())))
    assert sentence(none)["en"].startswith("There is no")
