"""What tests of analyses share: the sample city."""

from __future__ import annotations

import pytest
from michisuji.analysis.causal import CausalIndex
from michisuji.analysis.state import State
from michisuji.store.memory import MemoryStore

BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def city(sample_store: MemoryStore) -> State:
    """The sample city; tests only read it."""
    return State(sample_store, BASE, index=CausalIndex())
