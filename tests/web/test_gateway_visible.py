"""The store's own graphs are out of readers' sight, whatever the query looks like."""

from __future__ import annotations

import json

import pytest
from asking import answered
from michisuji.errors import QuerySyntaxError
from michisuji.settings import Settings
from michisuji.sparql_tokens import SparqlText
from michisuji.store.memory import MemoryStore
from michisuji.store.updates import BOOKS, STAGING
from michisuji.web.gateway import Gateway
from michisuji.web.gateway.own_graphs import hide_own_graphs

BASE = "http://127.0.0.1:8000"
OWN = f"{BASE}/graph/mihon/2026"
JSON = "application/sparql-results+json"


@pytest.fixture
def gateway() -> Gateway:
    """One public graph beside the store's own ones, each with one triple."""
    store = MemoryStore(BASE)
    for graph in (OWN, BOOKS, f"{STAGING}0"):
        store.execute(f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:s> <urn:p> <{graph}> }} }}")
    return Gateway(store, Settings())


def seen(gateway: Gateway, query: str) -> list[str]:
    """The values of ?o."""
    file, _ = answered(gateway, query, JSON)
    with file:
        return [row["o"]["value"] for row in json.load(file)["results"]["bindings"]]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o { GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?o { graph $g { ?s ?p ?o } }",
        "SELECT ?o { GRAPH?g{ ?s ?p ?o } }",
        "SELECT ?o { { GRAPH ?a { ?s ?p ?o } } UNION { GRAPH ?b { ?s ?p ?o . FILTER(false) } } }",
        "SELECT ?o { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?x ?y ?z } }",
        "SELECT ?o { GRAPH ?g { GRAPH ?h { ?s ?p ?o } } }",
        f"SELECT ?o {{ VALUES ?g {{ <{BOOKS}> <{STAGING}0> <{OWN}> }} GRAPH ?g {{ ?s ?p ?o }} }}",
        f"SELECT ?o {{ BIND(<{OWN}> AS ?g) OPTIONAL {{ GRAPH ?g {{ ?s ?p ?o }} }} }}",
        f"SELECT ?o {{ GRAPH <{OWN}> {{ ?s ?p ?o }} }}",
        f"SELECT ?o FROM NAMED <{OWN}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    ],
)
def test_readers_see_public_graphs_only(gateway: Gateway, query: str) -> None:
    assert set(seen(gateway, query)) == {OWN}


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?o {{ GRAPH <{BOOKS}> {{ ?s ?p ?o }} }}",
        f"SELECT ?o {{ GRAPH <{STAGING}0> {{ ?s ?p ?o }} }}",
        "PREFIX x: <urn:michisuji:> SELECT ?o { GRAPH x:store { ?s ?p ?o } }",
        "PREFIX x: <urn:michisuji:> SELECT ?o { GRAPHx:store{ ?s ?p ?o } }",
        "BASE <urn:michisuji:> PREFIX : <urn:michisuji:> SELECT ?o { GRAPH:store{ ?s ?p ?o } }",
    ],
)
def test_own_graphs_seem_empty_by_name(gateway: Gateway, query: str) -> None:
    assert seen(gateway, query) == []


def test_rows_whose_graph_the_engine_does_not_bind_stay(gateway: Gateway) -> None:
    assert OWN in seen(gateway, "SELECT ?o { GRAPH ?g { { SELECT ?o { ?s ?p ?o } } } }")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o { ?s ?p ?o } # GRAPH ?g { ?s ?p ?o }",
        'SELECT ?o { ?s ?p ?o, "GRAPH ?g { }" }',
        f"SELECT ?o {{ GRAPH <{OWN}> {{ ?s ?p ?o }} }}",
        "SELECT ?graph { ?graph ?p ?o }",
    ],
)
def test_a_query_without_need_is_left_alone(query: str) -> None:
    assert hide_own_graphs(SparqlText(query), BASE) == query


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ("SELECT ?o { GRAPH ?g { ?s ?p ?o } } LIMIT", 42),
        ("SELECT ?o { GRAPH ?g { ?s ?p } }", 30),
        ("SELECT ?o { GRAPH { ?s ?p ?o } }", 19),
        ("SELECT ?o { GRAPH ?g { ?s ?p ?o } } ?", 37),
    ],
)
def test_a_syntax_error_tells_the_readers_own_column(
    gateway: Gateway, query: str, column: int
) -> None:
    with pytest.raises(QuerySyntaxError) as told:
        answered(gateway, query, JSON)
    assert told.value.place == (1, column)


LIKE_KEYWORDS = [
    (prefix, query)
    for prefix in ("graph", "GRAPH", "from", "service", "named", "base", "x")
    for query in (
        "SELECT ?o { GRAPH P:mihon { ?s ?p ?o } }",
        "SELECT ?o { GRAPH P:mihon { ?s ?p ?o } GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?o { GRAPHP:mihon{ ?s ?p ?o } }",
    )
    # GRAPHservice:x may be SERVICE to another engine.
    if (prefix, "GRAPHP" in query) != ("service", True)
]


@pytest.mark.parametrize(("prefix", "query"), LIKE_KEYWORDS)
def test_a_prefix_may_be_called_like_a_keyword(gateway: Gateway, prefix: str, query: str) -> None:
    declared = f"PREFIX {prefix}: <{BASE}/graph/> {query.replace('P:', prefix + ':')}"
    assert seen(gateway, declared.replace(":mihon", r":mihon\/2026")) == [OWN]
