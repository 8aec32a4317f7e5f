"""Queries that look for drafts: every way that SPARQL has to name a graph or a resource."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.security.canaries import BASE, EXISTING, GRAPHS, NODES

_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_PUBLIC = (f"{BASE}/graph/mihon", f"{BASE}/graph/mihon/2026", f"{BASE}/graph/nagareyama")
_OUTSIDE = ("urn:michisuji:store", "urn:michisuji:staging:0", "https://elsewhere.example/g")

FIXED = (
    "SELECT * { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'カナリ')) }",
    "SELECT * { GRAPH ?g { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'カナリ')) } }",
    "SELECT DISTINCT ?g { GRAPH ?g { } }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT (GROUP_CONCAT(?o) AS ?all) { ?s ?p ?o FILTER(REGEX(STR(?o), '^カナリ')) }",
    "SELECT (SAMPLE(?o) AS ?one) (MIN(?o) AS ?least) (MAX(?o) AS ?most) { ?s " + _LABEL + " ?o }",
    "CONSTRUCT { ?s ?p ?o } WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } "
    "FILTER(CONTAINS(STR(?o), 'カナリ')) }",
    "DESCRIBE ?s { ?s ?p ?o FILTER(CONTAINS(STR(?o), 'カナリ')) }",
    "ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } FILTER(CONTAINS(STR(?o), 'カナリ')) }",
)


def generated(count: int, seed: int = 5) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """(query, parameters of the Protocol), the same ones for the same seed."""
    rng = random.Random(seed)
    for _ in range(count):
        yield _query(rng), _parameters(rng)


def _graph(rng: random.Random) -> str:
    return rng.choice((*GRAPHS, *GRAPHS, *_PUBLIC, *_OUTSIDE))


def _node(rng: random.Random) -> str:
    return rng.choice((*NODES, *EXISTING))


def _parameters(rng: random.Random) -> dict[str, list[str]]:
    found = {}
    for name in ("default-graph-uri", "named-graph-uri"):
        if rng.random() < 0.3:
            found[name] = [_graph(rng) for _ in range(rng.randint(1, 2))]
    return found


def _query(rng: random.Random) -> str:
    dataset = "".join(
        f"FROM {rng.choice(('', 'NAMED '))}<{_graph(rng)}> "
        for _ in range(rng.choice((0, 0, 1, 2)))
    )
    form = rng.choice(("SELECT *", "SELECT DISTINCT ?o", "CONSTRUCT", "DESCRIBE", "ASK"))
    pattern = _pattern(rng, rng.randint(0, 3))
    limit = "" if form == "ASK" else " LIMIT 200"
    if form == "CONSTRUCT":
        return f"CONSTRUCT {{ ?s ?p ?o . ?x {_LABEL} ?o }} {dataset}WHERE {{ {pattern} }}{limit}"
    if form == "DESCRIBE":
        what = rng.choice((f"<{_node(rng)}>", "?s", "?s ?o"))
        return f"DESCRIBE {what} {dataset}WHERE {{ {pattern} }} LIMIT 20"
    return f"{form} {dataset}WHERE {{ {pattern} }}{limit}"


def _pattern(rng: random.Random, depth: int) -> str:
    if depth == 0:
        node = _node(rng)
        return rng.choice(
            (
                f"<{node}> ?p ?o . BIND(<{node}> AS ?s)",
                f"?s {_LABEL} ?o . BIND({_LABEL} AS ?p)",
                f"<{node}> (!<urn:none>)* ?s . ?s ?p ?o",
                f"?s (<{_LABEL[1:-1]}>|^<{_LABEL[1:-1]}>)/!<urn:none>? ?o . ?s ?p ?o",
                f"VALUES ?s {{ <{node}> <{_node(rng)}> }} ?s ?p ?o",
                f"?s ^!<urn:none> <{node}> . ?s ?p ?o",
            )
        )
    inner = _pattern(rng, depth - 1)
    return rng.choice(
        (
            f"GRAPH <{_graph(rng)}> {{ {inner} }}",
            f"GRAPH ?g {{ {inner} }}",
            f"{{ SELECT ?s ?p ?o WHERE {{ {inner} }} }}",
            f"{{ {inner} }} UNION {{ GRAPH ?h {{ {_pattern(rng, 0)} }} }}",
            f"{inner} OPTIONAL {{ GRAPH ?h {{ ?s {_LABEL} ?x }} }}",
            f"{inner} FILTER EXISTS {{ GRAPH <{_graph(rng)}> {{ ?s ?p ?o }} }}",
            f"{inner} MINUS {{ GRAPH <{_graph(rng)}> {{ ?s ?p ?o }} }}",
        )
    )
