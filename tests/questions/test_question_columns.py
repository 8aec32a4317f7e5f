"""Columns of answers: declared with how they are read, and read so."""

from __future__ import annotations

from decimal import Decimal

import pytest
from michisuji import questions
from michisuji.errors import BadInput
from michisuji.store.memory import MemoryStore
from michisuji.store.protocol import Solutions
from rdflib import XSD, Literal, URIRef

HEADER = """\
# title@ja: 題
# title@en: Title
# description@ja: 説明
# description@en: Description
# column: {0} | もの | thing
SELECT ?thing WHERE {{ ?thing ?p ?o }}
"""
KINDS = {"gYear": "year", "decimal": "number", "integer": "number", "boolean": "flag"}
#: Columns that hold values of any kind, as texts.
ANY = {
    ("catalog-descriptions", "value"),
    ("graph-statements", "value"),
    ("model-statements", "object"),
    ("statements-around", "object"),
    ("waivers", "value"),
}


@pytest.mark.parametrize(
    ("word", "kind"),
    [("thing", "text"), ("thing text", "text"), ("thing year", "year"), ("thing  number", "number"),
     ("thing flag", "flag")],
)  # fmt: skip
def test_a_column_says_how_it_is_read(word: str, kind: str) -> None:
    (column,) = questions.parse(HEADER.format(word), "x", "planner").columns
    assert (column.name, column.kind) == ("thing", kind)


@pytest.mark.parametrize("word", ["thing date", "thing year year", "year|", "1x year", ""])
def test_an_unknown_type_is_refused(word: str) -> None:
    with pytest.raises(BadInput):
        questions.parse(HEADER.format(word), "x", "planner")


def test_an_answer_as_plain_values() -> None:
    question = questions.get("money-of-program")
    names = ("money", "year", "planned", "executed", "requested", "unheard")
    row = (
        URIRef("http://x.example/m"), Literal("2025", datatype=XSD.gYear),
        Literal("1.5", datatype=XSD.decimal), Literal("NaN", datatype=XSD.double), None,
        Literal(5),
    )  # fmt: skip
    (found,) = question.plain(Solutions(names, [row]))
    assert found == {
        "money": "http://x.example/m", "year": 2025, "planned": Decimal("1.5"), "executed": None,
        "requested": None, "unheard": "5",
    }  # fmt: skip


def test_every_number_of_the_sample_city_is_declared(sample_store: MemoryStore) -> None:
    base = sample_store.base_iri
    for question in questions.catalogue().values():
        if question.form != "SELECT":
            continue
        given = {p.name: p.example for p in question.parameters if p.required}
        kinds = {column.name: column.kind for column in question.columns}
        found = sample_store.select(question.bind(base, given))
        for row in found.rows[:200]:
            for name, term in zip(found.variables, row, strict=True):
                kind = KINDS.get(str(getattr(term, "datatype", None) or "").rpartition("#")[2])
                if kind and (question.name, name) not in ANY:
                    assert kinds.get(name) == kind, (question.name, name)
