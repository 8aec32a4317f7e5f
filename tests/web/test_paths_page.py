"""``/paths``: chosen by name or address, drawn, said and listed; nothing in the data is markup."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from pyoxigraph import RdfFormat

PROGRAM, TOWN = "id/program/mihon-010101", "id/town-condition/mihon-0101-t1"
PRACTICE = "id/kaizen/mihon-001"
NAME = "自主防災組織育成・地区防災計画支援事業"
PAYLOAD = "</text></svg><script>alert(1)</script><img src=x onerror=alert(2)>"


def page(client: FlaskClient, **asked: str) -> str:
    found = client.get("/paths", query_string=asked)
    assert found.status_code == 200, found.get_data(as_text=True)
    return found.get_data(as_text=True)


def test_without_an_end_there_are_two_pickers(client: FlaskClient) -> None:
    html = page(client)
    assert re.findall(r'<input[^>]* name="(from|to)"[^>]* data-suggest=', html) == ["from", "to"]


def test_one_end_is_kept_while_the_other_is_looked_for(client: FlaskClient) -> None:
    html = page(client, **{"from": PROGRAM, "to": "防災"})
    assert NAME in html
    assert f'<input type="hidden" name="from" value="{PROGRAM}">' in html
    assert "いくつかあります" in html


def test_a_whole_name_is_enough_and_an_unknown_one_is_told(client: FlaskClient) -> None:
    assert 'class="ways"' in page(client, **{"from": NAME, "to": TOWN})
    assert "「ぺけぺけ」にあたるものは見つかりません" in page(
        client, **{"from": PROGRAM, "to": "ぺけぺけ"}
    )


@pytest.mark.parametrize("start", [PROGRAM, PRACTICE])
def test_page_and_api_tell_the_same_ways(client: FlaskClient, start: str) -> None:
    html = page(client, **{"from": start, "to": TOWN})
    told = client.get("/api/analysis/paths", query_string={"from": start, "to": TOWN}).get_json()
    assert told["sentence"] in re.sub(r"&#39;", "'", html)
    ways = told["answer"]["ways"]
    assert ways
    assert html.count('class="h"') == min(4, len(ways))
    for step in ways[0]["steps"]:
        assert html.count(step["node"]["label"]) >= 2


def test_ends_without_a_way_are_offered_all_links(client: FlaskClient) -> None:
    html = page(client, **{"from": "id/measure/mihon-0101", "to": "id/measure/mihon-0201"})
    assert "over=all" in html
    assert 'id="table-reach"' in html


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"from": "id/program/none", "to": TOWN}, 404),
        ({"from": PROGRAM, "to": TOWN, "longest": "99"}, 400),
        ({"from": PROGRAM, "to": TOWN, "longest": "x"}, 400),
        ({"from": PROGRAM, "to": TOWN, "over": "x"}, 400),
        ({"from": "id/a b<", "to": TOWN}, 400),
    ],
)
def test_what_cannot_be_asked_is_refused(
    client: FlaskClient, asked: dict[str, str], status: int
) -> None:
    assert client.get("/paths", query_string=asked).status_code == status


def test_names_in_the_picture_are_text(tmp_path: Path) -> None:
    store = MemoryStore()
    store.data.load(
        f"""@prefix lm: <https://w3id.org/michisuji/ns#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix : <http://127.0.0.1:8000/id/x/> .
        :a a lm:Program ; rdfs:label "{PAYLOAD}"@ja ; lm:relatedProgram :b .
        :b a lm:Program ; rdfs:label "{PAYLOAD}"@ja .""".encode(),
        RdfFormat.TURTLE,
    )
    client = create_app(Settings(home=tmp_path), store).test_client()
    html = page(client, **{"from": "id/x/a", "to": "id/x/b", "over": "all"})
    assert 'class="ways"' in html
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_resource_pages_and_the_explorer_lead_there(client: FlaskClient) -> None:
    for address in ("/doc/program/mihon-010101", "/doc/kaizen/mihon-001"):
        html = client.get(address).get_data(as_text=True)
        assert re.search(r'href="/paths\?from=[^"]+', html), address
    # The explorer's script makes the link of whatever is chosen.
    html = client.get(f"/graph?node={PROGRAM}").get_data(as_text=True)
    assert re.search(r'"paths": ?"/paths"', html)
