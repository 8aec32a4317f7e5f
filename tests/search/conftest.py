"""What tests of the search share: the index of the sample city."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from michisuji.search import Found, Index, Keeper, find
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.store.replacement import marker

Find = Callable[..., Found]


@pytest.fixture(scope="session")
def index(sample_store: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The index of the sample city."""
    keeper = Keeper(sample_store, Settings(home=tmp_path_factory.mktemp("search")))
    keeper.renew(marker(sample_store))
    assert keeper.index is not None
    return keeper.index


@pytest.fixture
def found(index: Index) -> Find:
    """Find in the sample city."""

    def ask(text: str, lang: str = "ja", **more: Any) -> Found:
        return find(index, text, lang, **{"count": 1000, **more})

    return ask
