"""INT: the lists in the shapes are those of the ontology, and what fixtures cannot name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from michisuji import resources
from michisuji.quality.check.command import check_files
from michisuji.quality.report import Report
from michisuji.quality.rulebook.rules import shapes_graph
from michisuji.settings import Settings
from michisuji.vocabulary import LM, PREFIXES, RENAMED
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

RULE = "https://w3id.org/michisuji/rule/"
#: Rules and the settings of checks are not data: their references are not looked up.
ABOUT_CHECKS = "michisuji-quality.ttl"
HEAD = (
    "@prefix lm: <https://w3id.org/michisuji/ns#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
)


@pytest.fixture(scope="module")
def ontology() -> Graph:
    graph = Graph()
    for path in sorted(resources.folder("ontology").glob("*.ttl")):
        if not path.name.startswith("alignment"):
            graph.parse(path)
    return graph


def select_of(constraint: str) -> str:
    return str(shapes_graph().value(URIRef(RULE + constraint), URIRef(PREFIXES["sh"] + "select")))


def asked(constraint: str) -> set[str]:
    """The properties of which a query has a branch, each bound as its own ?path."""
    select = re.sub(r"# each .*", "", select_of(constraint))
    branches = re.findall(r"\{ \$this (\S+) \?\w+ \.?.*?BIND \((\S+) AS \?path\)", select)
    assert branches
    assert all(read == told for read, told in branches)
    return {read for read, _ in branches}


def of_ontology(graph: Graph, predicate: URIRef, value: URIRef) -> set[str]:
    found = {str(s) for s in graph.subjects(predicate, value)} - RENAMED.keys()
    return {"lm:" + iri.removeprefix(LM) for iri in found if iri.startswith(LM)}


def coded(graph: Graph) -> set[str]:
    return of_ontology(graph, RDF.type, URIRef(PREFIXES["qb"] + "CodedProperty"))


def test_every_reference_of_the_ontology_is_looked_up(ontology: Graph) -> None:
    about_checks = Graph().parse(resources.folder("ontology") / ABOUT_CHECKS)
    references = of_ontology(ontology, RDF.type, OWL.ObjectProperty) - coded(ontology)
    references -= of_ontology(about_checks, RDF.type, OWL.ObjectProperty)
    references -= {"lm:countOf"}  # points to a class
    assert asked("INT-01-reference") == references | {"lm:focusNode", "org:unitOf", "qb:dataSet"}


def test_every_code_of_a_property_is_allowed_and_no_other(ontology: Graph) -> None:
    assert asked("INT-02-code") == coded(ontology)
    select = select_of("INT-02-code")
    for name in coded(ontology):
        scheme = ontology.value(
            URIRef(LM + name.removeprefix("lm:")), URIRef(PREFIXES["qb"] + "codeList")
        )
        found = re.search(
            rf"BIND \({name} AS \?path\)\s+FILTER \(\?value NOT IN \((.*?)\)\)", select
        )
        assert found, name
        listed = re.findall(r"<([^>]+)>", found[1])
        assert set(listed) == {str(code) for code in ontology.subjects(SKOS.inScheme, scheme)}, name


def test_every_text_is_searched_for_names_and_contacts(ontology: Graph) -> None:
    texts = of_ontology(ontology, RDFS.range, RDF.langString) - {"lm:remedy"}
    own = {"rdfs:label", "rdfs:comment", "dcterms:title", "dcterms:description"}
    assert asked("INT-05-person") == texts | own


def report_on(tmp_path: Path, body: str) -> Report:
    path = tmp_path / "data.ttl"
    path.write_text(HEAD + body, "utf-8")
    report = check_files([path], Settings())
    assert not report.problems
    return report


def test_a_typed_blank_node_is_found(tmp_path: Path) -> None:
    report = report_on(tmp_path, '_:p a lm:Program ; rdfs:label "見守り事業"@ja .')
    messages = [f.message["ja"] for f in report.findings if f.rule == "INT-04"]
    assert len(messages) == 1
    assert "空白ノード" in messages[0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mimamori@city.example.jp", True),
        ("電話 04-0000-0000", True),
        ("電話(04)0000-0000", True),
        ("0120-000-000", False),
        ("管理番号12-0400-00-0000", False),
        ("09000000000", True),
        ("1.09000000000", False),
        ("見本太郎氏が話した", True),
        ("摂氏30度、同氏、氏名、氏族", False),
        ("担当: 見本 花子", True),
        ("担当者名:見本花子", True),
        ("担当:くらし安全課", False),
        ("責任者: 健康福祉部長", False),
    ],
)
def test_names_and_contacts_in_texts(tmp_path: Path, text: str, found: bool) -> None:
    body = f'<id/evaluation/t> a lm:Evaluation ; lm:findings "{text}"@ja .'
    report = report_on(tmp_path, body)
    hits = [f for f in report.findings if f.rule == "INT-05"]
    assert bool(hits) == found
    for finding in hits:
        assert finding.path == LM + "findings"
        assert text not in finding.message["ja"], "the report does not repeat it"
