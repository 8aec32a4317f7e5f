"""The explorer over HTTP: page, table without script, JSON endpoint, vis-network's files."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.web import create_app

from tests.web.graph_city import BASE, PAYLOAD, city, iri


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(Settings(base_iri=BASE), city(programs=30)).test_client()


def data_of(page: str) -> dict[str, object]:
    found = re.search(r'id="graph-data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, object] = json.loads(found[1])
    return data


def test_without_a_node_it_offers_a_search_and_starts(client: FlaskClient) -> None:
    page = client.get("/graph").get_data(as_text=True)
    assert "総合計画" in page
    assert "見本市" in page
    assert "防災課" not in page, "it has a unit above it"
    found = client.get("/graph?q=訓練").get_data(as_text=True)
    assert "訓練事業" in found
    assert "見つか" not in found
    nothing = client.get("/graph?q=zzz&lang=en").get_data(as_text=True)
    assert "No name contains" in nothing


def test_an_unknown_node_is_told_kindly(client: FlaskClient) -> None:
    for node in ("program/none", "http://x/%3E%20.%20?s", "\x00", "javascript:alert(1)"):
        answer = client.get("/graph", query_string={"node": node})
        assert answer.status_code == 404
        assert "その資源は見つかりませんでした" in answer.get_data(as_text=True)
        assert "総合計画" in answer.get_data(as_text=True), "and offers a start"


def test_the_page_works_without_script(client: FlaskClient) -> None:
    page = client.get("/graph?node=program/x-1").get_data(as_text=True)
    table = page[page.index('id="graph-rows"') : page.index('id="graph-data"')]
    assert "訓練を行う" in table
    assert 'href="/doc/unit/x-s"' in table
    more = [unescape(a) for a in re.findall(r'class="graph-act" href="([^"]+)"', table)]
    assert "/graph?node=program/x-1&open=unit/x-s" in more
    opened = client.get("/graph?node=program/x-1&open=unit/x-s").get_data(as_text=True)
    assert "見本市" in opened[opened.index('id="graph-rows"') :]


def test_labels_never_become_html(client: FlaskClient) -> None:
    answer = client.get("/graph?node=measure/x-01&open=measure/x-01:3")
    page = answer.get_data(as_text=True)
    assert "<img src=x" not in page
    nodes = data_of(page)["nodes"]
    assert isinstance(nodes, list)
    assert PAYLOAD in {node["name"] for node in nodes}
    assert not re.search(
        r"<[^>]*\son\w+=", re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    )


def test_scripts_come_from_this_host_and_no_style_or_handler_is_needed(client: FlaskClient) -> None:
    answer = client.get("/graph?node=program/x-1")
    page = answer.get_data(as_text=True)
    sources = re.findall(r'<script[^>]*\ssrc="([^"]+)"', page)
    assert sources
    assert all(s.startswith("/static/") for s in sources)
    inline = re.findall(r"<script(?![^>]*\ssrc=)([^>]*)>", page)
    assert all('type="application/json"' in attributes for attributes in inline)
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_expanding_gives_the_new_picture_and_tells_what_is_left(client: FlaskClient) -> None:
    first = client.get("/graph/expand?node=measure/x-01&open=program/x-1").get_json()
    opening = first["openings"][iri("measure/x-01")]
    assert opening["shown"] == 16
    assert opening["left"] == opening["total"] - 16 > 0
    assert first["opened"] == ["program/x-1", "measure/x-01"]
    again = client.get(
        "/graph/expand", query_string={"node": iri("measure/x-01"), "open": first["opened"]}
    ).get_json()
    assert again["opened"] == ["program/x-1", "measure/x-01:2"]
    assert len(again["nodes"]) > len(first["nodes"])
    ids = {node["id"] for node in again["nodes"]}
    assert all(edge["from"] in ids and edge["to"] in ids for edge in again["edges"])
    columns = {kind["key"]: kind["column"] for kind in again["kinds"]}
    assert {node["kind"] for node in again["nodes"]} == columns.keys(), "so all have their place"


def test_the_permalink_restores_the_view(client: FlaskClient) -> None:
    query = {"node": "measure/x-01", "open": ["program/x-1", "unit/x-s"]}
    asked = client.get("/graph/expand", query_string=query).get_json()
    page = client.get(asked["permalink"]).get_data(as_text=True)
    shown = data_of(page)
    assert shown["nodes"] == asked["nodes"]
    assert shown["opened"] == asked["opened"]


def test_expanding_nothing_or_too_much_is_a_problem_document(client: FlaskClient) -> None:
    missing = client.get("/graph/expand?node=program/none")
    assert missing.status_code == 404
    assert missing.mimetype == "application/problem+json"
    many = [f"program/y-{i:03}" for i in range(30)] + [f"unit/z-{i}" for i in range(20)]
    over = client.get("/graph/expand", query_string={"node": "unit/x-s", "open": many})
    assert over.status_code == 400
    assert over.get_json()["code"] == "bad-input"


def test_english(client: FlaskClient) -> None:
    page = client.get("/graph?node=program/x-1&lang=en").get_data(as_text=True)
    assert "Drill program" in page
    assert "lang=en" in str(data_of(page)["permalink"])
    assert "Activity (1)" in page


@pytest.mark.parametrize("name", ["vis-network.min.js", "vis-network.css"])
def test_vis_network_is_served_from_pyvis(client: FlaskClient, name: str) -> None:
    with client.get(f"/static/vis/{name}") as answer:
        assert answer.status_code == 200
        assert len(answer.data) > 10_000


@pytest.mark.parametrize("name", ["../network.py", "template.html", "vis-network.min.js.map", "x"])
def test_nothing_else_of_pyvis_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/vis/{name}").status_code == 404
