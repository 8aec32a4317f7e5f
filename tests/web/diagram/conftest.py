"""A city with drafts, and a clerk who edits a logic model of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.store.memory import MemoryStore

from tests.web.diagram.pressing import CityHall, Clerk


@pytest.fixture
def hall(small_store: MemoryStore, tmp_path: Path) -> CityHall:
    """A city whose drafts are as what is public."""
    return CityHall(small_store, tmp_path)


@pytest.fixture
def clerk(hall: CityHall) -> Clerk:
    """An editor of the whole city."""
    return hall.clerk("clerk")


@pytest.fixture(scope="module")
def one_hall(small_store: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> CityHall:
    """A city for tests that leave it as it was."""
    return CityHall(small_store, tmp_path_factory.mktemp("hall"))


@pytest.fixture(scope="module")
def one_clerk(one_hall: CityHall) -> Clerk:
    """An editor of that city."""
    return one_hall.clerk("clerk")
