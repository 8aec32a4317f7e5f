"""``/ns``, its terms and versions, and ``/code``: pages, RDF, and no change without a version."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from michisuji import resources
from michisuji.store.rdf_terms import graph_of
from michisuji.vocabulary import CODE, LM, PREFIXES, RENAMED
from michisuji.web import ontology_labels
from michisuji.web.linked_data import vocabulary
from michisuji.web.linked_data.ontology_changes import VersionChanges, changes, compared
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from tests.ontology.ontology_versions import recorded
from tests.web.asking import BROWSER, Page
from tests.web.conftest import Get

TYPES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}


def parsed(client: FlaskClient, path: str, form: str = "nt") -> Graph:
    found = client.get(path)
    assert (found.status_code, found.mimetype) == (200, TYPES[form])
    kind = ox.RdfFormat.from_media_type(TYPES[form])
    assert kind is not None
    return graph_of(quad.triple for quad in ox.parse(found.data, format=kind))


def test_the_ontology_does_not_change_without_a_version() -> None:
    current = ontology_labels.ontology()
    number = vocabulary.version_of(current)
    assert recorded().get(number) == vocabulary.fingerprint(current), (
        f"the ontology is no longer what {number} was: raise its version, or, before a release, "
        "run: python tests/ontology/ontology_versions.py"
    )


def test_every_version_is_kept_or_current(client: FlaskClient) -> None:
    assert set(recorded()) == set(vocabulary.version_numbers())
    for number, digest in recorded().items():
        graph = parsed(client, f"/ns/{number}.nt")
        assert vocabulary.fingerprint(graph) == digest
        assert vocabulary.version_of(graph) == number
        prior = graph.value(vocabulary.ONTOLOGY, OWL.priorVersion)
        assert (
            prior is None or client.get(f"/ns/{str(prior).rpartition('/')[2]}").status_code == 200
        )


def test_the_header_names_its_version(client: FlaskClient) -> None:
    graph = parsed(client, "/ns.ttl", "ttl")
    iri = str(graph.value(vocabulary.ONTOLOGY, OWL.versionIRI))
    number = str(graph.value(vocabulary.ONTOLOGY, OWL.versionInfo))
    assert iri == f"{LM.removesuffix('#')}/{number}"
    page = Page(client.get("/ns", headers=BROWSER).text)
    assert f"/ns/{number}" in {a.get("href") for a in page.all("a")}


def test_an_earlier_version_stays_readable(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = (
        f'<{vocabulary.ONTOLOGY}> <{OWL.versionInfo}> "0.0.9" . <{LM}Old> <{RDFS.label}> "x"@ja .'
    )
    (tmp_path / "0.0.9.ttl").write_text(header, "utf-8")
    monkeypatch.setattr(vocabulary, "versions_folder", lambda: tmp_path)
    vocabulary.version.cache_clear()
    client.application.extensions["michisuji"].pages.clear()
    try:
        assert len(parsed(client, "/ns/0.0.9.nt")) == 2
        assert "0.0.9" in Page(client.get("/ns/0.0.9?lang=en", headers=BROWSER).text).text("h1")
        assert "/ns/0.0.9" in client.get("/ns", headers=BROWSER).text
        assert client.get("/ns/0.0.8").status_code == 404
    finally:
        vocabulary.version.cache_clear()
        client.application.extensions["michisuji"].pages.clear()


def test_versions_are_compared() -> None:
    texts = (
        f"<{LM}a> a owl:Class ; rdfs:label 'A' . <{LM}b> a owl:Class ; rdfs:domain <{LM}a> . "
        f"<{LM}d> a owl:Class . <{LM}gone> a owl:Class .",
        f"<{LM}a> a owl:Class ; rdfs:label 'Z' . <{LM}b> a owl:Class ; rdfs:range <{LM}a> . "
        f"<{LM}d> a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy <{LM}e> . "
        f"<{LM}e> a owl:Class . <{CODE}x/y> a skos:Concept .",
    )
    prefixes = "".join(
        f"@prefix {name}: <{PREFIXES[name]}> . " for name in ("owl", "rdfs", "skos", "dcterms")
    )
    old, new = (Graph().parse(data=prefixes + text, format="turtle") for text in texts)
    found = compared("1", old, new)
    assert found == VersionChanges(
        before="1",
        added=(f"{CODE}x/y",),
        removed=(f"{LM}gone",),
        renamed=((f"{LM}d", f"{LM}e"),),
        described=((f"{LM}b", (str(RDFS.domain), str(RDFS.range))),),
    )


def test_what_a_version_changed_is_listed(browse: Get) -> None:
    found = changes("0.2.0")
    assert found is not None
    assert found.before == "0.1.0"
    assert dict(found.renamed) == RENAMED
    assert found.removed == (), "what was once stated can still be looked up"
    assert changes("0.1.0") is None
    for lang, word in (("ja", "0.1.0 からの変更"), ("en", "Changes since 0.1.0")):
        page = Page(browse("/ns", lang=lang).text)
        assert word in page.text("h2")
        links = {a.get("href", "").partition("?")[0] for a in page.all("a")}
        assert {"/ns/0.1.0", "/ns/direction", "/ns/desiredDirection"} <= links
    assert "Changes since" not in browse("/ns/0.1.0", lang="en").text


def test_a_former_term_names_what_replaces_it(browse: Get) -> None:
    for former, now in RENAMED.items():
        page = Page(browse(f"/ns/{former[len(LM) :]}", lang="en").text)
        assert "A term of an earlier version." in page.text("p")
        assert f"/ns/{now[len(LM) :]}" in {
            a.get("href", "").partition("?")[0] for a in page.all("a")
        }
    assert "earlier version" not in browse("/ns/desiredDirection", lang="en").text


@pytest.mark.parametrize("form", TYPES)
@pytest.mark.parametrize("path", ["ns/Program", "ns/leadUnit", "code/level/activity"])
def test_a_term_in_each_format_says_the_same(client: FlaskClient, path: str, form: str) -> None:
    graph = parsed(client, f"/{path}.{form}", form)
    assert set(graph) == set(parsed(client, f"/{path}.nt"))
    accepted = client.get(f"/{path}", headers={"Accept": TYPES[form]})
    assert accepted.mimetype == TYPES[form]
    iri = LM + path[3:] if path.startswith("ns/") else CODE + path[5:]
    own = set(ontology_labels.ontology().triples((URIRef(iri), None, None)))
    assert own
    assert own <= set(graph)
    assert f'<{iri}>; rel="describes"' in accepted.headers.getlist("Link")


def test_every_term_and_code_has_a_page(client: FlaskClient) -> None:
    graph = ontology_labels.ontology()
    own = [str(s) for s in set(graph.subjects(RDF.type)) if str(s).startswith((LM, CODE))]
    assert len(own) > 250
    for iri in own:
        path = "/ns/" + iri[len(LM) :] if iri.startswith(LM) else "/code/" + iri[len(CODE) :]
        found = client.get(path, headers=BROWSER)
        assert found.status_code == 200, iri
        names = {
            str(o) for p in (RDFS.label, SKOS.prefLabel) for o in graph.objects(URIRef(iri), p)
        }
        assert any(name in Page(found.text).text("h1") for name in names)


def test_a_page_of_a_term_in_both_languages(browse: Get) -> None:
    ja, en = (browse("/ns/Program", lang=lang) for lang in ("ja", "en"))
    assert "事業" in Page(ja.text).text("h1")
    assert "Program" in Page(en.text).text("h1")
    for page in (ja, en):
        links = {a.get("href", "").partition("?")[0] for a in Page(page.text).all("a")}
        assert "/ns/leadUnit" in links, "properties of the class are linked"
        assert "/ns/Program.ttl" in links


def test_a_code_list_holds_its_codes(client: FlaskClient) -> None:
    graph = parsed(client, "/code/level.nt")
    assert (URIRef(CODE + "level/activity"), SKOS.inScheme, URIRef(CODE + "level")) in graph
    assert not [s for s in graph.subjects() if not str(s).startswith(CODE + "level")]
    whole = parsed(client, "/code.ttl", "ttl")
    assert set(graph) < set(whole)
    page = Page(client.get("/code?lang=en", headers=BROWSER).text)
    assert "/code/level/activity?lang=en" in {a.get("href") for a in page.all("a")}


def test_the_context_is_for_every_site(client: FlaskClient) -> None:
    found = client.get("/ns/context.jsonld")
    assert found.mimetype == "application/ld+json"
    assert found.headers["Access-Control-Allow-Origin"] == "*"
    own = (resources.folder("ontology") / "context.jsonld").read_text("utf-8")
    assert found.json == json.loads(own)


@pytest.mark.parametrize(
    "path", ["/ns/none", "/ns/Program.pdf", "/ns/9.9.9", "/ns/.ttl", "/ns.pdf", "/code/none",
             "/code/level/none", "/code/level/", "/code.x", "/ns/%3Cscript%3E", "/ns/a%00b"],
)  # fmt: skip
def test_what_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=BROWSER).status_code == 404
    assert client.get(path).mimetype == "application/problem+json"
