"""Accounts in an empty file, a clock that is set by hand, and a cheap cost of scrypt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from michisuji.accounts import Accounts, By, Grant, Person, Role, database

#: The cheapest that hashlib takes: a thousandth of the work of the real one.
CHEAP = "scrypt:256:1:1"
PASSWORD = "five words in a row"
SAFETY = "https://city.example/id/unit/s-safety"
BY = By()


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = field(default_factory=lambda: datetime(2026, 4, 1, 8, 30, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def move(self, seconds: float = 0, *, days: float = 0) -> None:
        self.at += timedelta(seconds=seconds, days=days)


@pytest.fixture(autouse=True)
def _disk_is_not_awaited(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test here cuts the power; to wait for the disk took five times as long as all else."""
    monkeypatch.setattr(database, "SYNCHRONOUS", "OFF")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Accounts:
    return Accounts(tmp_path / "home" / "accounts.sqlite", clock=clock, cost=CHEAP)


@pytest.fixture
def editor(accounts: Accounts) -> Person:
    """An editor of the safety section, with a password."""
    return person(accounts, "e-1", Grant(Role.EDITOR, SAFETY))


def person(accounts: Accounts, name: str, *grants: Grant) -> Person:
    made = accounts.persons.add(name, grants, BY)
    accounts.set_password(made.id, PASSWORD, BY)
    found = accounts.persons.get(made.id)
    assert found is not None
    return found
