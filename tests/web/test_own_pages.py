"""What a city has added, on the pages: rules, questions and terms, marked as its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from michisuji import resources
from michisuji.importers.sample import import_sample
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from rdflib import Graph, URIRef

from tests.web.asking import BROWSER

OWN_CITY = resources.folder("data") / "mihon-own"
MARK = {"ja": "市独自", "en": "City&#39;s own"}


@pytest.fixture(scope="module")
def own_app(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application with the example of a city's own files, and one that is wrong."""
    folder = tmp_path_factory.mktemp("own")
    bad = folder / "bad"
    (bad / "shapes").mkdir(parents=True)
    (bad / "shapes" / "broken.ttl").write_text("<a> <b>\n<c> <d> .", encoding="utf-8")
    (bad / "questions").mkdir()
    for name, text in (
        ("graphs", "SELECT * WHERE { ?s ?p ?o }"),
        ("mihon-afar", _question("SELECT ?s WHERE { SERVICE <http://x.example/> { ?s ?p ?o } }")),
    ):
        (bad / "questions" / f"{name}.rq").write_text(text, encoding="utf-8")
    (bad / "ontology").mkdir()
    text = (
        "<https://w3id.org/michisuji/ns#Program> <http://www.w3.org/2000/01/rdf-schema#label> 'x' ."
    )
    (bad / "ontology" / "ours.ttl").write_text(text, encoding="utf-8")
    settings = Settings(home=folder, own=f"{OWN_CITY}:{bad}", rate_per_minute=1_000_000)
    store = MemoryStore(settings.base_iri)
    import_sample(store, settings, small_data)
    return create_app(settings, store)


def _question(body: str) -> str:
    head = "".join(
        f"# {key}@{lang}: x\n" for key in ("title", "description") for lang in ("ja", "en")
    )
    return head + body


def page(app: Flask, address: str, status: int = 200) -> str:
    found = app.test_client().get(address, headers=BROWSER)
    assert found.status_code == status, address
    return found.text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_own_rules_are_listed_and_marked(own_app: Flask, lang: str) -> None:
    listed = page(own_app, f"/rules?lang={lang}")
    assert 'id="family-OWN"' in listed
    assert listed.count(MARK[lang]) >= 1
    name = {"ja": "大きな事業は見直しの年度を決める", "en": "Large programs state a year of review"}
    assert name[lang] in listed
    shown = page(own_app, f"/rules/MIHON-01?lang={lang}")
    assert MARK[lang] in shown
    assert name[lang] in shown
    assert 'id="MIHON-01-sparql"' in shown
    assert "PREFIX mihon:" in shown
    assert MARK[lang] not in page(own_app, f"/rules/CHAIN-01?lang={lang}")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_is_wrong_is_told_and_takes_no_page_down(own_app: Flask, lang: str) -> None:
    rules = page(own_app, f"/rules?lang={lang}")
    assert "shapes/broken.ttl:2" in rules
    assert str(own_app.extensions["michisuji"].settings.home) not in rules  # no paths of ours
    questions = page(own_app, f"/questions?lang={lang}")
    assert "questions/graphs.rq" in questions
    assert "questions/mihon-afar.rq" in questions
    assert "SERVICE" in questions
    assert "ontology/ours.ttl" in page(own_app, f"/ns?lang={lang}")
    page(own_app, f"/questions/graphs?lang={lang}")  # still the one that comes along
    page(own_app, f"/questions/mihon-afar?lang={lang}", 404)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_own_questions_are_asked_like_others(own_app: Flask, lang: str) -> None:
    assert MARK[lang] in page(own_app, f"/questions?lang={lang}")
    asked = page(own_app, f"/questions/mihon-large-programs?run=1&lang={lang}")
    assert MARK[lang] in asked
    assert {"ja": "見直しの年度", "en": "year of review"}[lang] in asked
    title = {"ja": "予算の大きい事業と見直しの年度", "en": "Large programs"}
    assert title[lang] in page(own_app, f"/sparql?lang={lang}")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_own_terms_are_on_the_page_of_terms_and_have_labels(own_app: Flask, lang: str) -> None:
    terms = page(own_app, f"/ns?lang={lang}")
    assert 'id="own-reviewYear"' in terms
    assert "https://mihon.example/ns#FacilityProgram" in terms
    with own_app.test_request_context(f"/?lang={lang}"):
        own_app.preprocess_request()
        from michisuji.web.context import doc_href
        from michisuji.web.i18n import label

        iri = "https://mihon.example/ns#reviewYear"
        assert label(iri) == {"ja": "見直しの年度", "en": "year of review"}[lang]
        assert doc_href(iri).endswith("#own-reviewYear")


def test_own_terms_as_data(own_app: Flask, sample_app: Flask) -> None:
    found = own_app.test_client().get("/ns/own.ttl")
    assert found.mimetype == "text/turtle"
    term = URIRef("https://mihon.example/ns#reviewYear")
    assert (term, None, None) in Graph().parse(data=found.text, format="turtle")
    assert own_app.test_client().get("/ns/own").status_code == 200
    assert sample_app.test_client().get("/ns/own.ttl").status_code == 404
    client = own_app.test_client()
    query = "ASK { <https://mihon.example/ns#FacilityProgram> ?p ?o }"
    assert client.get("/sparql", query_string={"query": query, "format": "json"}).json["boolean"]
    completions = client.get("/sparql/completions").json
    assert completions is not None
    labels = {one["ja"] for one in completions["terms"] if one["kind"] == "property"}
    assert "見直しの年度" in labels


def test_a_rule_as_a_shape(own_app: Flask) -> None:
    found = own_app.test_client().get("/rules/MIHON-01.ttl")
    graph = Graph().parse(data=found.text, format="turtle")
    shape = URIRef("https://mihon.example/rules#MIHON-01")
    target = URIRef("http://www.w3.org/ns/shacl#targetClass")
    assert graph.value(shape, target) == URIRef("https://w3id.org/michisuji/ns#Program")
    assert "<https://mihon.example/rules#MIHON-01>" in found.headers["Link"]


def test_a_change_is_checked_with_own_rules_too(own_app: Flask) -> None:
    base = own_app.extensions["michisuji"].settings.base_iri
    program = f"<{base}/id/program/mihon-999901>"
    add = f"{program} a <https://w3id.org/michisuji/ns#Program> ;"
    add += ' <https://mihon.example/ns#reviewYear> "soon" .'
    answer = own_app.test_client().post("/api/check", json={"add": add}).json
    assert answer is not None
    own = [finding for finding in answer["new"] if finding["own"]]
    assert [finding["rule"] for finding in own] == ["MIHON-01"]
    assert own[0]["severity"] == "warning"
    assert any(not finding["own"] for finding in answer["new"])


def test_etags_change_with_the_files(own_app: Flask, tmp_path: Path) -> None:
    state = own_app.extensions["michisuji"]
    folder = tmp_path / "own"
    (folder / "questions").mkdir(parents=True)
    tags = set()
    for n in range(2):
        text = _question(f"SELECT ?s WHERE {{ ?s ?p {n} }}")
        (folder / "questions" / "mihon-one.rq").write_text(text, encoding="utf-8")
        from michisuji.own import read

        read.cache_clear()  # as a start does
        settings = Settings(home=tmp_path, own=str(folder))
        app = create_app(settings, state.store)
        tags.add(app.test_client().get("/questions/mihon-one", headers=BROWSER).headers["ETag"])
    assert len(tags) == 2
