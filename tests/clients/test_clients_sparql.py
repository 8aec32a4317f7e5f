"""Clients that others wrote read the live service: SPARQLWrapper, rdflib, Comunica."""

from __future__ import annotations

import json
import subprocess
import warnings

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import (
    CSV,
    JSON,
    JSONLD,
    N3,
    POST,
    RDF,
    RDFXML,
    TURTLE,
    XML,
    SPARQLWrapper,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tests.clients.conftest import Live
from tests.conftest import CLIENTS

DESCRIBE = "DESCRIBE <BASE/id/program/mihon-010101>"
CONSTRUCT = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 10"
LM = "https://w3id.org/michisuji/ns#"
NAMES = f"""PREFIX lm: <{LM}>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?program ?name WHERE {{ ?program a lm:Program ; rdfs:label ?name .
  FILTER(LANG(?name) = "ja") }} ORDER BY ?program"""


def wrapper(live: Live, query: str, form: str) -> SPARQLWrapper:
    asking = SPARQLWrapper(live.sparql, returnFormat=form)
    asking.setQuery(query)
    return asking


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_rows(live: Live, method: str) -> None:
    asking = wrapper(live, NAMES, JSON)
    asking.setMethod(method)
    rows = asking.query().convert()["results"]["bindings"]
    assert len(rows) == programs(live)
    assert rows[0]["program"]["value"].startswith(f"{live.base}/id/program/mihon-")
    assert rows[0]["name"]["xml:lang"] == "ja"


def programs(live: Live) -> int:
    count = f"SELECT (COUNT(DISTINCT ?p) AS ?n) {{ ?p a <{LM}Program> }}"
    (row,) = wrapper(live, count, JSON).query().convert()["results"]["bindings"]
    assert int(row["n"]["value"]) > 20
    return int(row["n"]["value"])


def test_sparqlwrapper_reads_each_format(live: Live) -> None:
    assert wrapper(live, NAMES, CSV).query().convert().decode().count("\n") == programs(live) + 1
    assert wrapper(live, NAMES, XML).query().convert().getElementsByTagName("result")
    describe = f"CONSTRUCT {{ ?p a <{LM}Program> }} WHERE {{ ?p a <{LM}Program> }}"
    turtle = wrapper(live, describe, TURTLE).query().convert()
    assert len(Graph().parse(data=turtle, format="turtle")) == programs(live)


@pytest.mark.parametrize("form", [None, XML, RDF, RDFXML, TURTLE, N3, JSONLD, JSON])
@pytest.mark.parametrize("words", [DESCRIBE, CONSTRUCT])
@pytest.mark.parametrize("by_header", [False, True])
def test_sparqlwrapper_reads_graphs(
    live: Live, words: str, form: str | None, by_header: bool
) -> None:
    asking = SPARQLWrapper(live.sparql)
    asking.setQuery(words.replace("BASE", live.base))
    if form is not None:
        asking.setReturnFormat(form)
    asking.setOnlyConneg(by_header)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what this form of query does not give
        found = asking.query().convert()
    if isinstance(found, bytes):
        found = Graph().parse(data=found, format="turtle")
    assert len(found) > 5


def test_sparqlwrapper_is_told_what_is_wrong(live: Live) -> None:
    with pytest.raises(QueryBadFormed, match=r"SPARQL|line"):
        wrapper(live, "SELECT ?x WHERE { ?x", JSON).query()


def test_rdflibs_store_reads_as_a_graph(live: Live) -> None:
    graph = Graph(SPARQLStore(live.sparql))
    program = URIRef(f"{live.base}/id/program/mihon-010101")
    names = set(graph.objects(program, RDFS.label))
    assert Literal("自主防災組織育成・地区防災計画支援事業", lang="ja") in names
    assert (program, URIRef(LM + "leadUnit"), None) in graph
    rows = list(graph.query(NAMES))
    assert len(rows) == programs(live)
    assert bool(graph.query(f"ASK {{ <{program}> a <{LM}Program> }}"))


def test_rdflib_reads_the_documents_of_an_iri(live: Live) -> None:
    program = f"{live.base}/id/program/mihon-010101"
    graph = Graph().parse(program)
    assert (URIRef(program), URIRef(LM + "number"), Literal("010101")) in graph


def comunica(live: Live, query: str, source: str) -> list[dict[str, str]]:
    done = subprocess.run(
        ["node", "node_modules/@comunica/query-sparql/bin/query.js", source, "-q", query,
         "-t", "application/json"],
        cwd=CLIENTS, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


@pytest.mark.comunica
def test_comunica_reads_the_endpoint(live: Live) -> None:
    rows = comunica(live, NAMES, f"sparql@{live.sparql}")
    assert len(rows) == programs(live)
    assert {row["program"].strip("<>").startswith(f"{live.base}/id/") for row in rows} == {True}


@pytest.mark.comunica
def test_comunica_finds_out_what_the_address_is(live: Live) -> None:
    """Without being told that it is an endpoint: by the service description."""
    query = f"SELECT * {{ <{live.base}/id/program/mihon-010101> <{LM}number> ?number }}"
    (row,) = comunica(live, query, live.sparql)
    assert "010101" in row["number"]


@pytest.mark.comunica
def test_comunica_follows_links_between_documents(live: Live) -> None:
    """An IRI is a source as it is: /id/ → 303 → /doc/, in a format that Comunica reads."""
    program = f"{live.base}/id/program/mihon-010101"
    query = f"SELECT ?unit {{ <{program}> <{LM}leadUnit> ?unit }}"
    (row,) = comunica(live, query, program)
    assert f"{live.base}/id/unit/mihon-s-safety" in row["unit"]
