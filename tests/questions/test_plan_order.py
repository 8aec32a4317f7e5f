"""The plan's order: numbers as numbers, whatever their width; the same in Python and in SPARQL."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from michisuji import questions
from michisuji.importers.rdf import import_rdf
from michisuji.questions.plan_order import natural, plan_key
from michisuji.store.memory import MemoryStore

BASE = "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "told",
    [
        ["Ⅰー１", "Ⅰー２", "Ⅰー１０", "Ⅱー１", "Ⅴー１", "Ⅸー１", "Ⅹー１"],
        ["1-2", "1-10", "2-1"],
        ["0101", "0102", "0110", "0201"],
        ["①", "②", "⑨", "⑩"],
        ["１－１ 犯罪の防止", "１－２ 救助", "１１－１ 感染症", "２２ 道路"],
        ["9" * 5000, "1" + "0" * 5000],
    ],
)
def test_numbers_are_sorted_as_numbers(told: list[str]) -> None:
    backwards = told[::-1]
    assert sorted(backwards, key=natural) == told


def test_dashes_and_widths_do_not_tell_numbers_apart() -> None:
    assert natural("１－２") == natural("1-2") == natural("１ー２")


def test_what_has_no_number_is_sorted_by_the_number_in_its_name() -> None:
    rows = [(None, "１０ 道", "c"), (None, "２ 川", "b"), ("1", "山", "a"), (None, None, "d")]
    assert [row[2] for row in sorted(rows, key=lambda row: plan_key(*row))] == ["a", "b", "c", "d"]


@given(st.lists(st.lists(st.integers(0, 10**6), min_size=1, max_size=3), min_size=2, max_size=8))
def test_runs_of_digits_are_compared_one_by_one(parts: list[list[int]]) -> None:
    texts = ["-".join(map(str, one)) for one in parts]
    assert sorted(texts, key=natural) == ["-".join(map(str, one)) for one in sorted(parts)]


def test_sparql_sorts_alike(tmp_path: Path) -> None:
    """Measures 2, 10, 1-2 and 1-10 of one policy, by name and by number."""
    folder = tmp_path
    names = ["２ 川", "１０ 道", "１－２ 橋", "１－１０ 港", "３ 山"]
    text = "@prefix lm: <https://w3id.org/michisuji/ns#> .\n"
    text += "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    for n, label in enumerate(names):
        text += f'<{BASE}/id/measure/t-{n}> a lm:Measure ; rdfs:label "{label}"@ja ; '
        text += f"lm:partOf <{BASE}/id/policy/t-p> .\n"
    path = folder / "t.ttl"
    path.write_text(text, "utf-8")
    store = MemoryStore(BASE)
    store.replace(import_rdf([path], dataset="t", base_iri=BASE, out_dir=folder / "out")[0])
    answer = questions.run(store, "tree-of-policy", {"policy": "id/policy/t-p"}, base_iri=BASE)
    found = [str(row["measureLabel"]) for row in answer.dicts()]
    assert found == sorted(names, key=natural)


@pytest.mark.parametrize(
    "question", [q for q in questions.catalogue().values() if q.is_listed], ids=lambda q: q.name
)
def test_listed_answers_never_begin_in_the_order_of_iris(question: questions.Question) -> None:
    """The first key of an answer about the plan is a number, a year, or the plan's order."""
    order = question.text.rpartition("ORDER BY")[2].split("\n")
    keys = [line.strip() for line in order if line.strip()]
    first = re.match(r"(?:[\w:]+\()*\?(\w+)", keys[0])
    assert first
    members = {"program", "measure", "policy", "direction", "node"}
    of_iri = first[1].removesuffix("Label") in members
    assert not of_iri or keys[0].endswith("#NATURAL"), keys[0]


@pytest.mark.parametrize("name", sorted(questions.catalogue()))
def test_answers_are_sorted_by_texts_or_by_what_the_question_computes(name: str) -> None:
    """Texts beside numbers, or years of several time zones, have no order: the engine aborts."""
    text = questions.get(name).text
    computed = set(re.findall(r"\bAS \?(\w+)\)", text)) - set(
        re.findall(r"(?:COALESCE|SAMPLE|MIN|MAX|STRDT)\([^()]*\) AS \?(\w+)\)", text)
    )
    for clause in re.findall(r"ORDER BY(.*?)(?=\n\s*(?:LIMIT|\}|OFFSET)|\Z)", text, re.S):
        natural = set(re.findall(r"^\s*\?(\w+).*#NATURAL$", clause, re.M))
        plain = set(re.findall(r"(?:^|\s|DESC\()\?(\w+)", clause))
        assert plain - natural <= computed, clause
