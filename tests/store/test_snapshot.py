"""The files of a running engine read beside it, while it replaces them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyoxigraph as ox
import pytest
from michisuji.store.engine import EngineStore
from michisuji.store.snapshot import snapshot


@pytest.fixture
def store(tmp_path: Path) -> EngineStore:
    """A store of which only the place of its files is asked for."""
    made = EngineStore.__new__(EngineStore)
    made.host = SimpleNamespace(directory=SimpleNamespace(location=tmp_path))  # type: ignore[assignment]
    return made


class Opener:
    """Fails so many times, then opens."""

    def __init__(self, failures: int, error: Exception) -> None:
        self.failures, self.error, self.data = failures, error, ox.Store()

    def read_only(self, _: str) -> Any:
        self.failures -= 1
        if self.failures >= 0:
            raise self.error
        return self.data


CORRUPTION = RuntimeError("Corruption: IO error: No such file or directory: 000031.sst")


def test_files_replaced_while_they_are_opened_are_opened_again(
    store: EngineStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    opener = Opener(2, CORRUPTION)
    monkeypatch.setattr(ox, "Store", opener)
    assert snapshot(store) is opener.data


@pytest.mark.parametrize("error", [CORRUPTION, OSError("gone")])
def test_files_that_cannot_be_opened_leave_the_store_itself(
    store: EngineStore, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(ox, "Store", Opener(99, error))
    assert snapshot(store) is None
