"""Stores to test: one engine for the session's contract tests, emptied before each use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from michisuji.settings import Settings
from michisuji.store import Store
from michisuji.store.addresses import Addresses
from michisuji.store.engine.engine_store import EngineStore
from michisuji.store.memory import MemoryStore
from michisuji.store.sparql import SparqlStore

BASE = "http://127.0.0.1:8000"
KINDS = ("memory", "sparql", "sparql-plain", "engine", "engine-copy")


@pytest.fixture(scope="session")
def shared_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineStore]:
    home = tmp_path_factory.mktemp("home")
    with EngineStore.open(Settings(home=home, query_timeout_s=2)) as store:
        yield store


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Every kind of store, empty. ``sparql-plain`` has no Graph Store Protocol;
    ``engine-copy`` makes every replacement, however small, in a copy of the database."""
    if request.param == "memory":
        yield MemoryStore(BASE)
        return
    engine: EngineStore = request.getfixturevalue("shared_engine")
    engine.execute("DROP ALL")
    at = engine.engine.now().addresses
    if request.param == "engine-copy":
        monkeypatch.setattr("michisuji.store.engine.changes.SMALL", 0)
    if request.param.startswith("engine"):
        yield engine
        return
    plain = request.param == "sparql-plain"
    with SparqlStore(
        Addresses(at.query, at.update, "" if plain else at.graph_store), BASE, query_timeout_s=2
    ) as made:
        yield made


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes an N-Triples file of ``<urn:{name}> <urn:p> "{name}"@ja`` for each name."""
    counter = iter(range(10_000))

    def write_file(*names: str) -> Path:
        path = tmp_path / f"{next(counter)}.nt"
        path.write_text("".join(f'<urn:{n}> <urn:p> "{n}"@ja .\n' for n in names), encoding="utf-8")
        return path

    return write_file
