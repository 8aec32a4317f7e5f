"""The pages over the drafts: the same pages with a band, for the editor alone, never kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from michisuji.errors import StoreUnavailable
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.editing import drafts
from michisuji.web.page_table import pages
from michisuji.web.server.lanes import HEAVY, PAGE, QUERY, lane_of

from tests.staff import HTML, signed_in

BASE = "http://127.0.0.1:8000"
TOKEN = "a-secret-of-this-test"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
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
        found = client.get(f"/drafts{path}", headers=BEARER | HTML)
        assert found.status_code == 200, path
        assert BAND in found.text, path
        assert found.headers["Cache-Control"] == "private, no-store", path
        assert "Authorization" in found.headers["Vary"], path
        assert "ETag" not in found.headers, path
    assert NAME in client.get(f"/drafts{PROGRAM}", headers=BEARER | HTML).text
    english = client.get(f"/drafts{PROGRAM}?lang=en", headers=BEARER | HTML).text
    assert "This is not public yet" in english
    assert not len(drafts.mounted(app).extensions["michisuji"].pages)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "path",
    ["/", "", PROGRAM, f"{PROGRAM}.ttl", "/id/program/mihon-010101", "/search?q=a", "/none",
     "/sparql?query=ASK{}", "/graph-store?default", "/api/check", "/upload", "/account"],
)  # fmt: skip
def test_nobody_else_gets_in(client: FlaskClient, path: str) -> None:
    basic = {"Authorization": "Basic a2lrYWt1OmEtc2VjcmV0"}
    for headers in ({}, basic, {"Authorization": "Bearer x"}, {"Cookie": "michisuji_session=x"}):
        for method in ("GET", "POST", "PUT", "DELETE"):
            found = client.open(f"/drafts{path}", method=method, headers=headers | HTML)
            leads = method == "GET" and "Authorization" not in headers
            assert found.status_code == (303 if leads else 401), (path, method, headers)
            if leads:
                assert found.location.startswith("/drafts/sign-in?next=/drafts"), found.location
            else:
                assert found.headers.getlist("WWW-Authenticate") == ['Bearer realm="michisuji"']
            assert found.headers["Cache-Control"] == "private, no-store"
            assert NAME not in found.text
            assert BAND not in found.text


def test_what_is_open_before_a_sign_in(client: FlaskClient) -> None:
    page = client.get("/drafts/sign-in", headers=HTML)
    assert page.status_code == 200
    for link in re.findall(r'(?:href|src)="(/[^"]*)"', page.text):
        with client.get(link) as found:
            assert found.status_code == 200, link


def test_public_pages_are_the_same_for_the_editor(client: FlaskClient) -> None:
    for path in ("/", PROGRAM, "/search?q=" + NAME):
        client.get(f"/drafts{path}", headers=BEARER | HTML)
        for headers in ({}, BEARER):
            found = client.get(path, headers=headers | HTML)
            assert BAND not in found.text
            assert NAME not in found.text.replace(f'value="{NAME}"', "") or "search" in path


def test_links_stay_among_the_drafts(client: FlaskClient) -> None:
    for lang in ("ja", "en"):
        text = client.get(f"/drafts{PROGRAM}?lang={lang}", headers=BEARER | HTML).text
        links = re.findall(r'(?:href|src|action|data-suggest)="(/[^"]*)"', text)
        out = {link for link in links if not link.startswith("/drafts/")}
        assert out == {f"{PROGRAM}?lang={lang}"}  # "see the public page"
        assert len(links) > 30
    moved = client.get("/drafts/id/program/mihon-010101", headers=BEARER)
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
    update = {"update": "INSERT DATA { GRAPH <urn:x> { <urn:a> <urn:b> 1 } }"}
    found = client.post(f"{prefix}/sparql", data=update, headers=BEARER | headers)
    assert found.status_code == status


def test_a_link_from_elsewhere_may_be_followed(client: FlaskClient) -> None:
    headers = BEARER | HTML | {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert client.get(f"/drafts{PROGRAM}", headers=headers).status_code == 200


def test_without_anybody_to_edit_there_are_no_drafts(
    small_store: MemoryStore, tmp_path: Path
) -> None:
    work = MemoryStore(BASE)
    for settings, own in (
        (Settings(home=tmp_path), work),
        (Settings(home=tmp_path, editor_token=TOKEN), None),
    ):
        app = create_app(settings, small_store, own)
        assert app.test_client().get("/drafts/", headers=BEARER).status_code == 404
        assert "/drafts" not in app.test_client().get("/", headers=HTML).text
    assert not list(tmp_path.glob("*.sqlite*"))


def test_the_first_account_opens_the_drafts_without_a_restart(
    small_store: MemoryStore, tmp_path: Path
) -> None:
    opened = []

    def open_work() -> MemoryStore:
        opened.append(1)
        return MemoryStore(BASE)

    app = create_app(Settings(home=tmp_path), small_store, open_work)
    reader = app.test_client()
    before = reader.get("/", headers=HTML)
    assert reader.get("/drafts/", headers=HTML).status_code == 404
    assert not opened
    browser = signed_in(app, "kikaku")
    assert BAND in browser.get("/drafts/").text
    assert BAND in browser.get("/drafts/plan").text
    assert len(opened) == 1
    after = reader.get("/", headers=HTML | {"If-None-Match": before.headers["ETag"]})
    assert '<a href="/drafts/">' in after.text  # also on a page that was kept before
    assert '<a href="/drafts/?lang=en">' in reader.get("/?lang=en", headers=HTML).text


def test_drafts_that_cannot_be_opened_are_an_error_below_their_address_alone(
    small_store: MemoryStore, tmp_path: Path
) -> None:
    def open_work() -> MemoryStore:
        raise StoreUnavailable("止まっています", "it is stopped")

    app = create_app(Settings(home=tmp_path, editor_token=TOKEN), small_store, open_work)
    client = app.test_client()
    assert client.get("/", headers=HTML).status_code == 200
    found = client.get("/drafts/", headers=HTML)
    assert (found.status_code, "止まっています" in found.text) == (503, True)
    assert client.get("/sparql?query=ASK{}", headers=BEARER).status_code == 503


def test_drafts_wait_in_the_lanes_of_their_kind() -> None:
    assert lane_of("/drafts/sparql") == QUERY
    assert lane_of("/drafts/upload") == HEAVY
    assert lane_of("/drafts/doc/program/x") == PAGE
