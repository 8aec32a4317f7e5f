"""The Graph Store Protocol: what readers get, what an editor writes, what is refused."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pyoxigraph as ox
import pytest
from asking import BASE, PROBLEM_FIELDS
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from rdflib import Graph
from rdflib.compare import isomorphic

TOKEN = "a-secret-of-this-test"
EDITOR = {"Authorization": f"Bearer {TOKEN}"}
OWN = f"{BASE}/graph/mihon/2026"
PERSONLESS = "@prefix e: <urn:e:> . e:a e:b [ e:c 'x' ] ."


@pytest.fixture
def both(tmp_path: Path) -> tuple[MemoryStore, MemoryStore]:
    public, work = MemoryStore(BASE), MemoryStore(BASE)
    public.update(f"INSERT DATA {{ <urn:p> <urn:p> 1 GRAPH <{OWN}> {{ <urn:p> <urn:q> 2 }} }}")
    return public, work


@pytest.fixture
def asked(both: tuple[MemoryStore, MemoryStore], tmp_path: Path) -> FlaskClient:
    settings = Settings(home=tmp_path, editor_token=TOKEN, max_upload_bytes=2_000)
    return create_app(settings, *both).test_client()


@pytest.mark.parametrize("address", [f"/graph-store?graph={OWN}", "/graph/mihon/2026"])
def test_a_reader_gets_a_graph_in_each_format(asked: FlaskClient, address: str) -> None:
    for kind in ("text/turtle", "application/n-triples", "application/ld+json",
                 "application/rdf+xml"):  # fmt: skip
        found = asked.get(address, headers={"Accept": kind})
        assert found.status_code == 200
        assert found.mimetype == kind
        quads = list(ox.parse(found.data, format=ox.RdfFormat.from_media_type(kind)))
        assert [quad.object.value for quad in quads] == ["2"]
        assert found.headers["Access-Control-Allow-Origin"] == "*"


def test_the_default_graph(asked: FlaskClient) -> None:
    found = asked.get("/graph-store?default", headers={"Accept": "application/n-triples"})
    assert found.text.startswith("<urn:p> <urn:p>")


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("GET", "/graph-store", 400, "bad-input"),
        ("GET", f"/graph-store?default&graph={OWN}", 400, "bad-input"),
        ("GET", f"/graph-store?graph={OWN}&graph={OWN}", 400, "bad-input"),
        ("GET", "/graph-store?graph=no-iri", 400, "bad-input"),
        ("GET", "/graph-store?graph=urn:a> {} <urn:b", 400, "bad-input"),
        ("GET", "/graph-store?graph=urn:none", 404, "not-found"),
        ("GET", "/graph-store?graph=urn:michisuji:store", 404, "not-found"),
        ("HEAD", "/graph/none", 404, ""),
        ("PUT", f"/graph-store?graph={OWN}", 401, "not-signed-in"),
        ("POST", "/graph-store", 401, "not-signed-in"),
        ("POST", "/graph/mihon/2026", 401, "not-signed-in"),
        ("DELETE", "/graph-store?default", 401, "not-signed-in"),
        ("PATCH", "/graph-store?default", 405, "method-not-allowed"),
        ("PUT", "/graph/expand", 405, "method-not-allowed"),
        ("PUT", "/graph/expand/figures", 405, "method-not-allowed"),
    ],
)
def test_what_a_reader_is_refused(
    asked: FlaskClient,
    both: tuple[MemoryStore, MemoryStore],
    method: str,
    address: str,
    status: int,
    code: str,
) -> None:
    before = [b"".join(store.dump()) for store in both]
    found = asked.open(address, method=method, data=PERSONLESS, content_type="text/turtle")
    assert found.status_code == status
    if code:
        assert found.json is not None
        assert found.json["code"] == code
        assert set(found.json) == PROBLEM_FIELDS
    if status == 401:
        assert "Bearer" in found.headers["WWW-Authenticate"]
    assert [b"".join(store.dump()) for store in both] == before


def test_an_editor_writes_drafts_and_readers_see_none_of_it(
    asked: FlaskClient, both: tuple[MemoryStore, MemoryStore]
) -> None:
    public = b"".join(both[0].dump())
    address = "/graph-store?graph=urn:draft"
    made = asked.put(address, data=PERSONLESS, content_type="text/turtle", headers=EDITOR)
    assert (made.status_code, made.headers["Location"]) == (201, "urn:draft")
    again = asked.put(address, data=PERSONLESS, content_type="text/turtle", headers=EDITOR)
    assert again.status_code == 204
    found = asked.get(address, headers=EDITOR | {"Accept": "text/turtle"})
    assert isomorphic(Graph().parse(data=found.data), Graph().parse(data=PERSONLESS))
    assert found.headers["Cache-Control"] == "private, no-store"
    assert "Authorization" in found.headers["Vary"]
    assert "ETag" not in found.headers
    assert asked.get(address).status_code == 404
    assert b"".join(both[0].dump()) == public
    assert asked.delete(address, headers=EDITOR).status_code == 204
    assert asked.delete(address, headers=EDITOR).status_code == 404


def test_post_adds_and_makes_new_graphs(asked: FlaskClient) -> None:
    for text in ("<urn:a> <urn:b> 1 .", "<urn:a> <urn:b> 2 ."):
        asked.post("/graph-store?graph=urn:g", data=text, content_type="text/turtle",
                   headers=EDITOR)  # fmt: skip
    found = asked.get("/graph-store?graph=urn:g", headers=EDITOR)
    assert len(Graph().parse(data=found.data, format="turtle")) == 2
    made = asked.post("/graph-store", data="<> <urn:b> <x> .", content_type="text/turtle",
                      headers=EDITOR)  # fmt: skip
    name = made.headers["Location"]
    assert name.startswith(f"{BASE}/graph/")
    new = asked.get(name.removeprefix(BASE), headers=EDITOR | {"Accept": "application/n-triples"})
    assert new.text == f"<{name}> <urn:b> <{BASE}/graph/x> .\n"


def test_a_form_of_files_is_one_graph_with_blank_nodes_apart(asked: FlaskClient) -> None:
    files = [
        (BytesIO(b"_:x <urn:p> 1 ."), "a.nt", "text/turtle"),
        (BytesIO(b"_:x <urn:p> 2 ."), "b.ttl", "text/turtle"),
    ]
    sent = asked.post(
        "/graph-store?graph=urn:g", headers=EDITOR, data={"f": files[0], "g": files[1]}
    )
    assert sent.status_code == 201
    found = asked.get("/graph-store?graph=urn:g", headers=EDITOR)
    assert len(set(Graph().parse(data=found.data, format="turtle").subjects())) == 2


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        ("<urn:a> <urn:b> .", "text/turtle", 400, "bad-input"),
        ("x", "text/csv", 415, "unsupported-media-type"),
        ("x", "", 415, "unsupported-media-type"),
        ("x", "text/plain", 400, "bad-input"),
        ("<a:a> <a:b> <a:c> <a:g> .", "application/n-quads", 400, "bad-input"),
        ('{"@context": "http://127.0.0.1:9/c", "a": 1}', "application/ld+json", 400, "bad-input"),
        ('{"@id": "urn:g", "@graph": [{"@id": "a:a", "a:b": 1}]}', "application/ld+json", 400,
         "bad-input"),
        ("#" * 2_001, "text/turtle", 413, "too-large"),
        ("<urn:a> <urn:b> '" + "x" * 1_999 + "' .", "text/turtle", 413, "too-large"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_changes_nothing(
    asked: FlaskClient,
    both: tuple[MemoryStore, MemoryStore],
    body: str,
    kind: str,
    status: int,
    code: str,
) -> None:
    both[1].update("INSERT DATA { GRAPH <urn:g> { <urn:kept> <urn:kept> 1 } }")
    before = b"".join(both[1].dump())
    found = asked.put("/graph-store?graph=urn:g", data=body, content_type=kind, headers=EDITOR)
    assert found.json is not None
    assert (found.status_code, found.json["code"]) == (status, code)
    assert b"".join(both[1].dump()) == before


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<urn:a> <urn:b> 1 .", "text/n3"),
        ("<urn:a> <urn:b> 1 .", "application/x-turtle; charset=utf-8"),
        ("<urn:a> <urn:b> 1 .", "application/trig"),
        ('<urn:a> <urn:b> "1" .', "text/plain"),
        ('<urn:a> <urn:b> "1" .', "application/n-quads"),
        ('{"@id": "urn:a", "urn:b": 1}', "application/json"),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
            '<rdf:Description rdf:about="urn:a"><u:b>1</u:b></rdf:Description></rdf:RDF>',
            "application/xml",
        ),
    ],
)
def test_near_media_types_are_read(
    asked: FlaskClient, both: tuple[MemoryStore, MemoryStore], body: str, kind: str
) -> None:
    sent = asked.put("/graph-store?graph=urn:g", data=body, content_type=kind, headers=EDITOR)
    assert sent.status_code == 201, sent.text
    assert both[1].ask("ASK { GRAPH <urn:g> { <urn:a> <urn:b> ?value } }")


def test_an_entity_bomb_is_refused(asked: FlaskClient) -> None:
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "xxxxxxxxxx"}">' for n in range(9)
    )
    bomb = (
        f"<!DOCTYPE r [{entities}]>"
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">'
        '<rdf:Description rdf:about="urn:a"><e:p>&e8;</e:p></rdf:Description></rdf:RDF>'
    )
    found = asked.put("/graph-store?graph=urn:g", data=bomb, content_type="application/rdf+xml",
                      headers=EDITOR)  # fmt: skip
    assert found.status_code == 400
    assert found.json is not None
    assert "entity" in asked.put("/graph-store?graph=urn:g&lang=en", data=bomb, headers=EDITOR,
                                 content_type="application/rdf+xml").json["detail"]  # fmt: skip


def test_options_and_preflight(asked: FlaskClient) -> None:
    for address in ("/graph-store", "/graph/mihon"):
        found = asked.options(address)
        assert found.status_code == 204
        assert "Authorization" not in found.headers["Access-Control-Allow-Headers"]
        assert found.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
