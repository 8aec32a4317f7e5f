"""API tokens: what a planner's opens, what a wrong one does, and that drafts stay drafts."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from asking import BASE, PROGRAM
from flask.testing import FlaskClient
from michisuji.errors import BadInput
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.store.opening import open_store
from michisuji.web import create_app

TOKEN = "a-secret-of-this-test"
EDITOR = {"Authorization": f"Bearer {TOKEN}"}
UPDATE = "application/sparql-update"
DRAFT = "INSERT DATA { GRAPH <urn:draft> { <urn:canary> <urn:p> 'canary' } }"


@pytest.fixture
def stores() -> tuple[MemoryStore, MemoryStore]:
    return MemoryStore(BASE), MemoryStore(BASE)


@pytest.fixture
def asked(stores: tuple[MemoryStore, MemoryStore], tmp_path: Path) -> FlaskClient:
    settings = Settings(home=tmp_path, editor_token=TOKEN, max_upload_bytes=500_000)
    return create_app(settings, *stores).test_client()


def _basic(name: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


def test_updates_go_to_the_drafts_and_nowhere_else(
    asked: FlaskClient, stores: tuple[MemoryStore, MemoryStore]
) -> None:
    ways = [
        {"data": DRAFT, "content_type": UPDATE},
        {"data": {"update": DRAFT}},
    ]
    for way in ways:
        stores[1].update("CLEAR ALL")
        assert asked.post("/sparql", headers=EDITOR, **way).status_code == 204  # type: ignore[arg-type]
        assert stores[1].ask("ASK { GRAPH <urn:draft> { ?s ?p 'canary' } }")
    assert list(stores[0].dump()) == []
    query = {"query": "SELECT * { GRAPH ?g { ?s ?p ?o } }", "format": "csv"}
    assert "canary" in asked.get("/sparql", query_string=query, headers=EDITOR).text
    assert "canary" not in asked.get("/sparql", query_string=query).text


@pytest.mark.parametrize(
    "given",
    [
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer"},
        {"Authorization": TOKEN},
        {"Authorization": "Digest username=x"},
        {"Authorization": ""},
        _basic(TOKEN, "wrong"),
        {"Authorization": "Basic !!!"},
    ],
)
@pytest.mark.parametrize("address", ["/sparql?query=ASK{}", "/graph-store?default"])
def test_a_wrong_secret_is_told_and_is_no_reader(
    asked: FlaskClient, given: dict[str, str], address: str
) -> None:
    found = asked.get(address, headers=PROGRAM | given)
    assert found.status_code == 401
    assert found.headers["WWW-Authenticate"].startswith("Bearer")
    assert found.headers["Cache-Control"] == "no-store"
    assert TOKEN not in found.text


def test_http_basic_is_no_way_in(asked: FlaskClient) -> None:
    found = asked.post("/sparql", data=DRAFT, content_type=UPDATE, headers=_basic("editor", TOKEN))
    assert found.status_code == 401
    assert found.headers.getlist("WWW-Authenticate") == ['Bearer realm="michisuji"']


def test_without_a_secret_or_without_drafts_there_is_no_editor(tmp_path: Path) -> None:
    apps = [
        create_app(Settings(home=tmp_path), MemoryStore(BASE), MemoryStore(BASE)),
        create_app(Settings(home=tmp_path, editor_token=TOKEN), MemoryStore(BASE)),
    ]
    for app in apps:
        for headers in (EDITOR, {"Authorization": "Bearer "}, {"Authorization": "Bearer none"}):
            found = app.test_client().get("/sparql?query=ASK{}", headers=headers)
            assert found.status_code == 401
        sent = app.test_client().post("/sparql", data=DRAFT, content_type=UPDATE)
        assert sent.status_code == 403


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"data": "LOAD <http://127.0.0.1:9/>", "content_type": UPDATE}, 403, "refused"),
        ({"data": {"update": "CLEAR ALL; LOAD <http://127.0.0.1:9/>"}}, 403, "refused"),
        ({"data": "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
          "content_type": UPDATE}, 403, "refused"),
        ({"data": "SELECT * { ?s ?p ?o }", "content_type": UPDATE}, 400, "bad-input"),
        ({"data": "", "content_type": UPDATE}, 400, "query-syntax"),
        ({"data": "CLEAR XYZ", "content_type": UPDATE}, 400, "query-syntax"),
        ({"data": {"update": ["CLEAR ALL", "CLEAR ALL"]}}, 400, "bad-input"),
        ({"data": {"update": "CLEAR ALL", "query": "ASK {}"}}, 400, "bad-input"),
        ({"data": "CLEAR ALL".encode("utf-16"), "content_type": UPDATE + "; charset=utf-16"}, 400,
         "bad-input"),
        ({"data": "WITH <urn:a> DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", "content_type": UPDATE,
          "query_string": {"using-graph-uri": "urn:b"}}, 400, "bad-input"),
        ({"data": "#" * 500_001, "content_type": UPDATE}, 413, "too-large"),
    ],
)  # fmt: skip
def test_updates_that_are_refused_change_nothing(
    asked: FlaskClient,
    stores: tuple[MemoryStore, MemoryStore],
    sent: dict[str, object],
    status: int,
    code: str,
) -> None:
    stores[1].update(DRAFT)
    before = b"".join(stores[1].dump())
    found = asked.post("/sparql", headers=EDITOR | PROGRAM, **sent)  # type: ignore[arg-type]
    assert found.json is not None
    assert (found.status_code, found.json["code"]) == (status, code)
    assert b"".join(stores[1].dump()) == before


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("INSERT DATA {\n <a> <b> }", (2, 10)),
        ("INSERT DATA {\n <urn:a> <urn:b> }", (2, 18)),
        ("INSERT DATA {\n <urn:a>　<urn:b> 1 }", (2, 9)),
        ("INSERT { <urn:a> <urn:b> 1 }\nWHER { ?s ?p ?o }", (2, 1)),
    ],
)
def test_a_syntax_error_of_an_update_has_its_own_place(
    asked: FlaskClient,
    stores: tuple[MemoryStore, MemoryStore],
    text: str,
    place: tuple[int, int],
) -> None:
    found = asked.post("/sparql", data=text, content_type=UPDATE, headers=EDITOR | PROGRAM)
    assert found.json is not None
    assert (found.status_code, (found.json["line"], found.json["column"])) == (400, place)
    assert found.json["detail"].startswith(f"{place[0]}行{place[1]}列: ")
    assert list(stores[1].dump()) == []


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX load: <urn:x:> INSERT DATA { load:a load:b load:c }",
        "PREFIX load: <urn:x:> WITH load:g INSERT { load:a load:b 1 } WHERE {}",
        "PREFIX load: <urn:x:> CREATE SILENT GRAPH load:g ; COPY load:g TO load:h",
        "PREFIX service: <urn:x:> DELETE { ?s ?p ?o } USING NAMED service:g WHERE { ?s ?p ?o }",
    ],
)
def test_a_prefix_may_be_called_like_a_keyword(asked: FlaskClient, text: str) -> None:
    found = asked.post("/sparql", data=text, content_type=UPDATE, headers=EDITOR | PROGRAM)
    assert found.status_code == 204, found.text


def test_relative_names_are_read_against_the_base_of_the_data(
    asked: FlaskClient, stores: tuple[MemoryStore, MemoryStore]
) -> None:
    asked.post("/sparql", data="INSERT DATA { <id/x> <p> <> }", content_type=UPDATE, headers=EDITOR)
    assert stores[1].ask(f"ASK {{ <{BASE}/id/x> <{BASE}/p> <{BASE}/> }}")
    found = asked.get("/sparql", query_string={"query": "CONSTRUCT { <x> <y> 1 } {}"})
    assert f"{BASE}/x" in found.text


def test_nothing_is_written_by_get(asked: FlaskClient) -> None:
    found = asked.get("/sparql", query_string={"update": "CLEAR ALL"}, headers=EDITOR)
    assert found.status_code == 400


def test_other_sites_cannot_use_the_editors_role(asked: FlaskClient) -> None:
    found = asked.options("/sparql")
    assert found.status_code == 204
    assert found.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" not in found.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in found.headers


@pytest.mark.parametrize(
    ("origin", "status"),
    [(None, 204), (BASE, 204), ("http://localhost", 204), ("https://evil.example", 403),
     ("null", 403), ("http://localhost.evil.example", 403), ("", 403)],
)  # fmt: skip
def test_a_page_of_another_site_cannot_write_with_a_token(
    asked: FlaskClient, origin: str | None, status: int
) -> None:
    headers = EDITOR | ({} if origin is None else {"Origin": origin})
    assert asked.post("/sparql", data={"update": DRAFT}, headers=headers).status_code == status
    put = asked.put(
        "/graph-store?graph=urn:g", data="", content_type="text/turtle", headers=headers
    )
    assert put.status_code in ({201, 204} if status == 204 else {403})


def test_drafts_never_share_a_store_with_what_is_public(tmp_path: Path) -> None:
    public = "http://127.0.0.1:9/query"
    for work in ("", public):
        with pytest.raises(BadInput, match="drafts"):
            open_store(Settings(home=tmp_path, store=public, work_store=work), "work")


def test_a_short_secret_is_refused_and_no_secret_is_printed() -> None:
    with pytest.raises(BadInput) as caught:
        Settings.from_env({"MICHISUJI_EDITOR_TOKEN": "short"})
    assert "short" not in caught.value.message["en"]
    assert TOKEN not in repr(Settings(editor_token=TOKEN))
