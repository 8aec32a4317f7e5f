"""No page, API, question or download fails on a literal; each that cannot be read is told."""

from __future__ import annotations

import json
import re
import xml.dom.minidom
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient
from michisuji import questions
from michisuji.analysis import catalogue
from michisuji.quality.check.command import check_store
from michisuji.quality.formats import FORMATS
from michisuji.quality.history import last_check
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM
from michisuji.web import create_app
from michisuji.web.running import background

from tests.conftest import ROOT
from tests.odd_city import ODD, READ, Odd, OddCity, TangledCity, properties
from tests.web.asking import BROWSER, Page

pytestmark = pytest.mark.slow

MEASURE, PROGRAM = "id/measure/mihon-0101", "id/program/mihon-010101"
#: A value for each parameter that an analysis, or a page, can be asked with.
GIVEN = {
    "target": MEASURE, "measure": MEASURE, "scope": MEASURE, "node": PROGRAM, "start": PROGRAM,
    "stop": PROGRAM, "stop_b": PROGRAM,
}  # fmt: skip
#: Addresses of the route table that a value of the data cannot reach, and why.
ELSEWHERE = {
    "/static/<path:filename>": "files", "/static/vis/<name>": "files",
    "/dumps/<path:name>": "files of a bundle", "/tables/<path:name>": "files of a bundle",
    "/api/check": "a_change", "/graph/<path:name>": "test_dumps_and_graphs",
    "/graph-store": "test_dumps_and_graphs", "/ns.<extension>": "the ontology",
    "/code.<extension>": "the ontology", "/code/<path:name>": "the ontology",
    "/ns/<name>": "the ontology", "/rules/<rule>": "the rules", "/sparql/": "as /sparql",
    "/sparql": "as the editor", "/doc/<kind>/<path:reference>": "test_documents",
    "/id/<kind>/<path:reference>": "leads to /doc", "/quality/report.<path:ending>": "every_format",
    "/workbook.xlsx": "refused as no city's, or the city of test_section_books",
    "/api/analysis/<name>": "every_analysis", "/questions/<name>": "every_question",
    "/api/questions/<name>": "every_question",
    "/catalog.<extension>": "GENERAL", "/void.<extension>": "GENERAL",
    "/sitemap/<name>.xml": "GENERAL", "/report/<int:year>": "GENERAL",
}  # fmt: skip
GENERAL = ("/catalog.ttl", "/void.ttl", "/sitemap/Observation-1.xml", "/report/2025")
FORMS = ("ttl", "jsonld", "nt", "rdf", "csv")


@pytest.fixture(scope="module")
def city(
    small_store: MemoryStore, whole: bool, tmp_path_factory: pytest.TempPathFactory
) -> OddCity:
    return OddCity(small_store, tmp_path_factory.mktemp("odd"), whole=whole)


@pytest.fixture(scope="module")
def app(city: OddCity, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    home = tmp_path_factory.mktemp("odd-home")
    settings = Settings(home=home, rate_per_minute=1_000_000, query_timeout_s=600)
    app = create_app(settings, city.store)
    with app.app_context():
        background.planner()
    return app


@pytest.fixture(scope="module")
def tangled(
    small_store: MemoryStore, whole: bool, tmp_path_factory: pytest.TempPathFactory
) -> TangledCity:
    return TangledCity(small_store, tmp_path_factory.mktemp("tangled"), whole=whole)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_every_literal_property_takes_part() -> None:
    declared = set()
    for path in (ROOT / "ontology").glob("michisuji*.ttl"):
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if str(quad.object).endswith("#DatatypeProperty>"):
                declared.add(quad.subject.value.removeprefix(LM))
    assert {p.name for p in properties()} == declared
    assert {p.range for p in properties()} <= set(ODD)


def test_every_property_and_every_value_takes_part(city: OddCity) -> None:
    assert {odd.property for odd in city.odd} == set(properties())
    given = {(odd.property.range, odd.value) for odd in city.odd}
    assert given == {(p.range, value) for p in properties() for value in ODD[p.range]}


def _pages(app: Flask) -> list[str]:
    """Every address of the route table without a part to fill in, plain and with what it asks."""
    plain = {r.rule for r in app.url_map.iter_rules() if "GET" in r.methods and not r.arguments}
    asked = {
        "/impact": "target", "/leads-to": "start", "/money-flow": "scope", "/similar": "node",
        "/what-if": "stop", "/what-if/compare": "stop", "/measures/programs": "measure",
        "/graph": "node", "/graph/expand": "node", "/graph/expand/figures": "node",
        "/validity": "scope", "/years": "node",
    }  # fmt: skip
    needed = {
        "/measures/programs",
        "/graph/expand",
        "/graph/expand/figures",
        "/api/search",
        "/api/reconcile/view",
    }
    pages = sorted(plain - set(ELSEWHERE) - needed)
    pages += [f"{path}?{name}={GIVEN[name]}" for path, name in asked.items()]
    pages += [f"{path}?as_of=2026" for path in ("/measures", "/chains")]
    return [*pages, *GENERAL, "/search?q=防災"]


def test_the_route_table_is_known(app: Flask) -> None:
    with_parts = {r.rule for r in app.url_map.iter_rules() if r.arguments}
    assert with_parts <= set(ELSEWHERE)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_page_answers(app: Flask, client: FlaskClient, lang: str) -> None:
    for path in _pages(app):
        joint = "&" if "?" in path else "?"
        answer = client.get(f"{path}{joint}lang={lang}", headers=BROWSER)
        assert answer.status_code in (200, 301, 302, 303), (path, answer.text[:2000])
        assert "NaN" not in Page(answer.text).text("td") or "unreadable" in path, path


def _told(answer: dict[str, object]) -> str:
    return str(answer["sentence"])


@pytest.mark.parametrize("name", list(catalogue.MODULES))
def test_every_analysis_answers_and_tells(client: FlaskClient, city: OddCity, name: str) -> None:
    count = len({(o.iri, o.property.name) for o in city.odd if o.property.range in READ})
    asked = catalogue.get(name)
    given = {p.name: GIVEN.get(p.name, p.example) for p in asked.parameters
             if p.required or p.name in GIVEN}  # fmt: skip
    for year in ({}, {"as_of": "2026"}):
        for form in ("json", "csv", "xlsx"):
            query = given | year | {"format": form}
            answer = client.get(f"/api/analysis/{name}", query_string=query)
            assert answer.status_code == 200, (query, answer.text[:1000])
            if form == "json":
                # A text of the city may say NaN, such as a rationale; no number may.
                figures = re.sub(r'"(rationale|assumption|unit)": "NaN"', "", answer.text)
                assert "NaN" not in figures
                assert "Infinity" not in figures
                assert f"{count:,}件" in _told(json.loads(answer.text))


def test_every_question_answers(client: FlaskClient) -> None:
    for question in questions.catalogue().values():
        if question.audience in ("planner", "quality") and question.form == "SELECT":
            given = {p.name: p.example for p in question.parameters if p.required} or {"run": "1"}
            answer = client.get(f"/questions/{question.name}", query_string=given, headers=BROWSER)
            assert answer.status_code == 200, question.name
            given.pop("run", None)
            answer = client.get(f"/api/questions/{question.name}", query_string=given)
            assert answer.status_code == 200, question.name


def _tells(text: str, odd: Odd) -> bool:
    value = odd.value.value[:40] if odd.value.value != "1E300" else "1000000"
    shown = Page(text)
    return "書かれていないものとして扱っています" in shown.text("p") and value in shown.text("li")


def test_every_document_answers_and_tells(client: FlaskClient, city: OddCity) -> None:
    for odd in city.odd:
        answer = client.get(odd.path, headers=BROWSER)
        assert answer.status_code == 200, (odd, answer.text[:2000])
        if odd.property.range in READ:
            assert _tells(answer.text, odd), odd


def test_documents_in_every_form(client: FlaskClient, city: OddCity) -> None:
    for odd in city.odd[::7]:
        for form in FORMS:
            answer = client.get(f"{odd.path}.{form}")
            assert answer.status_code == 200 or (answer.status_code, form) == (406, "rdf"), odd


@pytest.mark.parametrize("kind", ["city", "tangled"])
def test_every_format_of_a_check_is_written(
    request: pytest.FixtureRequest, kind: str, tmp_path: Path
) -> None:
    store, settings = request.getfixturevalue(kind).store, Settings(home=tmp_path)
    last_check.keep(check_store(store, settings, today=date(2026, 11, 1)), store, settings)
    client = create_app(settings, store).test_client()
    for form in FORMATS.values():
        for lang in ("ja", "en"):
            address = f"/quality/report{form.extension}?lang={lang}"
            answer = client.get(address, headers=BROWSER)
            assert answer.status_code == 200, (address, answer.text[:300])
            if form.extension.endswith("xml"):
                xml.dom.minidom.parseString(answer.data)
    for page in ("/quality", "/quality/causes", "/doc/program/mihon-010101"):
        assert client.get(page, headers=BROWSER).status_code == 200, page


def test_a_change_of_odd_values_is_checked(client: FlaskClient, city: OddCity) -> None:
    for start in range(0, len(city.odd), 200):
        lines = [f"<{o.iri}> <{o.property.iri}> {o.value} ." for o in city.odd[start:][:20]]
        answer = client.post("/api/check", json={"add": "\n".join(lines)})
        assert answer.status_code == 200, answer.text[:500]


@pytest.mark.parametrize("path", ["/", "/plan", "/questions/money-by-unit?year=2026&run=1"])
def test_pages_that_count_everything_tell(client: FlaskClient, city: OddCity, path: str) -> None:
    count = len({(o.iri, o.property.name) for o in city.odd if o.property.range in READ})
    page = Page(client.get(path, headers=BROWSER).text)
    told = re.search(r"読めない値が([\d,]+)件", page.text("p"))
    assert told
    assert int(told[1].replace(",", "")) >= count
    assert "/questions/unreadable-values?run=1" in {a.get("href") for a in page.all("a")}


def test_a_unit_tells_of_its_goals_and_the_money_of_its_programs(
    client: FlaskClient, city: OddCity
) -> None:
    planned = [o for o in city.odd if o.property.name == "plannedAmount"]
    odd = [o.iri for o in planned if isinstance(o.value, ox.Literal)]
    asked = "SELECT ?unit ?money { ?money <%sbudgetOf>/<%sleadUnit> ?unit VALUES ?money { <%s> } }"
    unit, money = city.store.select(asked % (LM, LM, "> <".join(odd))).rows[0]
    found = questions.get("unreadable-of")
    rows = city.store.select(found.bind(city.store.base_iri, {"of": str(unit)})).rows
    assert str(money) in {str(row[0]) for row in rows}
    path = str(unit).removeprefix(city.store.base_iri).replace("/id/", "/doc/")
    assert "読めない値が" in Page(client.get(path, headers=BROWSER).text).text("p")


def test_a_page_made_before_the_count_is_made_again(city: OddCity, tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path, rate_per_minute=1_000_000), city.store)
    client = app.test_client()
    assert "読めない値" not in client.get("/", headers=BROWSER).text
    with app.app_context():
        background.planner()
    assert "読めない値" in client.get("/", headers=BROWSER).text


def test_the_kaizen_page_tells(client: FlaskClient, city: OddCity) -> None:
    page = Page(client.get("/kaizen", headers=BROWSER).text)
    assert "書かれていないものとして扱っています" in page.text("p")
    odd = [o.value.value for o in city.odd if "/kaizen/" in o.iri and o.property.range in READ]
    assert any(f"「{value}」" in page.text("li") for value in odd if value)


def test_a_tangled_city_answers_too(tangled: TangledCity, tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path, rate_per_minute=1_000_000), tangled.store)
    client = app.test_client()
    apis = [
        f"/api/analysis/{one.name}?"
        + "&".join(f"{p.name}={GIVEN.get(p.name, p.example)}" for p in one.parameters if p.required)
        for one in catalogue.all_of_them()
    ]
    documents = [odd.path + form for odd in tangled.odd[::5] for form in ("", ".ttl", ".csv")]
    for path in (*_pages(app), *apis, *documents):
        assert client.get(path, headers=BROWSER).status_code < 500, path


def test_the_list_names_each(city: OddCity) -> None:
    found = questions.run(city.store, "unreadable-values", base_iri=city.store.base_iri)
    told = {(str(row["node"]), str(row["property"])) for row in found.dicts()}
    wanted = {(o.iri, LM + o.property.name) for o in city.odd if o.property.range in READ}
    assert told == wanted


def test_nothing_is_told_of_the_sample_city(sample_store: MemoryStore) -> None:
    found = questions.run(sample_store, "unreadable-values", base_iri=sample_store.base_iri)
    assert found.rows == []


def test_both_lists_ask_the_same() -> None:
    whole, own = (questions.get(name).body for name in ("unreadable-values", "unreadable-of"))
    start, end = "VALUES (?property ?kind)", "false))"

    def part(text: str) -> list[str]:
        lines = text[text.index(start) : text.index(end)].split("\n")
        return [line.strip() for line in lines if "#BIND" not in line]

    assert part(whole) == part(own)


def test_the_lists_know_every_year_number_flag_and_date() -> None:
    body = questions.get("unreadable-values").body
    kinds = {"gYear": "year", "decimal": "number", "integer": "whole", "boolean": "flag"}
    for one in properties():
        if one.range in READ:
            assert f'(lm:{one.name} "{kinds.get(one.range, one.range)}")' in body, one.name
