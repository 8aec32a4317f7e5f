"""Headers, binding and errors of questions; no stored question is run here."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji import questions
from michisuji.errors import BadInput, NotFound
from michisuji.questions.as_of import with_graphs

BASE = "http://127.0.0.1:8000"
HEADER = """\
# title@ja: 題
# title@en: Title
# description@ja: 説明
# description@en: Description
# parameter: thing iri required | もの | thing | id/program/mihon-010101
# parameter: year year optional | 年度 | year | 2024
# parameter: word text optional | 言葉 | word | 防災
# parameter: least integer optional | 下限 | least | 3
# column: thing | もの | thing
"""
BODY = """\
PREFIX ex: <http://example.org/ns#>
SELECT ?thing ?year ?word ?least WHERE {
  #BIND thing
  #BIND year
    #BIND word
  #BIND least
  BIND("ja" AS ?lang) #LANG
  BIND("ja" AS ?always)
}
"""


def question() -> questions.Question:
    return questions.parse(HEADER + BODY, "sample", "planner")


def solve(query: str) -> dict[str, str]:
    solutions = ox.Store().query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    names = [v.value for v in solutions.variables]
    rows = list(solutions)
    assert len(rows) == 1
    return {n: str(rows[0][n]) for n in names if rows[0][n] is not None}


def test_header_is_read() -> None:
    q = question()
    assert (q.name, q.audience, q.form) == ("sample", "planner", "SELECT")
    assert q.title == {"ja": "題", "en": "Title"}
    assert [(p.name, p.kind, p.required) for p in q.parameters] == [
        ("thing", "iri", True),
        ("year", "year", False),
        ("word", "text", False),
        ("least", "integer", False),
    ]
    assert q.parameters[0].label == {"ja": "もの", "en": "thing"}
    assert q.columns[0].label["ja"] == "もの"
    assert q.body.startswith("PREFIX")


def test_headings_and_plain_values() -> None:
    q = question()
    assert q.headings(("thing", "other"), "en") == ["thing", "other"]
    assert q.headings(("thing",)) == ["もの"]
    plain = q.as_dict()
    assert plain["form"] == "SELECT"
    assert plain["parameters"][1]["required"] is False  # type: ignore[index]


def test_the_text_is_sparql_as_it_is() -> None:
    assert solve(HEADER + BODY) == {}


def test_bind_makes_values_of_each_type() -> None:
    query = question().bind(
        BASE, {"thing": "id/program/mihon-010101", "year": 2024, "word": "防災", "least": "3"}
    )
    assert solve(query) == {
        "thing": f"<{BASE}/id/program/mihon-010101>",
        "year": '"2024"^^<http://www.w3.org/2001/XMLSchema#gYear>',
        "word": '"防災"',
        "least": '"3"^^<http://www.w3.org/2001/XMLSchema#integer>',
    }


def test_optional_parameters_may_be_left_out_or_empty() -> None:
    query = question().bind(BASE, {"thing": "urn:x:1", "word": ""})
    assert "#BIND word" in query
    assert solve(query) == {"thing": "<urn:x:1>"}


def test_the_readers_language_is_put_in_marked_lines_only() -> None:
    query = question().bind(BASE, {"thing": "urn:x:1"}, "en")
    assert 'BIND("en" AS ?lang)' in query
    assert 'BIND("ja" AS ?always)' in query
    assert question().bind(BASE, {"thing": "urn:x:1"}, "xx").count('"ja"') == 2


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_text_comes_back_as_it_was_given(word: str) -> None:
    try:
        query = question().bind(BASE, {"thing": "urn:x:1", "word": word})
    except BadInput:
        assert "\x00" in word
        return
    rows = list(ox.Store().query(query))
    assert len(rows) == 1
    assert (rows[0]["word"].value if word else rows[0]["word"]) == (word or None)


@pytest.mark.parametrize(
    "iri",
    [
        "http://a.example/> } DELETE WHERE { ?s ?p ?o",
        'http://a.example/"',
        "http://a.example/a b",
        "http://a.example/\n#BIND word",
        "http://a.example/\\u003e",
        "id/program/}",
        "http://a.example/" + "a" * 30_000,
        "http://a.example/\ud800",
    ],
)
def test_an_iri_that_is_none_is_refused(iri: str) -> None:
    with pytest.raises(BadInput) as caught:
        question().bind(BASE, {"thing": iri})
    assert "thing" in caught.value.message["ja"]
    caught.value.message["en"].encode("utf-8")


@pytest.mark.parametrize(
    "iri", ["tag:city.example,2026:x", "mailto:a", "urn:x:1", "x:", "http://a.example/(学校)#1"]
)
def test_an_iri_may_have_any_scheme(iri: str) -> None:
    assert solve(question().bind(BASE, {"thing": iri})) == {"thing": f"<{iri}>"}


def test_text_cannot_make_marks() -> None:
    query = question().bind(BASE, {"thing": "urn:x:1", "word": 'x" }\n#BIND least\n', "least": 4})
    assert solve(query)["least"].startswith('"4"')
    assert query.count("VALUES") == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [("year", "24"), ("year", "2024年"), ("year", "٢٠٢٤"), ("least", "3.5"), ("least", "三")],
)
def test_ill_typed_values_are_refused(name: str, value: str) -> None:
    with pytest.raises(BadInput) as caught:
        question().bind(BASE, {"thing": "urn:x:1", name: value})
    assert name in caught.value.message["en"]
    assert caught.value.hint["ja"]


def test_missing_parameter_names_an_example() -> None:
    with pytest.raises(BadInput) as caught:
        question().bind(BASE, {})
    assert "thing" in caught.value.message["ja"]
    assert "id/program/mihon-010101" in caught.value.hint["en"]


def test_unknown_parameter_names_the_known_ones() -> None:
    with pytest.raises(BadInput) as caught:
        question().bind(BASE, {"thing": "urn:x:1", "yaer": "2024"})
    assert "yaer" in caught.value.message["en"]
    assert "year" in caught.value.hint["en"]


@pytest.mark.parametrize(
    "broken",
    [
        HEADER.replace("# title@en: Title\n", "") + BODY,
        HEADER + BODY.replace("  #BIND least\n", ""),
        HEADER + BODY.replace("#BIND year", "#BIND yaer"),
        HEADER.replace("thing iri required", "thing uri required") + BODY,
        HEADER.replace("# column: thing | もの | thing", "# column: thing") + BODY,
        HEADER + "DELETE WHERE { ?s ?p ?o }",
        HEADER,
    ],
)
def test_a_badly_written_question_is_told(broken: str) -> None:
    with pytest.raises(BadInput) as caught:
        questions.parse(broken, "sample", "planner")
    assert "sample" in caught.value.message["ja"]


def test_unknown_question_gives_near_matches() -> None:
    name = next(iter(questions.catalogue()))
    with pytest.raises(NotFound) as caught:
        questions.get(name[:-1])
    assert name in caught.value.hint["en"]
    with pytest.raises(NotFound) as caught:
        questions.get("存在しない")
    assert caught.value.hint["ja"]


def test_a_readers_own_file_needs_no_header(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("# a note\nPREFIX a: <http://a.example/ns#>\nselect * { ?s ?p ?o }", "utf-8")
    q = questions.load_file(path)
    assert (q.name, q.form, q.title["ja"]) == ("mine", "SELECT", "mine")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput):
        questions.load_file(path)
    with pytest.raises(BadInput):
        questions.load_file(tmp_path / "absent.rq")


@pytest.mark.parametrize(
    "before",
    [
        "SELECT ?s\n",
        "PREFIX where: <http://a/> # where WHERE\nSELECT ?s ",
        "SELECT (EXISTS { SELECT * WHERE { ?a ?b 'WHERE {' } } AS ?there) ",
        "CONSTRUCT { ?s ?p ?where } ",
    ],
)
def test_graphs_of_a_year_stand_before_the_outermost_where(before: str) -> None:
    text = before + "where { ?s ?p ?o { SELECT * WHERE { ?s ?q ?r } } }"
    asked = with_graphs(text, ["urn:a", "urn:b"])
    assert asked == text.replace("where {", "FROM <urn:a>\nFROM <urn:b>\nwhere {")
    assert with_graphs(text, []) == text
    ox.Store().query(asked)
    with pytest.raises(ValueError, match="WHERE"):
        with_graphs("SELECT * { { SELECT * WHERE { ?s ?q ?r } } }", ["urn:a"])


def test_a_form_on_the_line_of_a_prefix_is_found() -> None:
    text = "# column: s | 主語 | subject\nPREFIX e: <http://a/#> SELECT ?s WHERE { ?s e:p ?o }"
    question = questions.parse(text, "own", "own", strict=False)
    assert question.form == "SELECT"
    assert "PREFIX e: <http://a/#> SELECT (STR(?s)" in question.as_texts(text)
    ox.Store().query(question.as_texts(text))
