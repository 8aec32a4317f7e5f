"""``/robots.txt`` and the sitemap: all resources once, in parts, with both languages."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from urllib.robotparser import RobotFileParser

import pyoxigraph as ox
import pytest
from asking import BASE, BROWSER
from flask.testing import FlaskClient
from michisuji.errors import StoreUnavailable
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.store.protocol import RawResult
from michisuji.web import create_app
from michisuji.web.catalog import crawlers

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def parts(client: FlaskClient) -> list[str]:
    """The paths of the sitemap's parts."""
    root = ET.fromstring(client.get("/sitemap.xml").data)
    assert root.tag == f"{MAP}sitemapindex"
    found = [e.text or "" for e in root.iter(f"{MAP}loc")]
    assert all(address.startswith(f"{BASE}/sitemap/") for address in found)
    return [address.removeprefix(BASE) for address in found]


def addresses(client: FlaskClient, path: str) -> list[str]:
    """The addresses of one part; each carries its other language."""
    answer = client.get(path)
    assert answer.mimetype == "application/xml"
    root = ET.fromstring(answer.data)
    assert root.tag == f"{MAP}urlset"
    found = []
    for url in root.iter(f"{MAP}url"):
        (address,) = (e.text or "" for e in url.iter(f"{MAP}loc"))
        others = {e.get("hreflang"): e.get("href") for e in url.iter(LINK)}
        assert others == {"ja": address, "en": f"{address}?lang=en"}
        found.append(address)
    return found


def test_every_resource_is_listed_once(client: FlaskClient, sample_store: MemoryStore) -> None:
    listed = [a for path in parts(client) for a in addresses(client, path)]
    assert len(listed) == len(set(listed))
    prefix = f"{BASE}/id/"
    quads = sample_store.data.quads_for_pattern(None, RDF_TYPE, None, ox.DefaultGraph())
    own = {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}
    expected = {iri.replace("/id/", "/doc/", 1) for iri in own if iri.startswith(prefix)}
    assert len(expected) > 5000
    documents = {a for a in listed if a.startswith(f"{BASE}/doc/")}
    members = {a for a in documents if a.startswith(f"{BASE}/doc/dataset/mihon-")}
    assert f"{BASE}/doc/dataset/mihon-2026" in members
    assert expected <= documents
    assert documents - expected <= {a for a in documents if "/doc/dataset/" in a}


def test_main_pages_are_there(client: FlaskClient) -> None:
    pages = addresses(client, "/sitemap/pages.xml")
    assert {f"{BASE}/", f"{BASE}/plan", f"{BASE}/catalog", f"{BASE}/ns"} <= set(pages)
    for address in pages:
        found = client.get(address.removeprefix(BASE), headers=BROWSER, follow_redirects=True)
        assert found.status_code == 200, address


@pytest.mark.parametrize("path", ["Measure-1", "KaizenPractice-1", "Dataset-1", "Mission-1"])
def test_listed_documents_answer(client: FlaskClient, path: str) -> None:
    for address in addresses(client, f"/sitemap/{path}.xml")[:3]:
        assert client.get(address.removeprefix(BASE), headers=BROWSER).status_code == 200


def test_large_classes_are_cut_into_parts(
    sample_store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crawlers, "MOST", 25)
    client = create_app(Settings(), sample_store).test_client()
    own = [path for path in parts(client) if path.startswith("/sitemap/Program-")]
    assert own == [f"/sitemap/Program-{n}.xml" for n in (1, 2, 3)]
    sizes = [len(addresses(client, path)) for path in own]
    assert sizes == [25, 25, 14]
    found = [a for path in own for a in addresses(client, path)]
    assert len(set(found)) == 64


@pytest.mark.parametrize("name", ["Program-2", "Program", "x", "%3Cscript%3E", "pages-1"])
def test_other_parts_are_not_there(client: FlaskClient, name: str) -> None:
    assert client.get(f"/sitemap/{name}.xml").status_code == 404


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_store_is_let_go(
    sample_store: MemoryStore, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """Rows come in small pieces, and what they come from is closed even when nobody reads them."""
    closed, raw = [], sample_store.raw

    def watched(query: str, accept: str, **options: object) -> RawResult:
        body = b"".join(raw(query, accept, **options).chunks)  # type: ignore[arg-type]
        pieces = iter([body[n : n + 7] for n in range(0, len(body), 7)])
        return RawResult(accept, pieces, lambda: closed.append(query))

    client = create_app(Settings(), sample_store).test_client()
    expected = addresses(client, "/sitemap/Measure-1.xml")
    monkeypatch.setattr(sample_store, "raw", watched)
    client.open("/sitemap/Measure-1.xml", method=method).close()
    assert len(closed) == 1
    assert addresses(client, "/sitemap/Measure-1.xml") == expected


@pytest.mark.parametrize("lost", [2, 500])
def test_a_list_that_was_cut_is_no_whole_document(
    sample_store: MemoryStore, monkeypatch: pytest.MonkeyPatch, lost: int
) -> None:
    raw = sample_store.raw

    def cut(query: str, accept: str, **options: object) -> RawResult:
        body = b"".join(raw(query, accept, **options).chunks)  # type: ignore[arg-type]
        return RawResult(accept, iter([body[:-lost]]))

    monkeypatch.setattr(sample_store, "raw", cut)
    client = create_app(Settings(), sample_store).test_client()
    with pytest.raises(StoreUnavailable):
        assert client.get("/sitemap/Measure-1.xml").data


def test_iris_are_escaped() -> None:
    store = MemoryStore(BASE)
    thing = f"<{BASE}/id/program/a&b'c> <{RDF_TYPE.value}>"
    store.data.load(
        f"{thing} <https://w3id.org/michisuji/ns#Program> .".encode(), format=ox.RdfFormat.N_TRIPLES
    )
    client = create_app(Settings(), store).test_client()
    assert addresses(client, "/sitemap/Program-1.xml") == [f"{BASE}/doc/program/a%26b%27c"]


def test_robots(client: FlaskClient) -> None:
    found = client.get("/robots.txt")
    assert found.mimetype == "text/plain"
    assert f"Sitemap: {BASE}/sitemap.xml" in found.text.splitlines()
    rules = RobotFileParser()
    rules.parse(found.text.splitlines())
    for path in ("/", "/plan", "/doc/program/mihon-010101", "/dumps/all.nq.gz", "/catalog.ttl"):
        assert rules.can_fetch("any", path), path
    for path in ("/sparql?query=x", "/what-if", "/what-if/compare", "/graph-store?graph=x",
                 "/api/analysis/impact", "/graph/expand?node=x"):  # fmt: skip
        assert not rules.can_fetch("any", path), path
