"""A question about any number of resources is asked in parts, by one function."""

from __future__ import annotations

import re

import pytest
from michisuji import questions
from michisuji.errors import BadInput
from michisuji.questions.model import MOST_VALUES
from michisuji.store.memory import MemoryStore

from tests.rooms import PACKAGE

BASE = "http://127.0.0.1:8000"
MANY = [f"{BASE}/id/program/p-{n:04}" for n in range(2 * MOST_VALUES + 1)]


@pytest.mark.parametrize(
    ("count", "parts"),
    [(0, 0), (1, 1), (MOST_VALUES, 1), (MOST_VALUES + 1, 2), (2 * MOST_VALUES + 1, 3)],
)
def test_values_are_spread_over_queries(count: int, parts: int) -> None:
    question = questions.get("labels-of")
    queries = list(question.bind_parts(BASE, "resource", reversed(MANY[:count])))
    assert len(queries) == parts
    named = [re.findall(r"<(http[^>]*/id/program/[^>]*)>", query) for query in queries]
    assert [iri for part in named for iri in part] == MANY[:count]
    assert all(len(part) <= MOST_VALUES for part in named)


def test_each_is_asked_for_once_and_what_no_query_can_name_is_left_out() -> None:
    odd = [MANY[0], "_:b1", "http://x.example/a b", "no iri", MANY[0], "http://x.example/\ud800"]
    (query,) = questions.get("labels-of").bind_parts(BASE, "resource", odd)
    assert query == questions.get("labels-of").bind(BASE, {"resource": [MANY[0]]})


def test_the_rows_of_all_parts_come_together() -> None:
    store = MemoryStore(BASE)
    named = (f'<{iri}> rdfs:label "{n}"@ja' for n, iri in enumerate(MANY))
    prefix = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
    store.update(f"{prefix} INSERT DATA {{ {' . '.join(named)} }}")
    rows = questions.run_many(store, "labels-of", "resource", MANY, base_iri=BASE)
    assert {str(r["resource"]): str(r["label"]) for r in rows} == {
        iri: str(n) for n, iri in enumerate(MANY)
    }


def test_a_graph_has_no_rows() -> None:
    with pytest.raises(BadInput):
        next(questions.run_many(MemoryStore(BASE), "facts", "node", MANY, base_iri=BASE))


def test_nothing_else_splits_its_values() -> None:
    """But what asks no named question, and the search that looks at its bounds between parts."""
    found = {
        path.relative_to(PACKAGE).as_posix()
        for room in ("analysis", "quality", "web", "questions")
        for path in (PACKAGE / room).rglob("*.py")
        if "range(0, len(" in path.read_text("utf-8")
    }
    assert found == {
        "analysis/paths/searching.py",
        "questions/model.py",
        "quality/shacl/nodes.py",
        "quality/shacl/change/walk.py",
        "quality/formats/xlsx/pages.py",
    }
