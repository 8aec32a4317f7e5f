"""Cities of the tests of edits, made once for all of them."""

from __future__ import annotations

import pytest
from michisuji.store.memory import MemoryStore

from tests.editing import drafted
from tests.editing.drafted import City
from tests.editing.releasing import Releasing


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    """The small city as readers have it; tests only read it."""
    return drafted.public_city(tmp_path_factory.mktemp("city"))


@pytest.fixture
def unchecked(public: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> City:
    """Its check finds nothing: the tests of findings say so."""
    found = City(public)
    monkeypatch.setattr(found.workflow, "findings_of", lambda _: ())
    return found


@pytest.fixture
def releasing(public: MemoryStore) -> Releasing:
    """A city whose parts are released."""
    return Releasing(public)
