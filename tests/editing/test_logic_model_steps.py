"""Steps on a logic model: any of them keep it whole, and none reaches another model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.editing.logic_models import (
    EditedModel,
    StepRefused,
    from_json,
    read,
    replay,
    to_json,
)
from michisuji.editing.logic_models.computing import apply, patch
from michisuji.editing.logic_models.steps import MOST_STEPS, VOCABULARY, all_from_json
from michisuji.errors import BadInput, NotFound, TooLarge
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM

BASE = "http://127.0.0.1:8000"
MODEL = f"{BASE}/id/model/mihon-010101-2026"
_KEYS = st.integers(0, 30).map(lambda n: f"x{n:07x}")
_KINDS = st.sampled_from(["staff", "goods", "activity", "output", "short", "mid", "long"])


@pytest.fixture(scope="module")
def model(sample_store: MemoryStore) -> EditedModel:
    return read(sample_store, MODEL, BASE)


def id_of(name: str) -> str:
    return f"{BASE}/id/{name}"


A1, P1 = id_of("activity/mihon-010101-a1"), id_of("output/mihon-010101-p1")
S1 = id_of("outcome/mihon-010101-s1")
M1, MONEY = id_of("outcome/mihon-010101-m1"), id_of("model-money/mihon-010101-2026")
TOWN = id_of("town-condition/mihon-0101-t1")
OTHER = id_of("activity/mihon-010102-a1")


def _step(data: st.DataObject, now: EditedModel) -> dict[str, Any]:
    """Draw a step that is likely to apply, or not."""
    some = st.sampled_from([*now.elements, *now.outside, OTHER])
    edges = st.sampled_from([*now.edges]) if now.edges else st.nothing()
    indicators = st.sampled_from(now.indicators)
    kind = data.draw(st.sampled_from(sorted(VOCABULARY)))
    key, name = data.draw(_KEYS), data.draw(st.text("あいう<>&\"'", min_size=1, max_size=5))
    element = data.draw(some)
    match kind:
        case "add":
            return {"do": kind, "key": key, "kind": data.draw(_KINDS), "ja": name}
        case "describe":
            return {"do": kind, "element": element, "ja": name, "en": "x", "planned": "1.5"}
        case "move":
            return {"do": kind, "element": element, "kind": data.draw(_KINDS), "key": key}
        case "join":
            return {"do": kind, "source": element, "target": data.draw(some)}
        case "delete":
            return {"do": kind, "element": element}
        case "attach" | "detach":
            return {"do": kind, "indicator": data.draw(indicators), "element": element}
    if kind == "divide":
        moved = [f"to {e.target}" for e in now.edges if e.source == element]
        moved += [f"from {e.source}" for e in now.edges if e.target == element]
        chosen = data.draw(st.lists(st.sampled_from(moved), unique=True)) if moved else []
        return {"do": kind, "element": element, "key": key, "ja": name, "moved": chosen}
    source, target = data.draw(edges) if now.edges else (element, OTHER)
    ends = {"do": kind, "source": source, "target": target}
    if kind == "explain":
        return {**ends, "rationale": name, "confidence": "0.7", "feedback": "true"}
    return ends if kind == "cut" else {**ends, "key": key, "kind": data.draw(_KINDS), "ja": name}


def _faults(now: EditedModel) -> list[str]:
    """Return what a model must not be."""
    plain = {(str(q.subject), str(q.object)) for q in now.own if str(q.predicate) == f"{LM}leadsTo"}
    found = [f"no pair: {ends}" for ends, links in now.edges.items() if len(links) != 1]
    found += [f"no plain edge: {ends}" for ends in now.edges if tuple(ends) not in plain]
    there = {*now.elements, *now.outside}
    found += [f"no end: {ends}" for ends in now.edges if not set(ends) <= there]
    numbers = [now.order(e) for e in now.elements if now.kind(e) != "money"]
    found += [f"order: {numbers}"] if numbers != list(range(1, len(numbers) + 1)) else []
    found += [f"no name: {e}" for e in now.elements if not now.label(e)]
    found += [f"graph: {q}" for q in now.own if q.graph not in (now.graph, now.timeless)]
    return found


@settings(max_examples=40)
@given(data=st.data())
def test_any_steps_keep_a_model_whole(model: EditedModel, data: st.DataObject) -> None:
    steps = []
    now = model
    for _ in range(data.draw(st.integers(1, 8))):
        step = from_json(_step(data, now))
        assert from_json(to_json(step)) == step
        steps.append(step)
        done = replay(model, steps)
        now = done.model
        assert _faults(now) == []
        assert len(done.applied) + len(done.refused) == len(steps)
    assert replay(model, steps).model == now  # the same steps give the same model
    change = patch(model, now)
    back = now.without(change.added).having(change.removed)
    assert back == model
    while steps:  # undone one by one
        steps.pop()
        assert _faults(replay(model, steps).model) == []
    assert replay(model, steps).model == model
    assert now.around == model.around


def _done(model: EditedModel, *steps: dict[str, Any]) -> EditedModel:
    done = replay(model, [from_json(step) for step in steps])
    assert not done.refused
    return done.model


def test_a_link_is_written_twice_and_named_after_its_ends(model: EditedModel) -> None:
    now = _done(model, {"do": "join", "source": P1, "target": M1})
    assert now.edges[P1, M1] == (id_of("link/mihon-010101-p1-m1"),)  # type: ignore[index]
    town = _done(model, {"do": "join", "source": S1, "target": TOWN})
    assert town.edges[S1, TOWN] == (id_of("link/mihon-010101-s1-measure-t1"),)  # type: ignore[index]
    again = _done(now, {"do": "cut", "source": P1, "target": M1})
    assert again == model


def test_what_is_said_of_a_link_goes_with_it(model: EditedModel) -> None:
    said = {"do": "explain", "source": P1, "target": S1, "rationale": "理由", "share": "60"}
    key = {"key": "x0000001", "ja": "間", "kind": "short"}
    now = _done(model, said, {"do": "insert", "source": P1, "target": S1, **key})
    new = id_of("outcome/mihon-010101-x0000001")
    assert (P1, S1) not in now.edges
    (first,), (second,) = now.edges[P1, new], now.edges[new, S1]  # type: ignore[index]
    assert now.text(first, f"{LM}rationale", "ja") == "理由"
    assert now.refers(first, f"{LM}contributionShare") == ["60"]
    assert now.text(second, f"{LM}rationale", "ja") == ""


def test_an_element_is_divided_as_said(model: EditedModel) -> None:
    p2, s2 = id_of("output/mihon-010101-p2"), id_of("outcome/mihon-010101-s2")
    indicator = model.indicators_of(p2)[0]
    moved = [f"to {s2}", f"indicator {indicator}"]
    step = {"do": "divide", "element": p2, "key": "x0000002", "ja": "もう一つ", "moved": moved}
    now, new = _done(model, step), id_of("output/mihon-010101-x0000002")
    assert now.kind(new) == "output"
    assert now.edges_of(new) == [(new, s2)]
    assert (p2, s2) not in now.edges
    assert (p2, S1) in now.edges
    assert (now.indicators_of(new), now.indicators_of(p2)) == ([indicator], [])
    assert now.elements.index(new) == now.elements.index(p2) + 1


def test_a_move_within_outcomes_keeps_the_name_of_the_resource(model: EditedModel) -> None:
    now = _done(model, {"do": "move", "element": S1, "kind": "long", "key": "x0000003"})
    assert now.kind(S1) == "long"
    moved = _done(model, {"do": "move", "element": P1, "kind": "activity", "key": "x0000003"})
    new = id_of("activity/mihon-010101-x0000003")
    assert P1 not in moved.elements
    assert [e.source for e in moved.edges if e.target == new] == [A1]
    assert moved.label(new) == model.label(P1)
    assert moved.indicators_of(new) == model.indicators_of(P1)


@pytest.mark.parametrize(
    "step",
    [
        {"do": "delete", "element": OTHER},
        {"do": "describe", "element": TOWN, "ja": "x"},
        {"do": "describe", "element": MONEY, "ja": "x"},
        {"do": "delete", "element": MONEY},
        {"do": "move", "element": MONEY, "kind": "output", "key": "x0000001"},
        {"do": "add", "kind": "town", "ja": "x", "key": "x0000001"},
        {"do": "join", "source": A1, "target": OTHER},
        {"do": "join", "source": OTHER, "target": A1},
        {"do": "join", "source": TOWN, "target": A1},
        {"do": "join", "source": A1, "target": A1},
        {"do": "join", "source": A1, "target": P1},
        {"do": "cut", "source": A1, "target": M1},
        {"do": "explain", "source": A1, "target": M1},
        {"do": "attach", "indicator": OTHER, "element": A1},
        {"do": "attach", "indicator": id_of("indicator/mihon-020101-01"), "element": A1},
        {"do": "detach", "indicator": id_of("indicator/mihon-010101-01"), "element": A1},
        {"do": "divide", "element": A1, "key": "x0000001", "ja": "x", "moved": [f"to {M1}"]},
    ],
    ids=str,
)
def test_a_step_that_does_not_apply_is_refused_alone(
    model: EditedModel, step: dict[str, Any]
) -> None:
    with pytest.raises(StepRefused) as refused:
        apply(model, from_json(step))
    assert refused.value.status == 422
    good = from_json({"do": "describe", "element": A1, "ja": "よい名前"})
    done = replay(model, [from_json(step), good])
    assert [s for s, _ in done.refused] == [from_json(step)]
    assert done.model.label(A1) == "よい名前"


@pytest.mark.parametrize(
    "found",
    [
        None, 1, "delete", [], {}, {"do": 1}, {"do": "none"}, {"do": ["add"]},
        {"do": "delete"}, {"do": "delete", "element": 5}, {"do": "delete", "element": "not an iri"},
        {"do": "delete", "element": A1, "more": "x"}, {"do": "delete", "element": {"a": {}}},
        {"do": "add", "key": "a1", "kind": "output", "ja": "x"},
        {"do": "add", "key": "x0000001", "kind": "money", "ja": "x"},
        {"do": "add", "key": "x0000001", "kind": "output", "ja": ""},
        {"do": "add", "key": "x0000001", "kind": "output", "ja": "x" * 301},
        {"do": "add", "key": "x0000001", "kind": "output", "ja": "a\x00b"},
        {"do": "add", "key": "x0000001", "kind": "output", "ja": "a\ud800b"},
        {"do": "explain", "source": A1, "target": P1, "confidence": "1.1"},
        {"do": "explain", "source": A1, "target": P1, "confidence": "NaN"},
        {"do": "explain", "source": A1, "target": P1, "share": "1e999999999"},
        {"do": "explain", "source": A1, "target": P1, "feedback": "1"},
        {"do": "divide", "element": A1, "key": "x0000001", "ja": "x", "moved": ["x y"]},
        {"do": "divide", "element": A1, "key": "x0000001", "ja": "x", "moved": [[]]},
        {"do": "divide", "element": A1, "key": "x0000001", "ja": "x", "moved": "to x"},
    ],
    ids=lambda found: str(found)[:60].encode("unicode_escape").decode(),
)  # fmt: skip
def test_what_is_no_step_is_refused_with_words(found: Any) -> None:
    with pytest.raises(BadInput) as bad:
        from_json(found)
    assert bad.value.message["ja"]
    assert bad.value.hint["en"]


def test_too_many_steps_are_refused() -> None:
    step = {"do": "delete", "element": A1}
    assert len(all_from_json([step] * MOST_STEPS)) == MOST_STEPS
    with pytest.raises(TooLarge):
        all_from_json([step] * (MOST_STEPS + 1))
    with pytest.raises(BadInput):
        all_from_json({"0": step})


def test_scripts_in_names_stay_text(model: EditedModel) -> None:
    name = "<script>alert(1)</script>\"' \\ {x}"
    now = _done(model, {"do": "describe", "element": A1, "ja": name, "en": name})
    assert (now.label(A1), now.label(A1, "en")) == (name, name)


@pytest.mark.parametrize(
    "iri", [f"{BASE}/id/model/none", f"{BASE}/id/program/mihon-010101", "urn:x"]
)
def test_only_a_model_can_be_read(sample_store: MemoryStore, iri: str) -> None:
    with pytest.raises(NotFound):
        read(sample_store, iri, BASE)


def test_a_measures_model_has_town_conditions_alone(sample_store: MemoryStore) -> None:
    measure = read(sample_store, f"{BASE}/id/model/mihon-0101-2026", BASE)
    assert measure.is_measures
    now = _done(measure, {"do": "add", "key": "x0000001", "kind": "town", "ja": "新しい状態"})
    assert now.kind(id_of("town-condition/mihon-0101-x0000001")) == "town"
    step = from_json({"do": "add", "key": "x0000002", "kind": "output", "ja": "x"})
    with pytest.raises(StepRefused):
        apply(measure, step)


def test_an_earlier_year_stays_apart(sample_store: MemoryStore, model: EditedModel) -> None:
    before = read(sample_store, f"{BASE}/id/model/mihon-010101-2025", BASE)
    now = _done(before, {"do": "describe", "element": A1, "ja": "昔の名前"})
    change = patch(before, now)
    assert {q.graph for q in change.quads} == {f"{BASE}/graph/mihon/2025"}
    assert replace(model).graph == f"{BASE}/graph/mihon/2026"
