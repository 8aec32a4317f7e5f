"""LOAD is seen however it is written, and nothing else is taken for it."""

from __future__ import annotations

import pytest
from michisuji.sparql_tokens import SparqlText
from michisuji.web.gateway.keywords import find_load


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://a/>",
        "load silent <http://a/> into graph <a:b>",
        "CLEAR ALL;LOAD<http://a>",
        "PREFIX a: <b:>LOAD a:x",
        "PREFIX : <b:>LOAD:x",
        "PREFIX load: <c:> PREFIX : <b:> CLEAR ALL;LOAD:x",
        "LOADSILENT<http://127.0.0.1:1/>",
        "BASE <a:b>LOAD<x>",
        "INSERT {?s ?p ?o} WHERE { ?s ?p ?o FILTER(?o < 3) } ; LOAD <a:b>",
        "INSERT {?s ?p ?o} WHERE { ?s ?p ?o FILTER(?o <'3' || ?o >'2') } ; LOAD <a:b>",
        "\\u004cOAD <a:b>",
        "# a comment\nLOAD # another\n <a:b>",
        "INSERT DATA { <a:a> <a:b> 'x' } ;\n LOAD <a:b>",
    ],
)
def test_it_is_seen(update: str) -> None:
    assert find_load(SparqlText(update)) is not None


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:a> <a:b> 'LOAD <x>' }",
        'INSERT DATA { <a:a> <a:b> """; LOAD <x>""" }',
        "PREFIX load: <a:> INSERT DATA { load:a load:b load:c }",
        "PREFIX load: <a:> INSERT DATA {<a:a> load:b 1 ; load:c 2}",
        "PREFIX loader: <a:> DELETE WHERE {loader:x ?p ?o}",
        "# LOAD <x>\nCLEAR ALL",
        "DELETE WHERE { <a:LOAD> ?load ?o }",
        "CLEAR ALL",
    ],
)
def test_other_texts_are_not_taken_for_it(update: str) -> None:
    assert find_load(SparqlText(update)) is None
