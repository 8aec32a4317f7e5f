"""Every route answers in both languages; every page is declared, and found where it belongs."""

from __future__ import annotations

import time

import pytest
from asking import BASE, BROWSER, Get, Page
from flask import Flask, request
from flask.testing import FlaskClient
from michisuji.languages import LANGUAGES
from michisuji.messages import messages
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web.page_table import navigation, pages, section_of
from michisuji.web.running import static_site

pytestmark = pytest.mark.slow

PROGRAM, MEASURE = "id/program/mihon-010101", "id/measure/mihon-0101"
#: A value for each variable part of a route, by rule.
PARTS = {
    "/static/<path:filename>": "/static/css/base.css",
    "/static/vis/<name>": "/static/vis/vis-network.min.js",
    "/graph/<path:name>": "/graph/mihon/2026",
    "/id/<kind>/<path:reference>": f"/{PROGRAM}",
    "/doc/<kind>/<path:reference>": "/doc/program/mihon-010101",
    "/ns/<name>": "/ns/Program",
    "/ns.<extension>": "/ns.ttl",
    "/code.<extension>": "/code.ttl",
    "/code/<path:name>": "/code/level",
    "/catalog.<extension>": "/catalog.ttl",
    "/void.<extension>": "/void.ttl",
    "/rules/<rule>": "/rules/CHAIN-01",
    "/report/<int:year>": "/report/2025",
    "/questions/<name>": "/questions/what-feeds",
    "/quality/report.<path:ending>": "/quality/report.csv",
    "/api/questions/<name>": "/api/questions/money-by-measure",
    "/api/analysis/<name>": "/api/analysis/chains",
    "/sitemap/<name>.xml": "/sitemap/pages.xml",
}
#: What an address needs to be asked with.
NEEDED = {
    "/measures/programs": f"measure={MEASURE}",
    "/graph/expand": f"node={PROGRAM}",
    "/graph/expand/figures": f"node={PROGRAM}",
    "/graph-store": "default",
    "/workbook.xlsx": f"measure={MEASURE}",
    "/api/search": "q=防災",
    "/api/reconcile/view": f"id={BASE}/{PROGRAM}",
}
#: Only where a bundle is served: tests/web/test_bundle_service.py opens them.
OF_A_BUNDLE = {"/dumps/<path:name>", "/tables/<path:name>"}


def routes(app: Flask) -> set[str]:
    """The rules of all routes that answer GET."""
    return {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}


@pytest.fixture(autouse=True)
def _counted(asked: FlaskClient) -> None:
    """The catalog's counts are there: until then some addresses answer 503, come back."""
    deadline = time.monotonic() + 120
    while asked.get("/void.ttl").status_code == 503 and time.monotonic() < deadline:
        time.sleep(0.1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_route_answers(asked: FlaskClient, checked: Flask, lang: str) -> None:
    unknown = {rule for rule in routes(checked) if "<" in rule} - PARTS.keys() - OF_A_BUNDLE
    assert not unknown, f"name an address of it in PARTS: {sorted(unknown)}"
    for rule in sorted(routes(checked) - OF_A_BUNDLE):
        path = PARTS.get(rule, rule)
        query = NEEDED.get(rule, "")
        address = f"{path}?lang={lang}&{query}"
        with asked.get(address, headers=BROWSER, follow_redirects=True) as found:
            assert found.status_code == 200, (path, found.text[:500])


def test_every_page_is_declared(asked: FlaskClient, checked: Flask) -> None:
    declared = {checked.view_functions[page.endpoint] for page in pages(checked)}
    for rule in checked.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule in OF_A_BUNDLE:
            continue
        path = PARTS.get(rule.rule, rule.rule)
        with asked.get(f"{path}?{NEEDED.get(rule.rule, '')}", headers=BROWSER) as found:
            if found.status_code != 200 or found.mimetype != "text/html":
                continue
        view = checked.view_functions[rule.endpoint]
        assert view in declared, f"say @page(…) below the route {rule.rule} (web/page_table.py)"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_navigation_is_that_of_the_declarations(checked: Flask, lang: str) -> None:
    with checked.test_request_context(f"/?lang={lang}"):
        assert request.path == "/"
        entries = navigation()
        places = [entry.declared.place for entry in entries]
        assert len(set(places)) == len(places) > 5
        words = [messages(lang)[f"nav.{entry.declared.section}"] for entry in entries]
    shown = Page(checked.test_client().get(f"/?lang={lang}", headers=BROWSER).text)
    links = [text for tag, text in shown.texts if tag == "a"]
    assert [text for text in links if text in words][: len(words)] == words


def test_a_page_below_an_entry_marks_it(browse: Get, sample_app: Flask) -> None:
    with sample_app.test_request_context():
        assert section_of("planner.years") == "planner"
        assert section_of("pages.causes") == section_of("pages.rule") == "quality"
        assert section_of("catalog.robots") == ""
    marks = [e for e in Page(browse("/years").text).all("a") if e.get("aria-current") == "true"]
    assert [mark["href"] for mark in marks] == ["/planner"]
    marks = [e for e in Page(browse("/years").text).all("a") if e.get("aria-current") == "page"]
    assert marks == []


def test_the_sitemap_lists_what_is_declared(browse: Get, sample_app: Flask) -> None:
    listed = browse("/sitemap/pages.xml").text
    for page in pages(sample_app):
        if page.is_one:
            there = f"<loc>{BASE}{page.rule}</loc>" in listed
            assert there == page.declared.is_listed, page.rule


def test_the_static_site_has_every_page_that_needs_no_service(sample_store: MemoryStore) -> None:
    site = static_site.application(Settings(), sample_store)
    written = static_site.addresses(site)
    for page in pages(site):
        if page.is_one:
            assert (page.rule in written) == (not page.declared.is_live), page.rule
