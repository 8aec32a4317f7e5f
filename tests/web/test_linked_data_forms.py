"""Documents as tables, their links, what they say to caches and to a lying Host header."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from flask.testing import FlaskClient
from michisuji.settings import Settings
from michisuji.store import updates
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.http import caching

from tests.web.asking import BASE, BROWSER, Page
from tests.web.conftest import Get

PROGRAM = "program/mihon-010101"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
HOSTILE = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-For": "evil.example",
    "X-Forwarded-Prefix": "/evil.example",
    "Forwarded": "host=evil.example;proto=gopher",
}


def rows_of(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_a_table_has_one_row_a_statement(client: FlaskClient) -> None:
    found = client.get(f"/doc/{PROGRAM}.csv?lang=en")
    assert found.content_type == "text/csv; charset=utf-8"
    heading, *rows = rows_of(found.text)
    assert heading == [
        "subject", "property", "property label", "value", "value label", "datatype", "language"
    ]  # fmt: skip
    node = f"{BASE}/id/{PROGRAM}"
    label = "Support for neighbourhood disaster-preparedness groups and district plans"
    assert [r[6] for r in rows if r[0] == node and r[3] == label] == ["en"]
    units = [r for r in rows if r[1].endswith("ns#leadUnit")]
    assert [r[3:5] for r in units] == [
        [f"{BASE}/id/unit/mihon-s-safety", "Disaster and Crisis Management Section"]
    ]
    years = [r for r in rows if r[1].endswith("ns#startYear")]
    assert years[0][3:] == ["2021", "", "http://www.w3.org/2001/XMLSchema#gYear", ""]
    triples = client.get(f"/doc/{PROGRAM}.nt").text.splitlines()
    own = [t for t in triples if t.startswith(f"<{node}>") or t.endswith(f"<{node}> .")]
    assert len(rows) == len(own)


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1+1", "-cmd|'x'", "@SUM(1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(text: str) -> None:
    store = MemoryStore(BASE)
    quoted = json.dumps(text)
    store.update(f'INSERT DATA {{ <{BASE}/id/law/x> a <urn:c> ; <urn:p> {quoted}, "-5" }}')
    client = create_app(Settings(), store).test_client()
    cells = [row[3] for row in rows_of(client.get("/doc/law/x.csv").text)]
    assert "'" + text in cells
    assert text not in cells
    assert "-5" in cells, "numbers stay numbers"


def test_links_name_forms_licence_and_the_canonical_address(client: FlaskClient) -> None:
    for extension in ("", ".ttl", ".csv", ".html"):
        links = client.get(f"/doc/{PROGRAM}{extension}", headers=BROWSER).headers.getlist("Link")
        assert f'<{BASE}/doc/{PROGRAM}>; rel="canonical"' in links
        assert f'<{LICENCE}>; rel="license"' in links
        assert f'</doc/{PROGRAM}.csv>; rel="alternate"; type="text/csv"' in links
        assert f'</doc/{PROGRAM}.html>; rel="alternate"; type="text/html"' in links
    see_other = client.get(f"/id/{PROGRAM}")
    assert see_other.headers.getlist("Link") == [f'</doc/{PROGRAM}>; rel="describedby"']


def test_the_head_of_a_page_names_the_same(browse: Get) -> None:
    links = Page(browse(f"/doc/{PROGRAM}").text).all("link")
    assert {"rel": "canonical", "href": f"{BASE}/doc/{PROGRAM}"} in links
    types = {a["type"] for a in links if a["rel"] == "alternate" and "/doc/" in a["href"]}
    assert types == {
        "text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml",
        "text/csv",
    }  # fmt: skip


def test_a_licence_that_cannot_be_a_header_is_left_out() -> None:
    store = MemoryStore(BASE)
    dataset = f"{BASE}/id/dataset/x"
    store.update(
        f"""PREFIX dcterms: <http://purl.org/dc/terms/>
        INSERT DATA {{
          <{dataset}> a <http://www.w3.org/ns/dcat#Dataset> ; dcterms:title "x"@ja ;
            dcterms:license <https://example.org/利用規約> . <{BASE}/id/law/x-1> a <urn:c> .
          GRAPH <{BASE}/graph/x> {{ <{BASE}/id/law/x-1> a <urn:c> }} }}"""
    )
    found = create_app(Settings(), store).test_client().get("/doc/law/x-1.nt")
    assert found.status_code == 200
    assert 'rel="license"' not in str(found.headers)


@pytest.mark.parametrize(
    "path",
    [f"/id/{PROGRAM}", f"/doc/{PROGRAM}", f"/doc/{PROGRAM}.jsonld", f"/doc/{PROGRAM}.csv",
     "/doc/indicator/mihon-010101-01", "/doc/program/none", "/doc/dataset/mihon", "/ns",
     "/ns/Program", "/ns/Program.ttl", "/ns/0.1.0", "/ns/context.jsonld", "/code/level",
     "/ns/None", "/api/analysis", "/"],
)  # fmt: skip
@pytest.mark.parametrize("headers", [BROWSER, {"Accept": "*/*"}])
def test_a_lying_host_appears_nowhere(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    found = client.get(path, headers=headers | HOSTILE)
    assert found.status_code in {200, 303, 404}
    for text in (found.text, str(found.headers)):
        assert "evil" not in text
        assert "gopher" not in text


def test_the_language_is_negotiated_for_a_persons_first_visit_alone(client: FlaskClient) -> None:
    english = {"Accept-Language": "en"}
    for path in (f"/doc/{PROGRAM}", "/ns", "/ns/Program", "/code/level"):
        found = client.get(path, headers=BROWSER | english)
        assert (found.status_code, found.location) == (302, f"{path}?lang=en")
        turtle = {"Accept": "text/turtle"}
        data = client.get(path, headers=english | turtle, follow_redirects=True)
        assert data.data == client.get(path, headers=turtle, follow_redirects=True).data
    for path in (f"/doc/{PROGRAM}.ttl", f"/doc/{PROGRAM}?lang=ja"):
        found = client.get(path, headers=BROWSER | english)
        assert "Accept" in found.vary
        assert "Accept-Language" not in found.vary
        assert found.data == client.get(path, headers=BROWSER).data


@pytest.mark.parametrize("path", [f"/doc/{PROGRAM}", f"/doc/{PROGRAM}.ttl", "/ns", "/ns/Program"])
def test_what_a_client_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path, headers=BROWSER)
    tag = first.headers["ETag"]
    again = client.get(path, headers=BROWSER | {"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(path, headers={"Accept": "application/n-triples", "If-None-Match": tag})
    assert other.status_code == (304 if path.endswith(".ttl") else 200)


def test_scripts_of_other_sites_may_read_documents(client: FlaskClient) -> None:
    for path in (f"/id/{PROGRAM}", f"/doc/{PROGRAM}.jsonld", "/ns.ttl", "/doc/program/none"):
        assert client.get(path).headers["Access-Control-Allow-Origin"] == "*"


def test_head_is_answered_like_get(client: FlaskClient) -> None:
    for path in (f"/doc/{PROGRAM}.ttl", "/ns/Program"):
        head, get = client.head(path), client.get(path)
        assert head.data == b""
        assert head.headers["ETag"] == get.headers["ETag"]
        assert re.fullmatch(r"\d+", head.headers["Content-Length"])


def test_a_changed_licence_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "MARKER_S", -1.0)
    store = MemoryStore(BASE)
    graph, dataset = f"{BASE}/graph/x", f"{BASE}/id/dataset/x"
    client = create_app(Settings(), store).test_client()

    def load(licence: str) -> None:
        lines = updates.book_triples({graph: (licence, 1)})
        store.execute(f"DROP SILENT GRAPH <{updates.BOOKS}> ; DROP DEFAULT")
        store.execute(
            f"""PREFIX dcterms: <http://purl.org/dc/terms/>
            INSERT DATA {{ GRAPH <{updates.BOOKS}> {{ {" ".join(lines)} }}
              <{dataset}> a <http://www.w3.org/ns/dcat#Dataset> ; dcterms:title "x"@ja ;
                dcterms:license <{licence}> . <{BASE}/id/law/x-1> a <urn:c> .
              GRAPH <{graph}> {{ <{BASE}/id/law/x-1> a <urn:c> }} }}"""
        )

    for licence in ("https://example.org/a", "https://example.org/b"):
        load(licence)
        for _ in range(2):
            links = client.get("/doc/law/x-1.nt").headers.getlist("Link")
            assert [link for link in links if "license" in link] == [f'<{licence}>; rel="license"']
