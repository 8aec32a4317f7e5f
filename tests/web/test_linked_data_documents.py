"""``/id`` and ``/doc``: redirects, formats, names, and what is not there."""

from __future__ import annotations

from urllib.parse import quote

import pyoxigraph as ox
import pytest
from asking import BASE, BROWSER, PROBLEM_FIELDS, PROGRAM, Get, Page
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app

PROGRAM_DOC = "/doc/program/mihon-010101"
FORMATS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}


def triples(data: bytes, media_type: str) -> set[ox.Triple]:
    kind = ox.RdfFormat.from_media_type(media_type)
    assert kind is not None
    return {quad.triple for quad in ox.parse(data, format=kind)}


@pytest.mark.parametrize("headers", [BROWSER, PROGRAM, {"Accept": "text/turtle"}, {}])
def test_identifiers_point_at_documents(client: FlaskClient, headers: dict[str, str]) -> None:
    found = client.get("/id/program/mihon-010101", headers=headers | {"Host": "evil.example"})
    assert found.status_code == 303
    assert found.headers["Location"] == PROGRAM_DOC
    assert "Accept" in found.headers["Vary"]


def test_language_is_kept_by_the_redirect(client: FlaskClient) -> None:
    found = client.get("/id/program/mihon-010101?lang=en")
    assert found.headers["Location"] == PROGRAM_DOC + "?lang=en"


@pytest.mark.parametrize("name", FORMATS)
def test_documents_in_each_format_say_the_same(client: FlaskClient, name: str) -> None:
    by_accept = client.get(PROGRAM_DOC, headers={"Accept": FORMATS[name]})
    by_extension = client.get(f"{PROGRAM_DOC}.{name}", headers=BROWSER)
    assert by_accept.mimetype == by_extension.mimetype == FORMATS[name]
    expected = triples(client.get(f"{PROGRAM_DOC}.nt").data, FORMATS["nt"])
    assert triples(by_accept.data, FORMATS[name]) == expected
    assert triples(by_extension.data, FORMATS[name]) == expected
    subjects = {str(t.subject) for t in expected}
    assert f"<{BASE}/id/program/mihon-010101>" in subjects
    assert "Accept" in by_accept.headers["Vary"]


@pytest.mark.parametrize("path", [PROGRAM_DOC, PROGRAM_DOC + ".html", PROGRAM_DOC + ".ttl"])
def test_links_in_headers(client: FlaskClient, path: str) -> None:
    links = client.get(path, headers=BROWSER).headers.getlist("Link")
    assert f'<{BASE}/id/program/mihon-010101>; rel="describes"' in links
    for name, kind in FORMATS.items():
        assert f'<{PROGRAM_DOC}.{name}>; rel="alternate"; type="{kind}"' in links


def test_a_named_host_never_reaches_an_iri(client: FlaskClient) -> None:
    for path in ("/", "/plan", PROGRAM_DOC, PROGRAM_DOC + ".ttl", "/ns.ttl", "/sparql", "/about"):
        found = client.get(path, headers=BROWSER | {"Host": "evil.example"})
        assert found.status_code == 200
        assert "evil.example" not in found.text
        assert "evil.example" not in str(found.headers)


@pytest.mark.parametrize(
    "reference",
    ["mihon-999999", "x", "mihon-010101.pdf", "a/b", "%3Cscript%3E", "a%0Ab", "a%20b", "%E9%98%B2",
     "%22%3E", "..", "a%00b", "x" * 3000],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["program", "no-such", "a%3Eb", "a%0Ab"])
def test_what_is_not_there_is_404(client: FlaskClient, kind: str, reference: str) -> None:
    page = client.get(f"/doc/{kind}/{reference}", headers=BROWSER)
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "<script>" not in page.text.replace("</script>", "")
    problem = client.get(f"/doc/{kind}/{reference}", headers=PROGRAM | {"Accept": "text/turtle"})
    assert problem.status_code == 404
    assert problem.mimetype == "application/problem+json"
    assert problem.json is not None
    assert set(problem.json) == PROBLEM_FIELDS


def test_unknown_formats_are_refused_with_a_list(client: FlaskClient) -> None:
    for headers, path in (
        ({"Accept": "image/png"}, PROGRAM_DOC),
        ({}, PROGRAM_DOC + "?format=pdf"),
    ):
        found = client.get(path, headers=headers)
        assert found.status_code == 406
        assert "text/turtle" in found.text


@pytest.fixture(scope="module")
def odd_client() -> FlaskClient:
    """Resources with Japanese, dots and slashes in their references, and one without a name."""
    store = MemoryStore(BASE)
    quoted = quote("見本-防災課", safe="-")
    store.update(
        f"""PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX lm: <https://w3id.org/michisuji/ns#>
        INSERT DATA {{
          <{BASE}/id/unit/{quoted}> a <http://www.w3.org/ns/org#OrganizationalUnit> ;
            rdfs:label "防災課"@ja .
          <{BASE}/id/law/x-1.2.3> a lm:LegalBasis ; rdfs:label "法 1.2.3"@ja .
          <{BASE}/id/law/x-a.ttl.b> a lm:LegalBasis ; rdfs:label "法 a"@ja .
          <{BASE}/id/link/x-1> a lm:CausalLink ; lm:from <{BASE}/id/law/x-1.2.3> ;
            lm:to <{BASE}/id/law/x-a.ttl.b> .
          <{BASE}/id/observation/x-1> a <http://purl.org/linked-data/cube#Observation> ;
            lm:ofIndicator <{BASE}/id/law/x-1.2.3> .
        }}"""
    )
    return create_app(Settings(), store).test_client()


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/doc/unit/" + quote("見本-防災課"), "防災課"),
        ("/doc/unit/見本-防災課", "防災課"),
        ("/doc/law/x-1.2.3", "法 1.2.3"),
        ("/doc/law/x-a.ttl.b", "法 a"),
        ("/doc/law/x-1.2.3.html", "法 1.2.3"),
    ],
)
def test_references_of_any_script(odd_client: FlaskClient, path: str, name: str) -> None:
    found = odd_client.get(path, headers=BROWSER)
    assert found.status_code == 200
    assert name in Page(found.text).text("h1")
    assert found.headers.getlist("Link")
    turtle = odd_client.get(path.removesuffix(".html") + ".ttl")
    assert name in turtle.text


def test_resources_without_a_name_are_called_by_what_they_join(odd_client: FlaskClient) -> None:
    link = odd_client.get("/doc/link/x-1", headers=BROWSER)
    assert "法 1.2.3 → 法 a" in Page(link.text).text("h1")
    value = odd_client.get("/doc/observation/x-1", headers=BROWSER)
    assert "指標の値" in Page(value.text).text("h1")
    assert BASE not in Page(value.text).text("h1")


CLASSES = {
    "/doc/dataset/mihon": "見本市",
    "/doc/dataset/nagareyama": "流山市",
    "/doc/dataset/vocabulary": "",
    "/doc/link/mihon-010101-money-a1": "→",
    "/doc/observation/mihon-0101-t01-2020-baseline": "指標の値",
    "/doc/money/mihon-010101-2021": "事業費",
    "/doc/evaluation/mihon-0101-2024-self-s-safety": "自己評価",
    "/doc/goal/mihon-goal-planning-plan": "施策評価シート",
    "/doc/model/mihon-0101-2026": "ロジックモデル",
    "/doc/plan/mihon-comprehensive": "見本市総合計画",
    "/doc/plan/nagareyama-comprehensive": "流山市",
    "/doc/plan/nagareyama-comprehensive-count-basic-policies": "まちづくり基本政策",
    "/doc/principle/mihon-1": "",
    "/doc/staff/mihon-010101-i1": "職員",
    "/doc/town-condition/mihon-0101-t1": "まち",
}


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("path", CLASSES)
def test_every_class_has_a_page_with_names(browse: Get, path: str, lang: str) -> None:
    found = browse(path, lang=lang)
    assert found.status_code == 200
    page = Page(found.text)
    name = page.text("h1")
    assert name
    assert not name.startswith("http")
    if lang == "ja":
        assert CLASSES[path] in name
    unnamed = [text for tag, text in page.texts if tag == "dt" and "://" in text]
    assert not unnamed, "properties are shown by their labels"
    unnamed = [text for tag, text in page.texts if tag == "a" and text.startswith(BASE + "/id/")]
    assert not unnamed, "resources are shown by their names"


@pytest.mark.parametrize("name", FORMATS)
def test_the_ontology_in_each_format(client: FlaskClient, name: str) -> None:
    found = client.get(f"/ns.{name}")
    assert found.mimetype == FORMATS[name]
    assert len(triples(found.data, FORMATS[name])) > 1000
    accepted = client.get("/ns", headers={"Accept": FORMATS[name]})
    assert accepted.mimetype == FORMATS[name]


def test_the_ontology_for_people(browse: Get) -> None:
    for lang, word in (("ja", "事業"), ("en", "Program")):
        page = Page(browse("/ns", lang=lang).text)
        assert word in page.text("dt")
        ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
        assert "Program" in ids
        assert len(ids) == len(set(ids)), "an address within the page names one thing"
    assert browse("/ns.pdf").status_code == 404


@pytest.mark.parametrize(
    ("lang", "words"),
    [("ja", ("はい", "クリエイティブ・コモンズ")), ("en", ("yes", "Creative Commons Attribution"))],
)
def test_flags_and_licences_are_told_in_words(
    client: FlaskClient, lang: str, words: tuple[str, str]
) -> None:
    page = Page(client.get(f"/doc/dataset/mihon?lang={lang}", headers=BROWSER).text)
    assert words[0] in [text for tag, text in page.texts if tag == "li"]
    assert any(text.startswith(words[1]) for tag, text in page.texts if tag == "a")
