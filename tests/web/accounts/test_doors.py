"""A part that its unit has submitted: its editor changes it by no door, until it is withdrawn."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from html import unescape
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from michisuji.accounts import Action, Grant, Role
from michisuji.editing.states import STATUS, STATUS_CODE, part_of, state_of
from michisuji.store.memory import MemoryStore
from werkzeug.test import TestResponse

from tests.staff import StaffBrowser, accounts_of, signed_in, token_of
from tests.web.accounts.conftest import BASE
from tests.web.forms.sending import inputs_of

PROGRAM = f"{BASE}/id/program/mihon-010101"
UNIT = f"{BASE}/id/unit/mihon-s-safety"
NEW = "提出した後の書き換え"
_LM = "https://w3id.org/michisuji/ns#"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
Door = Callable[[StaffBrowser, Path], list[TestResponse]]


def set_state(work: MemoryStore, state: str) -> None:
    part = part_of(work, PROGRAM)
    assert UNIT in part.lead
    graph = part.graph(BASE)
    work.update(f"DELETE WHERE {{ GRAPH <{graph}> {{ <{PROGRAM}> <{STATUS}> ?o }} }}")
    work.update(
        f"INSERT DATA {{ GRAPH <{graph}> {{ <{PROGRAM}> <{STATUS}> <{STATUS_CODE}{state}> }} }}"
    )


def by_form(browser: StaffBrowser, _: Path) -> list[TestResponse]:
    address = f"/drafts/edit?iri={quote(PROGRAM)}"
    shown = browser.get(address)
    inputs = inputs_of(shown.text) if shown.status_code == 200 else {}
    return [browser.post(address, {**inputs, "lm:purpose@ja.0": NEW, "save": "1"})]


def by_form_typed(browser: StaffBrowser, _: Path) -> list[TestResponse]:
    return [browser.post(f"/drafts/edit/preview?iri={quote(PROGRAM)}", {"x": NEW})]


def by_deletion(browser: StaffBrowser, _: Path) -> list[TestResponse]:
    address = f"/drafts/delete?iri={quote(f'{BASE}/id/activity/mihon-010101-a1')}"
    seen = re.search(r'name="seen" value="([^"]+)"', browser.get(address).text)
    inputs = {"seen": seen[1] if seen else ""}
    return [browser.post(address, inputs)]


def by_diagram(browser: StaffBrowser, _: Path) -> list[TestResponse]:
    address = f"/drafts/diagram?owner={quote(PROGRAM)}"
    steps = [{"do": "add", "key": "x0000001", "kind": "activity", "ja": NEW}]
    kept = re.search(r'name="session" value="([^"]+)"', browser.get(address).text)
    session = json.dumps({**json.loads(unescape(kept[1]) if kept else "{}"), "steps": steps})
    return [browser.post(address, {"do": "save", "session": session, "reason": "x"})]


def by_upload(browser: StaffBrowser, city: Path) -> list[TestResponse]:
    path = city / "measures" / "0101.toml"
    text = path.read_text("utf-8")
    at = text.index("[[program]]")
    begin = text.index('purpose = "', at) + len('purpose = "')
    path.write_text(text[:begin] + NEW + text[text.index('"', begin) :], "utf-8")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for one in sorted(city.rglob("*.toml")):
            file.write(one, one.relative_to(city.parent))
    sent = browser.post("/drafts/upload", {"files": (io.BytesIO(out.getvalue()), "mihon.zip")})
    assert sent.status_code == 303, sent.text
    return [browser.post(f"{sent.location.partition('?')[0]}/take")]


def by_json(browser: StaffBrowser, _: Path) -> list[TestResponse]:
    found = browser.client.get("/drafts/api/history", query_string={"iri": PROGRAM}).json or {}
    body = {
        "read_at": {PROGRAM: found.get("version", "")},
        "add": f'<{PROGRAM}> <{_LM}situation> "{NEW}"@ja <{BASE}/graph/mihon> .',
        "reason": "x",
    }
    headers = {"X-CSRFToken": browser.mark()}
    return [browser.client.post("/drafts/api/edits", json=body, headers=headers)]


def by_update(browser: StaffBrowser, _: Path) -> list[TestResponse]:
    update = f'INSERT DATA {{ <{PROGRAM}> <{_LABEL}> "{NEW}"@ja }}'
    app = browser.client.application
    editor = accounts_of(app).persons.find("anzen-03")
    bearer = token_of(app, editor, {Action.EDIT, Action.UPLOAD, Action.SEE_DRAFTS})
    found = [browser.post("/drafts/sparql", {"update": update})]
    for path in ("/sparql", "/drafts/sparql"):
        found.append(browser.client.post(path, data={"update": update}, headers=bearer))
    return found


def by_graph(browser: StaffBrowser, _: Path) -> list[TestResponse]:
    app = browser.client.application
    editor = accounts_of(app).persons.find("anzen-03")
    bearer = token_of(app, editor, {Action.EDIT, Action.UPLOAD, Action.SEE_DRAFTS})
    body = f'<{PROGRAM}> <{_LABEL}> "{NEW}"@ja .'
    found = []
    for path in (f"/graph-store?graph={quote(f'{BASE}/graph/mihon')}", "/graph/mihon"):
        for prefix, method in ((p, m) for p in ("", "/drafts") for m in ("POST", "PUT", "DELETE")):
            options = {"data": body, "content_type": "text/turtle", "headers": bearer}
            found.append(app.test_client().open(prefix + path, method=method, **options))
    return found


def told(answers: list[TestResponse]) -> list[tuple[int, str]]:
    """What each answer says, for a failing test."""
    return [
        (one.status_code, re.sub(r"\s+", " ", one.text.partition('id="main"')[2])[:400])
        for one in answers
    ]


#: The doors of an editor, and those that only planners go through.
OWN: tuple[Door, ...] = (by_form, by_form_typed, by_deletion, by_diagram, by_upload, by_json)
PLANNERS: tuple[Door, ...] = (by_update, by_graph)


@pytest.fixture
def city(small_data: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_data / "mihon", tmp_path / "mihon"))


@pytest.fixture
def editor(app: Flask) -> StaffBrowser:
    return signed_in(app, "anzen-03", Grant(Role.EDITOR, UNIT))


@pytest.mark.parametrize(
    ("door", "state"), [*product([*OWN, *PLANNERS], ["submitted"]), (by_form, "confirmed")]
)
def test_what_is_submitted_stays_as_it_is(
    editor: StaffBrowser, work: MemoryStore, city: Path, door: Door, state: str
) -> None:
    set_state(work, state)
    before = b"".join(sorted(b"".join(work.dump()).splitlines()))
    answers = door(editor, city)
    assert [one.status_code for one in answers] == [403] * len(answers), told(answers)
    assert b"".join(sorted(b"".join(work.dump()).splitlines())) == before


def test_a_change_before_the_submission_is_not_taken_back_after_it(
    editor: StaffBrowser, work: MemoryStore, city: Path
) -> None:
    (made,) = by_json(editor, city)
    assert made.status_code == 200, made.text
    set_state(work, "submitted")
    before = b"".join(sorted(b"".join(work.dump()).splitlines()))
    words = {"change": (made.json or {})["change"], "reason": "x"}
    found = editor.post(f"/drafts/history/undo?iri={quote(PROGRAM)}", words)
    assert found.status_code == 403, told([found])
    assert b"".join(sorted(b"".join(work.dump()).splitlines())) == before


@pytest.mark.parametrize(("door", "state"), [*product(OWN, ["draft"]), (by_form, "returned")])
def test_the_same_doors_are_open_to_a_draft(
    editor: StaffBrowser, work: MemoryStore, city: Path, door: Door, state: str
) -> None:
    set_state(work, state)
    answers = door(editor, city)
    assert all(one.status_code in (200, 303) for one in answers), told(answers)
    assert "=nothing" not in str(answers[0].location)


@pytest.mark.parametrize("door", [*OWN, *PLANNERS], ids=lambda door: door.__name__)
def test_an_editor_of_another_unit_comes_through_none(
    app: Flask, work: MemoryStore, city: Path, door: Door
) -> None:
    other = signed_in(app, "anzen-03", Grant(Role.EDITOR, f"{BASE}/id/unit/mihon-s-tax"))
    before = b"".join(sorted(b"".join(work.dump()).splitlines()))
    answers = door(other, city)
    assert [one.status_code for one in answers] == [403] * len(answers), told(answers)
    assert b"".join(sorted(b"".join(work.dump()).splitlines())) == before


def test_an_upload_moves_the_states_of_what_it_changes_alone(
    editor: StaffBrowser, work: MemoryStore, city: Path
) -> None:
    set_state(work, "approved")
    other = f"{BASE}/id/program/mihon-010102"
    graph = part_of(work, other).graph(BASE)
    work.update(
        f"INSERT DATA {{ GRAPH <{graph}> {{ <{other}> <{STATUS}> <{STATUS_CODE}submitted> }} }}"
    )
    (answer,) = by_upload(editor, city)
    assert answer.status_code == 303, told([answer])
    states = {iri: state_of(work, BASE, part_of(work, iri)).state for iri in (PROGRAM, other)}
    assert states == {PROGRAM: "draft", other: "submitted"}
