"""Bodies that ask too much of their reader: 4xx with the limit, at every door."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import BASE, PROBLEM_FIELDS
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.api.check_api import MAX_BYTES

TOKEN = "a-secret-of-this-test"
EDITOR = {"Authorization": f"Bearer {TOKEN}"}
JSON, PATCH = "application/json", "application/rdf-patch"
_HEAD = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
_TERMS = ",".join(f'"t{n}": "t{n + 1}:x"' for n in range(20_000))


@pytest.fixture
def asked(tmp_path: Path) -> FlaskClient:
    settings = Settings(home=tmp_path, editor_token=TOKEN, rate_per_minute=10_000)
    return create_app(settings, MemoryStore(BASE), MemoryStore(BASE)).test_client()


def _inside(turtle: str) -> str:
    return '{"add": "' + turtle + '"}'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (JSON, "[" * (MAX_BYTES - 1)),
        (JSON, '{"add":' * 40_000),
        (JSON, "9" * (MAX_BYTES - 1)),
        (JSON, "{" + ",".join(f'"k{n}": 1' for n in range(20_000)) + "}"),
        (JSON, _inside("<a:> <b:> " + "(" * 280_000)),
        (JSON, _inside("<a:> <b:> " + "[ <c:> " * 40_000)),
        (JSON, _inside("<a:> <b:> a" + ".a" * 140_000)),
        (JSON, _inside('<a:> <b:> \\"\\ud800\\" .')),
        (JSON, _inside("<a:> <b:> " + "<<( <a:> <b:> " * 15_000)),
        (PATCH, "PA p <http://e/" + "x" * 280_000),
        (PATCH, "A <a:> <b:> a" + ".a" * 140_000),
        (PATCH, "A " + "( " * 140_000),
        (PATCH, "PA " + " " * 280_000),
        (PATCH, "\x00" * 280_000),
        (PATCH, "x" * (MAX_BYTES + 1)),
    ],
    ids=lambda value: value[:12] if value in (JSON, PATCH) else f"{len(value)}",
)
def test_a_change_of_a_hostile_form(asked: FlaskClient, kind: str, body: str) -> None:
    found = asked.post("/api/check", data=body.encode(), content_type=kind)
    assert 400 <= found.status_code < 500
    assert found.json is not None
    assert set(PROBLEM_FIELDS) <= set(found.json)
    assert len(found.data) < 5_000  # what was sent is not sent back


def test_prefixes_are_read_where_they_are_named() -> None:
    """Each line with all prefixes before it would be read in the square of the patch's length."""
    from michisuji.quality.change.patches import from_rdf_patch

    from tests.growth import growth

    def patch(lines: int) -> str:
        names = "".join(f"PA p{n} <http://e/{n}/> .\n" for n in range(lines))
        return names + "".join(f"A p{n}:a <b:> <c:> .\n" for n in range(lines))

    assert len(from_rdf_patch(patch(50)).added) == 50
    small, large = patch(100), patch(2_000)
    assert growth(lambda: from_rdf_patch(small), lambda: from_rdf_patch(large)) < 100


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/ld+json", '{"a:b":' * 20_000 + "1" + "}" * 20_000),
        ("application/ld+json", f'{{"@context": {{{_TERMS}}}, "@id": "a:b"}}'),
        ("application/ld+json", '{"@context": "http://127.0.0.1:9/x", "a:b": 1}'),
        ("application/ld+json", "1" * 5_000),
        ("application/ld+json", b"\xff"),
        ("application/rdf+xml", _HEAD + "<e:a><e:b>" * 5_000 + "</e:b></e:a>" * 5_000 + "</r:RDF>"),
        ("application/rdf+xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + _HEAD
         + "<e:a><e:b>&a;</e:b></e:a></r:RDF>"),
        ("text/turtle", "<a> <b> " + "(" * 400_000),
    ],
)  # fmt: skip
def test_a_graph_of_a_hostile_form(asked: FlaskClient, kind: str, body: str | bytes) -> None:
    data = body if isinstance(body, bytes) else body.encode()
    found = asked.put("/graph-store?graph=urn:g", data=data, content_type=kind, headers=EDITOR)
    assert found.status_code in (400, 413)
    assert found.json is not None
    assert set(PROBLEM_FIELDS) <= set(found.json)
    assert len(found.data) < 5_000
    assert asked.get("/graph-store?graph=urn:g", headers=EDITOR).status_code == 404


@pytest.mark.parametrize("kind", ["application/json", "application/ld+json", "text/turtle"])
def test_the_query_door_reads_no_such_body(asked: FlaskClient, kind: str) -> None:
    found = asked.post("/sparql", data=b'{"a:b":' * 20_000, content_type=kind)
    assert 400 <= found.status_code < 500


def test_a_byte_order_mark_and_our_own_context_are_read(asked: FlaskClient) -> None:
    for kind, body in (
        ("text/turtle", b"\xef\xbb\xbf<urn:a> <urn:b> 1 ."),
        ("application/ld+json", b'{"@context": "https://w3id.org/michisuji/context.jsonld",'
         b' "id": "urn:a", "label": {"ja": "x"}}'),
    ):  # fmt: skip
        found = asked.put("/graph-store?graph=urn:g", data=body, content_type=kind, headers=EDITOR)
        assert found.status_code in (201, 204), found.text
        assert b"urn:a" in asked.get("/graph-store?graph=urn:g", headers=EDITOR).data
