"""A resource that very many things refer to: its description is limited, and says so."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from michisuji import questions
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.linked_data import INCOMING
from rdflib import Graph, URIRef

from tests.web.asking import BASE, BROWSER, Page

UNIT = f"{BASE}/id/unit/x-1"
FEW = f"{BASE}/id/unit/x-2"


@pytest.fixture(scope="module")
def crowd() -> FlaskClient:
    """One resource with more references than a description gives, and one with a single one."""
    store = MemoryStore(BASE)
    many = "".join(f"<urn:p{n}> <urn:of> <{UNIT}> . " for n in range(INCOMING + 5))
    store.update(
        f'INSERT DATA {{ <{UNIT}> <urn:name> "課" . <{FEW}> <urn:name> "係" . '
        f"<urn:p0> <urn:of> <{FEW}> . {many} }}"
    )
    return create_app(Settings(), store).test_client()


def test_the_limit_is_the_querys_own() -> None:
    query = questions.get("describe-resource").bind(BASE, {"node": UNIT}, "ja")
    assert f"LIMIT {INCOMING}" in query


def test_the_page_tells_the_limit_when_it_is_reached(crowd: FlaskClient) -> None:
    many = Page(crowd.get("/doc/unit/x-1?lang=en", headers=BROWSER).get_data(as_text=True))
    assert "1,000 of them were examined" in many.text()
    assert "950 more" in many.text()
    few = Page(crowd.get("/doc/unit/x-2?lang=en", headers=BROWSER).get_data(as_text=True))
    assert "examined" not in few.text()


def test_the_page_links_to_the_query_behind_it(crowd: FlaskClient) -> None:
    page = Page(crowd.get("/doc/unit/x-2?lang=en", headers=BROWSER).get_data(as_text=True))
    (link,) = [a["href"] for a in page.all("a") if "/sparql?query=" in a.get("href", "")]
    answer = crowd.get(link, headers={"Accept": "text/turtle"})
    found = Graph().parse(data=answer.get_data(as_text=True), format="turtle")
    assert (URIRef("urn:p0"), URIRef("urn:of"), URIRef(FEW)) in found


def test_rdf_tells_the_limit_in_a_header(crowd: FlaskClient) -> None:
    answer = crowd.get("/doc/unit/x-1.nt")
    assert answer.headers["X-Michisuji-Limits"] == f"incoming={INCOMING}"
    assert answer.get_data(as_text=True).count("<urn:of>") == INCOMING
