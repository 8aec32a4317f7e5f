"""Shapes graphs that are none, that ask for what the engine does not do, and how they are read."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.quality.shacl import ShapesError, parse_shapes, read_graph
from rdflib import BNode, Graph, URIRef

PREFIXES = """
@prefix : <urn:x:> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def shapes_graph(body: str) -> Graph:
    text = f"{PREFIXES} :Root a sh:NodeShape ; sh:targetClass :C ; {body} ."
    return Graph().parse(data=text, format="turtle")


HANDED = {
    "sh:sparql :Q . :Q sh:select 'SELECT $this WHERE { $this ?p ?o } LIMIT 1'": "LIMIT",
    "sh:sparql :Q . :Q sh:select 'SELECT $this WHERE { $this ?p $shapesGraph }'": "shapesGraph",
    "sh:sparql :Q . :Q sh:select 'SELECT (COUNT(?o) AS ?n) $this WHERE { $this ?p ?o }'": "GROUP",
    "sh:property :P . :P sh:path :p ; sh:node :Root": "itself",
    ":mine 4 . :Own a sh:ConstraintComponent ; sh:parameter [ sh:path :mine ]": "component",
}


@pytest.mark.parametrize("body", sorted(HANDED))
def test_what_is_not_done_here_is_named(body: str) -> None:
    shapes = parse_shapes(shapes_graph(body))
    assert shapes.roots == ()
    ((node, reason),) = shapes.handed.items()
    assert node == URIRef("urn:x:Root")
    assert HANDED[body] in reason


WRONG = {
    "sh:minCount 1": "node shape",
    "sh:property :P . :P sh:path :p ; sh:minCount 'many'": "whole number",
    "sh:property :P . :P sh:path :p ; sh:minCount 1 , 2": "more than one",
    "sh:property :P . :P sh:path [ ] ; sh:minCount 1": "path",
    "sh:property :P . :P sh:path ( :p ) ; sh:minCount 1": "path",
    "sh:in 4": "list",
    "sh:sparql :Q": "sh:select",
    "sh:sparql :Q . :Q sh:select 'SELECT $this WHERE {'": "SPARQL",
    "sh:sparql :Q . :Q sh:select 'ASK { $this ?p ?o }'": "SELECT",
    "sh:sparql :Q . :Q sh:select 'SELECT $this { $this ?p ?o MINUS { $this :p ?o } }'": "MINUS",
    "sh:sparql :Q . :Q sh:select 'SELECT $this WHERE { VALUES $this { <a> } }'": "VALUES",
    "sh:sparql :Q . :Q sh:select 'SELECT (?o AS $this) WHERE { ?x ?p ?o }'": "$this",
}


@pytest.mark.parametrize("body", sorted(WRONG))
def test_shapes_that_are_none_are_told(body: str) -> None:
    text = body.replace("$this :p ?o", "$this <urn:x:p> ?o")
    with pytest.raises(ShapesError) as caught:
        parse_shapes(shapes_graph(text))
    assert WRONG[body] in str(caught.value)


def test_literals_are_read_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "shapes.ttl"
    path.write_text(f'{PREFIXES} :S sh:uniqueLang "1"^^xsd:boolean ; sh:in ( 01 ) .', "utf-8")
    texts = {str(o) for o in read_graph([path]).objects() if not isinstance(o, URIRef | BNode)}
    assert texts == {"1", "01"}
