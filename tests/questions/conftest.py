"""A small city in memory, and a way to ask it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from michisuji import questions
from michisuji.store import Batch
from michisuji.store.memory import MemoryStore

BASE = "http://127.0.0.1:8000"
Rows = list[dict[str, str]]
Ask = Callable[..., Rows]


@pytest.fixture(scope="session")
def small_city(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    source = Path(__file__).parent / "fixtures" / "small-city.ttl"
    path = tmp_path_factory.mktemp("city") / "city.nt"
    triples = ox.parse(path=str(source), format=ox.RdfFormat.TURTLE, base_iri=BASE + "/")
    ox.serialize(triples, str(path), format=ox.RdfFormat.N_TRIPLES)
    store = MemoryStore(BASE)
    store.replace(Batch("t", {f"{BASE}/graph/t": path}))
    return store


@pytest.fixture(scope="session")
def ask(small_city: MemoryStore) -> Ask:
    """Rows of a question as plain strings; IRIs are short (``program/t-p1``)."""

    def run(name: str, lang: str = "ja", **params: str) -> Rows:
        solutions = questions.run(small_city, name, params, base_iri=BASE, lang=lang)
        declared = {column.name for column in questions.get(name).columns}
        assert set(solutions.variables) == declared, "the header declares the columns"
        return [
            {key: str(term).removeprefix(BASE + "/id/") for key, term in row.items()}
            for row in solutions.dicts()
        ]

    return run
