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


def test_expanding_gives_all_neighbours_to_choose_from(client: FlaskClient) -> None:
    found = client.get("/graph/expand?node=measure/x-01").get_json()
    steps = found["steps"][iri("measure/x-01")]
    ids = {node["id"] for node in found["nodes"]}
    assert {other for other, _, _ in steps} | {iri("measure/x-01")} == ids
    assert [iri("program/y-000"), "partOf", 1] in steps
    assert all(edge["from"] in ids and edge["to"] in ids for edge in found["edges"])
    assert found["capped"] == []
    chain = client.get("/graph/expand?node=program/x-1").get_json()["chains"]
    assert [iri("output/x-1-o"), iri("outcome/x-1-c")] in chain[iri("program/x-1")]


def test_the_page_carries_what_its_address_opens(client: FlaskClient) -> None:
    page = client.get("/graph?node=measure/x-01&open=measure/x-01~partOf&open=unit/x-s")
    told = data_of(page.get_data(as_text=True))
    assert told["steps"].keys() == {iri("measure/x-01"), iri("unit/x-s")}  # type: ignore[attr-defined]
    table = page.get_data(as_text=True).partition('id="graph-rows"')[2].partition("</tbody>")[0]
    assert "総合計画" in table
    assert "/doc/program/y-000" not in table, "only the relation is opened"


def test_expanding_nothing_is_a_problem_document(client: FlaskClient) -> None:
    missing = client.get("/graph/expand?node=program/none")
    assert missing.status_code == 404
    assert missing.mimetype == "application/problem+json"
    assert client.get("/graph/expand?node=http://x/%20%3E").status_code == 400


def test_english(client: FlaskClient) -> None:
    page = client.get("/graph?node=program/x-1&lang=en").get_data(as_text=True)
    assert "Drill program" in page
    assert data_of(page)["lang"] == "en"
    assert "Activity (1)" in page


@pytest.mark.parametrize("name", ["vis-network.min.js", "vis-network.css"])
def test_vis_network_is_served_from_pyvis(client: FlaskClient, name: str) -> None:
    with client.get(f"/static/vis/{name}") as answer:
        assert answer.status_code == 200
        assert len(answer.data) > 10_000


@pytest.mark.parametrize("name", ["../network.py", "template.html", "vis-network.min.js.map", "x"])
def test_nothing_else_of_pyvis_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/vis/{name}").status_code == 404
