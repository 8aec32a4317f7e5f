"""What a query asks for is seen however it is written, judged by the engine's own parser."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest
from michisuji.errors import MichisujiError, QuerySyntaxError, Refused
from michisuji.settings import Settings
from michisuji.web.gateway.checks import check

SETTINGS = Settings()
PREFIXES = "PREFIX : <http://127.0.0.1:1/>\nPREFIX ex: <http://127.0.0.1:1/>\n"
ELSEWHERE = "<http://127.0.0.1:1/>"
GROUP = "{ ?p ?q ?r }"

#: Each is accepted by the engine's parser and holds a SERVICE that a naive reader does not see.
HIDDEN = {
    "plain": f"SELECT * {{ SERVICE {ELSEWHERE} {GROUP} }}",
    "lower case": f"SELECT * {{ service silent {ELSEWHERE} {GROUP} }}",
    "in an update-like ASK": f"ASK {{ {{ SERVICE ?s {GROUP} }} UNION {{ ?a ?b ?c }} }}",
    "in a subquery": f"SELECT * {{ {{ SELECT * {{ SERVICE {ELSEWHERE} {GROUP} }} }} }}",
    "in EXISTS": f"SELECT * {{ ?a ?b ?c FILTER EXISTS {{ SERVICE {ELSEWHERE} {GROUP} }} }}",
    "after a number": f"SELECT * {{ ?x ?y 1e5SERVICE {ELSEWHERE} {GROUP} }}",
    "after a boolean": f"SELECT * {{ ?x ?y trueSERVICE {ELSEWHERE} {GROUP} }}",
    "joined to SILENT": f"SELECT * {{ SERVICESILENT{ELSEWHERE} {GROUP} }}",
    "joined to a name": f"{PREFIXES} SELECT * {{ SERVICE:x{GROUP} }}",
    "joined to a prefix": f"{PREFIXES} SELECT * {{ SERVICEex:x # note\n {GROUP} }}",
    "after a prefix and a dot": f"{PREFIXES} SELECT * {{ ?x ?y ex:.SERVICE {ELSEWHERE} {GROUP} }}",
    "after a language tag": f"SELECT * {{ ?x ?y 'a'@en.SERVICE {ELSEWHERE} {GROUP} }}",
    "after an escape in an IRI": (
        f"SELECT * {{ ?a <http://x/\\u0061'> ?b SERVICE {ELSEWHERE} {GROUP} }} #'"
    ),
    "after an escape and a fragment": (
        f"SELECT * {{ ?a <http://x/\\u0061#> ?b SERVICE {ELSEWHERE} {GROUP} }}"
    ),
    "less-than and a comment": f"SELECT * {{ ?x ?y ?a FILTER(?a<1)SERVICE?s#>\n{GROUP} }}",
    "less-than and a string": (
        f"SELECT * {{ ?x ?y ?a FILTER(?a<'b>') SERVICE {ELSEWHERE} {GROUP} }} #'"
    ),
    "quoted triple and a comment": (
        f"SELECT * {{ <<?s?p?o#> '''\n>> ?q ?z SERVICE {ELSEWHERE} {GROUP} #'''\n }}"
    ),
}

#: None of these asks for anything that a reader may not.
HARMLESS = (
    'SELECT * { ?s ?p "SERVICE <http://x/> { }" }',
    "SELECT * { ?s ?p '''a ' SERVICE <http://x/> {} ''' }",
    "SELECT * { ?s ?p ?o } # SERVICE <http://x/> { }",
    "SELECT ?service { ?service ?p ?o }",
    "PREFIX s: <https://schema.org/> SELECT * { ?s s:serviceType ?o ; a s:Service }",
    "SELECT * { ?s <http://x.example/service#load> ?o }",
    "SELECT * { ?s <http://x.example/it's> ?o }",
    "BASE <http://x.example/#> PREFIX : <#> SELECT * { ?s :p ?o }",
    "SELECT * { ?s ?p ?a . ?s ?q ?b FILTER(?a<?b && ?b>?a) }",
    "SELECT * { ?s ?p ?a FILTER(?a < 'b' && ?a > 'a') } # it's fine >",
    "# INSERT\nPREFIX a: <http://x/>\nCONSTRUCT { ?s a:load ?o } WHERE { ?s a:load ?o }",
    'VERSION "1.2" ASK { ?s ?p ?o }',
    "DESCRIBE <http://127.0.0.1:8000/id/program/mihon-010101>",
    "SELECT * FROM <http://127.0.0.1:8000/graph/mihon/2026> { ?s ?p ?o }",
    "SELECT * FROM NAMED <http://127.0.0.1:8000/graph/mihon> { GRAPH ?g { ?s ?p ?o } }",
)


def parses(query: str) -> bool:
    """Whether the engine's parser takes it; nothing is sent anywhere."""
    try:
        ox.Store().query(query)
    except SyntaxError:
        return False
    except (OSError, RuntimeError):  # parsed, and asked of a port where nobody listens
        return True
    return True


def is_service(query: str) -> bool:
    """The engine takes the query, but not when the word SERVICE is misspelt in it."""
    misspelt = query.replace("SERVICE", "SERVIXE").replace("service", "servixe")
    return parses(query) and not parses(misspelt)


@pytest.mark.parametrize("query", HIDDEN.values(), ids=HIDDEN.keys())
def test_service_is_seen_however_it_is_written(query: str) -> None:
    assert is_service(query), "the engine does not take this query: the test proves nothing"
    with pytest.raises((Refused, QuerySyntaxError)):
        check(query, SETTINGS)


@pytest.mark.parametrize("query", HARMLESS)
def test_harmless_queries_pass(query: str) -> None:
    assert parses(query)
    assert check(query, SETTINGS)[0].form in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


def test_no_mixture_of_pieces_hides_a_service() -> None:
    pieces = [
        *("?a", " ", "\n", "<", ">", "'", '"', "'''", "#", ".", "{", "}", "(", ")", "1e5", "true"),
        *("@en", ":", "ex:", "ex:b", "FILTER", "?a<", "<<", ">>", "\\u0061", "[]", "<http://x/"),
        *("FILTER(?a<", "?b ?c ", "#>", "'>", "1)", " ?c ?d ", "OPTIONAL{}", "^^", "-", "?", "*"),
    ]
    chance = random.Random(20240401)
    seen = 0
    for _ in range(12_000):
        before = "".join(chance.choices(pieces, k=chance.randrange(4)))
        after = "".join(chance.choices(pieces, k=chance.randrange(3)))
        start = chance.choice(["?x ?y ?z ", "?x ?y ", ""])
        target = chance.choice([" <http://127.0.0.1:1/>", ":x", "?s", "SILENT ex:x", "ex:x"])
        end = chance.choice(["}", "\n}", "} #'", "} #'''\n", "\n} #>"])
        query = f"{PREFIXES}SELECT * {{ {start}{before}SERVICE{target}{after}{GROUP} {end}"
        if not is_service(query):
            continue
        seen += 1
        with pytest.raises(MichisujiError):
            check(query, SETTINGS)
    assert seen > 300, "too few of the mixtures are queries with a SERVICE"


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "PREFIX a: <urn:a> delete where { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:1/>",
        "CLEAR ALL",
        "DROP DEFAULT",
        "CREATE GRAPH <urn:g>",
        "COPY <urn:a> TO <urn:b>",
        "MOVE <urn:a> TO <urn:b>",
        "ADD <urn:a> TO <urn:b>",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(update: str) -> None:
    with pytest.raises(Refused):
        check(update, SETTINGS)


def test_a_refusal_tells_line_and_column() -> None:
    query = "SELECT * {\n  ?s ?p ?o .\n  SERVICE <http://x/> { }\n}"
    with pytest.raises(Refused) as refused:
        check(query, SETTINGS)
    assert "3行3列" in refused.value.message["ja"]
    assert "line 3, column 3" in refused.value.message["en"]


@pytest.mark.parametrize(
    "clause",
    [
        "FROM <urn:michisuji:staging:0>",
        "FROM NAMED <urn:michisuji:store>",
        "FROMNAMED<urn:x>",
        "FROM<urn:x>",
        "FROM ex:g",
        "FROM <http://127.0.0.1:8000/graphs>",
        "FROM <http://127.0.0.1:8000/graph/mihon> FROM <urn:x>",
    ],
)
def test_from_takes_the_deployments_graphs_only(clause: str) -> None:
    with pytest.raises(Refused):
        check(f"{PREFIXES} SELECT * {clause} {{ ?s ?p ?o }}", SETTINGS)
    with pytest.raises(Refused):
        check(f"{PREFIXES} CONSTRUCT {{ ?s ?p ?o }} {clause} WHERE {{ ?s ?p ?o }}", SETTINGS)


@pytest.mark.parametrize("query", ["", "   ", "# only a note", "PREFIX a: <urn:a>", "HELLO", "{"])
def test_what_is_no_query_is_a_syntax_error(query: str) -> None:
    with pytest.raises(QuerySyntaxError):
        check(query, SETTINGS)
