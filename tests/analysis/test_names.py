"""The search in memory finds what search.rq finds."""

from __future__ import annotations

import re

import pytest
from michisuji import questions
from michisuji.analysis import searched_names
from michisuji.analysis.causal import CausalIndex
from michisuji.analysis.searched_names import Name, SearchedNames, names_of, prepare
from michisuji.analysis.state import State
from michisuji.importers.sample import import_sample
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM

BASE = "http://127.0.0.1:8000"
_CLASSES = re.compile(r"VALUES \?class \{(.*?)\}", re.DOTALL)


@pytest.fixture(scope="module")
def city() -> State:
    store = MemoryStore(BASE)
    import_sample(store, Settings())
    return State(store, BASE, index=CausalIndex())


@pytest.mark.parametrize("words", ["防災", "子ども", "課", "%", "2026", "zzzz", "A"])
@pytest.mark.parametrize("class_", ["", LM + "Program"])
def test_it_finds_what_the_engine_finds(city: State, words: str, class_: str) -> None:
    prepare(city)
    known = names_of(city.causal)
    assert known is not None
    found = {(n.node, n.label, n.class_) for n in known.holding(words, class_ or None)}
    params = {"words": words, **({"class": class_} if class_ else {})}
    asked = {(r["node"], r["label"], r["class"]) for r in city.ask("search", params)}
    if len(asked) > 200:  # where the engine is cut
        assert asked <= found
    else:
        assert asked == found


def test_both_questions_are_of_the_same_classes() -> None:
    listed = [
        sorted(_CLASSES.findall(questions.get(name).text)[0].split())
        for name in ("search", "names-to-search")
    ]
    assert listed[0] == listed[1]


def test_names_that_hold_words_once_each_and_the_shortest_first() -> None:
    known = SearchedNames(Name(f"urn:{n}", label, "urn:c") for n, label in enumerate(
        ("道の駅の道", "道", "NPOとの道", "川", "行\n道", "\0道")
    ))  # fmt: skip
    found = [one.label for one in known.holding("道")]
    assert found[0] == "道"
    assert sorted(found) == sorted(("道の駅の道", "道", "NPOとの道", "行\n道", "\0道"))
    assert [one.label for one in known.holding("npo")] == ["NPOとの道"]
    assert not list(known.holding(""))
    assert not list(known.holding("道\0道")), "no words reach from one name into the next"
    assert not list(known.holding("道", "urn:other"))


def test_too_many_names_are_left_to_the_engine(
    city: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searched_names, "MOST", 10)
    city.causal.derived.pop("names to search", None)
    prepare(city)
    assert names_of(city.causal) is None
    city.causal.derived.pop("names to search", None)
    assert names_of(None) is None
