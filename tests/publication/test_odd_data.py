"""Odd texts and IRIs stop nothing: check, catalog, statistics, dumps, tables, site."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote, unquote

import pyoxigraph as ox
import pytest
from michisuji.publication import catalog, site
from michisuji.publication.bundle import MadeBundle
from michisuji.publication.catalog.statistics import _key, _namespace
from michisuji.settings import Settings
from michisuji.store import Batch
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import LM, graph_iri
from michisuji.web import create_app
from michisuji.web.context import document_path
from michisuji.web.running import static_site
from michisuji.web.running.publishing import publish

from tests.odd_data import BASE, FOREIGN, OWN, PREDICATES, SIGNS, statements, texts


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    from michisuji.importers.rdf import import_rdf

    folder = tmp_path_factory.mktemp("odd")
    path = folder / "odd.nt"
    path.write_text(statements(), encoding="utf-8", newline="\n")
    batch, _ = import_rdf([path], dataset="odd", base_iri=BASE, out_dir=folder / "out")
    # As an import of before, or another program, left them: none lets control characters in now.
    with batch.graphs[graph_iri(BASE, "odd")].open("a", encoding="utf-8", newline="\n") as file:
        file.write(texts())
    store = MemoryStore(BASE)
    store.replace(batch)
    return store


@pytest.fixture(scope="module")
def made(odd: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> MadeBundle:
    home = tmp_path_factory.mktemp("home")
    return publish(
        odd, Settings(home=home), home / "bundle",
        accept_findings=True, with_site=False, today=date(2026, 11, 1),
    )  # fmt: skip


@pytest.fixture(scope="module")
def documents(odd: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents of a static site; every other page is an empty one."""
    app = static_site.application(Settings(), odd)
    real, folder = static_site.fetcher(app), tmp_path_factory.mktemp("site")

    def fetch(path: str, lang: str) -> site.Fetched:
        if path.startswith(("/doc/", "/site-data/")):
            return real(path, lang)
        return site.Fetched(200, "text/html", body=b"<h1>page</h1>")

    with app.app_context():
        addresses = static_site._resources()
    made = site.write(fetch, Settings(), folder, addresses=addresses)
    assert (
        sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()) == made
    )
    return folder / "doc"


def _literals(quads: Iterator[ox.Quad]) -> set[str]:
    return {quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)}


def test_dumps_hold_every_text(made: MadeBundle) -> None:
    wanted = {f"前{sign}後" for sign in SIGNS}
    for name, form in (("odd.nq.gz", ox.RdfFormat.N_QUADS), ("odd.trig.gz", ox.RdfFormat.TRIG),
                       ("odd-current.ttl.gz", ox.RdfFormat.TURTLE),
                       ("odd-current.jsonld.gz", ox.RdfFormat.JSON_LD)):  # fmt: skip
        body = gzip.decompress((made.folder / "dumps" / name).read_bytes())
        assert wanted <= _literals(ox.parse(body, format=form)), name


def test_the_catalog_counts_every_property_for_itself(made: MadeBundle) -> None:
    void = "http://rdfs.org/ns/void#"
    store = ox.Store()
    for name in ("catalog.ttl", "void.ttl", "catalog.rdf", "catalog.jsonld", "catalog.nt"):
        form = ox.RdfFormat.from_extension(name.rpartition(".")[2])
        assert list(ox.parse((made.folder / name).read_bytes(), format=form)), name
    store.load((made.folder / "void.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
    found = store.query(
        f"SELECT ?property (COUNT(DISTINCT ?part) AS ?parts) (SAMPLE(?n) AS ?triples) {{ "
        f"?part <{void}property> ?property ; <{void}triples> ?n }} GROUP BY ?property"
    )
    counted = {r["property"].value: (r["parts"].value, r["triples"].value) for r in found}
    for predicate in PREDICATES:
        assert counted[predicate] == ("1", "2"), predicate


@pytest.mark.parametrize(
    ("iri", "space"),
    [
        ("tag:city.example,2026:x", "tag:city.example,2026:"),
        ("urn:x:1", "urn:x:"),
        ("mailto:a", "mailto:"),
        ("x:", "x:"),
        ("http://example.org", "http://example.org"),
        ("http://example.org:80", "http://example.org:80"),
        ("http://example.org/", "http://example.org/"),
        ("http://example.org/a/b#c", "http://example.org/a/b#"),
        ("http://example.org#1", "http://example.org#"),
        ("http://example.org?a:b", "http://example.org?a:"),
    ],
)
def test_a_namespace_is_an_iri(iri: str, space: str) -> None:
    assert _namespace(iri) == space
    ox.NamedNode(space)


def test_keys_of_terms_differ() -> None:
    assert len({_key(iri) for iri in PREDICATES}) == len(PREDICATES)
    assert _key("http://purl.org/dc/terms/title") == "dcterms-title"


def test_every_own_resource_has_its_files(documents: Path) -> None:
    pages = list(documents.rglob("*.html"))
    told = {iri for iri in (f"{BASE}/id/{name}" for name in OWN)
            if any(f">{iri}<" in p.read_text("utf-8").replace("&amp;", "&").replace("&#39;", "'")
                   for p in pages)}  # fmt: skip
    assert told == {f"{BASE}/id/{name}" for name in OWN}


def test_what_xml_cannot_hold_is_not_linked_to(documents: Path) -> None:
    folder = documents / "thing"
    for n, sign in enumerate(SIGNS):
        holds = sign >= " " or sign in "\t\n\r"
        assert (folder / f"sign-{n}.rdf").exists() is holds, repr(sign)
        assert (f"sign-{n}.rdf" in (folder / f"sign-{n}.html").read_text("utf-8")) is holds
        assert f"sign-{n}.ttl" in (folder / f"sign-{n}.html").read_text("utf-8")


def test_tables_and_report_can_be_read(made: MadeBundle) -> None:
    for path in (made.folder / "tables").rglob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            widths = {len(row) for row in csv.reader(file)}
        assert len(widths) == 1, path
    json.loads((made.folder / "quality" / "report.json").read_text("utf-8"))


@pytest.mark.parametrize("extension", ["ttl", "rdf", "jsonld", "nt"])
def test_catalog_and_statistics_are_served(odd: MemoryStore, extension: str) -> None:
    client = create_app(Settings(), odd).test_client()
    assert catalog.read(odd, Settings()).datasets  # counted now, not in the background
    for name in ("catalog", "void"):
        for _ in range(600):
            answer = client.get(f"/{name}.{extension}")
            if answer.status_code != 503:
                break
        assert answer.status_code == 200


@pytest.mark.parametrize("reference", OWN)
def test_the_document_of_an_odd_name_is_found(odd: MemoryStore, reference: str) -> None:
    client = create_app(Settings(), odd).test_client()
    kind, _, name = reference.partition("/")
    address = f"{quote(unquote(kind))}/{quote(unquote(name))}"
    assert f"<{BASE}/id/{reference}> " in client.get(f"/doc/{address}.nt").text
    led = client.get(f"/id/{address}")
    if not name.startswith("."):  # a client takes such a path for the folder above
        page = client.get(led.headers["Location"], headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "名" in page.text


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    """Programs of odd names."""
    from michisuji.importers.rdf import import_rdf

    folder = tmp_path_factory.mktemp("programs")
    lines = [
        f"<{BASE}/id/{reference}> a <{LM}Program> ; "
        f'<http://www.w3.org/2000/01/rdf-schema#label> "奇名{n}"@ja .'
        for n, reference in enumerate(OWN)
    ]
    (folder / "p.ttl").write_text("\n".join(lines), encoding="utf-8")
    store = MemoryStore(BASE)
    files = [folder / "p.ttl"]
    store.replace(import_rdf(files, dataset="p", base_iri=BASE, out_dir=folder / "out")[0])
    return store


def test_search_leads_to_every_odd_name(programs: MemoryStore) -> None:
    from tests.web.asking import BROWSER, Page

    client = create_app(Settings(), programs).test_client()
    pages = [client.get(f"/search?q=奇名&page={n}", headers=BROWSER) for n in (1, 2, 3)]
    found = [a for page in pages for a in Page(page.text).all("a")]
    led = {a["href"] for a in found if a.get("href", "").startswith("/doc/")}
    own = {document_path(f"{BASE}/id/{reference}", BASE) for reference in OWN}
    assert {unquote(href) for href in led} == {unquote(path) for path in own}
    for href in led:
        if "/." in href:  # a client takes such a path for the folder above
            continue
        page = client.get(href, headers=BROWSER)
        assert page.status_code == 200, href
        assert "奇名" in Page(page.text).text("h1")
        for name, value in page.headers:
            assert value.isascii(), (name, value)  # as a server sends them


@pytest.mark.parametrize("iri", [*FOREIGN, *PREDICATES])
def test_questions_take_any_iri(odd: MemoryStore, iri: str) -> None:
    from michisuji import questions

    assert questions.run(odd, "graphs-of", {"node": iri}, base_iri=BASE).rows is not None


def test_removing_it_leaves_nothing(odd: MemoryStore) -> None:
    other = MemoryStore(BASE)
    for quad in odd.data:
        other.data.add(quad)
    other.replace(Batch("odd", {}))
    assert graph_iri(BASE, "odd") not in {str(q.graph_name) for q in other.data}
    assert not other.ask(f"ASK {{ <{BASE}/id/thing/first> ?p ?o }}")
