"""What tests of analyses share: the national review, imported once."""

from __future__ import annotations

import pytest
from michisuji.analysis.causal import Index
from michisuji.analysis.state import State
from michisuji.store import Batch
from michisuji.store.memory import MemoryStore

from tests.national_import import NationalImport

BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def city(sample_store: MemoryStore) -> State:
    """The sample city; tests only read it."""
    return State(sample_store, BASE, index=Index())


@pytest.fixture(scope="package")
def national_state(imported_nation: NationalImport) -> State:
    """The national review alone in memory; tests only read it and carry the marker ``national``.

    It takes over a gigabyte, and is let go after the tests of this folder.
    """
    store = MemoryStore(BASE)
    store.replace(Batch("rs", imported_nation.graphs))
    return State(store, BASE, index=Index())
