"""Drafts begun by hand: offered on every page to those who edit the data set, and to no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from michisuji.accounts import Action, Grant, Role
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app

from tests.staff import HTML, hire, signed_in, token_of

BASE = "http://127.0.0.1:8000"
UNIT = f"{BASE}/id/unit/mihon-s-safety"
PROGRAM = "/doc/program/mihon-010101"
BUTTON = "下書きを始める"


@pytest.fixture
def app(small_store: MemoryStore, tmp_path: Path) -> Flask:
    return create_app(Settings(home=tmp_path), small_store, MemoryStore(BASE))


@pytest.mark.parametrize(
    "grant",
    [Grant(Role.EDITOR, UNIT), Grant(Role.PLANNER), Grant(Role.ADMINISTRATOR)],
    ids=lambda grant: grant.role,
)
def test_it_begins_where_it_was_offered(app: Flask, grant: Grant) -> None:
    browser = signed_in(app, "sato", grant)
    page = browser.get(f"/drafts{PROGRAM}")
    assert page.status_code == 404
    assert BUTTON in page.text
    assert BUTTON in browser.get("/drafts/").text
    begun = browser.post("/drafts/start", {"dataset": "mihon", "next": f"/drafts{PROGRAM}"})
    assert (begun.status_code, begun.location) == (303, f"/drafts{PROGRAM}")
    page = browser.get(f"/drafts{PROGRAM}")
    assert page.status_code == 200
    assert BUTTON not in page.text
    again = browser.post("/drafts/start", {"dataset": "mihon", "next": "https://evil.example/"})
    assert (again.status_code, again.location) == (303, "/drafts/my-work")


@pytest.mark.parametrize(
    "grant",
    [Grant(Role.EDITOR, f"{BASE}/id/unit/other-1"), Grant(Role.READER)],
    ids=lambda grant: grant.role,
)
def test_others_are_not_offered_it(app: Flask, grant: Grant) -> None:
    browser = signed_in(app, "sato", grant)
    assert BUTTON not in browser.get("/drafts/").text
    refused = browser.post("/drafts/start", {"dataset": "mihon"})
    assert refused.status_code == (404 if grant.role is Role.EDITOR else 403)
    assert browser.get(f"/drafts{PROGRAM}").status_code == 404


def test_a_token_that_only_reads_begins_nothing(app: Flask) -> None:
    header = token_of(app, hire(app, "sato", Grant(Role.PLANNER)), {Action.SEE_DRAFTS})
    client = app.test_client()
    assert (
        client.post("/drafts/start", data={"dataset": "mihon"}, headers=header).status_code == 403
    )


def test_unknown_names_are_refused(app: Flask) -> None:
    browser = signed_in(app, "sato", Grant(Role.PLANNER))
    for name in ("", "other", "../mihon", "mihon' OR 1"):
        assert browser.post("/drafts/start", {"dataset": name}).status_code == 404, name


def test_readers_are_led_to_the_draft_of_their_page(app: Flask) -> None:
    hire(app, "sato")
    page = app.test_client().get(f"{PROGRAM}?lang=en", headers=HTML).text
    assert f'href="/drafts{PROGRAM}?lang=en"' in page
