"""What a query asks for is seen whatever way it is written, and nothing else is taken for it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji import questions
from michisuji.sparql_tokens import SparqlText, tokens
from michisuji.web.gateway.outline import Outline, outline

from tests.growth import growth

pytestmark = pytest.mark.slow

#: An engine would ask this address; its port is one that no HTTP client uses.
AWAY = "<http://127.0.0.1:1/>"
NEEDED = "?s ?p ?o"
REAL = sorted(
    (
        q.name,
        q.bind("http://127.0.0.1:8000", {p.name: p.example for p in q.parameters if p.required}),
    )
    for q in questions.catalogue().values()
)

HIDDEN = {
    "plain": "SELECT * { SERVICE <http://a/> { ?s ?p ?o } }",
    "small": "select * { service <http://a/> { ?s ?p ?o } }",
    "mixed": "SELECT * { SerVice SILENT ?x { ?s ?p ?o } }",
    "after an empty local name": "SELECT * { ?s ?p e:.SERVICE <http://a/> {?a ?b ?c} }",
    "after a full stop": "SELECT * { ?s ?p e:b. SERVICE <http://a/> {?a ?b ?c} }",
    "as a prefix": "SELECT * { ?s ?p ?o. SERVICE:x {?a ?b ?c} }",
    "glued to a prefix": "SELECT * { ?s ?p ?o. SERVICEe:x {?a ?b ?c} }",
    "glued to SILENT": "SELECT * { SERVICESILENT<http://a/> {?a ?b ?c} }",
    "glued to SILENT and a prefix": "SELECT * { SERVICESILENT:x {?a ?b ?c} }",
    "glued to true": "SELECT * { ?s ?p trueSERVICE<http://a/> {?a ?b ?c} }",
    "glued to a number": "SELECT * { ?s ?p 1.e1SERVICE<http://a/> {?a ?b ?c} }",
    "true, full stop, prefix": "SELECT * { ?s ?p true.SERVICE:x{?a ?b ?c} }",
    "after a comparison like an IRI": "SELECT * { ?o ?b ?q FILTER(?o<?q)SERVICE#x>\n:x{?a ?b ?c} }",
    "string after a comparison": "SELECT * { FILTER(?a<?b&&?c='>')SERVICE<http://a/>{}FILTER(?z='')}",
    "after an escaped IRI with #": r"SELECT * { ?s <http://a/\u0070#a> ?o. SERVICE<http://a/>{} }",
    "behind an escaped quote": r'SELECT * { ?s ?p "\u0022. SERVICE <http://a/> {} ?x ?y "" }',
    "as an escaped keyword": r"SELECT * { \u0053ERVICE <http://a/> {?a ?b ?c} }",
    "after an IRI with '": "SELECT * { ?s ?p <http://x/'y> .SERVICE <http://a/> {?a ?b '> '} }",
    "after a comment": "SELECT * { # it's\n SERVICE <http://a/> {} }",
    "comments between": "SELECT * { ?s ?p ?o. SERVICE:x #{\n #\n {} }",
    "in a subquery": "SELECT * { { SELECT * { SERVICE ?x {} } } }",
    "in EXISTS": "ASK { FILTER(NOT EXISTS{SERVICE ?x {}}) }",
    "after a triple-quoted string": "ASK { ?s ?p '''it's''' . SERVICE ?x {} }",
    "after a cut triple quote": 'ASK { ?s ?p ("""a" SERVICE ?x {}) }',
}
HARMLESS = {
    "string": 'SELECT * { ?s ?p "SERVICE <http://a/> { }" }',
    "single quotes": "SELECT * { ?s ?p 'SERVICE <http://a/> { }' }",
    "long string": 'SELECT * { ?s ?p """a "quoted" SERVICE <x> { \n }""" }',
    "long single": "SELECT * { ?s ?p '''a 'quoted' SERVICE <x> { \n }''' }",
    "escaped quote": r'SELECT * { ?s ?p "\"SERVICE <x> {" }',
    "comment": "SELECT * { ?s ?p ?o # SERVICE <http://a/> {\n }",
    "IRI": "SELECT * { ?s <http://a/service/sparql#SERVICE> <http://a/SERVICE> }",
    "IRIs in VALUES": "SELECT * { VALUES (?a ?b) { (<http://a/service> <http://a/#service>) } }",
    "variable": "SELECT ?service $SERVICE { ?service ?p ?SERVICE }",
    "local name": "PREFIX e: <http://a/> SELECT * { ?s e:SERVICE e:service.x { } }",
    "empty prefix": "PREFIX : <http://a/> SELECT * { ?s :service :b-SERVICE }",
    "prefix": "PREFIX service: <http://a/> SELECT * { ?s a service:Thing }",
    "graph of a prefix": "PREFIX service: <http://a/> SELECT * { GRAPH service:g { ?s ?p ?o } }",
    "escape in a local name": r"PREFIX e: <http://a/> SELECT * { ?s e:a\-SERVICE ?o }",
    "language tag": 'SELECT * { ?s ?p "a"@en-service }',
    "blank node": "SELECT * { _:service ?p _:b.SERVICE }",
    "middle dot in a name": "SELECT * { ?s e:a\u00b7SERVICE ?a\u00b7SERVICE }",
    "combining mark": "SELECT * { ?s e:a\u0300SERVICE ?o }",
}


@pytest.mark.parametrize("query", HIDDEN.values(), ids=HIDDEN)
def test_service_is_found(query: str) -> None:
    assert read(query).service is not None


@pytest.mark.parametrize("query", HARMLESS.values(), ids=HARMLESS)
def test_what_is_no_service_is_let_through(query: str) -> None:
    assert read(query).service is None


def read(text: str) -> Outline:
    return outline(SparqlText(text))


def asks_away(query: str) -> bool:
    """Whether Oxigraph takes the query, and would ask :data:`AWAY` (or skip asking, silently)."""
    try:
        ox.Store().query(query)
    except SyntaxError:
        return False
    except OSError:  # the port cannot be asked
        return True
    return False


@given(
    st.lists(
        st.sampled_from(
            [
                "SERVICE",
                "service",
                "SILENT",
                AWAY,
                "e:x",
                ":x",
                "?v",
                "{}",
                "{",
                "}",
                ".",
                ";",
                "<",
                ">",
                "#",
                "\n",
                " ",
                "'",
                '"',
                "'''",
                "true",
                "1",
                "1.",
                "1e1",
                "e:",
                "e:a.",
                "e:-",
                "FILTER",
                "(",
                ")",
                "&&",
                "?a<?b",
                "BIND(1 AS ?z)",
                "OPTIONAL",
                "UNION",
                "\\u0053",
                "<http://a/\\u0070#>",
                "<x'>",
                "@en",
                "_:b",
                "_:b.",
                "%",
                "\\",
                "-",
                "a",
                "GRAPH",
            ]
        ),
        max_size=12,
    )
)
@settings(max_examples=400, deadline=None)
def test_what_the_engine_would_ask_is_refused(parts: list[str]) -> None:
    query = (
        f"PREFIX e: <http://127.0.0.1:1/> PREFIX : <http://127.0.0.1:1/> ASK {{ {''.join(parts)} }}"
    )
    if asks_away(query):
        assert read(query).service is not None


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_has_an_outline(text: str) -> None:
    seen = read(text)
    assert all(text[t.start : t.end] == t.text for t in tokens(text))
    assert seen.form_at <= len(text)


@pytest.mark.parametrize(("name", "query"), REAL, ids=[name for name, _ in REAL])
def test_service_at_any_token_of_a_real_query_is_found(name: str, query: str) -> None:
    assert read(query).service is None, f"{name} is refused as it is"
    step = max(1, len(query) // 400)
    for token in list(tokens(query))[::step]:
        for clause in (f" SERVICE {AWAY} {{ {NEEDED} }} ", "\nservice silent ?x {} "):
            changed = query[: token.start] + clause + query[token.start :]
            assert read(changed).service is not None, (name, token)


@pytest.mark.parametrize("form", ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "INSERT", "LOAD"])
@pytest.mark.parametrize(
    "before",
    ["", "# a comment: SELECT\n", "PREFIX e: <http://a/> ", "BASE <http://a/> PREFIX : <b> ",
     'VERSION "1.2" ', "prefix select: <http://a/>\n"],
)  # fmt: skip
def test_form(form: str, before: str) -> None:
    seen = read(f"{before}{form.lower()} x")
    assert (seen.form, seen.form_at) == (form, len(before))


def test_graphs_of_from() -> None:
    query = (
        "SELECT * FROM <http://a/> FROM NAMED <http://b/> FROM e:c FROMNAMED<http://d/> FROM:e "
        "{ ?from ?named 'FROM <x>' } # FROM <y>"
    )
    assert [t.text for t in read(query).graphs] == [
        "<http://a/>", "<http://b/>", "e:c", "<http://d/>", "FROM:e",
    ]  # fmt: skip


def test_hostile_texts_take_as_much_longer_as_they_are_longer() -> None:
    texts = ["'''a" * 20_000, '"' * 90_000, "<" * 90_000, "<a" * 40_000 + ">", "e:" * 40_000,
             "SERVICE " * 12_000, "<a>SERVICE " * 9_000, "#" * 90_000, "'''\\'" * 18_000,
             "<http://a/'service> " * 5_000, "?a<?b" * 18_000 + " service"]  # fmt: skip
    for text in texts:
        part = text[: len(text) // 20]
        grown = growth(lambda part=part: read(part), lambda text=text: read(text))
        assert grown < 100, text[:20]


def test_the_engine_of_these_tests_is_oxigraph() -> None:
    """The property above would pass for nothing if the engine refused SERVICE altogether."""
    assert asks_away(f"ASK {{ SERVICE {AWAY} {{ {NEEDED} }} }}")
    assert asks_away(f"ASK {{ OPTIONAL{{}}SERVICE{AWAY}{{ {NEEDED} }} }}")
