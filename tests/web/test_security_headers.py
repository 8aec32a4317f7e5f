"""What every answer carries, and that texts of the data stay texts."""

from __future__ import annotations

import json

import pytest
from asking import BASE, BROWSER, PROGRAM, Get, Page
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from werkzeug.test import TestResponse

pytestmark = pytest.mark.slow

PAGES = [
    "/", "/plan", "/questions", "/questions/what-feeds", "/graph", "/kaizen", "/sparql",
    "/quality", "/quality/causes", "/rules", "/rules/CHAIN-03",
    "/about", "/ns", "/search", "/search?q=防災",
    "/doc/program/mihon-010101", "/doc/measure/mihon-0101",
    "/doc/basic-policy/mihon-1", "/doc/indicator/mihon-0101-t01", "/doc/unit/mihon-s-safety",
    "/doc/kaizen/mihon-001", "/doc/money/mihon-010101-2021", "/no-such-page",
    f"/graph?node={BASE}/id/program/mihon-010101",
]  # fmt: skip
OTHERS = [
    "/id/program/mihon-010101", "/doc/program/mihon-010101.ttl", "/ns.ttl", "/sparql/completions",
    "/sparql?query=ASK%20%7B%7D&format=json", "/static/css/base.css", "/static/js/sparql.js",
    "/static/nothing.js",
]  # fmt: skip
ACTIVE = {"text/html", "text/javascript"}


def _rules(found: TestResponse) -> dict[str, list[str]]:
    policy = found.headers["Content-Security-Policy"]
    return {name: values for name, *values in (rule.split() for rule in policy.split("; "))}


@pytest.mark.parametrize("path", PAGES + OTHERS)
@pytest.mark.parametrize("headers", [BROWSER, PROGRAM], ids=["browser", "program"])
def test_headers_of_every_answer(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    with client.get(path, headers=headers) as found:
        rules = _rules(found)
        assert rules["frame-ancestors"] == ["'none'"]
        assert found.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in found.headers
        if found.mimetype not in ACTIVE:  # data that a browser may show, but that loads nothing
            assert rules["default-src"] == ["'none'"]
            assert not rules.keys() & {"script-src", "object-src"}
            return
        assert rules["default-src"] == ["'self'"]
        assert rules["object-src"] == ["'none'"]
        assert not any("unsafe" in source for source in rules["script-src"])
        assert found.headers["Referrer-Policy"] == "same-origin"
        assert found.headers["X-Frame-Options"] == "DENY"


def test_no_inline_script_may_run(client: FlaskClient) -> None:
    policies = {client.get("/about").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 1, "what a page may load is the same for everybody, kept or not"
    assert "script-src 'self';" in policies.pop()


def test_static_files_are_kept_by_their_hash(client: FlaskClient) -> None:
    page = Page(client.get("/", headers=BROWSER).text)
    sheets = [link["href"] for link in page.all("link") if link.get("rel") == "stylesheet"]
    assert sheets
    for address in sheets:
        with client.get(address) as found:
            assert "immutable" in found.headers["Cache-Control"]
    with client.get("/static/css/base.css") as found:
        assert "immutable" not in found.headers.get("Cache-Control", "")
    with client.get("/static/../__init__.py") as found:
        assert found.status_code == 404


def check_markup(page: Page) -> None:
    """No handler in an attribute, no script in the page, no address that runs, no other host."""
    for tag, attrs in page.elements:
        assert not [name for name in attrs if name.startswith("on")], (tag, attrs)
        if tag == "script":
            data = attrs.get("type") in {"application/json", "application/ld+json"}
            assert attrs.get("src", "").startswith("/") or data
        for name in ("href", "src", "action", "xlink:href"):
            assert not attrs.get(name, "").strip().lower().startswith(("javascript:", "data:"))
        if attrs.get("rel") == "canonical":
            assert attrs["href"].startswith(BASE)  # told to search engines, never loaded
        elif tag in {"script", "link", "img", "iframe", "form", "image", "use"}:
            assert not attrs.get("src", attrs.get("href", "")).startswith(("http", "//"))
    assert not {"iframe", "object", "embed", "base"} & {tag for tag, _ in page.elements}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_pages_run_no_inline_script(browse: Get, path: str, lang: str) -> None:
    found = browse(path + ("&" if "?" in path else "?") + f"lang={lang}")
    assert found.mimetype == "text/html"
    page = Page(found.text)
    check_markup(page)
    assert page.all("html") == [{"lang": lang}]
    assert len(page.all("h1")) == 1
    assert page.text("title").strip(" |")


PAYLOADS = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</script><b>x</b>",
            "javascript:alert(1)", "{{ 7*7 }}", "'\"&amp;<!--"]  # fmt: skip


@pytest.fixture(scope="module")
def hostile() -> FlaskClient:
    """A city whose every name and text is a payload."""
    text = json.dumps("".join(PAYLOADS), ensure_ascii=False) + "@ja"
    words = " ; ".join(
        f"lm:{term} {text}"
        for term in (
            "purpose",
            "situation",
            "summary",
            "problem",
            "action",
            "definition",
            "findings",
        )
    )
    store = MemoryStore(BASE)
    graph = "".join(
        f"<{BASE}/id/{reference}> a {kind} ; rdfs:label {text} ; {words} .\n"
        for reference, kind in THINGS.items()
    )
    store.update(
        f"""PREFIX lm: <https://w3id.org/michisuji/ns#> PREFIX : <{BASE}/id/>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX org: <http://www.w3.org/ns/org#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dcterms: <http://purl.org/dc/terms/>
        INSERT DATA {{ {graph}
          <{BASE}/id/basic-policy/e-1> lm:partOf <{BASE}/id/plan/e> .
          <{BASE}/id/measure/e-1> lm:partOf <{BASE}/id/basic-policy/e-1> .
          <{BASE}/id/program/e-1> lm:partOf <{BASE}/id/measure/e-1> ;
            lm:leadUnit <{BASE}/id/unit/e-1> ; lm:referencePage "javascript:alert(1)" .
          <{BASE}/id/model/e-1> lm:modelOf <{BASE}/id/program/e-1> ;
            lm:fiscalYear "2026"^^xsd:gYear .
          <{BASE}/id/activity/e-1> lm:inModel <{BASE}/id/model/e-1> ;
            lm:leadsTo <{BASE}/id/output/e-1> .
          <{BASE}/id/output/e-1> lm:inModel <{BASE}/id/model/e-1> .
          <{BASE}/id/indicator/e-1> lm:indicates <{BASE}/id/output/e-1> ; lm:unitOfMeasure {text} .
          <{BASE}/id/kaizen/e-1> lm:practicedBy <{BASE}/id/unit/e-1> ;
            lm:status <https://w3id.org/michisuji/code/status/idea> .
          <{BASE}/id/dataset/e> dcterms:title {text} ; dcterms:description {text} .
        }}"""
    )
    return create_app(Settings(), store).test_client()


THINGS = {
    "plan/e": "lm:Plan",
    "basic-policy/e-1": "lm:BasicPolicy",
    "measure/e-1": "lm:Measure",
    "program/e-1": "lm:Program",
    "unit/e-1": "org:OrganizationalUnit",
    "model/e-1": "lm:LogicModel",
    "activity/e-1": "lm:Activity",
    "output/e-1": "lm:Output",
    "indicator/e-1": "lm:Indicator",
    "kaizen/e-1": "lm:KaizenPractice",
    "law/e-1": "lm:LegalBasis",
    "dataset/e": "dcat:Dataset",
}


def assert_tame(markup: str) -> Page:
    page = Page(markup)
    check_markup(page)
    assert not page.all("img")
    assert "49" not in page.text("h1")
    return page


@pytest.mark.parametrize("reference", THINGS)
def test_texts_of_the_data_stay_texts(hostile: FlaskClient, reference: str) -> None:
    found = hostile.get(f"/doc/{reference}", headers=BROWSER)
    assert found.status_code == 200
    assert PAYLOADS[0] in assert_tame(found.text).text("h1")
    graph = hostile.get("/graph", query_string={"node": f"{BASE}/id/{reference}"}, headers=BROWSER)
    assert graph.status_code == 200
    assert_tame(graph.text)


def test_texts_in_lists_stay_texts(hostile: FlaskClient) -> None:
    query = "SELECT * { ?s ?p ?o }"
    for path in ("/", "/plan", "/kaizen", "/graph", "/search?q=alert", "/graph?q=alert",
                 f"/sparql?query={query}", "/sparql?query=CONSTRUCT WHERE { ?s ?p ?o }",
                 "/questions/programs-of-unit?unit=id/unit/e-1"):  # fmt: skip
        found = hostile.get(path, headers=BROWSER)
        assert found.status_code == 200, path
        assert_tame(found.text)
        assert "alert(1)" in found.text, path


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_readers_send_stays_text(client: FlaskClient, payload: str) -> None:
    for path, name in (("/search", "q"), ("/graph", "q"), ("/graph", "node"), ("/sparql", "query"),
                       ("/kaizen", "status"), ("/rules", "profile"), ("/quality", "rule"),
                       ("/questions/what-feeds", "node"),
                       ("/search", "lang"), ("/sparql", "format")):  # fmt: skip
        found = client.get(path, query_string={name: payload}, headers=BROWSER)
        assert found.status_code < 500, path
        if found.mimetype == "text/html":
            assert_tame(found.text)
    assert_tame(client.get(f"/questions/{payload}", headers=BROWSER).text)
