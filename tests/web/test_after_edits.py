"""What an edit changes at once: search, pages, lists, figures, the graph, the causal graph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from flask import Flask
from michisuji.analysis.causal.graph import CausalGraph, LinkFigures
from michisuji.analysis.causal.reading import read
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM, PREFIXES
from michisuji.web import create_app
from michisuji.web.editing import drafts

BASE = "http://127.0.0.1:8000"
TOKEN = "a-secret-of-this-test-that-is-long"
PROGRAM, YEAR = f"{BASE}/id/program/mihon-010101", f"{BASE}/graph/mihon/2026"
ACTIVITY = f"{BASE}/id/activity/mihon-010101-a1"
LABEL = PREFIXES["rdfs"] + "label"


class Program:
    """A program that edits the drafts, and reads their pages."""

    def __init__(self, app: Flask) -> None:
        self.app, self._client = app, app.test_client()

    def get(self, path: str, **query: Any) -> str:
        found = self._client.get(f"/drafts/{path}", query_string=query, headers=self._headers())
        assert found.status_code == 200, found.text[:500]
        return found.text

    def post(self, body: Any) -> Any:
        found = self._client.post("/drafts/api/edits", json=body, headers=self._headers())
        assert found.status_code == 200, found.text
        return found.json

    def set(self, iri: str, predicate: str, new: str, language: str = "") -> None:
        """Make a term the only value of a property, among the values in a language if one is given.

        It stands where the values stood, else in the year's graph.
        """
        found = json.loads(self.get("api/history", iri=iri))
        mark = f"<{iri}> <{predicate}> "
        old = [one for one in found["statements"].split("\n") if one.startswith(mark)]
        old = [one for one in old if f'"@{language}' in one] if language else old
        graph = old[0].rpartition(" <")[2].partition(">")[0] if old else YEAR
        self.post(
            {
                "read_at": {iri: found["version"]},
                "remove": "\n".join(old),
                "add": f"{mark}{new} <{graph}> .",
                "reason": "直す",
            }
        )

    @staticmethod
    def _headers() -> dict[str, str]:
        return {"Authorization": f"Bearer {TOKEN}", "Accept": "text/html"}


@pytest.fixture
def program(small_store: MemoryStore, tmp_path: Path) -> Program:
    work = MemoryStore(BASE)
    work.data.extend(small_store.data)
    settings = Settings(home=tmp_path, editor_token=TOKEN)
    return Program(create_app(settings, small_store, work))


def test_the_new_name_is_on_pages_in_lists_and_found_at_once(program: Program) -> None:
    name = "かもめ見守り隊の育成"
    for path in ("doc/program/mihon-010101", "programs"):
        assert name not in program.get(path)
    assert name not in program.get("search", q="かもめ見守り")
    program.set(PROGRAM, LABEL, f'"{name}"@ja', "ja")
    assert name in program.get("doc/program/mihon-010101")
    assert name in program.get("programs")
    assert name in program.get("search", q="かもめ見守り").replace("<mark>", "").replace(
        "</mark>", ""
    )
    assert name in program.get("graph/expand", node=PROGRAM)
    public = program.app.test_client().get("/doc/program/mihon-010101").text
    assert name not in public


def test_a_figure_is_right_at_once(program: Program) -> None:
    money = next(
        quad.subject.value  # type: ignore[union-attr]
        for quad in _work(program).data.quads_for_pattern(
            None, ox.NamedNode(LM + "budgetOf"), ox.NamedNode(PROGRAM), ox.DefaultGraph()
        )
    )
    assert "987,654" not in program.get("programs")
    program.set(money, LM + "plannedAmount", f'"987654000"^^<{PREFIXES["xsd"]}decimal>')
    assert "987,654" in program.get("programs")


def test_the_causal_graph_is_that_of_the_data_after_each_edit(program: Program) -> None:
    """Only what the edit concerns is read again, and the result is as if all had been."""
    program.get("programs")
    made = drafts.mounted(program.app)
    assert made is not None
    own = made.extensions["michisuji"]
    before = own.index.graph(own.store, BASE)
    link = next(
        quad.subject.value  # type: ignore[union-attr]
        for quad in own.store.data.quads_for_pattern(
            None, ox.NamedNode(LM + "from"), ox.NamedNode(ACTIVITY), ox.NamedNode(YEAR)
        )
    )
    program.set(link, LM + "confidence", f'"0.41"^^<{PREFIXES["xsd"]}decimal>')
    now, fresh = own.index.graph(own.store, BASE), read(own.store, BASE)
    assert now is before, "the whole was not read again"
    assert _steps(now) == _steps(fresh)
    figures = [one for steps in _steps(now).values() for one in steps.values()]
    assert 0.41 in [one.confidence for one in figures]


def _steps(graph: CausalGraph) -> dict[tuple[str, str], dict[str, LinkFigures]]:
    names = graph.elements
    return {(names[a], names[b]): own for (a, b), own in graph.steps.items()}


def _work(program: Program) -> MemoryStore:
    made = drafts.mounted(program.app)
    assert made is not None
    found: MemoryStore = made.extensions["michisuji"].store
    return found
