"""What a SPARQL constraint's SELECT must be, told from its words alone."""

from __future__ import annotations

import subprocess
import sys

import pytest
from michisuji.quality.shacl import scopes
from michisuji.quality.shacl.scopes import Unsupported
from michisuji.quality.shacl.terms import ShapesError
from michisuji.sparql_tokens import tokens

HEAD = "PREFIX minus: <http://x.example/#> SELECT $this WHERE { $this ?p ?o . "
DONE = {
    "strings": """FILTER (?o != "MINUS {" && ?o != '''it's VALUES }''' && ?o != 'a\\'{')""",
    "comments": "# SERVICE { LIMIT \n",
    "names": "?o minus:MINUS minus:limit ; minus:graph _:values .",
    "languages": 'FILTER (?o != "x"@MINUS)',
    "a filter of the outermost group": "FILTER ($this != ?o)",
    "a nested group without $this": "{ ?o ?q ?r FILTER (?r > 1) }",
    "a nested group that binds what it reads": "OPTIONAL { FILTER (?r != $this) ?this ?q ?r }",
    "a filter, then a pattern": "{ FILTER REGEX(STR(?this), '[(]') ?o ?q ?r . $this ?p ?r }",
    "EXISTS sees the outer group": "FILTER NOT EXISTS { ?o ?q ?r FILTER (?r != $this) }",
    "EXISTS within EXISTS": "FILTER EXISTS { ?o ?q ?r FILTER NOT EXISTS { ?r ?q $this } }",
    "GRAPH within EXISTS": "FILTER EXISTS { GRAPH ?g { ?o ?q ?r } }",
    "a subselect that gives $this": "{ SELECT * { $this ?q ?r } }",
    "a subselect that counts": "{ SELECT ?this (COUNT(*) AS ?n) { ?this ?q ?r } GROUP BY ?this }",
    "a path in parentheses": "{ $this (minus:a/minus:b)* ?r BIND ($this AS ?t) }",
}
HANDED = {
    "{ ?o ?q ?r FILTER (?r != $this) }": "without binding",
    "OPTIONAL { ?o ?q ?r BIND (STR(?this) AS ?t) }": "without binding",
    "{ ?o ?q ?r } UNION { ?o ?q ?r FILTER EXISTS { ?r ?q $this } }": "without binding",
    "{ { ?o ?q ?r FILTER (STR($this) = ?r) } }": "without binding",
    "GRAPH ?g { $this ?q ?r }": "GRAPH",
    "FILTER EXISTS { { SELECT ?this { ?this ?q ?r } } }": "within EXISTS",
    "{ SELECT $this { $this ?q ?r } OFFSET 1 }": "OFFSET",
    "{ SELECT $this { $this ?q ?r } GROUP BY $this ?q LIMIT 1 }": "LIMIT",
    "{ SELECT ?this (MAX(?q) AS ?m) { ?this ?q ?r } GROUP BY ?q HAVING ($this > 1) }": "GROUP",
    "FILTER (?o = $currentShape)": "currentShape",
}
WRONG = {
    "FILTER EXISTS { $this ?q ?r minus { ?r ?q $this } }": "MINUS",
    "{ SELECT ?o { ?o ?q ?r } }": "subselect",
    "{ SELECT (COUNT($this) AS ?n) { $this ?q ?r } }": "subselect",
    "{ BIND (?o AS ?this) }": "assigns",
    "VALUES ?o { 1 }": "VALUES",
    "SERVICE <http://x.example/> { ?o ?q ?r }": "SERVICE",
    "} }": "brace too many",
    "{": "brace is missing",
}


def look_at(pattern: str) -> None:
    scopes.look_at(scopes.nested(tokens(HEAD + pattern + "}")))


@pytest.mark.parametrize("about", sorted(DONE))
def test_what_is_asked_of_all_focus_nodes_at_once(about: str) -> None:
    look_at(DONE[about])


@pytest.mark.parametrize("pattern", sorted(HANDED))
def test_what_is_left_to_pyshacl(pattern: str) -> None:
    with pytest.raises(Unsupported, match=HANDED[pattern]):
        look_at(pattern)


@pytest.mark.parametrize("pattern", sorted(WRONG))
def test_what_shacl_forbids(pattern: str) -> None:
    with pytest.raises(ShapesError, match=WRONG[pattern]):
        look_at(pattern)


@pytest.mark.parametrize(
    ("query", "counted"),
    [
        ("SELECT $this { $this ?p ?o }", False),
        ("SELECT $this { $this ?p 'COUNT(' } # GROUP BY", False),
        ("SELECT $this ?count { $this ?count ?o }", False),
        ("SELECT $this { $this ?p ?o } GROUP BY $this", True),
        ("SELECT $this (count (?o) AS ?n) { $this ?p ?o }", True),
        ("SELECT $this { { SELECT $this (MIN(?o) AS ?m) { $this ?p ?o } } }", True),
    ],
)
def test_whether_a_query_counts(query: str, counted: bool) -> None:
    assert scopes.counts(scopes.nested(tokens(query))) is counted


def test_a_check_does_without_rdflibs_parser() -> None:
    """It takes seconds for all rules, in every process that checks anything."""
    code = (
        "import sys\nfrom michisuji.quality.rulebook.rules import profiles, ruleset\n"
        "found = [len(ruleset(name).compiled.roots) for name in profiles()]\n"
        "print(found, 'rdflib.plugins.sparql.parser' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    found, parsed = done.stdout.rsplit(" ", 1)
    assert parsed.strip() == "False"
    assert min(map(int, found.strip("[]").split(","))) > 10
