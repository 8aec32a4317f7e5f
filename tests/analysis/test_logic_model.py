"""A program's logic model as it is read from the store."""

from __future__ import annotations

import pytest
from michisuji.analysis.logic_model import LogicModel, load
from michisuji.errors import BadInput

from tests.web.graph_city import BASE, city, iri


def read(reference: str, lang: str = "ja") -> LogicModel | None:
    return load(city(), iri(reference), base_iri=BASE, lang=lang)


def program(lang: str = "ja") -> LogicModel:
    model = read("program/x-1", lang)
    assert model is not None
    return model


def test_elements_stand_in_their_columns() -> None:
    kinds = {node.iri.rpartition("/id/")[2]: node.kind for node in program().nodes}
    assert kinds == {
        "model-money/x-1-2026": "input",
        "staff/x-1-s": "input",
        "activity/x-1-a": "activity",
        "output/x-1-o": "output",
        "outcome/x-1-c": "mid",
        "outcome/x-1-u": "outcome-unstated",
        "town-condition/x-01-t": "town",
    }


def test_the_owner_and_year_are_told() -> None:
    model = program()
    assert (model.owner_label, model.fiscal_year) == ("訓練事業", 2026)
    assert program("en").owner_label == "Drill program"
    assert model.iri == iri("model/x-1-2026")


def test_the_measures_town_condition_is_marked_as_the_measures() -> None:
    marked = [node.iri for node in program().nodes if node.of_measure]
    assert marked == [iri("town-condition/x-01-t")]
    own = read("measure/x-01")
    assert own is not None
    assert [(n.kind, n.of_measure) for n in own.nodes] == [("town", False)]


def test_labels_fall_back_to_japanese_and_money_has_a_name() -> None:
    labels = {node.iri: node.label for node in program("en").nodes}
    assert labels[iri("activity/x-1-a")] == "Hold drills"
    assert labels[iri("output/x-1-o")] == "訓練の回数"
    assert labels[iri("model-money/x-1-2026")] == "Budget"


def test_inputs_tell_their_amounts() -> None:
    details = {node.iri: node.detail for node in program().nodes}
    assert details[iri("model-money/x-1-2026")] == "予算 12,215,000千円 / 執行 3,400千円"
    assert details[iri("staff/x-1-s")] == "計画 1.5人"


def test_links_carry_rationale_confidence_and_feedback_and_plain_edges_are_drawn_once() -> None:
    edges = {(e.source.rpartition("/")[2], e.target.rpartition("/")[2]): e for e in program().edges}
    told = edges["x-1-a", "x-1-o"]
    assert (told.rationale, told.confidence) == ("訓練すれば回数が増える", 0.7)
    assert edges["x-1-c", "x-1-a"].feedback
    assert edges["x-1-c", "x-01-t"].iri == "", "an edge without a causal link"
    assert len(program().edges) == len(edges) == 6
    assert any(e.rationale == "Drills add up" for e in program("en").edges)


def test_indicators_are_listed_with_their_element() -> None:
    (node,) = [n for n in program().nodes if n.indicators]
    assert node.iri == iri("output/x-1-o")
    assert [(i.iri, i.label) for i in node.indicators] == [(iri("indicator/x-k"), "訓練参加率")]


def test_nothing_for_what_has_no_model() -> None:
    assert read("unit/x-s") is None
    assert read("program/none") is None


def test_a_text_that_is_no_iri_is_refused() -> None:
    with pytest.raises(BadInput):
        load(city(), "http://x/> . ?s ?p ?o", base_iri=BASE)


def test_of_several_years_the_latest_is_taken() -> None:
    store = city(
        turtle=r"""
        :model\/old lm:modelOf :program\/x-1 ; lm:fiscalYear "2025"^^xsd:gYear .
        :activity\/old a lm:Activity ; lm:inModel :model\/old ."""
    )
    model = load(store, iri("program/x-1"), base_iri=BASE)
    assert model is not None
    assert model.fiscal_year == 2026
    assert iri("activity/old") not in {n.iri for n in model.nodes}
