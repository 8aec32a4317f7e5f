"""The pages over the drafts: the same pages with a band, for the editor alone, never kept."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.editing import drafts
from michisuji.web.page_table import pages
from michisuji.web.server.lanes import HEAVY, PAGE, QUERY, lane_of

BASE = "http://127.0.0.1:8000"
TOKEN = "a-secret-of-this-test"
BASIC = {"Authorization": "Basic " + base64.b64encode(f"kikaku:{TOKEN}".encode()).decode()}
HTML = {"Accept": "text/html"}
PROGRAM = "/doc/program/mihon-010101"
#: Stands in the drafts alone.
NAME = "下書きだけの名前"
BAND = 'class="draft-band"'


@pytest.fixture(scope="module")
def app(small_store: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    work = MemoryStore(BASE)
    work.data.extend(small_store.data)
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    iri = f"<{BASE}/id/program/mihon-010101>"
    work.update(f"DELETE WHERE {{ {iri} {label} ?o }}")
    work.update(f'INSERT DATA {{ {iri} {label} "{NAME}"@ja, "{NAME}"@en }}')
    settings = Settings(home=tmp_path_factory.mktemp("home"), editor_token=TOKEN)
    return create_app(settings, small_store, work)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_the_same_pages_with_a_band(app: Flask, client: FlaskClient) -> None:
    addresses = [one.rule for one in pages(app) if one.is_entry and one.rule != "/sparql"]
    for path in (*addresses, PROGRAM):
        found = client.get(f"/drafts{path}", headers=BASIC | HTML)
        assert found.status_code == 200, path
        assert BAND in found.text, path
        assert found.headers["Cache-Control"] == "private, no-store", path
        assert "Authorization" in found.headers["Vary"], path
        assert "ETag" not in found.headers, path
    assert NAME in client.get(f"/drafts{PROGRAM}", headers=BASIC | HTML).text
    english = client.get(f"/drafts{PROGRAM}?lang=en", headers=BASIC | HTML).text
    assert "This is not public yet" in english
    assert not len(drafts.mounted(app).extensions["michisuji"].pages)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "path",
    ["/", "", PROGRAM, f"{PROGRAM}.ttl", "/id/program/mihon-010101", "/search?q=a", "/none",
     "/sparql?query=ASK{}", "/graph-store?default", "/static/css/base.css", "/api/check"],
)  # fmt: skip
def test_nobody_else_gets_in(client: FlaskClient, path: str) -> None:
    wrong = base64.b64encode(b"kikaku:wrong").decode()
    for headers in ({}, {"Authorization": f"Basic {wrong}"}, {"Authorization": "Bearer x"}):
        for method in ("GET", "POST", "PUT", "DELETE"):
            found = client.open(f"/drafts{path}", method=method, headers=headers | HTML)
            assert found.status_code == 401, (path, method)
            schemes = [one.split()[0] for one in found.headers.getlist("WWW-Authenticate")]
            assert schemes == ["Bearer", "Basic"]  # of one header Chromium reads the first alone
            assert found.headers["Cache-Control"] == "no-store"
            assert NAME not in found.text
            assert BAND not in found.text


def test_public_pages_are_the_same_for_the_editor(client: FlaskClient) -> None:
    for path in ("/", PROGRAM, "/search?q=" + NAME):
        client.get(f"/drafts{path}", headers=BASIC | HTML)
        for headers in ({}, BASIC):
            found = client.get(path, headers=headers | HTML)
            assert BAND not in found.text
            assert NAME not in found.text.replace(f'value="{NAME}"', "") or "search" in path


def test_links_stay_among_the_drafts(client: FlaskClient) -> None:
    for lang in ("ja", "en"):
        text = client.get(f"/drafts{PROGRAM}?lang={lang}", headers=BASIC | HTML).text
        links = re.findall(r'(?:href|src|action|data-suggest)="(/[^"]*)"', text)
        out = {link for link in links if not link.startswith("/drafts/")}
        assert out == {f"{PROGRAM}?lang={lang}"}  # "see the public page"
        assert len(links) > 30
    moved = client.get("/drafts/id/program/mihon-010101", headers=BASIC)
    assert (moved.status_code, moved.location) == (303, f"/drafts{PROGRAM}")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 204),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 204),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/drafts"])
def test_a_foreign_page_writes_nothing(
    client: FlaskClient, prefix: str, headers: dict[str, str], status: int
) -> None:
    """A browser adds the remembered secret to the form of any page."""
    update = {"update": "INSERT DATA { GRAPH <urn:x> { <urn:a> <urn:b> 1 } }"}
    found = client.post(f"{prefix}/sparql", data=update, headers=BASIC | headers)
    assert found.status_code == status


def test_a_link_from_elsewhere_may_be_followed(client: FlaskClient) -> None:
    headers = BASIC | HTML | {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert client.get(f"/drafts{PROGRAM}", headers=headers).status_code == 200


def test_without_an_editor_there_are_no_drafts(small_store: MemoryStore, tmp_path: Path) -> None:
    work = MemoryStore(BASE)
    for settings, own in (
        (Settings(home=tmp_path), work),
        (Settings(home=tmp_path, editor_token=TOKEN), None),
    ):
        app = create_app(settings, small_store, own)
        assert app.test_client().get("/drafts/", headers=BASIC).status_code == 404


def test_drafts_wait_in_the_lanes_of_their_kind() -> None:
    assert lane_of("/drafts/sparql") == QUERY
    assert lane_of("/drafts/upload") == HEAVY
    assert lane_of("/drafts/doc/program/x") == PAGE
