"""Two fiscal years: what an edit did is found, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from michisuji.analysis.catalogue import get
from michisuji.analysis.causal import CausalIndex
from michisuji.analysis.logic_model import Edge, LogicModel, Node, load, load_many
from michisuji.analysis.state import State
from michisuji.analysis.years import years
from michisuji.analysis.years.matching import compare
from michisuji.analysis.years.words import sentence, tables
from michisuji.errors import NotFound
from michisuji.importers.sample import import_sample
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore

from tests.analysis.random_models import BASE

PROGRAM = f"{BASE}/id/program/mihon-020201"
MEASURE = f"{BASE}/id/measure/mihon-0202"


def test_what_went_from_a_program_is_told(city: State) -> None:
    answer = years(city, PROGRAM, 2025, 2026)
    (owner,) = answer.owners
    gone = [pair.node.iri for pair in owner.diff.nodes if pair.change == "removed"]
    assert gone == [f"{BASE}/id/activity/mihon-020201-a3"]
    assert not [pair for pair in owner.diff.nodes if pair.change == "added"]
    links = [pair for pair in owner.diff.edges if pair.change == "removed"]
    assert len(links) == 3
    assert all(gone[0] in (pair.source, pair.target) for pair in links)
    assert owner.money_change == Decimal(62_000_000 - 168_000_000)
    assert "なくなった4件" in sentence(answer)["ja"]
    assert "-1億600万円" in sentence(answer)["ja"]


def test_a_year_with_itself_does_not_differ(city: State) -> None:
    answer = years(city, None, 2025, 2025)
    assert [answer.count(change) for change in ("added", "removed", "changed")] == [0, 0, 0]
    assert all(o.money_change in (None, 0) for o in answer.owners)
    assert "do not differ" in sentence(answer)["en"]


def test_there_and_back_mirror_each_other(city: State) -> None:
    there, back = years(city, None, 2024, 2026), years(city, None, 2026, 2024)
    assert there.count("added") == back.count("removed") > 0
    assert there.count("removed") == back.count("added") > 0
    assert there.count("changed") == back.count("changed") > 0
    for a, b in zip(there.owners, back.owners, strict=True):
        assert a.owner == b.owner
        assert (a.units_before, a.money_before) == (b.units_after, b.money_after)


def test_the_query_behind_finds_the_same_elements(city: State) -> None:
    answer = years(city, None, 2024, 2026)
    rows = list(city.store.select(answer.behind[0].query).dicts())
    asked = {(str(r["change"]), str(r["element"])) for r in rows}
    found = {
        (pair.change, pair.node.iri)
        for owner in answer.owners
        for pair in owner.diff.nodes
        if pair.change in ("added", "removed")
    }
    worded = {
        pair.node.iri for o in answer.owners for pair in o.diff.nodes if pair.how == "wording"
    }
    assert {row for row in asked if row[1] not in worded} == found


def test_of_a_measure_its_programs_count(city: State) -> None:
    part, whole = years(city, MEASURE, 2024, 2026), years(city, None, 2024, 2026)
    assert {o.owner for o in part.owners} < {o.owner for o in whole.owners}
    assert PROGRAM in {o.owner.iri for o in part.owners}
    assert part.money == city.causal.plan.money_of(city.causal.plan.programs_of(MEASURE))


def test_without_years_the_last_two_with_actuals_are_compared(city: State) -> None:
    answer = years(city, PROGRAM)
    assert (answer.before, answer.after, answer.models) == (2024, 2025, True)
    with pytest.raises(NotFound) as told:
        years(city, PROGRAM, 2019, 2026)
    assert "2024" in told.value.hint["en"]
    with pytest.raises(NotFound):
        years(city, f"{BASE}/id/program/mihon-none")


def test_everything_is_what_has_both_years(city: State) -> None:
    """A dataset of one year did not end with it: the nation's review next to a city."""
    store = MemoryStore(BASE)
    import_sample(store, Settings())
    lm, year = "https://w3id.org/michisuji/ns#", "http://www.w3.org/2001/XMLSchema#gYear"
    text = (
        f"<{BASE}/id/dataset/rs> a <http://www.w3.org/ns/dcat#Dataset> . "
        f"<{BASE}/id/program/rs-1> a lm:Program . <{BASE}/id/model/rs-1> lm:modelOf "
        f'<{BASE}/id/program/rs-1> ; lm:fiscalYear "2025"^^<{year}> . '
        f"<{BASE}/id/activity/rs-1> a lm:Activity ; lm:inModel <{BASE}/id/model/rs-1> . "
    )
    graph = f"GRAPH <{BASE}/graph/rs/2025> {{ {text} }}"
    store.update(f"PREFIX lm: <{lm}> INSERT DATA {{ {text} {graph} }}")
    state = State(store, BASE, index=CausalIndex())
    there, alone = years(state, None, 2025, 2026), years(city, None, 2025, 2026)
    assert [one.iri for one in there.left_out] == [f"{BASE}/id/dataset/rs"]
    assert alone.left_out == ()
    assert {o.owner.iri for o in there.owners} == {o.owner.iri for o in alone.owners}
    assert there.count("removed") == alone.count("removed")


def test_of_too_many_only_the_money_is_compared(
    city: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("michisuji.analysis.years.answers.MOST_MODELS", 3)
    answer = years(city, None, 2024, 2026)
    assert (answer.models, answer.too_many) == (False, True)
    assert "範囲を選ぶと" in sentence(answer)["ja"]
    assert "elements" not in {table.name for table in tables(answer)}
    assert years(city, PROGRAM, 2024, 2026).models


def test_owners_stand_in_the_plans_order(city: State) -> None:
    owners = [o.owner.iri for o in years(city, MEASURE, 2024, 2026).owners]
    assert owners == city.in_plan_order(owners)


def test_with_one_model_year_money_alone_is_compared() -> None:
    store = MemoryStore(BASE)
    lines = [
        ("id/program/one-1", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "#Program"),
        ("id/money/one-1-2023", "#budgetOf", "id/program/one-1"),
        ("id/money/one-1-2024", "#budgetOf", "id/program/one-1"),
    ]
    lm = "https://w3id.org/michisuji/ns"
    text = ""
    for s, p, o in lines:
        names = [
            lm + x if x.startswith("#") else x if ":" in x else f"{BASE}/{x}" for x in (s, p, o)
        ]
        text += "<{}> <{}> <{}> .\n".format(*names)
    year = "^^<http://www.w3.org/2001/XMLSchema#gYear>"
    for n, amount in ((2023, 100), (2024, 150)):
        money = f"<{BASE}/id/money/one-1-{n}>"
        text += f'{money} a <{lm}#BudgetYear> ; <{lm}#fiscalYear> "{n}"{year} ; '
        text += f"<{lm}#plannedAmount> {amount} .\n"
    text += f"<{BASE}/id/dataset/one> a <http://www.w3.org/ns/dcat#Dataset> .\n"
    store.update(f"INSERT DATA {{ {text} GRAPH <{BASE}/graph/one/2024> {{ {text} }} }}")
    answer = years(State(store, BASE), f"{BASE}/id/program/one-1")
    assert (answer.before, answer.after, answer.models) == (2023, 2024, False)
    assert answer.owners[0].money_change == 50
    assert "金額だけを比べます" in sentence(answer)["ja"]
    assert "elements" not in {table.name for table in tables(answer)}


NODES = tuple(
    Node(f"x:{n}", kind, label, order=n)
    for n, (kind, label) in enumerate(
        [
            ("activity", "相談窓口を開く"),
            ("activity", "講座を開く"),
            ("output", "相談の件数"),
            ("short", "市民が相談先を知っている"),
            ("town", "安心して暮らせるまち"),
        ]
    )
)
EDGES = tuple(Edge(f"x:e{a}{b}", f"x:{a}", f"x:{b}", "理由") for a, b in ((0, 2), (2, 3), (3, 4)))
MODEL = LogicModel("x:m", "x:p", "事業", 2025, NODES, EDGES)


@settings(max_examples=100, deadline=None)
@given(st.sets(st.integers(0, 4)), st.sets(st.integers(0, 4)), st.sets(st.integers(0, 2)))
def test_random_edits_are_found(gone: set[int], renamed: set[int], cut: set[int]) -> None:
    nodes = tuple(
        replace(node, label=node.label + "。") if n in renamed else node
        for n, node in enumerate(NODES)
        if n not in gone
    )
    left = {node.iri for node in nodes}
    edges = tuple(
        edge
        for n, edge in enumerate(EDGES)
        if n not in cut and edge.source in left and edge.target in left
    )
    diff = compare(MODEL, replace(MODEL, nodes=nodes, edges=edges))
    changes = {pair.node.iri: pair.change for pair in diff.nodes}
    for n in range(5):
        expected = "removed" if n in gone else "changed" if n in renamed else "same"
        assert changes[f"x:{n}"] == expected
    removed = {(p.source, p.target) for p in diff.edges if p.change == "removed"}
    kept = {(e.source, e.target) for e in edges}
    assert removed == {(e.source, e.target) for e in EDGES} - kept


def test_another_iri_with_the_same_wording_is_the_same() -> None:
    other = replace(NODES[0], iri="y:0", label="相談窓口をひらく")
    diff = compare(MODEL, replace(MODEL, nodes=(other, *NODES[1:]), edges=EDGES[1:]))
    pair = next(p for p in diff.nodes if p.after and p.after.iri == "y:0")
    assert (pair.how, pair.change, pair.fields) == ("wording", "changed", ("label",))
    different = replace(NODES[0], iri="y:0", label="まったく別のこと")
    diff = compare(MODEL, replace(MODEL, nodes=(different, *NODES[1:])))
    assert sorted(p.change for p in diff.nodes if p.change != "same") == ["added", "removed"]


def test_a_changed_rationale_is_a_changed_link() -> None:
    edges = (replace(EDGES[0], rationale="別の理由"), *EDGES[1:])
    (pair,) = [p for p in compare(MODEL, replace(MODEL, edges=edges)).edges if p.change != "same"]
    assert (pair.change, pair.fields) == ("changed", ("rationale",))


def test_many_models_are_read_as_one_by_one(city: State) -> None:
    graph = city.causal
    owners = {m: o for m, (o, _) in graph.owners_of_model.items() if "mihon-0101" in o}
    found = load_many(city.store, owners, base_iri=BASE)
    assert len(found) == 4
    for owner, model in found.items():
        alone = load(city.store, owner, base_iri=BASE)
        assert alone is not None
        assert set(model.nodes) == set(alone.nodes)
        assert set(model.edges) == set(alone.edges)
        assert model.fiscal_year == alone.fiscal_year


def test_the_tables_count_what_the_answer_counts(city: State) -> None:
    answer = get("years").answer(city, {"before": ["2024"], "after": ["2026"]})
    found = {table.name: table for table in answer.tables}
    total = len(found["elements"].rows) + len(found["links"].rows)
    counts = [answer.result.count(c) for c in ("added", "removed", "changed")]
    assert total == sum(counts) > 10
    by_program = [sum(int(str(n)) for n in row[1:4]) for row in found["programs"].rows]
    assert sum(by_program) == total


def test_a_budget_is_not_changed_by_the_year_in_its_name() -> None:
    def model(year: int, detail: str) -> LogicModel:
        money = Node(f"x:/model-money/m-{year}", "input", f"{year}年度の予算", detail)
        return LogicModel("x:m", "x:p", "事業", year, (money,), ())

    (same,) = compare(model(2024, "予算 10千円"), model(2025, "予算 10千円")).nodes
    assert (same.how, same.change) == ("budget", "same")
    (more,) = compare(model(2024, "予算 10千円"), model(2025, "予算 20千円")).nodes
    assert (more.change, more.fields) == ("changed", ("detail",))
