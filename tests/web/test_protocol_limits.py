"""Every limit is told: on a page, in headers, in the description; and a client has its share."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from asking import BASE, BROWSER, PROBLEM_FIELDS, PROGRAM
from flask.testing import FlaskClient
from markupsafe import escape
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.http import limits
from michisuji.web.http.rate import Buckets
from rdflib import Graph, Namespace, URIRef

SCHEMA = Namespace("https://schema.org/")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")


def test_each_limit_of_the_settings_is_in_the_list() -> None:
    told = {limit.setting for limit in limits.all_of(Settings())}
    about_limits = {
        field.metadata["env"]
        for field in dataclasses.fields(Settings)
        if isinstance(field.default, int) and field.name != "engine_memory_bytes"
    }
    assert about_limits == told - {""}


def test_the_memory_of_an_engine_of_elsewhere_is_not_ours_to_limit() -> None:
    elsewhere = limits.all_of(Settings(store="https://example.org/sparql"))
    assert {limit.name for limit in limits.all_of(Settings())} - {
        limit.name for limit in elsewhere
    } == {"memory"}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_tells_each(client: FlaskClient, lang: str) -> None:
    page = client.get(f"/about/limits?lang={lang}", headers=BROWSER)
    assert page.status_code == 200
    for limit in limits.all_of(Settings(rate_per_minute=1_000_000)):
        assert escape(limit.text[lang]) in page.text
        assert f"{limit.value:,}" in page.text
        assert limit.setting in page.text


def test_the_page_the_json_the_header_and_the_description_agree(client: FlaskClient) -> None:
    listed = client.get("/about/limits", headers={"Accept": "application/json"}).json
    assert listed is not None
    values = {entry["name"]: entry["value"] for entry in listed["limits"]}
    told_of = {entry["name"]: entry["text"] for entry in listed["limits"]}
    assert told_of["rows"] == {"ja": "結果の行数", "en": "rows of a result"}
    assert all(told["ja"] and told["en"] for told in told_of.values())
    header = client.get("/sparql?query=ASK{}").headers[limits.HEADER]
    for part in header.split(", "):
        name, _, value = part.partition("=")
        assert values[name] == int(value.rstrip("s"))
    graph = Graph().parse(data=client.get("/sparql?format=ttl").data, format="turtle")
    service = URIRef(f"{BASE}/sparql#service")
    told = {
        str(graph.value(node, SCHEMA.propertyID)): int(str(graph.value(node, SCHEMA.maxValue)))
        for node in graph.objects(service, SCHEMA.additionalProperty)
    }
    assert told == values


def test_the_description_names_the_graphs_that_a_reader_may_name(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/sparql?format=ttl").data, format="turtle")
    names = {str(name) for name in graph.objects(None, SD.name)}
    assert f"{BASE}/graph/mihon/2026" in names
    assert not [name for name in names if name.startswith("urn:")]
    assert set(graph.objects(None, SD.supportedLanguage)) == {SD.SPARQL11Query}
    for name in names:
        asked = {"query": "ASK { ?s ?p ?o }", "default-graph-uri": name}
        assert client.get("/sparql", query_string=asked, headers=PROGRAM).json == {
            "head": {}, "boolean": True,
        }  # fmt: skip


def test_the_description_is_negotiated_and_kept(client: FlaskClient) -> None:
    for kind in ("text/turtle", "application/ld+json", "application/rdf+xml",
                 "application/n-triples"):  # fmt: skip
        found = client.get("/sparql", headers={"Accept": kind})
        assert (found.status_code, found.mimetype) == (200, kind)
    assert client.get("/sparql", headers=BROWSER).mimetype == "text/html"
    tag = found.headers["ETag"]
    again = client.get("/sparql", headers={"Accept": kind, "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_answers_are_kept_until_the_data_or_the_question_change(client: FlaskClient) -> None:
    asked = {"query": "SELECT * { ?s ?p ?o } LIMIT 3"}
    first = client.get("/sparql", query_string=asked, headers={"Accept": "text/csv"})
    tag = first.headers["ETag"]
    held = {"If-None-Match": tag}
    same = client.get("/sparql", query_string=asked, headers={"Accept": "text/csv"} | held)
    assert (same.status_code, same.headers["ETag"]) == (304, tag)
    assert {"Accept", "Authorization"} <= set(same.headers["Vary"].split(", "))
    other_format = client.get(
        "/sparql", query_string=asked, headers={"Accept": "text/tab-separated-values"} | held
    )
    assert other_format.status_code == 200
    asked["query"] += "0"
    assert (
        client.get("/sparql", query_string=asked, headers={"Accept": "text/csv"} | held).status_code
        == 200
    )


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_changes_by_itself_is_not_kept(client: FlaskClient, call: str) -> None:
    found = client.get("/sparql", query_string={"query": f"SELECT ({call} AS ?x) {{}}"})
    assert found.status_code == 200
    assert "ETag" not in found.headers
    assert found.headers["Cache-Control"] == "no-store"


def test_buckets_refill_evenly_and_forget_the_oldest() -> None:
    buckets = Buckets(60)
    assert [buckets.take("a", 0.0)[0] for _ in range(61)] == [True] * 60 + [False]
    assert buckets.take("b", 0.0)[0], "each client has its own"
    assert not buckets.take("a", 0.5)[0]
    assert buckets.take("a", 1.6)[0]
    assert not buckets.take("a", 1.7)[0]
    assert buckets.take("a", 1000.0) == (True, 59)
    for number in range(10_050):
        buckets.take(str(number), 0.0)
    assert len(buckets._left) == 10_000


def test_too_many_requests_are_told_with_when_to_come_back(tmp_path: Path) -> None:
    client = create_app(Settings(home=tmp_path, rate_per_minute=3), MemoryStore(BASE)).test_client()
    seen = [client.get("/sparql?query=ASK{}", headers=PROGRAM) for _ in range(4)]
    assert [found.status_code for found in seen] == [200, 200, 200, 429]
    assert seen[0].headers["RateLimit-Policy"] == '"client";q=3;w=60'
    assert [found.headers["RateLimit"].split(";")[1] for found in seen] == [
        "r=2",
        "r=1",
        "r=0",
        "r=0",
    ]
    refused = seen[3]
    assert refused.json is not None
    assert set(refused.json) == PROBLEM_FIELDS
    assert refused.json["code"] == "too-many-requests"
    assert 0 < int(refused.headers["Retry-After"]) <= 20
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert client.options("/sparql").status_code == 204, "a preflight costs nothing"
    assert client.get("/graph-store?default").status_code == 429, "one bucket for all"
    assert client.get("/plan", headers=BROWSER).status_code == 200, "pages have no bucket"
    other = client.get("/sparql?query=ASK{}", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 200
    forged = client.get("/sparql?query=ASK{}", headers={"X-Forwarded-For": "192.0.2.8"})
    assert forged.status_code == 429, "nobody's word but a trusted proxy's"
