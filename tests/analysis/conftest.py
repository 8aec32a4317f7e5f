"""What tests of analyses share: the national review, imported once."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.analysis.causal import Index
from michisuji.analysis.state import State
from michisuji.importers.rs import import_rs
from michisuji.store.memory import MemoryStore

BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def city(sample_store: MemoryStore) -> State:
    """The sample city; tests only read it."""
    return State(sample_store, BASE, index=Index())


@pytest.fixture(scope="package")
def national_state(national: Path, tmp_path_factory: pytest.TempPathFactory) -> State:
    """The national review alone in memory; tests only read it and carry the marker ``national``.

    It takes over a gigabyte, and is let go after the tests of this folder.
    """
    store = MemoryStore(BASE)
    folder = tmp_path_factory.mktemp("national")
    store.replace(import_rs([national], dataset="rs", base_iri=BASE, out_dir=folder)[0])
    return State(store, BASE, index=Index())
