"""The index of one command: kept for the next, except one made of drafts."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.search import Keeper, find
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.store.replacement import marker


@pytest.mark.parametrize("keep", [True, False])
def test_an_index_is_kept_only_if_that_is_asked(
    small_store: MemoryStore, tmp_path: Path, keep: bool
) -> None:
    keeper = Keeper(small_store, Settings(home=tmp_path))
    state = marker(small_store)
    with keeper.once(state, keep=keep) as index:
        assert find(index, "防災").total > 0
    assert len(list(tmp_path.glob("search/*.sqlite3"))) == keep
    with keeper.once(state, keep=keep) as again:
        assert (again.path.parent == tmp_path / "search") == keep
