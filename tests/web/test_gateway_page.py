"""/sparql for people: a form, the answer on the page, nothing cut without a word."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.sparql.page import SHOWN, SHOWN_BYTES

from tests.web.asking import BASE, BROWSER, Page

TRIPLES = 1200


@pytest.fixture(scope="module")
def many() -> Flask:
    """An application on a store with more than a page shows."""
    store = MemoryStore(BASE)
    lines = "".join(f'<urn:s{n:04}> <urn:p> "{"値" * 60}{n}"@ja . ' for n in range(TRIPLES))
    store.update(f"INSERT DATA {{ {lines} }}")
    app = create_app(Settings(), store)
    app.testing = False
    return app


def ask(app: Flask, query: str, lang: str = "ja") -> Page:
    """The page that a browser gets."""
    answer = app.test_client().get(
        "/sparql", query_string={"query": query, "lang": lang}, headers=BROWSER
    )
    assert answer.status_code == 200
    return Page(answer.get_data(as_text=True))


def test_a_long_result_says_how_many_rows_and_shows_the_first(many: Flask) -> None:
    page = ask(many, "SELECT * { ?s ?p ?o }", "en")
    assert f"{TRIPLES:,} rows" in page.text()
    assert f"only the first {SHOWN}" in page.text()
    assert len(page.all("td")) == 3 * SHOWN


def test_a_short_result_is_whole(many: Flask) -> None:
    page = ask(many, "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 3")
    assert "3行" in page.text()
    assert "はじめの" not in page.text()
    assert len(page.all("td")) == 3


def test_an_iri_with_a_comma_is_one_cell(many: Flask) -> None:
    page = ask(many, 'SELECT (<urn:a,b> AS ?a) ("x,\\ny" AS ?b) ?none {}')
    assert len(page.all("td")) == 3
    assert page.text("td") == "urn:a,b x,\ny"


def test_a_large_graph_shows_whole_lines_of_its_beginning(many: Flask) -> None:
    page = ask(many, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "en")
    shown = page.text("code")
    assert "this is its beginning" in page.text()
    assert 0.9 * SHOWN_BYTES < len(shown.encode()) <= SHOWN_BYTES
    assert re.search(r'\d"@ja \.$', shown), shown[-80:]


def test_a_small_graph_is_whole(many: Flask) -> None:
    page = ask(many, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 2", "en")
    assert "this is its beginning" not in page.text()
    assert page.text("code").count("@ja") == 2


@pytest.mark.parametrize(("query", "word"), [("ASK { ?s ?p ?o }", "はい"), ("ASK {}", "はい")])
def test_ask_is_answered_in_words(many: Flask, query: str, word: str) -> None:
    assert word in ask(many, query).text()


def test_the_form_keeps_the_query_and_the_language(many: Flask) -> None:
    query = 'SELECT * { ?s ?p "<b>&\\"" }'
    page = ask(many, query, "en")
    assert page.text("textarea") == query
    hidden = [i for i in page.all("input") if i.get("type") == "hidden"]
    assert {(i["name"], i["value"]) for i in hidden} == {("lang", "en")}
    links = [a["href"] for a in page.all("a") if "format=" in a.get("href", "")]
    assert len(links) == 4
    assert all("lang=en" in link and "query=SELECT" in link for link in links)


def test_an_error_stands_beside_the_query(many: Flask) -> None:
    query = "SELECT * {\n ?s ?p }"
    answer = many.test_client().get("/sparql", query_string={"query": query}, headers=BROWSER)
    page = Page(answer.get_data(as_text=True))
    assert answer.status_code == 400
    assert page.text("textarea") == query
    assert "SPARQLの書き方に誤りがあります" in page.text()
    assert [p for p in page.all("p") if p.get("role") == "alert"]


def test_values_are_text_not_markup() -> None:
    store = MemoryStore(BASE)
    store.update('INSERT DATA { <urn:s> <urn:p> "<img src=x onerror=alert(1)>" }')
    page = ask(create_app(Settings(), store), "SELECT ?o { ?s ?p ?o }")
    assert page.all("img") == []
    assert "<img src=x onerror=alert(1)>" in page.text("td")


def test_completions_are_this_services_own(client: FlaskClient) -> None:
    known = client.get("/sparql/completions").get_json()
    terms = {term["name"]: term for term in known["terms"]}
    assert terms["lm:Program"] == {
        "name": "lm:Program",
        "kind": "class",
        "ja": "事業",
        "en": "Program",
    }
    assert terms["lm:leadsTo"]["kind"] == "property"
    assert terms["<https://w3id.org/michisuji/code/result/expand>"]["ja"] == "拡充"
    assert "lm:desiredDirection" in terms
    assert "lm:direction" not in terms, "a term of an earlier version"
    assert known["prefixes"]["lm"] == "https://w3id.org/michisuji/ns#"
    assert [t["name"] for t in known["terms"] if not (t["ja"] and t["en"])] == []
