"""The application over a small city and a copy of it as drafts; staff are hired by the tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from michisuji.accounts import database
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app

BASE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def _disk_is_not_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here cuts the power."""
    monkeypatch.setattr(database, "SYNCHRONOUS", "OFF")


@pytest.fixture
def work(small_store: MemoryStore) -> MemoryStore:
    made = MemoryStore(BASE)
    made.data.extend(small_store.data)
    return made


@pytest.fixture
def app(small_store: MemoryStore, work: MemoryStore, tmp_path: Path) -> Flask:
    return create_app(Settings(home=tmp_path), small_store, work)
