"""The SPARQL 1.1 Protocol, format by format, and the page for people."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from asking import BASE, BROWSER, PROBLEM_FIELDS, PROGRAM, Get, Page
from flask.testing import FlaskClient
from michisuji.store.engine.oxigraph_binary import memory_limit
from michisuji.store.memory import MemoryStore
from werkzeug.test import TestResponse

SELECT = (
    "PREFIX lm: <https://w3id.org/michisuji/ns#> PREFIX rdfs: "
    "<http://www.w3.org/2000/01/rdf-schema#> SELECT ?p ?name { ?p a lm:BasicPolicy ; "
    "rdfs:label ?name FILTER(LANG(?name) = 'ja') } ORDER BY ?p"
)
CONSTRUCT = f"CONSTRUCT {{ ?s ?p ?o }} {{ ?s ?p ?o FILTER(?s = <{BASE}/id/program/mihon-010101>) }}"
ASK = "ASK { ?s ?p ?o }"
RESULTS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
GRAPHS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
ALIASES = {"turtle": "ttl", "json-ld": "jsonld", "ntriples": "nt", "n-triples": "nt",
           "rdfxml": "rdf", "rdf+xml": "rdf", "TTL": "ttl", "JSONLD": "jsonld"}  # fmt: skip


def names(found: TestResponse, name: str) -> list[str]:
    """The ``?name`` column of an answer in one of the formats."""
    assert found.mimetype == RESULTS[name]
    if name == "json":
        return [row["name"]["value"] for row in json.loads(found.data)["results"]["bindings"]]
    if name == "xml":
        space = "{http://www.w3.org/2005/sparql-results#}"
        literals = ElementTree.fromstring(found.data).iter(f"{space}literal")
        return [element.text or "" for element in literals]
    if name == "csv":
        return [row[1] for row in list(csv.reader(io.StringIO(found.text, newline="")))[1:]]
    return [line.split("\t")[1].split('"')[1] for line in found.text.splitlines()[1:]]


EXPECTED = ["安全・安心", "子育て・教育", "健康・福祉", "環境・みどり", "都市基盤・交通"]


@pytest.mark.parametrize("how", ["accept", "parameter"])
@pytest.mark.parametrize("name", RESULTS)
def test_select_in_each_format(client: FlaskClient, name: str, how: str) -> None:
    headers = {"Accept": RESULTS[name]} if how == "accept" else {}
    asked = {"query": SELECT} | ({"format": name} if how == "parameter" else {})
    found = client.get("/sparql", query_string=asked, headers=headers)
    assert found.status_code == 200
    assert names(found, name)[:5] == EXPECTED
    assert "Accept" in found.headers["Vary"]
    assert found.headers["X-Michisuji-Limits"] == (
        "time=10s, rows=1000000, bytes=1000000000, whole=64000000, query=100000, "
        "nested=40, parts=400, "
        f"memory={memory_limit(1_000_000_000, 12)}, at-once=12, per-minute=1000000"
    )
    assert found.content_length == len(found.data)


@pytest.mark.parametrize("name", GRAPHS)
def test_construct_in_each_format_is_the_same_graph(
    client: FlaskClient, sample_store: MemoryStore, name: str
) -> None:
    found = client.get(
        "/sparql", query_string={"query": CONSTRUCT}, headers={"Accept": GRAPHS[name]}
    )
    assert found.mimetype == GRAPHS[name]
    read = ox.RdfFormat.from_media_type(GRAPHS[name])
    assert read is not None
    parsed = {triple.triple for triple in ox.parse(found.data, format=read)}
    raw = b"".join(sample_store.raw(CONSTRUCT, "application/n-triples").chunks)
    assert parsed == {t.triple for t in ox.parse(raw, format=ox.RdfFormat.N_TRIPLES)}
    assert len(parsed) > 10
    assert client.get("/sparql", query_string={"query": CONSTRUCT, "format": name}).data


@pytest.mark.parametrize(("alias", "name"), ALIASES.items())
def test_aliases_of_formats(client: FlaskClient, alias: str, name: str) -> None:
    found = client.get("/sparql", query_string={"query": CONSTRUCT, "format": alias})
    assert (found.status_code, found.mimetype) == (200, GRAPHS[name])


@pytest.mark.parametrize("name", ["json", "xml"])
def test_ask(client: FlaskClient, name: str) -> None:
    found = client.get("/sparql", query_string={"query": ASK}, headers={"Accept": RESULTS[name]})
    assert found.mimetype == RESULTS[name]
    assert b"true" in found.data


@pytest.mark.parametrize(
    ("query", "asked", "accept"),
    [
        (SELECT, "ttl", ""),
        (SELECT, "pdf", ""),
        (SELECT, "", "image/png"),
        (CONSTRUCT, "csv", ""),
        (CONSTRUCT, "", "text/csv"),
        (ASK, "csv", ""),
        (ASK, "", "text/csv"),
    ],
)
def test_formats_there_are_not_are_refused_with_a_list(
    client: FlaskClient, query: str, asked: str, accept: str
) -> None:
    parameters = {"query": query} | ({"format": asked} if asked else {})
    headers = {"Accept": accept} if accept else {}
    found = client.get("/sparql", query_string=parameters, headers=headers)
    assert found.status_code == 406
    problem = json.loads(found.data)
    assert problem["code"] == "not-acceptable"
    offered = GRAPHS if query == CONSTRUCT else RESULTS
    assert ("text/turtle" in problem["hint"]) == (offered is GRAPHS)
    assert ("application/sparql-results+xml" in problem["hint"]) == (offered is RESULTS)


def test_clients_that_do_not_say_and_plain_json_get_json(client: FlaskClient) -> None:
    for headers in ({}, {"Accept": "*/*"}, PROGRAM):
        found = client.get("/sparql", query_string={"query": SELECT}, headers=headers)
        assert names(found, "json")[:5] == EXPECTED


def test_three_ways_to_send_a_query(client: FlaskClient) -> None:
    ways = [
        client.get("/sparql", query_string={"query": SELECT}),
        client.post("/sparql", data={"query": SELECT}),
        client.post("/sparql", data=SELECT.encode(), content_type="application/sparql-query"),
        client.post("/sparql", data={"query": SELECT}, content_type="multipart/form-data"),
    ]
    assert [names(found, "json")[:5] for found in ways] == [EXPECTED] * 4


def test_a_form_can_ask_for_a_format(client: FlaskClient) -> None:
    found = client.post("/sparql", data={"query": SELECT, "format": "csv"}, headers=BROWSER)
    assert names(found, "csv")[:5] == EXPECTED


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"data": SELECT, "content_type": "text/plain"}, 400, "bad-input"),
        ({"data": SELECT}, 400, "bad-input"),
        ({"data": {"other": "x"}}, 400, "bad-input"),
        ({"data": {"query": ["ASK {}", "ASK {}"]}}, 400, "bad-input"),
        ({"data": {"query": ""}}, 400, "query-syntax"),
        ({"data": {"query": "SELECT {"}}, 400, "query-syntax"),
        ({"data": b"\xff", "content_type": "application/sparql-query"}, 400, "bad-input"),
        ({"data": {"update": "CLEAR ALL"}}, 403, "refused"),
        ({"data": "CLEAR ALL", "content_type": "application/sparql-update"}, 403, "refused"),
        ({"data": ASK, "content_type": "application/sparql-update"}, 403, "refused"),
        ({"data": {"query": "INSERT DATA { <a:a> <a:a> <a:a> }"}}, 403, "refused"),
        ({"data": {"query": ASK, "default-graph-uri": "http://a/g"}}, 403, "refused"),
        ({"data": {"query": ASK, "default-graph-uri": f"{BASE}/graph/a%zz"}}, 400, "bad-input"),
        ({"data": {"query": ASK, "named-graph-uri": f"{BASE}/graph/a#b#c"}}, 400, "bad-input"),
    ],
)
def test_requests_that_are_no_query(
    client: FlaskClient, sent: dict[str, object], status: int, code: str
) -> None:
    found = client.post("/sparql", headers=PROGRAM, **sent)  # type: ignore[arg-type]
    assert found.status_code == status
    assert found.mimetype == "application/problem+json"
    assert found.json is not None
    assert found.json["code"] == code
    assert set(found.json) - {"line", "column"} == PROBLEM_FIELDS
    assert found.json["status"] == status
    assert found.headers["Access-Control-Allow-Origin"] == "*", "scripts may read why"


def test_missing_query_is_told_to_programs(client: FlaskClient) -> None:
    found = client.post("/sparql?lang=en", data={"other": "x"}, headers=PROGRAM)
    assert found.status_code == 400
    assert found.json is not None
    assert found.json["detail"] == "There is no query"


def test_default_graph_of_the_protocol(client: FlaskClient) -> None:
    counting = "SELECT (COUNT(*) AS ?name) { ?s ?p ?o }"
    counts = []
    for graph in (f"{BASE}/graph/nagareyama", f"{BASE}/graph/mihon"):
        asked = {"query": counting, "default-graph-uri": graph, "format": "csv"}
        counts.append(int(client.get("/sparql", query_string=asked).text.split()[1]))
    whole = int(
        client.get("/sparql", query_string={"query": counting, "format": "csv"}).text.split()[1]
    )
    assert 0 < counts[0] < counts[1] < whole
    named = {"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "format": "csv",
             "named-graph-uri": f"{BASE}/graph/mihon/2026"}  # fmt: skip
    assert client.get("/sparql", query_string=named).text.split() == [
        "g",
        f"{BASE}/graph/mihon/2026",
    ]


def test_head_and_options(client: FlaskClient) -> None:
    head = client.head("/sparql", query_string={"query": SELECT}, buffered=True)
    whole = client.get("/sparql", query_string={"query": SELECT})
    assert (head.status_code, head.data) == (200, b"")
    assert head.content_length == whole.content_length
    options = client.options("/sparql", headers={"Origin": "https://elsewhere.example"})
    assert options.status_code == 204
    assert options.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in options.headers["Access-Control-Allow-Methods"]
    assert "Accept" in options.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    "triple",
    ['<http://a/s> <http://a/1> "x"', "<http://a/s> <http://a/> <http://a/o>",
     '<http://a/s> <http://a/p> "\\u0001"'],
)  # fmt: skip
def test_what_rdf_xml_cannot_hold_is_told(client: FlaskClient, triple: str) -> None:
    query = f"CONSTRUCT {{ {triple} }} {{}}"
    refused = client.get("/sparql", query_string={"query": query, "format": "rdf"})
    assert refused.status_code == 406
    assert "text/turtle" in refused.text
    for name in ("ttl", "nt", "jsonld"):
        assert (
            client.get("/sparql", query_string={"query": query, "format": name}).status_code == 200
        )


def test_numbers_keep_their_form(client: FlaskClient) -> None:
    query = "CONSTRUCT { <http://a/s> <http://a/p> 1.50, 007 } {}"
    for name in GRAPHS:
        found = client.get("/sparql", query_string={"query": query, "format": name}).text
        assert "1.50" in found, name
        assert "007" in found or name == "jsonld", name


def test_a_browser_sees_a_table_with_links(browse: Get) -> None:
    found = browse("/sparql", query=SELECT)
    page = Page(found.text)
    assert found.mimetype == "text/html"
    assert "安全・安心" in page.text("td")
    assert page.text("h2").count("結果") == 1
    hrefs = [a.get("href", "") for a in page.all("a")]
    assert "/doc/basic-policy/mihon-1" in hrefs
    assert [name for name in RESULTS if any(f"format={name}" in href for href in hrefs)] == [
        *RESULTS
    ]
    (area,) = page.all("textarea")
    assert area["name"] == "query"
    assert SELECT in page.text("textarea")


@pytest.mark.parametrize(
    ("query", "status", "shown"),
    [
        ("SELECT {", 400, "SPARQLの書き方に誤りがあります"),
        ("SELECT * { SERVICE <http://a/> {} }", 403, "1行12列: SERVICE は受け付けません"),
        (ASK, 200, "はい"),
        (CONSTRUCT, 200, "自主防災組織育成"),
        ("SELECT * {} LIMIT 0", 200, "0行"),
    ],
)
def test_the_page_shows_answers_and_errors(
    browse: Get, query: str, status: int, shown: str
) -> None:
    found = browse("/sparql", query=query)
    assert found.status_code == status
    assert shown in Page(found.text).text()


def test_the_page_tells_how_many_rows_it_leaves_out(browse: Get) -> None:
    found = browse("/sparql", query="SELECT * { ?s ?p ?o } LIMIT 501")
    page = Page(found.text)
    assert len(page.all("tr")) == 1 + 500
    assert "501行" in page.text()
    assert "500件だけ" in page.text()
