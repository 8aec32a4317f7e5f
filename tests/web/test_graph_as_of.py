"""The explorer as of a fiscal year: the state of then, and what has changed since, marked."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from michisuji.vocabulary import LM
from michisuji.web.graph.address import Opened
from michisuji.web.graph.collect import GraphNode, Neighbour, Opening, View, joined
from michisuji.web.graph.kinds import KINDS
from michisuji.web.graph.since import changes, compared

#: A program that had no outcome s3 in 2024.
PROGRAM = "program/mihon-020502"


def _view(others: frozenset[str]) -> View:
    kind = next(iter(KINDS.values()))
    found = [Neighbour(GraphNode(o, kind, o), f"{LM}partOf", True) for o in sorted(others)]
    shown = View({"a": GraphNode("a", kind, "a")})
    shown.openings["a"] = Opening(Opened("a", 9), found, len(found), False)
    return joined(shown)


SOME = st.frozensets(st.sampled_from("bcdefgh"), max_size=7)


@given(SOME, SOME)
def test_what_is_marked_is_what_differs(then: frozenset[str], now: frozenset[str]) -> None:
    both = compared(_view(then), _view(now))
    assert set(both.nodes) == {"a"} | then | now
    marked = {link.source: both.since[link.key()] for link in changes(both)}
    assert {one for one, change in marked.items() if change == "gone"} == then - now
    assert {one for one, change in marked.items() if change == "added"} == now - then


@given(SOME)
def test_what_is_gone_as_a_whole_is_marked_gone(then: frozenset[str]) -> None:
    assert set(compared(_view(then), None).since.values()) == ({"gone"} if then else set())


def _data(html: str) -> dict[str, list[dict[str, str]]]:
    found = re.search(r'id="graph-data"[^>]*>(.*?)</script>', html, re.S)
    assert found
    data: dict[str, list[dict[str, str]]] = json.loads(found[1])
    return data


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_of_a_year_shows_what_was_added_since(client: FlaskClient, lang: str) -> None:
    asked = {"node": PROGRAM, "open": f"{PROGRAM}:9", "lang": lang}
    now = client.get("/graph", query_string=asked)
    then = client.get("/graph", query_string=asked | {"as_of": "2024"})
    assert now.status_code == then.status_code == 200
    word = {"ja": "のちに加わった", "en": "added since"}[lang]
    assert not [edge for edge in _data(now.text)["edges"] if word in edge["name"]]
    named = [edge for edge in _data(then.text)["edges"] if word in edge["name"]]
    assert any(edge["from"].endswith("-020502-s3") for edge in named)
    assert '<option value="2024" selected>' in then.text
    table = then.text.partition('id="graph-rows"')[2]
    assert word in table, "the table tells it as well"
    assert "as_of=2024" in table, "what is opened without scripts stays in the year"
    more = client.get("/graph/expand", query_string={"node": PROGRAM, "as_of": "2024"}).json
    assert more is not None
    assert {edge["id"] for edge in named} <= {edge["id"] for edge in more["edges"]}
    assert all(edge["dashes"] for edge in named)


def test_a_year_without_a_state_is_told(client: FlaskClient) -> None:
    assert client.get("/graph", query_string={"node": PROGRAM, "as_of": "1999"}).status_code == 404
    assert client.get("/graph", query_string={"node": PROGRAM, "as_of": "x"}).status_code == 400
