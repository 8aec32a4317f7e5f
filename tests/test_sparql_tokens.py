"""What a text of SPARQL is made of, and where it stands."""

from __future__ import annotations

import pytest
from michisuji.sparql_tokens import SparqlText, form_of, offset_of, position, tokens


def test_tokens_cover_the_text_and_positions_count_from_one() -> None:
    query = 'SELECT ?a # c\n{ ?a ex:p "x\\"y"@en . }'
    found = list(tokens(query))
    assert [t.kind for t in found if t.kind != "sign"] == [
        *("word", "variable", "comment", "variable", "name", "string", "variable")
    ]
    assert all(query[t.start : t.end] == t.text for t in found)
    assert position(query, 0) == (1, 1)
    assert position(query, query.index("{")) == (2, 1)


def test_a_comment_is_a_token_but_no_code() -> None:
    read = SparqlText("ASK # a # b\n{ } # c")
    assert [t.text for t in read.tokens if t not in read.code] == ["# a # b", "# c"]
    assert [t.text for t in read.code] == ["ASK", "{", "}"]
    assert read.position(read.code[1]) == (2, 1)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * { }", "SELECT"),
        ("# SELECT\nPREFIX ask: <http://a/#> BASE <http://b/> ask { }", "ask"),
        ('VERSION "1.2" DESCRIBE <urn:a>', "DESCRIBE"),
        ("PREFIX a: # a note\n <b>CONSTRUCT{}", "CONSTRUCT"),
        ("{ }", "{"),
    ],
)
def test_the_form_stands_behind_what_is_declared(text: str, form: str) -> None:
    found = form_of(tokens(text))
    assert found is not None
    assert found.text == form


@pytest.mark.parametrize("text", ["", " ", "# a note", "PREFIX a: <b>", "BASE"])
def test_a_text_without_a_form_has_none(text: str) -> None:
    assert form_of(tokens(text)) is None


def test_an_escaped_quote_in_a_name_begins_no_text() -> None:
    found = list(tokens(r"?s e:it\'s 'a' . ?t e:b\#c 'd'"))
    assert [t.text for t in found if t.kind == "string"] == ["'a'", "'d'"]


def test_position_counts_lines_and_columns_from_one() -> None:
    assert [position("ab\ncd", at) for at in (0, 1, 2, 3, 4)] == [
        (1, 1),
        (1, 2),
        (1, 3),
        (2, 1),
        (2, 2),
    ]
    assert [offset_of("ab\ncd", place) for place in ((1, 1), (2, 1), (2, 2))] == [0, 3, 4]
