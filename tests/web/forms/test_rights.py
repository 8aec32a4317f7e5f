"""Who may save a form, and what becomes of one whose sign-in has ended."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from flask import Flask
from michisuji.accounts import Grant, Role
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import CODE, LM
from michisuji.web import create_app

from tests.staff import PASSWORD, StaffBrowser, signed_in
from tests.web.forms.conftest import BASE
from tests.web.forms.sending import inputs_of

SECTION = Grant(Role.EDITOR, f"{BASE}/id/unit/mihon-s-safety")
PROGRAM = f"{BASE}/id/program/mihon-010101"
ACTIVITY = f"{BASE}/id/activity/mihon-010101-a1"
EDIT = f"/drafts/edit?iri={ACTIVITY}"
NAME = "rdfs:label@ja.0"
SUBMITTED = ox.NamedNode(f"{CODE}workflow-status/submitted")


@pytest.fixture
def work(small_store: MemoryStore) -> MemoryStore:
    made = MemoryStore(BASE)
    made.data.extend(small_store.data)
    return made


@pytest.fixture
def app(small_store: MemoryStore, work: MemoryStore, tmp_path: Path) -> Flask:
    return create_app(Settings(home=tmp_path), small_store, work)


def test_a_submitted_sheet_has_no_form(app: Flask, work: MemoryStore) -> None:
    browser = signed_in(app, "sato", SECTION)
    typed = inputs_of(browser.get(EDIT).text) | {NAME: "提出の後", "save": "1"}
    state = (ox.NamedNode(PROGRAM), ox.NamedNode(LM + "workflowStatus"), SUBMITTED)
    for graph in (ox.NamedNode(f"{BASE}/graph/mihon/2026"), ox.DefaultGraph()):
        work.data.add(ox.Quad(*state, graph))
    for answer in (
        browser.get(EDIT),
        browser.post(EDIT, typed),
        browser.get(f"/drafts/delete?iri={ACTIVITY}"),
    ):
        assert answer.status_code == 403
        assert "提出した後" in answer.text
        assert "取り下げる" in answer.text
    assert "提出の後" not in str(list(work.data))


def test_another_units_program_has_no_form(app: Flask) -> None:
    browser = signed_in(app, "sato", Grant(Role.EDITOR, f"{BASE}/id/unit/mihon-d-env"))
    assert browser.get(EDIT).status_code == 403
    assert signed_in(app, "suzuki", Grant(Role.READER)).get(EDIT).status_code == 403


def test_what_was_typed_outlives_the_sign_in(app: Flask) -> None:
    browser = signed_in(app, "sato", SECTION)
    typed = inputs_of(browser.get(EDIT).text) | {NAME: "一行\r\n<b>\"'", "save": "1"}
    browser.client.delete_cookie("michisuji", path="/drafts")
    for name in [cookie.key for cookie in browser.client._cookies.values()]:
        browser.client.delete_cookie(name, path="/drafts")
    sent = browser.client.post(EDIT, data=typed, headers={"Accept": "text/html"})
    assert sent.status_code == 401
    kept = inputs_of(sent.text)
    assert kept[NAME] == typed[NAME]
    assert browser.sign_in("sato", PASSWORD).status_code == 303
    # The mark of the form is still that of the session before: the page is shown once more.
    again = browser.client.post(EDIT, data=kept, headers={"Accept": "text/html"})
    assert again.status_code == 400
    kept = inputs_of(again.text)
    saved = browser.client.post(EDIT, data=kept, headers={"Accept": "text/html"})
    assert saved.status_code == 303
    assert inputs_of(browser.get(EDIT).text)[NAME] == "一行\r\n<b>\"'"


def test_a_foreign_pages_form_is_not_kept(app: Flask) -> None:
    browser: StaffBrowser = signed_in(app, "sato", SECTION)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        for client in (browser.client, app.test_client()):
            answer = client.post(
                EDIT,
                data={NAME: "よそから", "save": "1"},
                headers={"Accept": "text/html"} | headers,
            )
            assert answer.status_code in (401, 403)
            assert "よそから" not in answer.text
