"""Blank nodes get IRIs of their content: equal ones stay two, circles are told with their line."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.importers.problems import SourceProblems
from michisuji.importers.rdf import import_rdf
from michisuji.store.protocol import Batch
from rdflib import Graph, URIRef

BASE = "http://127.0.0.1:8000"


def _import(folder: Path, **files: str) -> Batch:
    """Import files given as ``a_ttl="…"``."""
    folder.mkdir(exist_ok=True)
    paths = [folder / name.replace("_", ".") for name in files]
    for path, text in zip(paths, files.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return import_rdf(paths, dataset="d", base_iri=BASE, out_dir=folder / "o")[0]


def _problems(folder: Path, **files: str) -> list[str]:
    with pytest.raises(SourceProblems) as raised:
        _import(folder, **files)
    return [problem.line("en") for problem in raised.value.problems]


def _lines(batch: Batch) -> list[str]:
    return batch.graphs[f"{BASE}/graph/d"].read_text(encoding="utf-8").split("\n")


def _graph(batch: Batch) -> Graph:
    return Graph().parse(batch.graphs[f"{BASE}/graph/d"], format="nt")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a_ttl", "<id/a> <id/p> _:c .\n_:e <id/p> 1 .\n  _:c <id/p> [ <id/q> _:c ] ."),
        ("a_nt", "<urn:a> <urn:p> <urn:b> .\n_:b.1 <urn:p> _:c .\n_:c <urn:p> _:b.1 .\n"),
        ("a_jsonld", '{"@id": "_:b0",\n "urn:p:q": {"@id": "_:c",\n "urn:p:q": {"@id": "_:b0"}}}'),
        (
            "a_rdf",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">\n'
            '<rdf:Description rdf:nodeID="c"><e:p rdf:nodeID="d"/></rdf:Description>\n'
            '<rdf:Description rdf:nodeID="d"><e:p rdf:nodeID="c"/></rdf:Description></rdf:RDF>',
        ),
    ],
)
def test_a_circle_is_told_with_its_line(tmp_path: Path, name: str, text: str) -> None:
    lines = _problems(tmp_path, **{name: text, "b_ttl": "_:c <id/p> 1 ."})
    (told,) = lines
    wanted = {"a_ttl": 1, "a_nt": 2, "a_jsonld": 1, "a_rdf": 2}[name]
    assert told.startswith(f"{name.replace('_', '.')}: line {wanted}, column ")


def test_circles_of_two_files_are_both_told(tmp_path: Path) -> None:
    circle = "_:x <id/p> _:y . _:y <id/p> _:x ."
    lines = _problems(tmp_path, a_ttl=circle, b_ttl=f"<id/a> <id/p> 1 .\n{circle}")
    assert [line.split(",")[0] for line in lines] == ["a.ttl: line 1", "b.ttl: line 2"]


def test_equal_lines_stay_two(tmp_path: Path) -> None:
    one = "<id/m> <id/line> [ <id/amount> 1000 ; <id/of> [ <id/r> 1 ] ] ."
    batch = _import(tmp_path / "1", a_ttl=one * 2, b_ttl=one)
    graph = _graph(batch)
    lines = set(graph.objects(None, URIRef(f"{BASE}/id/line")))
    assert len(lines) == 3
    assert len({graph.value(line, URIRef(f"{BASE}/id/of")) for line in lines}) == 3
    again = _import(tmp_path / "2", a_ttl=one, b_ttl=one * 2)
    assert set(_lines(again)) == set(_lines(batch))


def test_equal_nodes_that_nothing_refers_to_stay_two(tmp_path: Path) -> None:
    one = "[] <id/of> <id/m> ; <id/amount> 1000 ."
    graph = _graph(_import(tmp_path, a_ttl=one * 2, b_ttl=one))
    assert len(set(graph.subjects(URIRef(f"{BASE}/id/of"), None))) == 3


def test_what_is_said_twice_of_a_node_is_said_once(tmp_path: Path) -> None:
    said = "_:x <urn:p> <urn:m> .\n"
    assert set(_lines(_import(tmp_path / "1", a_nt=said))) == set(
        _lines(_import(tmp_path / "2", a_nt=said * 2))
    )


def test_a_check_of_two_files_keeps_their_nodes_apart(tmp_path: Path) -> None:
    from michisuji.quality.check.files import read_files

    paths = [tmp_path / "a.ttl", tmp_path / "b.nt"]
    for path in paths:
        path.write_text("_:x <urn:p> <urn:m> .", encoding="utf-8")
    assert len(list(read_files(paths, BASE).data)) == 2
