"""The board of town-condition indicators: states, next surveys, choices, orders; empty and odd."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox
import pytest
from michisuji.analysis.board.answers import ORDERS, Board, indicators
from michisuji.analysis.board.words import sentence
from michisuji.analysis.state import State
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import CODE, PREFIXES

BASE = "http://127.0.0.1:8000"
OPEN = 2026
Values = Mapping[int, str]


def _indicator(
    name: str, direction: str = "", targets: Values | None = None, actuals: Values | None = None
) -> str:
    text = (
        f'<id/indicator/{name}> a lm:Indicator ; rdfs:label "{name}"@ja ; lm:indicates <id/t> .\n'
    )
    if direction:
        text += f"<id/indicator/{name}> lm:desiredDirection <{CODE}direction/{direction}> .\n"
    for kind, values in (("target", targets or {}), ("actual", actuals or {})):
        for year, value in values.items():
            text += (
                f"<id/o/{name}-{kind}-{year}> lm:ofIndicator <id/indicator/{name}> ; "
                f'lm:fiscalYear "{year}"^^xsd:gYear ; lm:value {value} ; '
                f"lm:valueKind <{CODE}value-kind/{kind}> .\n"
            )
    return text


def _board(*texts: str, **chosen: str) -> Board:
    head = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in PREFIXES.items())
    model = (
        '<id/measure/m> a lm:Measure ; rdfs:label "施策"@ja .\n'
        "<id/model/m> a lm:LogicModel ; lm:modelOf <id/measure/m> ; "
        f'lm:fiscalYear "{OPEN}"^^xsd:gYear .\n'
        '<id/t> a lm:TownCondition ; rdfs:label "まち"@ja ; lm:inModel <id/model/m> .\n'
    )
    store = MemoryStore(BASE)
    text = f"@base <{BASE}/> .\n{head}{model}{''.join(texts)}"
    store.data.load(text.encode(), ox.RdfFormat.TURTLE, to_graph=ox.DefaultGraph())
    return indicators(State(store, BASE), **chosen)


def _names(board: Board) -> list[str]:
    return [row.indicator.label for row in board.rows]


CITY = (
    _indicator("a-close", "up", {2024: "10", 2026: "12"}, {2024: "9"}),
    _indicator("b-late", "up", {2024: "10", 2025: "10"}, {2024: "20"}),
    _indicator("c-missed", "down", {2025: "2", 2027: "1"}, {2025: "8"}),
    _indicator("d-new", "up", {2026: "5"}),
    _indicator("e-silent"),
    _indicator("f-kept", "keep", {2025: "0"}, {2025: "0"}),
)


@pytest.mark.parametrize(
    ("name", "state", "survey", "year"),
    [
        ("a-close", "close", "due", 2026),
        ("b-late", "met", "late", 2025),
        ("c-missed", "missed", "planned", 2027),
        ("d-new", "not-due", "due", 2026),
        ("e-silent", "", "none", None),
        ("f-kept", "", "none", None),  # without a tolerance nothing is judged
    ],
)
def test_each_has_its_state_and_next_survey(
    name: str, state: str, survey: str, year: int | None
) -> None:
    board = _board(*CITY)
    (row,) = (row for row in board.rows if row.indicator.label == name)
    assert (row.state, row.survey, row.survey_year) == (state, survey, year)
    assert row.can_judge == (name not in ("e-silent", "f-kept"))
    assert row.direction == {"e": "", "c": "down", "f": "keep"}.get(name[0], "up")
    assert (board.count, board.late) == (6, 1)


def test_a_year_that_nobody_waits_for_is_not_the_next_survey() -> None:
    own = _indicator("x", "up", {2023: "1", 2025: "1", 2026: "1"}, {2023: "1", 2025: "1"})
    gap = _indicator("y", "up", {2023: "1", 2024: "1"}, {2025: "1"})
    found = {row.indicator.label: row.survey_year for row in _board(own, gap).rows}
    assert found == {"x": 2026, "y": None}


def test_five_years_are_shown_and_the_next_survey_s() -> None:
    years = dict.fromkeys(range(2015, 2028), "1")
    (row,) = _board(_indicator("x", "up", years, dict.fromkeys(range(2015, 2026), "1"))).rows
    assert [of.year for of in row.years] == [2021, 2022, 2023, 2024, 2025, 2026]
    assert row.latest is not None
    assert row.latest.year == 2025


@pytest.mark.parametrize(
    ("sort", "first", "last"),
    [
        ("plan", "a-close", "f-kept"),
        ("name", "a-close", "f-kept"),
        ("state", "c-missed", "f-kept"),
        ("achievement", "c-missed", "f-kept"),
        ("survey", "b-late", "f-kept"),
    ],
)
def test_the_worst_and_the_earliest_go_first(sort: str, first: str, last: str) -> None:
    assert sort in ORDERS
    names = _names(_board(*CITY, sort=sort))
    assert (names[0], names[-1], len(names)) == (first, last, 6)


def test_what_is_chosen_is_counted() -> None:
    assert _names(_board(*CITY, verdict="unjudged")) == ["e-silent", "f-kept"]
    assert _names(_board(*CITY, survey="late")) == ["b-late"]
    board = _board(*CITY, verdict="met", survey="due")
    assert (board.rows, board.count, sum(board.counts.values())) == ((), 6, 0)
    assert "6" in sentence(board)["ja"]


def test_a_city_without_any_and_odd_values() -> None:
    empty = _board()
    assert (empty.rows, empty.count, empty.late, empty.departments) == ((), 0, 0, ())
    odd = '<id/o/z> lm:ofIndicator <id/indicator/z> ; lm:fiscalYear "soon" ; lm:value "many" .\n'
    (row,) = _board(_indicator("z", "up", {2025: '"few"'}, {2025: "3"}), odd).rows
    assert (row.state, row.latest) == ("", None)
    assert [(of.year, of.target, of.actual) for of in row.years] == [(2025, None, 3)]
