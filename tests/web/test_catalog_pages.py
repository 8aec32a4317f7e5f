"""``/catalog``, ``/void``, ``/feed.atom``: pages and RDF, caching, waiting for counts."""

from __future__ import annotations

import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from asking import BASE, BROWSER, PROBLEM_FIELDS, PROGRAM, Page
from flask import Flask
from flask.testing import FlaskClient
from michisuji.publication import catalog, manifest
from michisuji.quality.history import last_check
from michisuji.settings import Settings
from michisuji.store import replacement
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.catalog import counting_thread

FORMATS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
DCAT = "http://www.w3.org/ns/dcat#"
MIHON = f"<{BASE}/id/dataset/mihon>"


def triples(data: bytes, media_type: str) -> set[ox.Triple]:
    kind = ox.RdfFormat.from_media_type(media_type)
    assert kind is not None
    return {quad.triple for quad in ox.parse(data, format=kind)}


@pytest.fixture(scope="module")
def app(checked: Flask) -> Flask:
    """The sample city, checked twice, its catalog counted."""
    with checked.test_request_context():
        counting_thread._begun().done.wait(60)
    return checked


@pytest.fixture
def asking(app: Flask) -> FlaskClient:
    return app.test_client()


def bundle(home: Path, marker: str) -> manifest.Manifest:
    """A bundle with two files in the data directory."""
    folder = home / "bundle"
    (folder / "dumps").mkdir(parents=True)
    entries = []
    for name, dataset in (("all.nq.gz", ""), ("mihon.nq.gz", "mihon")):
        (folder / "dumps" / name).write_bytes(name.encode())
        entries.append(
            manifest.entry(
                folder,
                folder / "dumps" / name,
                media_type="application/n-quads",
                packed="application/gzip",
                title={"ja": f"{name}の全部", "en": f"all of {name}"},
                dataset=dataset,
            )
        )
    made = manifest.Manifest(BASE, marker, "2026-11-22", "0", tuple(entries))
    made.write(folder)
    return made


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_tells_what_there_is(
    asking: FlaskClient, sample_store: MemoryStore, lang: str
) -> None:
    distinct = {
        quad.triple
        for graph in sample_store.data.named_graphs()
        if (name := graph.value).startswith(f"{BASE}/graph/mihon") and "provenance" not in name
        for quad in sample_store.data.quads_for_pattern(None, None, None, graph)
    }
    found = asking.get(f"/catalog?lang={lang}", headers=BROWSER)
    assert found.status_code == 200
    page = Page(found.text)
    assert page.text("h1") == {"ja": "データのカタログ", "en": "Data catalog"}[lang]
    assert len(page.all("section")) >= 4
    text = page.text()
    assert "CC BY 4.0" in text
    assert "Apache License 2.0" in text
    assert f"{len(distinct):,}" in text
    assert {"ja": "令和6年度(2024)", "en": "FY2024"}[lang] in text
    assert {"ja": "架空のデータ", "en": "Fictional data"}[lang] in text
    addresses = {a.get("href", "") for a in page.all("a")}
    suffix = "?lang=en" if lang == "en" else ""
    assert f"/doc/dataset/mihon-2024{suffix}" in addresses
    assert any("graph-store?graph=" in a and "mihon%2F2024" in a for a in addresses)


def test_the_page_tells_the_findings_of_the_last_check(
    asking: FlaskClient, saved: last_check.Saved
) -> None:
    own = [f for f in saved.report.active if f.context.dataset == "mihon"]
    text = Page(asking.get("/catalog?lang=en", headers=BROWSER).text).text()
    violations = sum(f.severity == "violation" for f in own)
    assert f"Violations {violations}" in text


@pytest.mark.parametrize("what", ["catalog", "void"])
@pytest.mark.parametrize("name", FORMATS)
def test_rdf_by_extension_and_by_accept(asking: FlaskClient, what: str, name: str) -> None:
    by_extension = asking.get(f"/{what}.{name}", headers=BROWSER)
    by_accept = asking.get(f"/{what}", headers={"Accept": FORMATS[name]})
    assert by_extension.mimetype == by_accept.mimetype == FORMATS[name]
    assert by_extension.data == by_accept.data
    assert "Accept" in by_accept.headers["Vary"]
    assert by_accept.headers["Access-Control-Allow-Origin"] == "*"
    expected = triples(asking.get(f"/{what}.nt").data, FORMATS["nt"])
    assert triples(by_extension.data, FORMATS[name]) == expected
    assert any(str(t.subject) == MIHON for t in expected)


def test_counts_are_a_part_of_the_catalog(asking: FlaskClient) -> None:
    whole = triples(asking.get("/catalog.nt").data, FORMATS["nt"])
    assert triples(asking.get("/void.nt").data, FORMATS["nt"]) < whole


def test_programs_find_the_counts(asking: FlaskClient) -> None:
    found = asking.get("/.well-known/void")
    assert found.status_code == 303
    assert found.headers["Location"] == "/void.ttl"
    assert asking.get("/.well-known/void", follow_redirects=True).mimetype == "text/turtle"


def test_unknown_formats_are_refused(asking: FlaskClient) -> None:
    assert asking.get("/catalog.xls", headers=PROGRAM).status_code == 404
    assert asking.get("/void.html", headers=PROGRAM).status_code == 404
    refused = asking.get("/catalog?format=xls", headers=PROGRAM)
    assert refused.status_code == 406
    assert set(refused.get_json()) >= PROBLEM_FIELDS


@pytest.mark.parametrize(
    "path",
    ["/catalog", "/catalog.ttl", "/catalog.jsonld", "/void", "/feed.atom", "/feed.atom?lang=en",
     "/robots.txt", "/sitemap.xml", "/sitemap/pages.xml", "/sitemap/Program-1.xml"],
)  # fmt: skip
def test_what_a_client_has_is_not_sent_again(asking: FlaskClient, path: str) -> None:
    first = asking.get(path, headers=BROWSER)
    assert first.status_code == 200
    tag = first.headers["ETag"]
    again = asking.get(path, headers=BROWSER | {"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert asking.get(path, headers=BROWSER | {"If-None-Match": '"other"'}).status_code == 200
    head = asking.head(path, headers=BROWSER)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", tag)


def test_the_host_of_a_request_reaches_nothing(asking: FlaskClient) -> None:
    paths = ("/catalog", "/catalog.nt", "/void.nt", "/feed.atom", "/robots.txt", "/sitemap.xml",
             "/sitemap/pages.xml", "/sitemap/Program-1.xml", "/.well-known/void")  # fmt: skip
    for path in paths:
        found = asking.get(path, headers=BROWSER | {"Host": "evil.example"})
        assert "evil.example" not in found.text, path
        assert "evil.example" not in str(found.headers), path


def test_parts_of_data_sets_have_documents(asking: FlaskClient) -> None:
    found = asking.get("/doc/dataset/mihon-2024.nt")
    part = f"<{BASE}/id/dataset/mihon-2024>"
    stated = triples(found.data, FORMATS["nt"])
    assert any(str(t.subject) == part and t.predicate.value == DCAT + "inSeries" for t in stated)
    moved = asking.get("/id/dataset/mihon-2024")
    assert moved.headers["Location"] == "/doc/dataset/mihon-2024"
    page = Page(asking.get("/doc/dataset/mihon-2024", headers=BROWSER).text)
    assert "令和6年度(2024)" in page.text("h1")
    for path in ("mihon-1999", "mihon-", "no-such-2024"):
        assert asking.get(f"/doc/dataset/{path}", headers=BROWSER).status_code == 404


def test_every_page_and_the_first_pages_headers_lead_there(asking: FlaskClient) -> None:
    home = asking.get("/", headers=BROWSER)
    links = home.headers.getlist("Link")
    assert '</catalog>; rel="describedby"; type="text/html"' in links
    assert '</feed.atom>; rel="alternate"; type="application/atom+xml"' in links
    assert "/catalog" in {a.get("href") for a in Page(home.text).all("a")}
    feeds = [e for e in Page(home.text).all("link") if e.get("type") == "application/atom+xml"]
    assert [e["href"] for e in feeds] == ["/feed.atom"]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_feed(asking: FlaskClient, lang: str) -> None:
    found = asking.get(f"/feed.atom?lang={lang}")
    assert found.mimetype == "application/atom+xml"
    root = ET.fromstring(found.data)
    ids = [e.text for e in root.iter("{http://www.w3.org/2005/Atom}id")]
    assert f"{BASE}/id/dataset/mihon-2026" in ids


def test_files_of_the_bundle_are_told(sample_store: MemoryStore, tmp_path: Path) -> None:
    made = bundle(tmp_path, replacement.marker(sample_store))
    asking = create_app(Settings(home=tmp_path), sample_store).test_client()
    text = asking.get("/catalog?lang=en", headers=BROWSER).text
    page = Page(text)
    assert "all of mihon.nq.gz" in text
    assert made.entries[1].sha256 in page.text("code")
    assert "/dumps/mihon.nq.gz" in {a.get("href") for a in page.all("a")}
    assert "as of 2026-11-22" in text
    assert "earlier state" not in text
    bundle_date = b"2026-11-22T00:00:00+09:00"
    assert bundle_date in asking.get("/feed.atom").data


def test_files_of_an_earlier_state_are_told_as_such(
    sample_store: MemoryStore, tmp_path: Path
) -> None:
    bundle(tmp_path, "another state")
    asking = create_app(Settings(home=tmp_path), sample_store).test_client()
    assert "earlier state" in asking.get("/catalog?lang=en", headers=BROWSER).text


def test_a_damaged_bundle_is_passed_over(sample_store: MemoryStore, tmp_path: Path) -> None:
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / manifest.NAME).write_text("{")
    asking = create_app(Settings(home=tmp_path), sample_store).test_client()
    found = asking.get("/catalog?lang=en", headers=BROWSER)
    assert found.status_code == 200
    assert "No files have been made yet" in found.text


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Counting that goes on until the test lets it end."""
    go, count = threading.Event(), catalog.read

    def read(*arguments: object, **words: object) -> object:
        if words.get("count", True):
            assert go.wait(30)
        return count(*arguments, **words)  # type: ignore[arg-type]

    monkeypatch.setattr(catalog, "read", read)
    monkeypatch.setattr(counting_thread, "WAIT_S", 0.05)
    yield go
    go.set()


def test_nobody_waits_for_long_counts(
    sample_store: MemoryStore, tmp_path: Path, slow: threading.Event
) -> None:
    app = create_app(Settings(home=tmp_path), sample_store)
    asking = app.test_client()
    page = asking.get("/catalog?lang=en", headers=BROWSER)
    assert page.status_code == 200
    assert "are being counted" in page.text
    program = asking.get("/catalog.ttl")
    assert program.status_code == 503
    assert program.headers["Retry-After"]
    slow.set()
    with app.test_request_context():
        assert counting_thread._begun().done.wait(30)
    assert "are being counted" not in asking.get("/catalog?lang=en", headers=BROWSER).text
    assert asking.get("/catalog.ttl").status_code == 200


def test_what_stops_the_counting_is_told_and_tried_again(
    sample_store: MemoryStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from michisuji.errors import QueryTimeout

    app = create_app(Settings(home=tmp_path), sample_store)

    def fail(*_: object, **__: object) -> object:
        raise QueryTimeout("時間切れ", "too slow")

    with monkeypatch.context() as patched:
        patched.setattr(catalog, "build", fail)
        assert app.test_client().get("/void.ttl").status_code == 503
    for _ in range(60):  # a slow machine counts longer than a reader waits
        found = app.test_client().get("/void.ttl")
        if found.status_code != 503:
            break
    assert found.status_code == 200
