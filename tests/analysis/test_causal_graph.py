"""The causal graph says what property paths say, before and after edits."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji import questions
from michisuji.analysis.causal import CausalGraph, CausalIndex
from michisuji.analysis.causal.adjacency import Adjacency
from michisuji.analysis.causal.reading import read, refresh
from michisuji.importers.sample import import_sample
from michisuji.questions.as_of import graphs_as_of
from michisuji.settings import Settings
from michisuji.store import Batch, RawResult
from michisuji.store.memory import MemoryStore

from tests.analysis.random_models import BASE, LM, Models, iri, models, quad

pytestmark = pytest.mark.slow


def paths(store: MemoryStore) -> dict[str, set[str]]:
    """Activity → what it leads to, by a property path."""
    found: dict[str, set[str]] = {}
    query = f"SELECT ?a ?b {{ ?a a <{LM}Activity> ; <{LM}leadsTo>+ ?b }}"
    for a, b in store.select(query).rows:
        found.setdefault(str(a), set()).add(str(b))
    return found


@settings(max_examples=150, deadline=None)
@given(models())
def test_walks_reach_what_property_paths_reach(city: Models) -> None:
    store = city.store()
    graph = read(store, BASE)
    expected = paths(store)
    for n, kind in enumerate(city.kinds):
        number = graph.number(city.element(n))
        assert number is not None
        reached = {graph.elements[m] for m in graph.downstream([number])}
        if kind == "Activity":
            assert reached == expected.get(city.element(n), set()) | {city.element(n)}
        back = {graph.elements[m] for m in graph.upstream([number])}
        for m in range(len(city.kinds)):
            there = graph.downstream([graph.numbers([city.element(m)])[0]])
            assert (city.element(m) in back) == (number in there)


@settings(max_examples=150, deadline=None)
@given(models())
def test_all_at_once_is_the_same_as_one_by_one(city: Models) -> None:
    graph = read(city.store(), BASE)
    activities = graph.of_kind("activity")
    one_by_one = graph.downstream(activities.nonzero()[0].tolist())
    assert set(graph.onward.reach_all(activities).nonzero()[0].tolist()) == one_by_one
    town = graph.of_kind("town")
    assert set(graph.backward.reach_all(town).nonzero()[0].tolist()) == graph.upstream(
        town.nonzero()[0].tolist()
    )


@settings(max_examples=100, deadline=None)
@given(models(), st.sets(st.integers(0, 13), max_size=4))
def test_nothing_is_reached_through_what_is_blocked(city: Models, blocked: set[int]) -> None:
    graph = read(city.store(), BASE)
    shut = set(graph.numbers(city.element(n) for n in blocked))
    mask = graph.of_kind("input") & False
    mask[list(shut)] = True
    starts = graph.of_kind("activity")
    free = [n for n in starts.nonzero()[0].tolist() if n not in shut]
    expected = graph.onward.reach(free, shut)
    assert set(graph.onward.reach_all(starts, mask).nonzero()[0].tolist()) == expected
    assert not expected & shut


@settings(max_examples=100, deadline=None)
@given(models(), st.data())
def test_a_graph_kept_up_to_date_is_the_one_read_anew(city: Models, data: st.DataObject) -> None:
    store = city.store()
    graph = read(store, BASE)
    for _ in range(data.draw(st.integers(1, 4))):
        _edit(city, store, graph, data)
    fresh = read(store, BASE)
    assert picture(graph) == picture(fresh)


def _edit(city: Models, store: MemoryStore, graph: CausalGraph, data: st.DataObject) -> None:
    """Take some statements away and put others in, as an edit of a model does."""
    before = city.triples()
    gone = set(data.draw(st.lists(st.sampled_from(sorted(before)), max_size=3)))
    ends = st.integers(0, len(city.kinds) - 1)
    steps = data.draw(st.sets(st.tuples(ends, ends), max_size=3))
    come = {(city.element(a), LM + "leadsTo", city.element(b)) for a, b in steps}
    come |= {(iri("indicator", 9), LM + "indicates", city.element(b)) for _, b in steps}
    for triple in gone:
        store.data.remove(quad(triple))
    for triple in come:
        store.data.add(quad(triple))
    refresh(graph, store, BASE, (), {t[0] for t in gone | come})


def picture(g: CausalGraph) -> dict[str, object]:
    """All that a graph says, free of its numbers."""
    names = g.elements
    told = {}
    for n, name in enumerate(names):
        onward = {names[m] for m in g.onward.of(n)}
        backward = {names[m] for m in g.backward.of(n)}
        facts = (g.kind(n), g.owner(n), g.shown_by(n))
        if onward or backward or facts != ("", None, []):
            told[name] = (facts, onward, backward)
    return {"elements": told, "programs": set(g.plan.programs())}


def test_many_changed_nodes_are_sorted_in_again() -> None:
    import numpy as np

    size = 5000
    chain = np.arange(size - 1, dtype=np.int32)
    graph = Adjacency(size, chain, chain + 1)
    for n in range(0, size - 1, 2):
        graph.put(n, [n + 1, 0])
    sources, targets = graph.edges()
    assert len(sources) == size - 1 + (size - 1 + 1) // 2
    assert graph.of(4) == (5, 0)
    assert graph.of(5) == (6,)
    assert graph.reach([10]) == set(range(size))
    assert len(targets) == len(sources)


def test_an_import_is_noticed_and_an_edit_told(tmp_path: object) -> None:
    store = MemoryStore(BASE)
    import_sample(store, Settings())
    index = CausalIndex()
    first = index.graph(store, BASE)
    assert index.graph(store, BASE) is first
    for kept in index._kept.values():
        kept.seen = float("-inf")
    assert index.graph(store, BASE) is first, "nothing was imported: nothing is read again"
    element = first.elements[int(first.of_kind("activity").nonzero()[0][0])]
    target = first.elements[int(first.of_kind("town").nonzero()[0][0])]
    store.data.add(quad((element, LM + "leadsTo", target)))
    index.changed(store, BASE, [element])
    assert index.graph(store, BASE) is first
    assert first.numbers([target])[0] in first.onward.of(first.numbers([element])[0])


def test_iris_may_hold_a_comma() -> None:
    """Engines write them into CSV as they are."""
    store = MemoryStore(BASE)
    first, second = f"{BASE}/id/activity/a,1(x)", f"{BASE}/id/outcome/b,2;y"
    store.data.load(
        f"<{first}> a <{LM}Activity> ; <{LM}leadsTo> <{second}> . <{second}> a <{LM}Outcome> .",
        format=ox.RdfFormat.TURTLE,
    )
    graph = read(store, BASE)
    reached = graph.downstream(graph.numbers([first]))
    assert {graph.elements[n] for n in reached} == {first, second}


def test_a_changed_data_set_is_read_anew(tmp_path: pytest.TempPathFactory) -> None:
    from pathlib import Path

    store = MemoryStore(BASE)
    index = CausalIndex()
    file = Path(str(tmp_path)) / "t.nt"
    graph_iri = f"{BASE}/graph/t"
    city = Models(["Activity", "Outcome"], [0, 0], {(0, 1)})
    lines = sorted(f"<{s}> <{p}> <{o}> .\n" for s, p, o in city.triples())
    file.write_text("".join(lines))
    store.replace(Batch("t", {graph_iri: file}))
    assert len(index.graph(store, BASE).downstream([0])) >= 1
    number = index.graph(store, BASE).number(city.element(0))
    assert number is not None
    assert len(index.graph(store, BASE).onward.of(number)) == 1
    file.write_text("".join(line for line in lines if "leadsTo" not in line))
    store.replace(Batch("t", {graph_iri: file}))
    for kept in index._kept.values():
        kept.seen = float("-inf")
    graph = index.graph(store, BASE)
    number = graph.number(city.element(0))
    assert number is not None
    assert graph.onward.of(number) == ()


def test_the_questions_that_are_read_have_their_subject_first() -> None:
    from michisuji.analysis.causal.reading import _PUTS

    for name in _PUTS:
        question = questions.get(f"causal-{name}")
        assert question.columns[0].name == question.parameters[0].name


def test_the_store_itself_is_asked_where_there_is_no_snapshot(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from michisuji.questions import bulk_reader

    city = Models(["Activity", "Outcome"], [0, 0], {(0, 1)})
    store = city.store()
    raw, asked = store.raw, []

    def ask(*words: Any, **more: Any) -> RawResult:
        asked.append(1)
        return raw(*words, **more)

    monkeypatch.setattr(store, "raw", ask)
    from_snapshot = read(store, BASE)
    assert asked == []
    monkeypatch.setattr(bulk_reader, "snapshot", lambda _: None)
    graph = read(store, BASE)
    assert asked != []
    assert graph.elements == from_snapshot.elements
    assert graph.onward.of(graph.numbers([city.element(0)])[0]) == tuple(
        graph.numbers([city.element(1)])
    )


def test_a_year_that_nobody_asks_for_is_let_go_and_freed_at_once() -> None:
    base = Settings().base_iri
    store = MemoryStore(base)
    import_sample(store, Settings())
    index, named = CausalIndex(), graphs_as_of(store, base, 2025)
    current = index.graph(store, base)
    earlier = index.graph(store, base, 2025, named)
    assert not index.let_go(60)
    assert index.graph(store, base, 2025, named) is earlier
    index._kept[named].seen -= 61
    index._kept[None].seen -= 61
    gone = weakref.ref(earlier)
    del earlier
    gc.disable()
    try:
        assert index.let_go(60)
        assert gone() is None, "it refers to itself: set aside, it would stay for ever"
    finally:
        gc.enable()
    assert index.graph(store, base) is current
