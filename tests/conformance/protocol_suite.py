"""Reads the W3C's SPARQL 1.1 protocol manifests and sends what they say to a live service."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

from rdflib import RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node

from tests.conformance.live import EDITOR, Answer, Service
from tests.conftest import CONFORMANCE

SUITE = CONFORMANCE / "sparql11"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
_CODES = {"OK": 200, "Created": 201, "NoContent": 204, "NotFound": 404}
_FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    },
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"},
}

#: Where the suite's addresses are here, the longest first.
_PLACES = {"/sparql/": "/sparql", "/gsp/": "/graph/", "/gsp": "/graph-store"}


@dataclass(frozen=True)
class Test:
    """One test of a manifest: its name, and what is read to run it."""

    __test__ = False

    name: str
    node: Node
    manifest: Graph
    folder: Path


def tests(*parts: str) -> list[Test]:
    """The tests of a manifest of the suite, in its order; none when the suite is absent."""
    path = SUITE.joinpath(*parts)
    if not path.exists():
        return []
    graph = Graph().parse(path, format="turtle", publicID=path.as_uri())
    entries = graph.value(URIRef(path.as_uri()), MF.entries)
    nodes = Collection(graph, entries) if entries else []
    return [Test(str(node).rpartition("#")[2], node, graph, path.parent) for node in nodes]


def run(test: Test, service: Service) -> int:
    """Send a test's requests to a clean store and compare; how many there were.

    Raises AssertionError that names the request.
    """
    cleared = service.send(
        "POST", "/sparql", EDITOR | {"Content-Type": "application/sparql-update"}, b"CLEAR ALL"
    )
    assert cleared.status == 204, cleared
    for data in test.manifest.objects(test.node, UT.graphData):
        _load(test, data, service)
    known: dict[str, str] = {}
    count = 0
    for request in _requests(test):
        answer = _send(test.manifest, request, service, known)
        _compare(test.manifest, request, answer, known)
        count += 1
    return count


def _requests(test: Test) -> Iterator[Node]:
    action = test.manifest.value(test.node, MF.action)
    yield from Collection(test.manifest, test.manifest.value(action, HT.requests))


def _load(test: Test, data: Node, service: Service) -> None:
    name = str(test.manifest.value(data, RDFS.label))
    file = str(test.manifest.value(data, UT.graph)).rpartition("/")[2]
    body = (test.folder / file).read_bytes()
    headers = EDITOR | {"Content-Type": "application/n-triples"}
    put = service.send("PUT", f"/graph-store?graph={quote(name, safe='')}", headers, body)
    assert put.status in {201, 204}, put


def _send(graph: Graph, request: Node, service: Service, known: Mapping[str, str]) -> Answer:
    path = str(graph.value(request, HT.absolutePath))
    for told, own in _PLACES.items():
        if path.startswith(told):
            path = own + path.removeprefix(told)
            break
    headers = EDITOR | _headers(graph, graph.value(request, HT.headers))
    body = b""
    content = graph.value(request, HT.body)
    if content is not None:
        text = str(graph.value(content, CNT.chars))
        body = text.encode(str(graph.value(content, CNT.characterEncoding) or "utf-8"))
    for variable, value in known.items():
        path = path.replace(variable, quote(value, safe=""))
        body = body.replace(variable.encode(), value.encode())
    return service.send(str(graph.value(request, HT.methodName)), path, headers, body)


def _headers(graph: Graph, listed: Node | None) -> dict[str, str]:
    if listed is None:
        return {}
    return {
        str(graph.value(node, HT.fieldName)): str(graph.value(node, HT.fieldValue))
        for node in Collection(graph, listed)
    }


def _compare(graph: Graph, request: Node, answer: Answer, known: dict[str, str]) -> None:
    wanted = graph.value(request, HT.resp)
    assert wanted is not None
    where = f"{graph.value(request, HT.methodName)} {graph.value(request, HT.absolutePath)}"
    told = graph.objects(wanted, MF.expectedStatus)
    statuses = [str(status).rpartition("#")[2] for status in told]
    assert any(_is(answer.status, status) for status in statuses), (where, answer, statuses)
    kind = answer.headers.get("content-type", "")
    form = graph.value(wanted, MF.expectedFormat)
    if form is not None:
        assert kind.split(";")[0] in _FORMATS[str(form)], (where, kind)
    boolean = graph.value(wanted, MF.expectedBoolean)
    if boolean is not None:
        assert _boolean(answer) is boolean.toPython(), (where, answer)
    for name, value in _headers(graph, graph.value(wanted, HT.headers)).items():
        assert answer.headers.get(name.lower()) == value, (where, answer.headers)
    content = graph.value(wanted, HT.body)
    if content is not None:
        expected = Graph().parse(data=str(graph.value(content, CNT.chars)), format="turtle")
        found = Graph().parse(data=answer.body, format="turtle")
        assert isomorphic(found, expected), (where, answer.body.decode())
    variable = graph.value(wanted, MF.expectedLocation)
    if variable is not None:
        known[str(variable)] = answer.headers["location"]


def _is(status: int, name: str) -> bool:
    if name.startswith("StatusCode"):
        return str(status)[0] == name.removeprefix("StatusCode")[0]
    return status == _CODES[name]


def _boolean(answer: Answer) -> bool:
    if "json" in answer.headers["content-type"]:
        return bool(json.loads(answer.body)["boolean"])
    found = ElementTree.fromstring(answer.body).findtext(
        "{http://www.w3.org/2005/sparql-results#}boolean"
    )
    return found == "true"
