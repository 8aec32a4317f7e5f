"""Control characters come in by no door, and what holds some goes out well-formed."""

from __future__ import annotations

import xml.dom.minidom
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient
from michisuji.importers.control_characters import without_escaped
from michisuji.importers.rdf import import_rdf
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.store.protocol import RawResult
from michisuji.store.updates import is_own
from michisuji.web import create_app
from michisuji.web.gateway.xml import well_formed

from tests.web.asking import BASE

#: All that XML 1.0 cannot hold.
CONTROL = [chr(n) for n in range(32) if chr(n) not in "\t\n\r"] + ["\ufffe", "\uffff"]
#: Odd, and kept as they are.
KEPT = "\t\n\r\x7f\x85\u2028\ufffd\ufeff\ue000\u202e\U000e0100\U0001f6b6"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
XML = "application/sparql-results+xml"


TOKEN = "a-secret-of-this-test"
EDITOR = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def drafts() -> MemoryStore:
    return MemoryStore(BASE)


@pytest.fixture(scope="module")
def client(drafts: MemoryStore, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    home = tmp_path_factory.mktemp("control")
    settings = Settings(home=home, editor_token=TOKEN, rate_per_minute=100_000)
    return create_app(settings, MemoryStore(BASE), drafts).test_client()


def _value(client: FlaskClient, expression: str) -> str:
    query = quote(f"SELECT ({expression} AS ?x) {{}}")
    answer = client.get(f"/sparql?query={query}", headers={"Accept": XML})
    assert answer.status_code == 200, answer.text
    literal = xml.dom.minidom.parseString(answer.data).getElementsByTagName("literal")[0]
    return "".join(node.data for node in literal.childNodes)


def test_xml_results_are_well_formed(client: FlaskClient) -> None:
    for sign in CONTROL:
        assert _value(client, f'"前\\u{ord(sign):04X}後"') == "前\ufffd後", ascii(sign)


def test_other_signs_go_out_as_they_are(client: FlaskClient) -> None:
    escaped = "".join(f"\\U{ord(sign):08X}" for sign in KEPT)
    assert _value(client, f'"{escaped}"') == KEPT


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_characters_cut_by_chunks_are_seen(size: int) -> None:
    body = "前\ufffe\uffff\ufffd\x0b\r後\uff5e".encode()
    chunks = (body[n : n + size] for n in range(0, len(body), size))
    made = b"".join(well_formed(RawResult(XML, chunks)).chunks).decode()
    assert made == "前\ufffd\ufffd\ufffd\ufffd&#13;後\uff5e"


def test_rdf_xml_keeps_carriage_returns_and_refuses_what_it_cannot_hold(
    client: FlaskClient,
) -> None:
    def construct(text: str) -> tuple[int, bytes]:
        query = quote(f'CONSTRUCT {{ <urn:a> <urn:p#b> "{text}" }} WHERE {{}}')
        headers = {"Accept": "application/rdf+xml"}
        answer = client.get(f"/sparql?query={query}", headers=headers)
        return answer.status_code, answer.data

    status, body = construct("a\\rb\\r\\nc")
    (quad,) = ox.parse(body, format=ox.RdfFormat.RDF_XML)
    assert (status, quad.object.value) == (200, "a\rb\r\nc")
    assert [construct(f"\\u{ord(sign):04X}")[0] for sign in CONTROL] == [406] * len(CONTROL)


@pytest.mark.parametrize("name", ["a.ttl", "a.nt", "a.jsonld", "a.trig", "a.nq"])
def test_an_import_of_rdf_takes_them_out_and_tells(tmp_path: Path, name: str) -> None:
    text = "".join(f"\\u{ord(sign):04X}" for sign in CONTROL)
    line = f'<{BASE}/id/program/x> <{LABEL}> "学校{text}給食"@ja .'
    if name.endswith("ld"):
        line = f'{{"@id": "{BASE}/id/program/x", "{LABEL}": '
        line += f'{{"@value": "学校{text}給食", "@language": "ja"}}}}'
    path = tmp_path / name
    path.write_text(line, encoding="utf-8")
    batch, report = import_rdf([path], dataset="x", base_iri=BASE, out_dir=tmp_path / "out")
    written = "".join(file.read_text("utf-8") for file in batch.graphs.values())
    assert f'<{LABEL}> "学校給食"@ja .' in written
    note = report.notes["control-characters"]
    assert note.count == len(CONTROL)
    assert name in note.examples[0]
    assert f"{BASE}/id/program/x" in note.examples[0]


def test_what_is_kept_is_told_of_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    escaped = "".join(f"\\U{ord(sign):08X}" for sign in KEPT)
    path.write_text(f'<{BASE}/id/program/x> <{LABEL}> "{escaped}\\\\u000B" .', encoding="utf-8")
    batch, report = import_rdf([path], dataset="x", base_iri=BASE, out_dir=tmp_path / "out")
    assert "control-characters" not in report.notes
    store = MemoryStore(BASE)
    store.replace(batch)
    (found,) = store.select(
        f"SELECT ?x {{ ?s <{LABEL}> ?x FILTER(!LANGMATCHES(LANG(?x), '*')) }}"
    ).rows
    assert str(found[0]) == KEPT + "\\u000B"


@pytest.mark.parametrize(
    ("text", "wanted", "count"),
    [
        (r"a\u000Bb", "ab", 1), (r"a\u000bb\U0000000Cc", "abc", 2), (r"a\\u000Bb", r"a\\u000Bb", 0),
        (r"a\\\u000Bb", r"a\\b", 1), ("a\x0bb\uffff", "ab", 2),
        (r"\uFFFE\ufffF\uFFFD", r"\uFFFD", 2),
        (r"\u0009\u000A\u000D\u0020", r"\u0009\u000A\u000D\u0020", 0),
    ],
)  # fmt: skip
def test_escapes(text: str, wanted: str, count: int) -> None:
    assert without_escaped(text) == (wanted, count)


def _texts(store: MemoryStore) -> set[str]:
    return {q.object.value for q in store.data if not is_own(getattr(q.graph_name, "value", ""))}


def test_the_graph_store_takes_them_out_and_tells(client: FlaskClient, drafts: MemoryStore) -> None:
    kinds = {"text/turtle": '"\\u000B学校\\uFFFF"', "application/n-triples": '"学\\u0001校"'}
    for method in (client.put, client.post):
        for kind, text in kinds.items():
            body = f"<urn:a> <urn:p> {text} .".encode()
            answer = method(
                "/graph-store?graph=urn:g", data=body, content_type=kind, headers=EDITOR
            )
            count = 2 if "turtle" in kind else 1
            assert answer.status_code in (201, 204)
            assert answer.headers["X-Michisuji-Removed"] == f"control-characters={count}"
            assert _texts(drafts) == {"学校"}
    plain = client.put("/graph-store?graph=urn:g", data=b"", content_type="text/turtle",
                       headers=EDITOR)  # fmt: skip
    assert "X-Michisuji-Removed" not in plain.headers


def test_an_update_takes_them_out_and_tells(client: FlaskClient, drafts: MemoryStore) -> None:
    for text in (r'"学\u000B校"', "'学\x0b校'", '"""学\x01校"""', r"'''学\uFFFE校'''"):
        update = f"DELETE WHERE {{ ?s ?p ?o }} ; INSERT DATA {{ <urn:a> <urn:p> {text} }}"
        answer = client.post("/sparql", data={"update": update}, headers=EDITOR)
        assert (answer.status_code, answer.headers["X-Michisuji-Removed"]) == (
            204, "control-characters=1",
        ), text  # fmt: skip
        assert _texts(drafts) == {"学校"}


def test_an_update_keeps_all_else(client: FlaskClient, drafts: MemoryStore) -> None:
    update = r"""DELETE WHERE { ?s ?p ?o } ; # "\u000B"
      INSERT DATA { <urn:a> <urn:p> "\\u000B\tx", 'a"\u0022' } # \u0001"""
    answer = client.post("/sparql", data={"update": update}, headers=EDITOR)
    assert answer.status_code == 204
    assert "X-Michisuji-Removed" not in answer.headers
    assert _texts(drafts) == {"\\u000B\tx", 'a""'}


def test_a_quote_within_a_name_hides_no_text(client: FlaskClient, drafts: MemoryStore) -> None:
    update = r"""PREFIX e: <urn:> DELETE WHERE { ?s ?p ?o } ;
      INSERT DATA { e:it\'s e:p 'a\u000Bb' }"""
    answer = client.post("/sparql", data={"update": update}, headers=EDITOR)
    assert (answer.status_code, answer.headers.get("X-Michisuji-Removed")) == (
        204, "control-characters=1",
    )  # fmt: skip
    assert _texts(drafts) == {"ab"}
