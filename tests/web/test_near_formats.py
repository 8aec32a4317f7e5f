"""What clients call a format otherwise than we do gets the near one, at every address."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from asking import BASE, BROWSER, PROGRAM
from flask.testing import FlaskClient
from michisuji.web.http.negotiation import ALIASES

SELECT = "SELECT ?s { ?s a ?c } LIMIT 2"
ASK = "ASK { ?s a ?c }"
CONSTRUCT = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 2"
DESCRIBE = f"DESCRIBE <{BASE}/id/program/mihon-010101>"
TURTLE, NT = "text/turtle", "application/n-triples"
XML, JSONLD = "application/rdf+xml", "application/ld+json"
RESULTS_XML, RESULTS_JSON = "application/sparql-results+xml", "application/sparql-results+json"
GRAPH = f"/graph-store?graph={BASE}/graph/nagareyama"
DOCUMENT = "/doc/program/mihon-010101"
ANALYSIS = "/api/analysis/chains"


@pytest.mark.parametrize("names", [("format",), ("output",), ("format", "output", "results")])
@pytest.mark.parametrize(
    ("query", "asked", "kind"),
    [
        (CONSTRUCT, "xml", XML),
        (DESCRIBE, "xml", XML),
        (SELECT, "xml", RESULTS_XML),
        (ASK, "xml", RESULTS_XML),
        (CONSTRUCT, "json", JSONLD),
        (CONSTRUCT, "n3", TURTLE),
        (DESCRIBE, "application/rdf+xml", XML),
        (DESCRIBE, "application/rdf xml", XML),
        (DESCRIBE, "text/turtle; charset=utf-8", TURTLE),
        (DESCRIBE, "application/ld+json;profile=x", JSONLD),
        (CONSTRUCT, "TEXT/XML", XML),
        (SELECT, RESULTS_JSON, RESULTS_JSON),
        (SELECT, "application/json", RESULTS_JSON),
        (SELECT, "srx", RESULTS_XML),
        (SELECT, "text/csv", "text/csv"),
        (ASK, "application/xml", RESULTS_XML),
    ],
)
def test_a_format_by_name(
    client: FlaskClient, query: str, asked: str, kind: str, names: tuple[str, ...]
) -> None:
    words = {"query": query} | dict.fromkeys(names, asked)
    for found in (client.get("/sparql", query_string=words), client.post("/sparql", data=words)):
        assert (found.status_code, found.mimetype) == (200, kind), found.text[:300]
    person = client.get("/sparql", query_string=words, headers=BROWSER)
    assert person.mimetype == kind


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        (SELECT, "application/xml", RESULTS_XML),
        (SELECT, "text/xml", RESULTS_XML),
        (SELECT, "text/csv; header=present", "text/csv"),
        (SELECT, "text/csv;q=0.5;header=present, text/tab-separated-values;q=0.6",
         "text/tab-separated-values"),
        (SELECT, "text/csv, */*;q=0.1", "text/csv"),
        (SELECT, f"{RESULTS_JSON};q=0, */*", RESULTS_XML),
        (SELECT, "application/xml;q=0.9, application/json;q=0.2", RESULTS_XML),
        (ASK, "text/xml;charset=utf-8", RESULTS_XML),
        (CONSTRUCT, "application/xml", XML),
        (CONSTRUCT, "text/xml", XML),
        (CONSTRUCT, 'application/ld+json;profile="http://www.w3.org/ns/json-ld#flattened, x"',
         JSONLD),
        (CONSTRUCT, "text/turtle;version=1.2", TURTLE),
        (CONSTRUCT, "text/n3", TURTLE),
        (CONSTRUCT, "application/x-turtle, */*;q=0", TURTLE),
        (CONSTRUCT, "text/plain", NT),
        (CONSTRUCT, "application/json", JSONLD),
        (CONSTRUCT, "application/rdf+xml;q=0.1, application/xml", XML),
    ],
)  # fmt: skip
def test_a_media_type(client: FlaskClient, query: str, accept: str, kind: str) -> None:
    found = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept})
    assert (found.status_code, found.mimetype) == (200, kind), found.text[:300]


@pytest.mark.parametrize("address", [GRAPH, DOCUMENT, "/ns", "/ns/Program",
                                     "/rules/CHAIN-01", "/sparql"])  # fmt: skip
@pytest.mark.parametrize(
    ("word", "kind"),
    [("application/xml", XML), ("text/n3", TURTLE), ("text/plain", NT),
     ("application/ld+json;profile=a", JSONLD), ("application/json", JSONLD)],
)  # fmt: skip
def test_other_addresses(client: FlaskClient, address: str, word: str, kind: str) -> None:
    by_header = client.get(address, headers={"Accept": word})
    by_name = client.get(f"{address}{'&' if '?' in address else '?'}{urlencode({'format': word})}")
    assert [(f.status_code, f.mimetype) for f in (by_header, by_name)] == [(200, kind)] * 2


@pytest.mark.parametrize("word", ["text/html", "html", "application/xhtml+xml"])
def test_pages_by_name(client: FlaskClient, word: str) -> None:
    assert client.get(DOCUMENT, query_string={"format": word}).mimetype == "text/html"
    if "/" in word:
        assert client.get(DOCUMENT, headers={"Accept": word}).mimetype == "text/html"


@pytest.mark.parametrize(
    ("word", "kind"),
    [("text/csv", "text/csv"), ("application/json", "application/json"), ("CSV", "text/csv")],
)
def test_analyses(client: FlaskClient, word: str, kind: str) -> None:
    found = client.get(ANALYSIS, query_string={"format": word})
    assert (found.status_code, found.mimetype) == (200, kind)
    assert client.get(ANALYSIS, query_string={"format": "ttl"}).status_code == 406


@pytest.mark.parametrize("accept", ["text/turtle;q=0", "image/png;x=1", "text/csv;q=0, */*;q=0"])
def test_what_is_far_is_refused(client: FlaskClient, accept: str) -> None:
    words = {"query": CONSTRUCT}
    assert client.get("/sparql", query_string=words, headers={"Accept": accept}).status_code == 406


@pytest.mark.parametrize("way", ["GET", "form", "body"])
def test_a_byte_order_mark_is_no_part_of_a_query(client: FlaskClient, way: str) -> None:
    text = "\ufeffASK { ?s ?p ?o }"
    if way == "GET":
        found = client.get("/sparql", query_string={"query": text}, headers=PROGRAM)
    elif way == "form":
        found = client.post("/sparql", data={"query": text}, headers=PROGRAM)
    else:
        found = client.post("/sparql", data=text.encode(), content_type="application/sparql-query")
    assert found.status_code == 200, found.text


def test_no_name_means_two_formats_of_one_answer() -> None:
    for names in ({"ttl", "jsonld", "nt", "rdf", "csv"}, {"json", "xml", "csv", "tsv"}):
        words = [word for name in names for word in {name, *ALIASES[name]}]
        assert len(words) == len(set(words))


@pytest.mark.parametrize(
    "prefix", ["from", "FROM", "graph", "service", "select", "where", "prefix", "now", "named"]
)
@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s P:name ?o }",
        "SELECT * { ?s P:name ?o . P:a P:b P:c }",
        "SELECT (P:name AS ?x) { ?s ?p ?o } GROUP BY (P:name AS ?y) ORDER BY (P:name)",
        "CONSTRUCT { ?s P:name ?o } WHERE { ?s P:name ?o } ORDER BY (?o = P:name)",
        "DESCRIBE P:name",
        "DESCRIBE P:name P:other WHERE { ?s P:name ?o }",
        "ASK { ?s P:name/P:other 'from'^^P:type }",
        "SELECT ?from { ?from a P:from }",
    ],
)
def test_a_prefix_may_be_called_like_a_keyword(
    client: FlaskClient, prefix: str, query: str
) -> None:
    text = f"PREFIX {prefix}: <https://schema.org/> {query.replace('P:', prefix + ':')}"
    found = client.get("/sparql", query_string={"query": text}, headers=PROGRAM)
    assert found.status_code == 200, found.text


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM:x { ?s ?p ?o }",
        "SELECT * FROM from:x { ?s ?p ?o }",
        "ASK FROM NAMED:x { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } FROM from:x WHERE { ?s ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } FROM:x WHERE { ?s ?p ?o }",
        "DESCRIBE * FROM:x { ?s ?p ?o }",
        "DESCRIBE from:a FROM <urn:x> { ?s ?p ?o }",
        "DESCRIBE from:a FROM FROM:a { ?s ?p ?o }",
        "SELECT (1 AS ?x) FROM:x { ?s ?p ?o }",
    ],
)
def test_from_still_names_our_graphs_only(client: FlaskClient, query: str) -> None:
    text = f"PREFIX from: <urn:> PREFIX : <urn:> {query}"
    found = client.get("/sparql", query_string={"query": text}, headers=PROGRAM)
    assert (found.status_code, found.json and found.json["code"]) == (403, "refused")


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ GRAPH <{BASE}/graph/service> {{ ?s ?p ?o }} }}",
        f"SELECT * FROM <{BASE}/graph/service> {{ ?s ?p ?o }}",
        "PREFIX p: <http://example.org/service> ASK { ?s ?p ?o }",
        "BASE <http://example.org/service> ASK { ?s ?p ?o }",
    ],
)
def test_an_iri_may_hold_the_word_service(client: FlaskClient, query: str) -> None:
    found = client.get("/sparql", query_string={"query": query}, headers=PROGRAM)
    assert found.status_code == 200, found.text
