"""RDF files in every format: relative IRIs, graphs by year, blank nodes, what is wrong."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from michisuji import resources
from michisuji.importers.problems import SourceProblems
from michisuji.importers.rdf import import_rdf
from michisuji.importers.rdf.blank_nodes import BlankCircle, skolemise
from michisuji.store.memory import MemoryStore
from michisuji.store.protocol import Batch
from rdflib import Graph, URIRef

BASE = "http://127.0.0.1:8000"
TIMELESS = f"{BASE}/graph/d"
PLAN = f"<{BASE}/id/plan/d-1>"
LABEL = f'{PLAN} <http://www.w3.org/2000/01/rdf-schema#label> "計画"@ja .'

#: One and the same statement in every format.
SAME = {
    "a.ttl": '<id/plan/d-1> <http://www.w3.org/2000/01/rdf-schema#label> "計画"@ja .',
    "a.trig": '{ <id/plan/d-1> <http://www.w3.org/2000/01/rdf-schema#label> "計画"@ja }',
    "a.nt": LABEL,
    "a.nq": LABEL,
    "a.jsonld": '{"@id": "id/plan/d-1", "http://www.w3.org/2000/01/rdf-schema#label":'
    ' {"@value": "計画", "@language": "ja"}}',
    "a.rdf": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:s="http://www.w3.org/2000/01/rdf-schema#"><r:Description r:about="id/plan/d-1">'
    '<s:label xml:lang="ja">計画</s:label></r:Description></r:RDF>',
}


def _import(folder: Path, **files: str | bytes) -> Batch:
    """Import files given as ``a_ttl="…"``."""
    return import_rdf(_write(folder, **files), dataset="d", base_iri=BASE, out_dir=folder / "o")[0]


def _write(folder: Path, **files: str | bytes) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in files.items():
        stem, _, extension = name.rpartition("_")
        paths.append(folder / f"{stem}.{extension}")
        paths[-1].write_bytes(content.encode() if isinstance(content, str) else content)
    return paths


def _problems(folder: Path, **files: str | bytes) -> list[str]:
    with pytest.raises(SourceProblems) as raised:
        _import(folder, **files)
    assert all(p.ja != p.en for p in raised.value.problems)
    return [p.line("en") for p in raised.value.problems]


def _lines(batch: Batch, graph: str = TIMELESS) -> list[str]:
    return batch.graphs[graph].read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", SAME)
def test_every_format_gives_the_same_statement(name: str, tmp_path: Path) -> None:
    batch = _import(tmp_path, **{name.replace(".", "_"): SAME[name]})
    assert LABEL in _lines(batch)


def test_the_order_of_statements_and_files_does_not_matter(tmp_path: Path) -> None:
    one = '<id/a> <id/p> "1" . <id/a> <id/q> [ <id/r> "2" ; <id/s> ( 1 2 3 ) ] .'
    two = '<id/a> <id/q> [ <id/s> ( 1 2 3 ) ; <id/r> "2" ] . <id/a> <id/p> "1" .'
    first, again = _import(tmp_path / "1", a_ttl=one), _import(tmp_path / "2", a_ttl=two)
    assert _lines(first) == _lines(again)
    files = _write(tmp_path / "3", a_ttl=one, b_ttl="<id/b> <id/p> <id/c> .")
    outs = [
        import_rdf(order, dataset="d", base_iri=BASE, out_dir=tmp_path / str(n))[0]
        for n, order in enumerate((files, files[::-1]))
    ]
    for graph in outs[0].graphs:
        assert _lines(outs[0], graph) == _lines(outs[1], graph)


def test_a_graph_of_a_year_is_that_years_state(tmp_path: Path) -> None:
    batch = _import(
        tmp_path,
        a_trig="<id/a> <id/p> <id/b> . <graph/d/2025> { <id/a> <id/p> <id/c> }"
        " <graph/d/2026> { <id/a> <id/p> <id/e> }",
    )
    assert sorted(batch.graphs) == [
        TIMELESS,
        f"{TIMELESS}/2025",
        f"{TIMELESS}/2026",
        f"{TIMELESS}/provenance",
    ]
    assert _lines(batch, f"{TIMELESS}/2025") == [f"<{BASE}/id/a> <{BASE}/id/p> <{BASE}/id/c> ."]
    store = MemoryStore(BASE)
    store.replace(batch)
    assert store.ask(f"ASK {{ <{BASE}/id/a> <{BASE}/id/p> <{BASE}/id/e> }}")
    assert not store.ask(f"ASK {{ <{BASE}/id/a> <{BASE}/id/p> <{BASE}/id/c> }}")


@pytest.mark.parametrize("graph", ["graph/other", "graph/other/2025", "graph/d/25", "http://x/g"])
def test_a_graph_of_others_is_refused(graph: str, tmp_path: Path) -> None:
    (line,) = _problems(tmp_path, a_trig=f"<{graph}> {{ <id/a> <id/p> 1, 2 }}")
    assert "not a graph of dataset d" in line
    assert graph in line


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a_ttl", "<a> <b> <c> .\n<d> <e> [ .", "line 2, column"),
        ("a_trig", "<a> <b> <c> .\n} .", "line 2, column"),
        ("a_nt", "<http://a> <http://b> .", "line 1, column"),
        ("a_nq", "<http://a> <http://b> <http://c>", "line 1, column"),
        ("a_jsonld", '{\n "a": }', "line 2, column 7: JSON"),
        ("a_jsonld", "[1, 2", "line 1, column"),
        ("a_rdf", "<a>\n</b>", "line 2, column 3: syntax"),
        ("a_ttl", "<a> <b> <c d> .", "line 1, column"),
        ("a_ttl", "ex:a ex:b ex:c .", "line 1"),
    ],
)
def test_a_syntax_error_says_file_line_and_column(
    name: str, content: str, place: str, tmp_path: Path
) -> None:
    (line,) = _problems(tmp_path, **{name: content})
    assert line.startswith(f"{name.replace('_', '.')}: {place}")


@pytest.mark.parametrize("name", ["a_ttl", "a_nt", "a_jsonld"])
def test_another_encoding_is_told(name: str, tmp_path: Path) -> None:
    content = {
        "a_ttl": '<a> <b> "計画" .',
        "a_nt": '<http://a> <http://b> "計画" .',
        "a_jsonld": '{"@id": "a", "http://b": "計画"}',
    }[name]
    (line,) = _problems(tmp_path, **{name: content.encode("shift_jis")})
    assert "not UTF-8" in line


def test_entities_of_entities_are_refused_before_they_grow(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE r [<!ENTITY e0 "aaaaaaaaaa">{entities}]><r>&e11;</r>'
    (line,) = _problems(tmp_path, a_rdf=bomb)
    assert "entities" in line
    flat = '<!DOCTYPE r [<!ENTITY rdfs "http://www.w3.org/2000/01/rdf-schema#">]>'
    batch = _import(
        tmp_path / "flat",
        a_rdf=flat + SAME["a.rdf"].replace("http://www.w3.org/2000/01/rdf-schema#", "&rdfs;"),
    )
    assert LABEL in _lines(batch)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    batch = _import(
        tmp_path,
        a_ttl=b"\xef\xbb\xbf" + SAME["a.ttl"].encode(),
        b_jsonld=b"\xef\xbb\xbf" + SAME["a.jsonld"].encode(),
    )
    assert _lines(batch).count(LABEL) == 1


@pytest.mark.parametrize("content", ["", "@prefix a: <http://a/> .", "# nothing\n"])
def test_a_file_without_statements_is_refused(content: str, tmp_path: Path) -> None:
    assert _problems(tmp_path, a_ttl=content) == ["a.ttl: holds no statement"]


def test_missing_files_and_unknown_extensions_are_told_together(tmp_path: Path) -> None:
    paths = [*_write(tmp_path, a_docx="x", b_ttl="<a>"), tmp_path / "none.ttl"]
    with pytest.raises(SourceProblems) as raised:
        import_rdf(paths, dataset="d", base_iri=BASE, out_dir=tmp_path / "o")
    assert [p.file for p in raised.value.problems] == ["a.docx", "b.ttl", "none.ttl"]


def test_the_place_is_told_in_japanese_too(tmp_path: Path) -> None:
    with pytest.raises(SourceProblems) as raised:
        _import(tmp_path, a_ttl="<a> <b> .")
    assert "a.ttl: 1行9列: 書き方" in raised.value.message["ja"]


def test_triple_terms_are_refused(tmp_path: Path) -> None:
    (line,) = _problems(tmp_path, a_ttl="<a> <b> <<( <c> <d> <e> )>> .")
    assert "RDF 1.2" in line


def test_json_ld_reads_the_bundled_context_and_never_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    context = json.loads((resources.folder("ontology") / "context.jsonld").read_text("utf-8"))
    assert "lm" in context["@context"]
    document = {
        "@context": ["https://w3id.org/michisuji/context.jsonld", {"x": "http://x/"}],
        "@id": "id/plan/d-1",
        "@type": "lm:Plan",
        "x:y": "z",
    }
    batch = _import(tmp_path / "1", a_jsonld=json.dumps(document))
    lines = _lines(batch)
    assert any(line.endswith("<https://w3id.org/michisuji/ns#Plan> .") for line in lines)
    for n, spoilt in enumerate(
        (
            {"@context": "https://schema.org/", "@id": "a", "name": "b"},
            {"@context": {"@import": "https://schema.org/"}, "@id": "a", "name": "b"},
            {"@id": "a", "http://b": {"@context": ["file:///etc/passwd"], "@id": "c"}},
            {"@context": {"t": {"@id": "http://t", "@context": "http://x"}}, "@id": "a", "t": 1},
        )
    ):
        (line,) = _problems(tmp_path / f"bad{n}", a_jsonld=json.dumps(spoilt))
        assert "is not fetched" in line


def test_blank_nodes_get_iris_of_their_content(tmp_path: Path) -> None:
    same = "<id/a> <id/q> [ <id/r> 1 ] . <id/b> <id/q> [ <id/r> 1 ] ."
    batch = _import(tmp_path / "1", a_ttl=same)
    nodes = {str(o) for o in _graph(batch).objects(None, URIRef(f"{BASE}/id/q"))}
    assert len(nodes) == 2, "two nodes that say the same in different places stay two"
    assert all(node.startswith(f"{BASE}/.well-known/genid/d-") for node in nodes)
    more = _import(tmp_path / "2", a_ttl="<id/c> <id/q> [ <id/r> 9 ] . " + same)
    assert nodes < {str(o) for o in _graph(more).objects(None, URIRef(f"{BASE}/id/q"))}


def test_blank_nodes_of_two_files_are_two(tmp_path: Path) -> None:
    batch = _import(
        tmp_path,
        a_ttl="<id/a> <id/q> _:x . _:x <id/r> 1 .",
        b_ttl="<id/b> <id/q> _:x . _:x <id/r> 2 .",
    )
    assert len(set(_graph(batch).objects(None, URIRef(f"{BASE}/id/q")))) == 2


def test_a_circle_of_blank_nodes_is_refused(tmp_path: Path) -> None:
    (line,) = _problems(tmp_path, a_ttl="_:x <id/p> _:y . _:y <id/p> _:x .")
    assert "cycle" in line
    with pytest.raises(BlankCircle):
        skolemise([("_:x", "<p>", "_:x", "")], BASE, "d")


def test_a_long_list_is_no_problem(tmp_path: Path) -> None:
    items = " ".join(str(n) for n in range(3000))
    batch = _import(tmp_path, a_ttl=f"<id/a> <id/p> ( {items} ) .")
    assert len([line for line in _lines(batch) if "#first>" in line]) == 3000


def test_the_dataset_describes_itself_or_gets_its_name(tmp_path: Path) -> None:
    paths = _write(tmp_path, a_ttl=SAME["a.ttl"])
    batch, report = import_rdf(paths, dataset="d", base_iri=BASE, out_dir=tmp_path / "o")
    assert "no-description" in report.notes
    assert any("/ns/dcat#Dataset>" in line for line in _lines(batch))
    assert report.rows("statements").used == 1
    assert report.adds_up
    own = SAME["a.ttl"] + '<id/dataset/d> a <http://www.w3.org/ns/dcat#Dataset> ; <id/p> "x" .'
    _, described = import_rdf(
        _write(tmp_path, a_ttl=own), dataset="d", base_iri=BASE, out_dir=tmp_path / "p"
    )
    assert not described.notes


def test_an_export_of_a_dataset_comes_back_the_same(tmp_path: Path) -> None:
    first = _import(tmp_path / "1", a_trig=SAME["a.trig"] + "<graph/d/2026> { <id/a> <id/p> 1 }")
    store = MemoryStore(BASE)
    store.replace(first)
    dumped = [
        line
        for line in b"".join(store.dump()).decode().splitlines()
        if f"<{TIMELESS}" in line.rsplit(" ", 2)[1]
    ]
    again = _import(tmp_path / "2", export_nq="\n".join(dumped))
    for graph in (TIMELESS, f"{TIMELESS}/2026"):
        assert _lines(again, graph) == _lines(first, graph)
    counts = [line for line in _lines(again, f"{TIMELESS}/provenance") if "void#triples" in line]
    assert len(counts) == 1


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    store = MemoryStore(BASE)
    assert store.replace(_import(tmp_path / "1", a_ttl=SAME["a.ttl"])).changed
    assert not store.replace(_import(tmp_path / "2", a_ttl=SAME["a.ttl"])).changed


def _graph(batch: Batch) -> Graph:
    return Graph().parse(batch.graphs[TIMELESS], format="nt")
