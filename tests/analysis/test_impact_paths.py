"""Paths of dense graphs and of circles: shortest first, cut where stated, told so, and soon."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from michisuji.analysis.causal.reading import read
from michisuji.analysis.impact import impact
from michisuji.analysis.impact.answers import MOST_TOLD, MOST_WAYS
from michisuji.analysis.impact.paths import _STEPS, distances, ways
from michisuji.analysis.impact.words import sentence
from michisuji.analysis.state import State

from tests.analysis.random_models import BASE, Models, models


def layered(layers: int, wide: int, *, back: bool, programs: int = 1) -> Models:
    """``wide ** layers`` ways from each program's activity to one town condition."""
    kinds = ["Activity"] * programs + ["Outcome"] * (layers * wide) + ["TownCondition"]
    last = len(kinds) - 1

    def at(layer: int) -> range:
        return range(programs + layer * wide, programs + (layer + 1) * wide)

    steps = set(itertools.product(range(programs), at(0))) | {(n, last) for n in at(layers - 1)}
    for layer in range(layers - 1):
        steps |= set(itertools.product(at(layer), at(layer + 1)))
        if back:
            steps |= set(itertools.product(at(layer + 1), at(layer)))
    owners = [*range(programs), *([0] * (len(kinds) - programs))]
    return Models(kinds, owners, steps)


@pytest.mark.parametrize("back", [False, True])
def test_a_million_ways_are_cut_at_the_limit_and_told(back: bool) -> None:
    city = layered(6, 10, back=back)  # 10 ** 6 ways, and with circles many more
    state = State(city.store(), BASE)
    answer = impact(state, city.element(len(city.kinds) - 1))
    (feeder,) = answer.feeders
    assert (feeder.ways, feeder.more, feeder.shortest) == (MOST_WAYS, True, 7)
    assert {path.length for path in feeder.paths} == {7}, "the shortest first"
    assert len({tuple(s.element.iri for s in path.steps) for path in feeder.paths}) == MOST_WAYS
    assert f"1事業が、{MOST_WAYS}本以上の道筋で" in sentence(answer)["ja"]
    assert f"by at least {MOST_WAYS} paths" in sentence(answer)["en"]


def test_ways_are_told_of_the_first_programs_and_of_those_asked_for() -> None:
    city = layered(2, 3, back=True, programs=MOST_TOLD + 5)
    state = State(city.store(), BASE)
    target = city.element(len(city.kinds) - 1)
    answer = impact(state, target)
    assert len(answer.feeders) == MOST_TOLD + 5
    assert [bool(f.paths) for f in answer.feeders] == [True] * MOST_TOLD + [False] * 5
    assert all(f.ways >= 9 for f in answer.feeders)
    left_out = answer.feeders[-1].program.iri
    first = impact(state, target, program=left_out).feeders[0]
    assert first.program.iri == left_out
    assert first.paths
    # The layers are fed by all of them.
    assert first.paths[0].steps[1].programs == MOST_TOLD + 5


@settings(max_examples=150, deadline=None)
@given(models())
def test_whatever_the_circles_each_way_is_one_and_the_shortest_is_found(city: Models) -> None:
    graph = read(city.store(), BASE)
    ends = {graph.numbers([city.element(0)])[0]}
    starts = graph.numbers(
        city.element(n) for n, kind in enumerate(city.kinds) if kind == "Activity"
    )
    distance = distances(graph, ends)
    found = ways(graph, starts, distance, ends, MOST_WAYS)
    assert len(found.ways) <= MOST_WAYS < _STEPS
    for way in found.ways:
        assert way[0] in starts
        assert way[-1] in ends
        assert not ends & set(way[:-1]), "it ends at the first end"
        assert len(set(way)) == len(way), "without a circle"
        assert all(b in graph.onward.of(a) for a, b in itertools.pairwise(way))
    reaching = [distance[n] for n in starts if n in distance]
    assert bool(found.ways) == bool(reaching)
    if reaching:
        assert len(found.ways[0]) - 1 == min(reaching)
