"""The ways between two things: the same as a plain breadth-first search finds, bounded and told."""

from __future__ import annotations

import itertools
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji.analysis import catalogue
from michisuji.analysis.causal import CausalIndex
from michisuji.analysis.paths import searching
from michisuji.analysis.paths.answers import MOST_WAYS, Paths, paths
from michisuji.analysis.paths.walking import distances, simple_ways
from michisuji.analysis.state import State
from michisuji.errors import BadInput, NotFound
from michisuji.store.memory import MemoryStore
from pyoxigraph import RdfFormat

BASE = "http://127.0.0.1:8000"
PROGRAM = f"{BASE}/id/program/mihon-010101"
TOWN = f"{BASE}/id/town-condition/mihon-0101-t1"
PRACTICE = f"{BASE}/id/kaizen/mihon-001"
UNIT = f"{BASE}/id/unit/mihon-s-safety"

HEAD = """@prefix lm: <https://w3id.org/michisuji/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <http://127.0.0.1:8000/id/x/> .
"""


def made(turtle: str) -> State:
    store = MemoryStore(BASE)
    store.data.load((HEAD + turtle).encode(), RdfFormat.TURTLE)
    return State(store, BASE, index=CausalIndex())


def iri(name: str) -> str:
    return f"{BASE}/id/x/{name}"


def nodes(result: Paths) -> list[list[str]]:
    return [[step.node.iri.rpartition("/")[2] for step in way.steps] for way in result.ways]


def chain(length: int) -> str:
    """Return a program's model whose elements lead one to the next, ``length`` links long."""
    lines = [":p a lm:Program . :m a lm:LogicModel ; lm:modelOf :p ."]
    for n in range(length + 1):
        kind = "Activity" if n == 0 else "Outcome"
        lines.append(f':e{n} a lm:{kind} ; lm:inModel :m ; rdfs:label "e{n}"@ja .')
    lines += [f":e{a} lm:leadsTo :e{b} ." for a, b in itertools.pairwise(range(length + 1))]
    return "\n".join(lines)


def test_a_program_leads_to_a_town_condition_through_its_chain(city: State) -> None:
    result = paths(city, PROGRAM, TOWN)
    assert result.over == "causal"
    assert [way.length for way in result.ways] == [5, 5, 5]
    for way in result.ways:
        graph = city.causal
        numbers = [graph.number(step.node.iri) for step in way.steps[1:]]
        assert all(b in graph.onward.of(a) for a, b in itertools.pairwise(numbers))
        assert graph.kind(numbers[0]) == "activity"


def test_a_practice_is_no_cause_so_that_all_links_are_followed(city: State) -> None:
    result = paths(city, PRACTICE, TOWN)
    assert result.over == "all"
    assert result.ways
    assert result.whole == result.ways[0].length
    assert {way.steps[0].node.iri for way in result.ways} == {PRACTICE}
    assert {way.steps[-1].node.iri for way in result.ways} == {TOWN}


def test_a_practice_asked_for_as_a_cause_is_named_as_outside(city: State) -> None:
    result = paths(city, PRACTICE, TOWN, over="causal")
    assert [one.iri for one in result.outside] == [PRACTICE]
    assert not result.ways


def test_a_way_against_the_direction_is_told(city: State) -> None:
    answer = catalogue.get("paths").answer(city, {"from": [TOWN], "to": [PROGRAM]})
    assert (answer.result.none, answer.result.back) == (True, True)
    assert "逆に" in answer.sentence["ja"]
    assert [table.name for table in answer.tables] == ["ways", "steps", "reach"]


@pytest.mark.parametrize("over", ["causal", "all"])
def test_a_way_of_six_links_is_found_whole(over: str) -> None:
    state = made(chain(6).replace("lm:inModel :m ;", "") if over == "all" else chain(6))
    result = paths(state, iri("e0"), iri("e6"), over)
    assert nodes(result) == [[f"e{n}" for n in range(7)]]
    assert result.whole >= 6


@pytest.mark.parametrize("over", ["causal", "all"])
def test_a_way_that_is_longer_than_asked_for_is_not_denied(over: str) -> None:
    state = made(chain(6).replace("lm:inModel :m ;", "") if over == "all" else chain(6))
    result = paths(state, iri("e0"), iri("e6"), over, longest=4)
    assert (result.ways, result.none) == ((), False)


def test_two_parts_without_a_link_have_no_way_of_any_length() -> None:
    state = made(":a a lm:Program ; lm:leadUnit :u . :b a lm:Program ; lm:leadUnit :v .")
    asked = {"from": [iri("a")], "to": [iri("b")], "over": ["all"]}
    answer = catalogue.get("paths").answer(state, asked)
    assert answer.result.none
    assert "道筋はありません" in answer.sentence["ja"]


def test_the_same_thing_twice_is_said(city: State) -> None:
    answer = catalogue.get("paths").answer(city, {"from": [UNIT], "to": [UNIT]})
    assert not answer.result.ways
    assert "両方に選ばれて" in answer.sentence["ja"]


def test_what_is_not_there_is_not_found(city: State) -> None:
    with pytest.raises(NotFound, match="program/none"):
        paths(city, PROGRAM, f"{BASE}/id/program/none")
    with pytest.raises(BadInput, match="99"):
        paths(city, PROGRAM, TOWN, longest=99)


def test_cycles_and_links_to_oneself_end() -> None:
    state = made(chain(3) + ":e3 lm:leadsTo :e0, :e3 . :e1 lm:leadsTo :e0 .")
    assert nodes(paths(state, iri("e0"), iri("e3"))) == [["e0", "e1", "e2", "e3"]]


def test_the_statements_of_a_way_are_in_the_query_behind_it(city: State) -> None:
    result = paths(city, PRACTICE, TOWN)
    rows = list(city.store.select(result.behind[0].query).dicts())
    stated = {(str(row["node"]), str(row["other"])) for row in rows}
    for way in result.ways:
        for a, b in itertools.pairwise(way.steps):
            assert (a.node.iri, b.node.iri) in stated


def test_more_ways_than_are_given_are_told() -> None:
    """Two hubs with forty things between them: thirty ways, and a word that there are others."""
    lines = [":u a lm:Unit . :v a lm:Unit ."]
    lines += [f":t{n} a lm:Program ; lm:leadUnit :u ; lm:relatedUnit :v ." for n in range(40)]
    state = made("\n".join(lines))
    result = paths(state, iri("u"), iri("v"))
    assert (len(result.ways), result.more) == (MOST_WAYS, True)


def test_a_search_that_reaches_its_bound_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_LINKS", 3)
    state = made(chain(8).replace("lm:inModel :m ;", ""))
    answer = catalogue.get("paths").answer(
        state, {"from": [iri("e0")], "to": [iri("e8")], "over": ["all"]}
    )
    assert (answer.result.stopped, answer.result.none) == (True, False)
    assert "打ち切りました" in answer.sentence["ja"]


Links = list[tuple[int, int]]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=24), st.integers(1, 6))
def test_ways_are_those_of_a_plain_search(links: Links, longest: int) -> None:
    onward: dict[str, list[str]] = {}
    backward: dict[str, list[str]] = {}
    for a, b in set(links):
        onward.setdefault(str(a), []).append(str(b))
        backward.setdefault(str(b), []).append(str(a))
    distance = distances(lambda n: backward.get(n, ()), "7", longest)
    found = simple_ways(lambda n: onward.get(n, ()), "0", "7", distance, longest, 10_000)
    assert not found.more
    assert sorted(found.ways) == sorted(plain(onward, longest))
    assert [len(way) for way in found.ways] == sorted(len(way) for way in found.ways)


def plain(onward: dict[str, list[str]], longest: int) -> list[tuple[str, ...]]:
    """Return all simple ways from 0 to 7, breadth first, with nothing clever."""
    found, todo = [], deque([("0",)])
    while todo:
        way = todo.popleft()
        if way[-1] == "7":
            found.append(way)
        elif len(way) <= longest:
            todo += [(*way, n) for n in onward.get(way[-1], ()) if n not in way]
    return found


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=14), st.integers(1, 6))
def test_over_all_links_the_ways_up_to_a_length_are_all_there(links: Links, longest: int) -> None:
    turtle = "".join(f":n{a} lm:relatedProgram :n{b} .\n" for a, b in links)
    state = made(turtle + ":n0 a lm:Program . :n7 a lm:Program .")
    both: dict[str, list[str]] = {}
    for a, b in {pair for one in links for pair in (one, one[::-1])}:
        both.setdefault(str(a), []).append(str(b))
    result = paths(state, iri("n0"), iri("n7"), "all", longest)
    assert not result.more
    expected = [[f"n{n}" for n in way] for way in plain(both, longest)]
    assert sorted(nodes(result)) == sorted(expected)
