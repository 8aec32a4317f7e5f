"""What shapes read, kind by kind of chain; and results renewed after random changes."""

from __future__ import annotations

import os

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from michisuji.quality.rulebook.rules import ruleset
from michisuji.quality.shacl import Classes, Result, SnapshotSource, parse_shapes, validate
from michisuji.quality.shacl.change.reads import Reading, reading_of
from michisuji.quality.shacl.change.revalidate import renewal, validate_again
from michisuji.quality.shacl.change.steps import Steps
from michisuji.quality.shacl.change.walk import Change, Walker, affected
from michisuji.quality.shacl.model import Shapes
from michisuji.store.rdf_terms import graph_of
from rdflib import RDF, RDFS, Literal, URIRef
from rdflib.term import Node

MANY = int(os.environ.get("MICHISUJI_TEST_EXAMPLES", "60"))
EX = "http://example.org/"
HEAD = """
@prefix ex: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://example.org/> sh:declare [
  sh:prefix "ex" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .
"""


def shapes_of(text: str) -> Shapes:
    return parse_shapes(graph_of(ox.parse(HEAD + text, format=ox.RdfFormat.TURTLE)))


def told(steps: Steps) -> str:
    """`a/^b*`: names, backward steps with ^, repeated ones with *."""
    parts = []
    for step in steps:
        names = "|".join(p.rsplit("/", 1)[-1].rsplit("#", 1)[-1] for p in step.predicates)
        parts.append(("" if step.forward else "^") + (names or "any") + "*" * step.repeated)
    return "/".join(parts)


def chains(text: str) -> set[str]:
    """The chains of the one shape, its target's (the type) left out."""
    reading = Reading(shapes_of(f"ex:S a sh:NodeShape ; sh:targetClass ex:C ; {text} ."))
    (reads,) = reading.of.values()
    assert not reads.loose
    return {told(c.steps) for c in reads.chains} - {"type"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("sh:property [ sh:path ex:p ; sh:minCount 1 ]", {"p"}),
        ("sh:property [ sh:path [ sh:inversePath ex:p ] ; sh:class ex:D ]", {"^p", "^p/type"}),
        ("sh:property [ sh:path ( ex:p ex:q ) ; sh:nodeKind sh:IRI ]", {"p", "p/q"}),
        (
            "sh:property [ sh:path [ sh:alternativePath ( ex:p ex:q ) ] ; sh:minCount 1 ]",
            {"p|q"},
        ),
        (
            "sh:property [ sh:path ( ex:p [ sh:oneOrMorePath ex:q ] ) ; sh:maxCount 2 ]",
            {"p", "p/q*"},
        ),
        ("sh:property [ sh:path ex:p ; sh:lessThan ex:q ]", {"p", "q"}),
        ("sh:closed true", {"any"}),
        (
            "sh:property [ sh:path ex:p ; sh:node [ sh:property [ sh:path ex:q ; sh:minCount 1 ]]]",
            {"p", "p/q"},
        ),
        (
            "sh:or ( [ sh:property [ sh:path ex:p ; sh:minCount 1 ] ] [ sh:class ex:D ] )",
            {"p"},
        ),
        (
            "sh:property [ sh:path ex:p ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape "
            "[ sh:property [ sh:path [ sh:inversePath ex:q ] ; sh:maxCount 1 ] ] ]",
            {"p", "p/^q"},
        ),
    ],
)
def test_chains_of_core(text: str, read: set[str]) -> None:
    assert chains(text) == read


def sparql(where: str) -> str:
    query = f"SELECT $this WHERE {{ {where} }}"
    return f'sh:sparql [ sh:prefixes <http://example.org/> ; sh:select """{query}""" ]'


@pytest.mark.parametrize(
    ("where", "read"),
    [
        ("$this ex:p ?x . ?x ex:q ?y", {"p", "p/q"}),
        ("$this ex:p ?x OPTIONAL { ?x ex:q ?y }", {"p", "p/q"}),
        ("FILTER NOT EXISTS { ?x ex:p $this . FILTER EXISTS { ?x ex:q ?y } }", {"^p", "^p/q"}),
        # Each EXISTS has an ?x of its own.
        (
            "FILTER EXISTS { $this ex:p ?x } FILTER EXISTS { $this ex:q ?x . ?x ex:r ?y }",
            {"p", "q", "q/r"},
        ),
        ("{ $this ex:p ?x } UNION { $this ex:q ?x } FILTER EXISTS { ?x ex:r ?y }",
         {"p", "q", "p/r", "q/r"}),
        ("$this ex:p+/^ex:q ?x", {"p*", "p*/^q"}),
        ("$this ?p ?x FILTER (?p IN (ex:p, ex:q))", {"p|q"}),
        ("$this ?p ?x", {"any"}),
        ("$this ex:p ?x . { SELECT $this ?y WHERE { $this ex:q ?x . ?x ex:r ?y } }",
         {"p", "q", "q/r"}),
        # Not over the year that both have: from either to its own.
        ("$this ex:p ?a ; ex:q ?b . ?a ex:year ?y . ?b ex:year ?y",
         {"p", "q", "p/year", "q/year"}),
    ],
)  # fmt: skip
def test_chains_of_queries(where: str, read: set[str]) -> None:
    assert chains(sparql(where)) == read


@pytest.mark.parametrize(
    "where",
    [
        "$this ex:p ?x . ?y ex:q ?z . FILTER (?z = ?x)",
        "$this ex:p ?x . FILTER EXISTS { ?y ex:q ex:fixed }",
        "$this ex:p ?w OPTIONAL { $this ex:r ?x } FILTER EXISTS { ?x ex:q ?z }",
        "{ $this ex:r ?x } UNION { $this ex:p ?w } FILTER EXISTS { ?x ex:q ?z }",
    ],
)
def test_what_hangs_on_nothing_concerns_everybody(where: str) -> None:
    shapes = shapes_of(f"ex:S a sh:NodeShape ; sh:targetClass ex:C ; {sparql(where)} .")
    reading = Reading(shapes)
    (root,) = reading.unbounded()
    change = Change(frozenset({(ex("a"), ex("q"), ex("b"))}))
    other = Change(frozenset({(ex("a"), ex("other"), ex("b"))}))
    source = SnapshotSource(ox.Store())
    assert affected(Walker(source, change), reading.of, change)[root].everything
    assert not affected(Walker(source, other), reading.of, other)


def test_no_rule_of_ours_concerns_everybody() -> None:
    for profile in ("municipal", "rs", "draft", "publish"):
        assert reading_of(ruleset(profile).compiled).unbounded() == ()


def test_the_number_of_queries_does_not_grow_with_the_data() -> None:
    reading = Reading(
        shapes_of(
            "ex:S a sh:NodeShape ; sh:targetClass ex:C ; "
            "sh:property [ sh:path ( [ sh:oneOrMorePath ex:p ] ex:q ) ; sh:minCount 1 ] ."
        )
    )
    asked = []
    for length in (10, 2000):
        source = Counting(
            source_of({(ex(f"n{n}"), ex("p"), ex(f"n{n + 1}")) for n in range(length)})
        )
        change = Change(frozenset({(ex(f"n{length}"), ex("q"), ex("end"))}))
        found = affected(Walker(source, change), reading.of, change)
        assert len(found[ex("S")].nodes) == length + 1
        asked.append(source.queries)
    assert asked[0] == asked[1] <= 2


class Counting(SnapshotSource):
    """Counts its queries."""

    def __init__(self, source: SnapshotSource) -> None:
        super().__init__(source.data)
        self.queries = 0

    def rows(self, query: str):  # type: ignore[no-untyped-def]
        """See the base class."""
        self.queries += 1
        return super().rows(query)


# --- random changes ------------------------------------------------------------------------------

SHAPES = shapes_of(
    '''
ex:Nested a sh:NodeShape ; sh:targetClass ex:A ;
  sh:property [ sh:path ex:p ; sh:node ex:Inner ; sh:property
    [ sh:path ex:q ; sh:maxCount 1 ; sh:property [ sh:path ex:r ; sh:minCount 1 ] ] ] .
ex:Other a sh:NodeShape ; sh:targetSubjectsOf ex:r ; sh:property ex:Shared .
ex:Third a sh:NodeShape ; sh:targetObjectsOf ex:q ;
  sh:property [ sh:path ex:p ; sh:property ex:Shared ] .
ex:Shared a sh:PropertyShape ; sh:path ex:q ; sh:maxCount 1 ; sh:class ex:B .
ex:Inner a sh:NodeShape ; sh:property [ sh:path [ sh:inversePath ex:q ] ; sh:maxCount 1 ] .
ex:Paths a sh:NodeShape ; sh:targetClass ex:B ;
  sh:property [ sh:path ( [ sh:zeroOrMorePath ex:p ] ex:q ) ; sh:maxCount 2 ; sh:disjoint ex:r ] ;
  sh:property [ sh:path [ sh:alternativePath ( ex:p [ sh:inversePath ex:r ] ) ] ; sh:class ex:A ] .
ex:Closed a sh:NodeShape ; sh:targetClass ex:C ; sh:closed true ;
  sh:ignoredProperties ( rdf:type ex:p ) .
ex:Qualified a sh:NodeShape ; sh:targetClass ex:A , ex:C ; sh:property [ sh:path ex:p ;
  sh:qualifiedMinCount 1 ; sh:qualifiedValueShape [ sh:property [ sh:path ex:q ; sh:minCount 1 ]]] .
ex:Choice a sh:NodeShape ; sh:targetClass ex:B ;
  sh:or ( [ sh:property [ sh:path ex:r ; sh:minCount 1 ] ] [ sh:not ex:Inner ] ) .
ex:Asked a sh:NodeShape ; sh:targetClass ex:A ; sh:sparql [ sh:prefixes <http://example.org/> ;
  sh:select """SELECT DISTINCT $this ?value WHERE { $this ex:p ?value . OPTIONAL { ?value ex:q ?x }
    FILTER (!BOUND(?x) || NOT EXISTS { $this ex:r+ ?y . FILTER EXISTS { ?y a ex:C } }) }""" ] .
ex:Loose a sh:NodeShape ; sh:targetClass ex:C ; sh:sparql [ sh:prefixes <http://example.org/> ;
  sh:select "SELECT $this WHERE { $this ex:q ?x . FILTER EXISTS { ?y ex:r ?z } }" ] .
'''
)


def ex(name: str) -> URIRef:
    return URIRef(EX + name)


names = st.sampled_from([ex(n) for n in "abcdef"])
triples = st.one_of(
    st.tuples(names, st.sampled_from([ex(n) for n in "pqr"]), names | st.just(Literal("text"))),
    st.tuples(names, st.just(RDF.type), st.sampled_from([ex(n) for n in "ABC"])),
    st.tuples(st.just(ex("C")), st.just(RDFS.subClassOf), st.sampled_from([ex("A"), ex("B")])),
)
graphs = st.frozensets(triples, min_size=5, max_size=25)


def source_of(
    found: frozenset[tuple[Node, Node, Node]] | set[tuple[Node, Node, Node]],
) -> SnapshotSource:
    data = ox.Store()
    text = "".join(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in found)
    data.load(text, format=ox.RdfFormat.N_TRIPLES)
    return SnapshotSource(data)


@settings(
    max_examples=MANY, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(graphs, st.frozensets(triples, max_size=4), st.data())
def test_results_after_random_changes(
    before: frozenset[tuple[Node, Node, Node]],
    more: frozenset[tuple[Node, Node, Node]],
    data: st.DataObject,
) -> None:
    gone = data.draw(st.frozensets(st.sampled_from(sorted(before, key=str)), max_size=4))
    change = Change(more - before, gone - more)
    after = source_of((before - change.removed) | change.added)
    previous = set(validate(source_of(before), SHAPES))
    found = renew(after, reading_of(SHAPES), previous, change)
    assert _plain(found) == _plain(validate(after, SHAPES))


def renew(
    source: SnapshotSource, reading: Reading, previous: set[Result], change: Change
) -> set[Result]:
    """The results of the state after ``change``, which ``source`` holds, from those before."""
    walker = Walker(source, change)
    todo = renewal(walker, reading.of, change)
    kept = {r for r in previous if not todo.drops(r.source_shape, r.focus_node)}
    again = validate_again(source, walker, reading.shapes, todo.roots, classes=Classes(source))
    return kept.union(*(found for _, found in again))


def _plain(results: object) -> set[Result]:
    return set(results)  # type: ignore[call-overload,no-any-return]
