"""Errors in a query's text: where they are, and in whose words they are told."""

from __future__ import annotations

import pytest
from asking import BASE, PROGRAM, answered
from flask.testing import FlaskClient
from michisuji.errors import QuerySyntaxError
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.store.syntax import syntax_error
from michisuji.web.gateway import Gateway

JSON = "application/sparql-results+json"


@pytest.mark.parametrize(
    ("query", "place", "ja", "en"),
    [
        ("SELECT * {\n ?s ?p }", (2, 8), "SPARQLの書き方に誤り", "SPARQL syntax error"),
        ("ASK {", (1, 5), "「{」に対になる括弧がありません", "{ has no counterpart"),
        ("SELECT * {\n ?s ?p ?o }\n }", (3, 2), "「}」に対になる", "} has no counterpart"),
        ("ASK { FILTER(1 = '(') ]", (1, 23), "「]」に", "] has no"),
        (
            "SELECT ?道 {\n ?道 ?p ?o ORDER BY ?道 }",
            (2, 11),
            "(ここから: ORDER BY ?道 })",
            "(from here: ORDER BY ?道 })",
        ),
        ("SELECT * {\n ?s ex:p ?o }", (2, 5), "接頭辞 ex: が宣言されていません", "ex: is not"),
        ("PREFIX e: <a:>\nASK { e:a :b 'x:y' }", (2, 11), "接頭辞 : が", "the prefix : is"),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", (1, 34), "SELECT * is not", "SELECT * is not"),
        (
            "ASK { ?s ?p '防災🗾'@ja FILTER(?s = ) }\n",
            (1, 34),
            "(ここから: ) }",
            "(from here: ) })",
        ),
        ("# 防災\nASK { ?s ?p 1 FILTER(?s = ) }", (2, 27), "(ここから: ) }", "(from here"),
        ("SELECT TOP 10 * { ?s ?p ?o }", (1, 8), "(ここから: TOP 10", "(from here: TOP 10"),
        ("ASK { ?s ?p ?o OPTIONL { ?s ?p 1 } }", (1, 16), "OPTIONL", "OPTIONL"),
        ("SELECT * { ?s ?p ?o } ORDER ?s", (1, 29), "ここから: ?s", "from here: ?s"),
        ("SELECT * { ?s ?p ?o } LIMIT 5 order by ?s", (1, 31), "order", "order"),
        ("SELECT ?s ?p {\n ?s ?p ?o } LIMIT -1", (2, 19), "-1", "-1"),
        ("SELECT ?a,?b { ?a ?b ?c }", (1, 10), ",?b", ",?b"),
        ("ASK { ?s ?p/?q ?o }", (1, 12), "/?q", "/?q"),
        ("ASK { ?s <http://ex/a b> ?o }", (1, 10), "IRIが正しくありません", "not a valid IRI"),
        ("ASK { ?s <id/a b> ?o }", (1, 10), "IRIが正しくありません", "not a valid IRI"),
        ("ASK { ?s <http://ex/a ?o }", (1, 10), "IRIが正しくありません", "not a valid IRI"),
        ("ASK { ?s　?p ?o }", (1, 9), "全角の空白はここに", "a full-width space cannot"),
        ("ASK { ?s ?p ?o }", (1, 4), "U+00A0", "U+00A0"),
        ("ASK { ?s\u200b ?p ?o }", (1, 9), "U+200B", "U+200B"),
        ("ASK { ?s ?p ”防災” }", (1, 13), "「”」", "「”」"),
        ("ASK { ?s ?p ?o ．}", (1, 16), "「．」", "「．」"),
        ("SELECT * { ?s ?p ?o } LIMIT １０", (1, 29), "「１」", "「１」"),
        ("ASK { ?s ?p ?o FILTER(?o ＝ 1) }", (1, 26), "「＝」", "「＝」"),
        ("ASK { ?s ?p ?o }　", (1, 17), "全角の空白", "a full-width space"),
    ],
)
def test_the_place_and_what_stands_there(
    query: str, place: tuple[int, int], ja: str, en: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        answered(Gateway(MemoryStore(BASE), Settings()), query, JSON)
    error = caught.value
    assert error.place == place
    assert f"{place[0]}行{place[1]}列: " in error.message["ja"]
    assert f"line {place[0]}, column {place[1]}: " in error.message["en"]
    assert ja in error.message["ja"]
    assert en in error.message["en"]


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("ASK { ?s ?p ”a” }", 'write "'),
        ("ASK { ?s　?p ?o }", "write an ASCII space"),
        ("ASK { ?s ?p ?o FILTER(?o ＝ 1) }", "write ="),
        ("ASK { ?s ?p\u200b ?o }", "take it out"),
    ],
)
def test_what_to_write_instead(query: str, hint: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        answered(Gateway(MemoryStore(BASE), Settings()), query, JSON)
    assert caught.value.hint["en"] == hint


def test_what_is_beside_a_text_is_no_fault() -> None:
    query = "# 「全角」　”\nSELECT ?全角 { ?全角 <urn:全角> '全角　”＝'@ja }"
    file, _ = answered(Gateway(MemoryStore(BASE), Settings()), query, JSON)
    file.close()


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("error at 3:4: expected one of \"$\", ABS, ['0'..='9']", (3, 4), "column 4"),
        ("Lexical error at line 2, column 7.  Encountered: ...", (2, 7), "Encountered"),
        ("Virtuoso 37000 Error SP030: SPARQL compiler", None, "SP030"),
        ("", None, "SPARQL"),
    ],
)
def test_words_of_other_engines(text: str, place: tuple[int, int] | None, what: str) -> None:
    error = syntax_error(text)
    assert error.place == place
    assert what in error.message["en"]
    assert "SPARQL" in error.message["ja"]


def test_the_problem_document_has_the_place_as_numbers(client: FlaskClient) -> None:
    found = client.get("/sparql", query_string={"query": "ASK {\n ?s ?p }"}, headers=PROGRAM)
    assert found.status_code == 400
    assert found.json is not None
    assert (found.json["line"], found.json["column"]) == (2, 8)
    refused = client.get(
        "/sparql", query_string={"query": "ASK {\n SERVICE <a:b> {} }"}, headers=PROGRAM
    )
    assert refused.json is not None
    assert (refused.status_code, refused.json["line"], refused.json["column"]) == (403, 2, 2)
