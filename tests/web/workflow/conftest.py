"""A small city hall: two sections and a planner, each in a browser, over drafts of their city."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from michisuji.accounts.permissions import Grant, Role
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from werkzeug.test import TestResponse

from tests.editing import drafted
from tests.editing.drafted import BASE, ID
from tests.staff import StaffBrowser, signed_in

PROGRAM = f"{ID}program/t-1"
ROLES = {
    "editor": Grant(Role.EDITOR, f"{ID}unit/t-s1"),
    "other": Grant(Role.EDITOR, f"{ID}unit/t-s2"),
    "head": Grant(Role.APPROVER, f"{ID}unit/t-s1"),
    "director": Grant(Role.APPROVER, f"{ID}unit/t-d1"),
    "planner": Grant(Role.PLANNER),
    "reader": Grant(Role.READER),
}
_SEEN = re.compile(r'name="seen" value="([^"]*)"')


class CityHall:
    """The application, and a browser for each of :data:`ROLES`."""

    def __init__(self, public: MemoryStore, home: Path, on_move: str = "") -> None:
        self.public, self.work = drafted.copied(public), drafted.copied(public)
        settings = Settings(home=home, base_iri=BASE, on_move=on_move)
        self.app: Flask = create_app(settings, self.public, self.work)
        self._browsers = dict[str, StaffBrowser]()

    def __getitem__(self, name: str) -> StaffBrowser:
        if name not in self._browsers:
            self._browsers[name] = signed_in(self.app, name, ROLES[name])
        return self._browsers[name]

    def part(self, who: str, iri: str = PROGRAM, **query: Any) -> str:
        found = self[who].get("/drafts/part", query_string={"iri": iri, **query})
        assert found.status_code == 200, found.text
        return found.text

    def move(
        self, who: str, action: str, reason: str = "見た", seen: str | None = None
    ) -> TestResponse:
        """Press a button of the part's page, as it is now unless ``seen`` is given."""
        if seen is None:
            found = _SEEN.search(self.part(who))
            seen = found[1] if found else ""
        sent = {"iri": PROGRAM, "year": "2026", "action": action, "reason": reason, "seen": seen}
        return self[who].post("/drafts/part", sent)

    def edit(self, value: str, name: str = "program/t-1") -> None:
        """Give a resource a name, as another process does."""
        drafted.City(self.public, self.work).set(name, f"{drafted.RDFS}label", value)

    def approve(self) -> None:
        """Bring the program all the way to its approval."""
        for who, action in (("editor", "submit"), ("head", "confirm"), ("director", "approve")):
            assert self.move(who, action).status_code == 303, action


@pytest.fixture(scope="session")
def city_of_readers(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    """The city's public data; tests only read them."""
    return drafted.public_city(tmp_path_factory.mktemp("city"))


@pytest.fixture
def hall(city_of_readers: MemoryStore, tmp_path: Path) -> CityHall:
    return CityHall(city_of_readers, tmp_path)
