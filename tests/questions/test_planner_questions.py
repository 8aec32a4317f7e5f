"""Each planner's question, asked of the small city: what it answers, not only that it runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., list[dict[str, str]]]

SHRINK = "https://w3id.org/michisuji/code/result/shrink"


def only(rows: list[dict[str, str]], *names: str) -> list[tuple[str | None, ...]]:
    return [tuple(row.get(name) for name in names) for row in rows]


@pytest.mark.parametrize("target", ["id/town-condition/t-1", "id/indicator/t-i3"])
def test_what_feeds_an_outcome_or_its_indicator(ask: Ask, target: str) -> None:
    assert only(ask("what-feeds", target=target), "program", "programLabel", "activities") == [
        ("program/t-p1", "防災訓練事業", "1"),
        ("program/t-p2", "見守り事業", "1"),
    ]


def test_labels_come_in_the_readers_language_where_there_are_any(ask: Ask) -> None:
    rows = ask("what-feeds", lang="en", target="id/town-condition/t-1")
    assert {row["programLabel"] for row in rows} == {"Drills", "見守り事業"}


def test_paths_into_an_outcome_are_given_link_by_link(ask: Ask) -> None:
    rows = ask("paths-into", target="id/indicator/t-i3")
    first = [(r["from"], r["to"]) for r in rows if r["program"] == "program/t-p1"]
    assert sorted(first) == [
        ("activity/t-p1-a", "output/t-p1-o"),
        ("outcome/t-p1-x", "outcome/t-p1-y"),
        ("outcome/t-p1-y", "town-condition/t-1"),
        ("output/t-p1-o", "outcome/t-p1-x"),
    ]
    explained = [r for r in rows if "rationale" in r]
    assert only(explained, "fromLabel", "toLabel") == [
        ("助け合いが根づく", "災害のときだれも取り残されない")
    ]
    assert len(rows) == 7
    assert not [r for r in rows if r["from"] == "activity/t-p2-b"]


def test_what_a_program_leads_to(ask: Ask) -> None:
    rows = ask("what-a-program-leads-to", program="id/program/t-p1")
    assert only(rows, "outcome", "indicator") == [
        ("outcome/t-p1-x", "indicator/t-i1"),
        ("outcome/t-p1-y", None),
        ("town-condition/t-1", "indicator/t-i3"),
    ]
    assert rows[0]["stage"].endswith("stage/short")
    assert "stage" not in rows[2]
    assert ask("what-a-program-leads-to", program="id/program/t-p3") == []


def test_money_by_measure_sums_money_not_account_lines(ask: Ask) -> None:
    rows = ask("money-by-measure")
    assert only(rows, "measureLabel", "year", "programs", "planned", "executed") == [
        ("防災", "2024", "1", "1000000", "600000"),
        ("防災", "2025", "2", "2000000", "1500000"),
    ]
    assert only(ask("money-by-measure", year="2024"), "planned") == [("1000000",)]
    assert ask("money-by-measure", year="1999") == []


def test_money_by_unit_is_by_department(ask: Ask) -> None:
    rows = ask("money-by-unit", lang="en", year="2025")
    assert only(rows, "unit", "unitLabel", "programs", "planned", "executed") == [
        ("unit/t-d", "Safety Department", "2", "2000000", "1500000")
    ]


def test_units_without_goals(ask: Ask) -> None:
    assert only(ask("units-without-goals"), "unit", "unitLabel") == [("unit/t-s2", "見守り課")]


def test_practices_for_a_program_include_those_of_its_activities(ask: Ask) -> None:
    by_program = ask("practices-for", target="id/program/t-p2")
    assert only(by_program, "practiceLabel", "improves", "hours", "unitLabel") == [
        ("訪問先の地図をまとめる", "activity/t-p2-a", "120", "見守り課")
    ]
    assert ask("practices-for", target="id/activity/t-p2-a") == by_program


def test_shared_indicators(ask: Ask) -> None:
    assert only(ask("shared-indicators"), "indicator", "programs") == [("indicator/t-i3", "2")]


def test_missed_targets_are_judged_in_the_latest_year_by_direction(ask: Ask) -> None:
    rows = ask("missed-targets")
    assert only(rows, "indicator", "year", "target", "actual", "achievement", "unitOfMeasure") == [
        ("indicator/t-i1", "2025", "20", "25", "80", "%")
    ]
    assert rows[0]["elementLabel"] == "備える市民が増える"


def test_programs_without_any_outcome_indicator(ask: Ask) -> None:
    assert only(ask("programs-without-outcome-indicator"), "program", "outcomes") == [
        ("program/t-p2", "2"),
        ("program/t-p3", "0"),
    ]


def test_to_shrink_yet_the_budget_grew(ask: Ask) -> None:
    rows = ask("improve-but-budget-grew", lang="en")
    assert only(rows, "program", "year", "result", "resultLabel", "growth") == [
        ("program/t-p1", "2024", SHRINK, "Shrink", "500000")
    ]
    assert ask("improve-but-budget-grew", year="2025") == []


def test_programs_of_a_unit_include_those_of_units_below(ask: Ask) -> None:
    rows = ask("programs-of-unit", unit="id/unit/t-s2")
    assert only(rows, "program", "role") == [
        ("program/t-p2", "主管 / lead"),
        ("program/t-p3", "主管 / lead"),
        ("program/t-p1", "関連 / related"),
    ]
    below = ask("programs-of-unit", unit="id/unit/t-d")
    lead = [r for r in below if r["role"].endswith("lead")]
    assert only(lead, "program", "unitLabel") == [
        ("program/t-p1", "防災課"),
        ("program/t-p2", "見守り課"),
        ("program/t-p3", "見守り課"),
    ]


def test_goal_cascade(ask: Ask) -> None:
    rows = ask("goal-cascade", unit="id/unit/t-d")
    assert only(rows, "belowLabel", "goalLabel", "servesLabel") == [
        ("防災部", "災害に強いまち", None),
        ("防災課", "備えを市民とつくる", "災害に強いまち"),
    ]


def test_evaluation_results_count_measures_and_their_programs(ask: Ask) -> None:
    rows = ask("evaluation-results")
    assert [(r["measure"], r["result"].rsplit("/")[-1], r["evaluations"]) for r in rows] == [
        ("measure/t-m1", "keep", "1"),
        ("measure/t-m1", "shrink", "1"),
    ]


def test_programs_by_law(ask: Ask) -> None:
    assert {r["program"] for r in ask("programs-by-law", law="災害対策")} == {
        "program/t-p1",
        "program/t-p2",
    }
    assert ask("programs-by-law", law="道路法") == []


def test_related_programs_say_why(ask: Ask) -> None:
    rows = ask("related-programs", program="id/program/t-p1")
    assert {(r["other"], r["reason"].split(" / ")[1], r.get("throughLabel")) for r in rows} == {
        ("program/t-p3", "stated as related", None),
        ("program/t-p2", "same town condition", "災害のときだれも取り残されない"),
        ("program/t-p2", "same legal basis", "災害対策基本法"),
    }
    back = ask("related-programs", program="id/program/t-p3")
    assert only(back, "other") == [("program/t-p1",)]


def test_town_conditions_show_those_that_none_reaches(ask: Ask) -> None:
    assert only(ask("town-conditions"), "condition", "program") == [
        ("town-condition/t-1", "program/t-p1"),
        ("town-condition/t-1", "program/t-p2"),
        ("town-condition/t-2", None),
    ]
    assert len(ask("town-conditions", measure="id/measure/t-m2")) == 1


def test_unexecuted_budgets_leave_out_what_is_carried_forward(ask: Ask) -> None:
    rows = ask("unexecuted-budgets")
    assert only(rows, "program", "year", "carried", "left", "rate") == [
        ("program/t-p1", "2024", "100000", "300000", "60")
    ]


def test_practices_taken_over(ask: Ask) -> None:
    rows = ask("practices-taken-over")
    assert only(rows, "practice", "unitLabel", "origin", "originUnitLabel") == [
        ("kaizen/t-k2", "防災課", "kaizen/t-k1", "見守り課")
    ]
