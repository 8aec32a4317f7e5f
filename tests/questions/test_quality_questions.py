"""The questions about gaps in the data, and what holds for every stored question."""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox
import pytest
from michisuji import questions
from michisuji.store.memory import MemoryStore

Ask = Callable[..., list[dict[str, str]]]
BASE = "http://127.0.0.1:8000"
EVERY = sorted(questions.catalogue())


def test_outcomes_nothing_produces(ask: Ask) -> None:
    rows = ask("outcomes-nothing-produces")
    assert [(r["outcome"], r["owner"]) for r in rows] == [
        ("town-condition/t-2", "measure/t-m2"),
        ("outcome/t-p2-z", "program/t-p2"),
    ]


def test_dead_ends(ask: Ask) -> None:
    rows = ask("dead-ends")
    assert [(r["element"], r["programLabel"]) for r in rows] == [("activity/t-p2-b", "見守り事業")]
    assert rows[0]["class"].endswith("#Activity")


def test_links_without_rationale_are_counted_by_program(ask: Ask) -> None:
    rows = ask("links-without-rationale")
    assert [(r["program"], r["links"], r["unexplained"]) for r in rows] == [
        ("program/t-p1", "2", "1"),
        ("program/t-p2", "1", "1"),
    ]


def test_completeness_by_unit(ask: Ask) -> None:
    rows = ask("completeness-by-unit")
    assert [(r["unit"], r["programs"], r["complete"], r["share"][:4]) for r in rows] == [
        ("unit/t-d", "3", "2", "66.7")
    ]


def test_one_stage_outcomes(ask: Ask) -> None:
    rows = ask("one-stage-outcomes")
    assert [(r["program"], r["reason"]) for r in rows] == [("program/t-p2", "試行の年のため")]


def test_where_from_reads_the_provenance_graph() -> None:
    store = MemoryStore(BASE)
    store.update(
        f"""INSERT DATA {{ GRAPH <{BASE}/graph/t/provenance> {{
          <{BASE}/id/program/t-p1> <http://www.w3.org/ns/prov#wasDerivedFrom>
            <{BASE}/source/t/2024/a.csv#row=7> . }} }}"""
    )
    wanted = [f"{BASE}/id/program/t-p1", f"{BASE}/id/program/t-p9"]
    rows = questions.run(store, "where-from", {"resource": wanted}, base_iri=BASE).rows
    assert [str(row[1]) for row in rows] == [f"{BASE}/source/t/2024/a.csv#row=7"]


def test_program_facts_are_the_programs_model_and_its_context(small_city: MemoryStore) -> None:
    graph = questions.run_graph(
        small_city, "program-facts", {"program": "id/program/t-p1"}, base_iri=BASE
    )
    subjects = {str(s).removeprefix(BASE + "/id/") for s in graph.subjects()}
    assert {"program/t-p1", "link/t-p1-4", "money/t-p1-2024", "indicator/t-i1"} <= subjects
    assert {"measure/t-m1", "town-condition/t-1"} <= subjects
    assert not {s for s in subjects if "t-p2" in s and "x" not in s}


def test_there_are_enough_questions_of_real_use() -> None:
    audiences = [questions.get(name).audience for name in EVERY]
    assert audiences.count("planner") >= 15
    assert audiences.count("quality") >= 5


@pytest.mark.parametrize("name", EVERY)
def test_every_question_is_sparql_as_it_is_and_when_bound(name: str) -> None:
    question = questions.get(name)
    example = {p.name: p.example for p in question.parameters}
    ox.Store().query(question.text)
    found = ox.Store().query(question.bind(BASE, example, "en"))
    forms = {"SELECT": ox.QuerySolutions, "CONSTRUCT": ox.QueryTriples, "ASK": ox.QueryBoolean}
    assert isinstance(found, forms[question.form])
    if question.form == "SELECT":
        columns = {c.name for c in question.columns}
        variables = {v.value for v in found.variables}
        # The pages' own questions also hand over what no reader sees.
        assert columns <= variables if question.audience == "browse" else columns == variables


@pytest.mark.parametrize("name", EVERY)
def test_every_question_tells_both_languages(name: str) -> None:
    question = questions.get(name)
    assert question.title["ja"] != question.title["en"]
    assert question.description["ja"] != question.description["en"]
    for parameter in question.parameters:
        assert parameter.label["ja"] != parameter.label["en"]
