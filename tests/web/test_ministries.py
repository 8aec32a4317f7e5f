"""A ministry's unit is named after its ministry wherever a page lists it; a city's is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import BASE, BROWSER
from flask import Flask
from flask.testing import FlaskClient
from michisuji.analysis.ministries import Ministries, ministries
from michisuji.importers.rdf import import_rdf
from michisuji.importers.rs import import_rs
from michisuji.importers.sample import import_sample
from michisuji.quality.check.command import check_store
from michisuji.quality.history import last_check
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM, PREFIXES
from michisuji.web import create_app
from michisuji.web.answers import ask
from michisuji.web.ministries import known_ministries
from michisuji.web.search import named

from tests.small_nation import PROGRAMS, SECTION, write_nation

#: A model that leads nowhere, so that the check finds something in a national program.
BROKEN = f"""@prefix lm: <{LM}> . @prefix rdfs: <{PREFIXES["rdfs"]}> .
@prefix xsd: <{PREFIXES["xsd"]}> .
<id/model/more-l> a lm:LogicModel ; rdfs:label "モデル"@ja ;
  lm:modelOf <id/program/rs-901> ; lm:fiscalYear "2024"^^xsd:gYear .
<id/activity/more-a> a lm:Activity ; rdfs:label "訓練する"@ja ; lm:inModel <id/model/more-l> .
"""
FULL = {f"架空省 {SECTION}", f"想像省 {SECTION}"}


@pytest.fixture(scope="module")
def both(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    """The sample city (small) and a few national programs."""
    folder = tmp_path_factory.mktemp("ministries")
    store = MemoryStore(BASE)
    import_sample(store, Settings(), small_data)
    out = folder / "out"
    batch, _ = import_rs([write_nation(folder / "csv")], dataset="rs", base_iri=BASE, out_dir=out)
    store.replace(batch)
    more = folder / "more.ttl"
    more.write_text(BROKEN, encoding="utf-8")
    batch, _ = import_rdf([more], dataset="more", base_iri=BASE, out_dir=folder / "more")
    store.replace(batch)
    return store


@pytest.fixture(scope="module")
def app(both: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    settings = Settings(home=tmp_path_factory.mktemp("home"), rate_per_minute=1_000_000)
    last_check.keep(check_store(both, settings), both, settings)
    return create_app(settings, both)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


@pytest.fixture(scope="module")
def units(both: MemoryStore) -> Ministries:
    return ministries(both, BASE)


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200, path
    return answer.text


def test_a_city_has_no_ministries(small_store: MemoryStore) -> None:
    assert not ministries(small_store, BASE).of


def test_a_unit_is_named_after_its_ministry_once(units: Ministries) -> None:
    sections = [unit for unit, top in units.of.items() if top != unit]
    assert len(sections) == 2
    names = {units.full_name(unit, SECTION, "ja") for unit in sections}
    assert names == FULL
    one = sections[0]
    told = units.full_name(one, SECTION, "ja")
    assert units.full_name(one, told, "ja") == told, "never twice"
    assert units.full_name(units.of[one], "架空省", "ja") == "架空省"
    assert units.full_name(f"{BASE}/id/unit/mihon-s-safety", "くらし安全課", "ja") == "くらし安全課"
    assert units.full_name(None, "課", "ja") == "課"


def test_answers_on_pages_name_the_ministry(app: Flask) -> None:
    with app.test_request_context():
        program = f"{BASE}/id/program/rs-901"
        ministry = ask("ancestors", {"node": program})
        assert SECTION not in {row["ancestorLabel"] for row in ministry}
        rows = ask("programs-of-unit", {"unit": next(iter(known_ministries().of.values()))})
        assert len(rows)
        assert {row["unitLabel"] for row in rows} <= FULL
        own = ask("programs-of-unit", {"unit": f"{BASE}/id/unit/mihon-s-safety"})
        assert "防災危機管理課" in {row["unitLabel"] for row in own}


def test_the_facts_of_a_program_name_the_ministry(client: FlaskClient) -> None:
    for number, (_, ministry) in PROGRAMS.items():
        assert f">{ministry} {SECTION}</a>" in page(client, f"/doc/program/rs-{number}")


def test_a_unit_s_page_does_not_say_its_ministry_twice(
    client: FlaskClient, units: Ministries
) -> None:
    section = next(unit for unit, top in units.of.items() if top != unit)
    text = page(client, section.removeprefix(BASE).replace("/id/", "/doc/"))
    crumbs = re.search(r'<nav class="crumbs".*?</nav>', text, re.DOTALL)
    assert crumbs is not None
    assert "省</a>" in crumbs[0]
    assert f"省 {SECTION}" not in crumbs[0]
    assert f"<h1>{SECTION}</h1>" in text


def test_results_pickers_and_suggestions_name_the_ministry(client: FlaskClient, app: Flask) -> None:
    text = page(client, f"/search?q={SECTION}&kind=Unit")
    for name in FULL:
        ministry = name.split(" ")[0]
        assert f">{ministry} <mark>{SECTION}</mark></a>" in text
    told = client.get(f"/search/suggest?q={SECTION}&kind=Unit").get_json()
    assert {one["name"] for one in told} == FULL
    assert {one["about"] for one in told} == {"部署"}, "the ministry is not told twice"
    with app.test_request_context():
        picked = named(SECTION, ["http://www.w3.org/ns/org#OrganizationalUnit"])
    assert {row["label"] for row in picked} == FULL
    assert {row["where"] for row in picked} == {""}


def test_the_quality_pages_name_the_ministry(client: FlaskClient, units: Ministries) -> None:
    section = next(u for u, top in units.of.items() if units.full_name(u, "", "ja") == "架空省 ")
    text = page(client, f"/quality/causes?unit={section.removeprefix(BASE + '/')}")
    assert f">架空省 {SECTION}</span></a>" in text, "on the card"
    assert f": 架空省 {SECTION}</span>" in text, "on the filter that is set"
