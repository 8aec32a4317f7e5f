"""The history of a resource: told to staff alone, by name, in both languages, with the way back."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from michisuji.accounts import Action, Grant, Role
from michisuji.editing import Editing, version
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.editing import drafts

from tests.editing.drafted import BASE, ID, LM, NOW, RDFS, TIMELESS, copied, public_city
from tests.staff import StaffBrowser, accounts_of, hire, signed_in, token_of

PROGRAM, OTHER = f"{ID}program/t-1", f"{ID}program/t-2"
LABEL, PURPOSE = f"{RDFS}label", f"{LM}purpose"
UNIT = f"{ID}unit/t-s1"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    return public_city(tmp_path_factory.mktemp("public"))


@pytest.fixture
def app(public: MemoryStore, tmp_path: Path) -> Flask:
    return create_app(Settings(home=tmp_path), copied(public), MemoryStore(BASE))


class Writer:
    """A program of an editor's that sends edits."""

    def __init__(self, app: Flask, name: str = "tanaka", unit: str | None = UNIT) -> None:
        self.person = hire(app, name, Grant(Role.EDITOR, unit))
        self._headers = token_of(app, self.person, {Action.EDIT, Action.SEE_DRAFTS})
        self._client = app.test_client(use_cookies=False)

    def read(self, iri: str = PROGRAM) -> dict[str, Any]:
        found = self._client.get(
            "/drafts/api/history", query_string={"iri": iri}, headers=self._headers
        )
        assert found.status_code == 200, found.text
        return dict(found.json or {})

    def send(self, body: Any, **more: Any) -> Any:
        headers = {**self._headers, **more.pop("headers", {})}
        headers.setdefault("Content-Type", "application/json")
        return self._client.post("/drafts/api/edits", data=json.dumps(body), headers=headers)

    def set(self, predicate: str, new: str, old: str = "", at: str = "", **more: Any) -> Any:
        """Replace a text, read at a version or now."""
        body = {
            "read_at": {PROGRAM: at or self.read()["version"]},
            "add": line(PROGRAM, predicate, new),
            "remove": line(PROGRAM, predicate, old) if old else "",
            "reason": f"{new}にするため",
        }
        return self.send(body | more)


def line(iri: str, predicate: str, text: str, graph: str = TIMELESS) -> str:
    return f"<{iri}> <{predicate}> {json.dumps(text, ensure_ascii=False)}@ja <{graph}> .\n"


def body_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.partition("<main")[2]))


def test_an_edit_is_made_and_found_in_the_history(app: Flask) -> None:
    writer = Writer(app)
    before = writer.read()["version"]
    done = writer.set(PURPOSE, "市民の安全")
    assert done.status_code == 200, done.text
    assert done.json["versions"] == {PROGRAM: writer.read()["version"]}
    (change,) = writer.read()["changes"]
    assert change["change"] == done.json["change"]
    assert (change["before"], change["after"]) == (before, done.json["versions"][PROGRAM])
    assert line(PROGRAM, PURPOSE, "市民の安全") in change["added"]
    assert change["account"] == writer.person.id
    assert line(PROGRAM, PURPOSE, "市民の安全") in writer.read()["statements"]


def test_a_collision_is_a_409_with_all_three_sides(app: Flask) -> None:
    writer = Writer(app)
    at = writer.read()["version"]
    writer.set(LABEL, "一人目", "事業1")
    found = writer.set(LABEL, "二人目", "事業1", at=at)
    assert (found.status_code, found.json["code"]) == (409, "edit-conflict")
    (one,) = found.json["collisions"]
    assert one == {
        "iri": PROGRAM, "graph": TIMELESS, "predicate": LABEL,
        "base": ['"事業1"@ja'], "theirs": ['"一人目"@ja'], "yours": ['"二人目"@ja'],
    }  # fmt: skip
    assert found.json["versions"] == {PROGRAM: writer.read()["version"]}
    merged = writer.set(PURPOSE, "目的", at=at)
    assert (merged.status_code, merged.json["merged"]) == (200, True)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([], 400),
        ({"add": 1}, 400),
        ({"other": ""}, 400),
        ({"read_at": {PROGRAM: 1}}, 400),
        ({"add": "<a> <b> <c> ."}, 400),
        ({"add": f"<{PROGRAM}> <{PURPOSE}> 'x"}, 400),
        ({"add": f'<{PROGRAM}> <{PURPOSE}> "x" .'}, 400),
        ({"add": f'_:b <{PURPOSE}> "x" <{TIMELESS}> .'}, 400),
        ({"add": f'<< <a:a> <b:b> <c:c> >> <{PURPOSE}> "x" <{TIMELESS}> .'}, 400),
        ({"add": f'<{PROGRAM}> <{PURPOSE}> "x" <urn:michisuji:store> .'}, 400),
        ({}, 400),
        ({"add": "x" * 2_000_000}, 413),
        ({"add": "".join(line(PROGRAM, PURPOSE, str(n)) for n in range(5_001))}, 413),
        ({"add": line(PROGRAM, PURPOSE, "x"), "reason": "あ" * 2_001}, 413),
        ({"add": line(PROGRAM, PURPOSE, "x"), "reason": "\ud800"}, 200),
    ],
)
def test_what_is_no_edit_is_refused(app: Flask, body: Any, status: int) -> None:
    writer = Writer(app)
    if isinstance(body, dict) and body.get("add", 1) and "read_at" not in body:
        body["read_at"] = {PROGRAM: writer.read()["version"]}
    found = writer.send(body)
    assert found.status_code == status, found.text[:300]


def test_a_broken_structure_is_a_422_and_another_format_a_415(app: Flask) -> None:
    writer = Writer(app)
    activity = f"{ID}activity/t-1-a"
    bad = {
        "read_at": {activity: writer.read(activity)["version"]},
        "add": f"<{activity}> <{LM}leadsTo> <{ID}output/t-2-p> <{NOW}> .\n",
    }
    found = writer.send(bad)
    assert (found.status_code, found.json["code"]) == (422, "malformed-data")
    assert writer.send({}, headers={"Content-Type": "text/turtle"}).status_code == 415


def test_nobody_edits_what_is_not_theirs(app: Flask) -> None:
    writer = Writer(app)
    of_others = {
        "read_at": {OTHER: writer.read(OTHER)["version"]},
        "add": line(OTHER, PURPOSE, "乗っ取り"),
    }
    assert writer.send(of_others).status_code == 403
    client = app.test_client()
    assert client.post("/drafts/api/edits", json=of_others).status_code == 401
    assert client.get("/drafts/api/history", query_string={"iri": OTHER}).status_code == 401
    browser = signed_in(app, "kikaku", Grant(Role.PLANNER))
    sent = browser.client.post("/drafts/api/edits", json=of_others)
    assert sent.status_code == 403, "without the mark of a page another site may have sent it"
    mark = {"X-CSRFToken": browser.mark("/drafts/upload")}
    assert browser.client.post("/drafts/api/edits", json=of_others, headers=mark).status_code == 200


def test_the_page_says_who_when_why_and_what(app: Flask) -> None:
    writer = Writer(app)
    writer.set(LABEL, "名前を変えた事業", "事業1")
    browser = signed_in(app, "sato", Grant(Role.EDITOR, UNIT))
    told = body_of(browser.get(f"/drafts/history?iri={PROGRAM}").text)
    name = "名前を変えた事業"
    for word in (f"「{name}」の履歴", "変えた人: tanaka", f"{name}にするため", "事業1", "取り消す"):
        assert word in told, told
    english = body_of(browser.get(f"/drafts/history?iri={PROGRAM}&lang=en").text)
    for word in ("By tanaka", "Reason", "Before", "After", "Undo this change"):
        assert word in english, english
    page = browser.get("/drafts/doc/program/t-1").text
    assert f"/drafts/history?iri={PROGRAM.replace(':', '%3A').replace('/', '%2F')}" in page or (
        f"/drafts/history?iri={PROGRAM}" in page
    )


def test_others_see_the_history_without_the_way_back(app: Flask) -> None:
    Writer(app).set(PURPOSE, "目的")
    for name, grant in (
        ("yomu", Grant(Role.READER)),
        ("hoka", Grant(Role.EDITOR, f"{ID}unit/t-s2")),
    ):
        browser = signed_in(app, name, grant)
        told = body_of(browser.get(f"/drafts/history?iri={PROGRAM}").text)
        assert "目的" in told
        assert "取り消す" not in told
    sent = {"change": _last(browser), "reason": "消す"}
    refused = browser.post(f"/drafts/history/undo?iri={PROGRAM}", sent)
    assert refused.status_code == 403
    assert app.test_client().get(f"/drafts/history?iri={PROGRAM}").status_code in (303, 401)


def _last(browser: StaffBrowser) -> str:
    found = browser.client.get("/drafts/api/history", query_string={"iri": PROGRAM}).json
    assert found
    return str(found["changes"][0]["change"])


def test_undo_and_restore_need_a_reason_and_are_told(app: Flask) -> None:
    writer = Writer(app)
    start = writer.read()["version"]
    writer.set(PURPOSE, "目的")
    browser = signed_in(app, "sato", Grant(Role.EDITOR, UNIT))
    sent = {"change": _last(browser)}
    silent = browser.post(f"/drafts/history/undo?iri={PROGRAM}", {**sent, "reason": "  "})
    assert silent.status_code == 400
    assert "理由を書いてください" in silent.text
    done = browser.post(f"/drafts/history/undo?iri={PROGRAM}", {**sent, "reason": "誤り"})
    assert done.status_code == 303, done.text
    assert "取り消しました" in browser.get(done.location).text
    again = browser.post(f"/drafts/history/restore?iri={PROGRAM}", {**sent, "reason": "戻す"})
    assert again.status_code == 303
    assert line(PROGRAM, PURPOSE, "目的") in writer.read()["statements"]
    kinds = [change["kind"] for change in writer.read()["changes"]]
    assert kinds == ["restore", "undo", "edit"]
    assert start != version(())
    events = [e.event for e in accounts_of(app).audit.page(count=10)]
    assert {"edit", "undo", "restore"} <= set(events)
    assert not [e for e in accounts_of(app).audit.page(count=50) if "目的" in str(e)]


def test_what_later_changes_stand_on_is_told_with_both_sides(app: Flask) -> None:
    writer = Writer(app)
    writer.set(LABEL, "二番目の名", "事業1")
    browser = signed_in(app, "sato", Grant(Role.EDITOR, UNIT))
    first = _last(browser)
    writer.set(LABEL, "三番目の名", "二番目の名")
    refused = browser.post(
        f"/drafts/history/undo?iri={PROGRAM}", {"change": first, "reason": "誤り"}
    )
    assert refused.status_code == 409
    told = body_of(refused.text)
    for word in (
        "この変更の直後",
        "いま",
        "戻した場合",
        "二番目の名",
        "三番目の名",
        "事業1",
        "変更2",
    ):
        assert word in told, told
    assert 'href="#change-2"' in refused.text


@pytest.mark.parametrize("iri", ["", "x", f"{ID}program/none", "urn:michisuji:store"])
def test_what_never_was_has_no_history(app: Flask, iri: str) -> None:
    browser = signed_in(app, "kikaku", Grant(Role.PLANNER))
    found = browser.get(f"/drafts/history?iri={iri}")
    assert found.status_code == 404


def test_what_nobody_has_edited_says_so(app: Flask) -> None:
    browser = signed_in(app, "yomu", Grant(Role.READER))
    found = browser.get(f"/drafts/history?iri={PROGRAM}")
    assert found.status_code == 200
    assert "まだ何も変えられていません" in found.text


def test_scripts_in_an_edit_stay_text(app: Flask) -> None:
    writer = Writer(app)
    writer.set(PURPOSE, "<script>alert(1)</script>")
    page = signed_in(app, "sato", Grant(Role.READER)).get(f"/drafts/history?iri={PROGRAM}").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_import_is_told_and_ends_what_can_be_restored(app: Flask) -> None:
    writer = Writer(app)
    writer.set(PURPOSE, "目的")
    made = drafts.mounted(app)
    assert made is not None
    with made.app_context():
        own = made.extensions["michisuji"]
        own.store.update(
            f'INSERT DATA {{ GRAPH <{TIMELESS}> {{ <{PROGRAM}> <{LM}summary> "x" }} }}'
        )
        Editing(own.store, own.store, own.settings).imported("t", writer.person.id, "t.zip")
    browser = signed_in(app, "sato", Grant(Role.EDITOR, UNIT))
    for iri in (PROGRAM, OTHER):
        found = browser.get(f"/drafts/history?iri={iri}")
        assert found.status_code == 200
        told = body_of(found.text)
        assert "t.zip" in told
        assert "ファイルの取込みで入れ替わりました" in told
        assert "直後の内容に戻す" not in told


def test_the_api_is_described_where_it_is_served(app: Flask) -> None:
    described = signed_in(app, "yomu", Grant(Role.READER)).client.get("/drafts/openapi.json").json
    assert described
    assert {"/api/edits", "/api/history"} <= set(described["paths"])
    assert described["servers"] == [{"url": f"{BASE}/drafts"}]
    public = app.test_client().get("/openapi.json").json
    assert public
    assert not {"/api/edits", "/api/history"} & set(public["paths"])


def test_no_door_shows_the_store_of_edits(app: Flask) -> None:
    """Neither queries nor the graph store protocol nor a count tells of accounts and changes."""
    writer = Writer(app)
    writer.set(PURPOSE, "目的")
    client = signed_in(app, "kikaku", Grant(Role.PLANNER)).client
    prov = "http://www.w3.org/ns/prov#Activity"
    for query in (
        f"SELECT ?s {{ GRAPH ?g {{ ?s a <{prov}> }} }}",
        f"SELECT ?s {{ ?s a <{prov}> }}",
        "SELECT ?g { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), 'urn:michisuji:')) }",
        "SELECT ?s { GRAPH <urn:michisuji:history:t> { ?s ?p ?o } }",
        "SELECT ?s FROM <urn:michisuji:history:t> { ?s ?p ?o }",
        r"SELECT ?s FROM <urn:michisuj\u0069:history:t> { ?s ?p ?o }",
        "PREFIX x: <urn:michisuji:history:> SELECT ?s FROM x:t { ?s ?p ?o }",
        "BASE <urn:x> SELECT ?s FROM <./michisuji:history:t> { ?s ?p ?o }",
        "SELECT ?s FROM NAMED <urn:michisuji:history:t> { GRAPH ?g { ?s ?p ?o } }",
    ):
        for door in ("/drafts/sparql", "/sparql"):
            found = client.get(door, query_string={"query": query}, headers={"Accept": "text/csv"})
            assert found.status_code in (200, 400, 403), found.text
            assert found.status_code != 200 or len(found.text.split()) == 1, (door, query)
        asked = {"query": "SELECT ?s { ?s ?p ?o }", "default-graph-uri": "urn:michisuji:history:t"}
        assert client.get("/drafts/sparql", query_string=asked).status_code == 403
    for door in ("/drafts/graph-store", "/graph-store"):
        found = client.get(door, query_string={"graph": "urn:michisuji:history:t"})
        assert found.status_code in (403, 404), found.text
