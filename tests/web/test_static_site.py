"""The application as the static site's writer asks it: nothing in it needs a live service."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from asking import BASE, Page
from flask import Flask
from michisuji.publication.site.jsonld import smaller
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM
from michisuji.web.i18n import translate
from michisuji.web.linked_data.blueprint import DOC_FORMATS
from michisuji.web.running import static_site
from michisuji.web.running.static_documents import Documents
from michisuji.web.running.static_site import Remembering

LIVE_ONLY = re.compile(r"/(sparql|impact|what-if|leads-to|similar|planner|years|api|chains)\b")


@pytest.fixture(scope="module")
def site(sample_store: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    settings = Settings(home=tmp_path_factory.mktemp("static"))
    return static_site.application(settings, sample_store, live="https://live.example/")


def text(site: Flask, path: str, lang: str = "ja") -> str:
    answer = static_site.fetcher(site)(path, lang)
    assert answer.status == 200
    assert answer.content_type.startswith("text/html")
    return answer.body.decode()


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/", "/plan", "/about", "/search", "/graph", "/kaizen", "/rules", "/quality",
        "/doc/program/mihon-010101", "/doc/measure/mihon-0101", "/doc/unit/mihon-s-safety",
        "/doc/indicator/mihon-010101-04", "/doc/activity/mihon-010101-a1",
    ],
)  # fmt: skip
def test_pages_link_to_nothing_that_needs_a_service(site: Flask, path: str, lang: str) -> None:
    answer = static_site.fetcher(site)(path, lang)
    assert answer.status == 200
    page = Page(answer.body.decode())
    addresses = [e.get("href", "") for e in page.all("a")]
    assert not [a for a in addresses if LIVE_ONLY.match(a)]
    assert {form["action"].partition("?")[0] for form in page.all("form")} <= {"/search"}
    assert not [i for i in page.all("input") if i.get("name") == "lang"]
    policy = [m["content"] for m in page.all("meta") if "http-equiv" in m]
    assert policy == [static_site.policy()]
    assert "https://live.example/" in addresses


def test_the_policy_is_the_live_one_without_what_a_page_cannot_say() -> None:
    policy = static_site.policy()
    assert "script-src 'self';" in policy
    assert "nonce" not in policy
    assert "frame-ancestors" not in policy
    assert "object-src 'none'" in policy


def test_a_live_page_has_neither_the_policy_nor_the_notice(sample_app: Flask) -> None:
    shown = sample_app.test_client().get("/about", headers={"Accept": "text/html"}).text
    assert "http-equiv" not in shown
    assert "/sparql" in shown


def test_every_page_and_resource_is_listed(site: Flask) -> None:
    found = static_site.addresses(site)
    assert {"/", "/plan", "/ns", "/doc/program/mihon-010101"} <= set(found)
    assert len(found) == len(set(found)) > 7000
    assert "/impact" not in found


def test_the_explorer_gets_all_at_once(site: Flask) -> None:
    answer = static_site.fetcher(site)("/site-data/graph", "ja")
    told = site.json.loads(answer.body)
    program = told["nodes"]["program/mihon-010101"]
    assert program[0] == "program"
    assert program[1] == "自主防災組織育成・地区防災計画支援事業"
    assert program[3].replace("\n", "") == program[1]
    assert ["measure/mihon-0101", "partOf", 0] in told["steps"]["program/mihon-010101"]
    assert told["chains"]["program/mihon-010101"]


def test_the_page_for_what_is_missing_links_to_nothing(site: Flask) -> None:
    page = Page(text(site, "/site-data/404"))
    assert not page.all("a")
    assert not page.all("link")


def test_the_store_is_asked_once(sample_store: MemoryStore, tmp_path: Path) -> None:
    store = Remembering(sample_store)
    query = f"SELECT ?p WHERE {{ <{BASE}/id/program/mihon-010101> ?p ?o }}"
    assert store.select(query) is store.select(query)
    assert store.select(query, default_graphs=[]).rows == store.select(query).rows
    assert store.data is sample_store.data


@pytest.mark.parametrize(
    "name",
    ["program/mihon-010101", "unit/mihon-s-safety", "dataset/mihon", "indicator/mihon-010101-04"],
)
@pytest.mark.parametrize("extension", DOC_FORMATS)
def test_a_document_is_what_the_service_answers(site: Flask, name: str, extension: str) -> None:
    path = f"/doc/{name}.{extension}"
    made, answer = Documents(site).get(path), site.test_client().get(path)
    assert made is not None
    assert made.content_type == answer.content_type
    assert made.body == (smaller(answer.data) if extension == "jsonld" else answer.data)
    assert static_site.fetcher(site)(path, "ja") == made


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/doc/program/none.ttl", 404), ("/doc/program.ttl", 404), ("/doc/program/.ttl", 404),
        ("/doc/program/mihon-010101.html", 200), ("/ns.ttl", 200), ("/plan", 200),
    ],
)  # fmt: skip
def test_all_else_is_asked_of_the_service(site: Flask, path: str, status: int) -> None:
    assert Documents(site).get(path) is None
    assert static_site.fetcher(site)(path, "ja").status == status


def test_an_address_in_japanese_is_asked_as_a_server_does(site: Flask) -> None:
    answer = static_site.fetcher(site)("/doc/unit/%E8%AA%B2.html", "en")
    assert answer.status == 404
    assert "unit/課" in answer.body.decode() or "%E8%AA%B2" in answer.body.decode()


@pytest.mark.parametrize(("year", "is_told"), [("2024", False), ("soon", True)])
def test_a_value_that_cannot_be_read_is_told(tmp_path: Path, year: str, is_told: bool) -> None:
    store = MemoryStore(BASE)
    store.execute(
        f"INSERT DATA {{ <{BASE}/id/activity/a> a <{LM}Activity> ; "
        f'<{LM}startYear> "{year}"^^<http://www.w3.org/2001/XMLSchema#gYear> }}'
    )
    app = static_site.application(Settings(home=tmp_path), store)
    with app.test_request_context():
        told = translate("unreadable.value", value=year)
    assert (told in text(app, "/doc/activity/a")) is is_told
