"""Table 3-1's years: target years, targets, actuals, the stated rate; and what sets the KPIs."""

from __future__ import annotations

from pathlib import Path

import pytest
from rs_graph import REVIEW_2025, Imported, needs_review_2025, run, value_rows, write

OUTCOME = ("501", "アウトカム", "3.長期", "星を知る人が増える")
OUTPUT = ("201", "アウトプット", "", "観察会")
ACTIVITY = ("101", "アクティビティ", "", "観察会を開く")
Values = dict[str, dict[str, str]]


def _run(folder: Path, *parts: list[dict[str, str]]) -> Imported:
    return run([write(folder / "3-1.csv", [row for part in parts for row in part])], folder / "out")


def _values(done: Imported, kind: str) -> dict[str, str]:
    found = done.subjects("lm:valueKind", f"code:value-kind/{kind}")
    return {
        done.values(o, "lm:fiscalYear")[0]: (
            [*done.values(o, "lm:value"), *done.values(o, "lm:valueText")][0]
        )
        for o in found
    }


@pytest.mark.parametrize("flag", ["1", "1.0", "○", "目標年度", "2028"])
def test_the_flag_of_the_target_year_becomes_the_target_year(tmp_path: Path, flag: str) -> None:
    values: Values = {"目標年度": {"2028": flag, "2025": "0"}, "目標値": {"2025": "8", "2028": "9"}}
    done = _run(tmp_path, value_rows(OUTCOME, "正答率", values))
    indicator = done.the("lm:Indicator", "正答率")
    assert done.values(indicator, "lm:targetYear") == ["2028"]
    assert _values(done, "target") == {"2025": "8", "2028": "9"}
    assert "no-target-value" not in done.report.notes


def test_a_target_year_without_a_target_is_told_with_its_place(tmp_path: Path) -> None:
    done = _run(tmp_path, value_rows(OUTCOME, "正答率", {"目標年度": {"2028": "1"}}))
    assert done.report.notes["no-target-value"].examples == ["3-1.csv#row=2 2028"]


def test_a_qualitative_target_has_flags_for_values(tmp_path: Path) -> None:
    values: Values = {"目標年度": {"2028": "1"}, "目標値": {"2028": "1"}}
    said = {
        "成果目標の種類": "定性的",
        "単位": "-",
        "定性的なアウトカム目標を設定している理由": "数でないため",
    }
    done = _run(tmp_path, value_rows(OUTCOME, "調査の結果", values, **said))
    indicator = done.the("lm:Indicator", "調査の結果")
    assert done.values(indicator, "lm:targetYear") == ["2028"]
    assert done.values(indicator, "lm:unitOfMeasure") == []
    assert _values(done, "target") == {}
    assert done.report.notes["target-flag"].count == 1
    assert "no-target-value" not in done.report.notes


@pytest.mark.parametrize(
    ("direction", "rates", "told"),
    [
        ("上がると良い指標", {"2023": "95.2381", "2024": "105"}, []),
        ("上がると良い指標", {"2023": "95", "2024": "105％"}, []),
        ("", {"2023": "90", "2024": "105"}, ["2023: 90 / 95.2"]),
        ("上がると良い指標", {"2023": "0.952", "2024": "105"}, ["2023: 0.952 / 95.2"]),
        ("下がると良い指標", {"2023": "105", "2024": "95.24"}, []),
        ("下がると良い指標", {"2023": "95.24", "2024": "95.24"}, ["2023: 95.24 / 105.0"]),
        ("維持", {"2023": "1", "2024": "1"}, []),
        ("", {"2022": "3", "2025": "3"}, []),
    ],
)
def test_the_stated_rate_is_percent_and_compared_with_ours(
    tmp_path: Path, direction: str, rates: dict[str, str], told: list[str]
) -> None:
    values: Values = {
        "目標値": {"2022": "0", "2023": "21", "2024": "20", "2025": "5"},
        "実績値": {"2022": "4", "2023": "20", "2024": "21"},
        "達成率": rates,
    }
    rows = value_rows(OUTCOME, "正答率", values, **{"改善の上向き／下向き": direction})
    # Whatever the order of the four rows.
    for turn, order in enumerate((rows, rows[::-1])):
        folder = tmp_path / str(turn)
        folder.mkdir()
        note = _run(folder, order).report.notes.get("rate-differs")
        found = [text.partition(" ")[2] for text in note.examples] if note else []
        assert found == told


@pytest.mark.parametrize("unit", ["％", "%", "パーセント", "％（割合）"])
def test_percent_signs_belong_to_the_unit(tmp_path: Path, unit: str) -> None:
    values: Values = {"目標値": {"2024": "60％"}, "実績値": {"2024": "58.5%"}}
    done = _run(tmp_path, value_rows(OUTCOME, "正答率", values, 単位=unit))
    assert _values(done, "target") | _values(done, "actual") == {"2024": "58.5"}
    assert done.values(done.the("lm:Indicator", "正答率"), "lm:unitOfMeasure") == [unit]


@pytest.mark.parametrize("dash", ["--", "-", "―", "－－", "ー", "なし", ""])
def test_dashes_are_no_unit_no_value_and_no_direction(tmp_path: Path, dash: str) -> None:
    values: Values = {
        "目標年度": {"2024": dash},
        "目標値": {"2024": dash},
        "達成率": {"2024": dash},
    }
    rows = value_rows(OUTPUT, "回数", values, 単位=dash, **{"改善の上向き／下向き": dash})
    done = _run(tmp_path, rows)
    indicator = done.the("lm:Indicator", "回数")
    assert done.values(indicator, "lm:unitOfMeasure") == []
    assert done.values(indicator, "lm:targetYear") == []
    assert _values(done, "target") == {}
    assert done.report.notes == {}


DECISION = {
    "事業に関連するKPIが定められている閣議決定等の名称": "架空星空計画",
    "事業に関連するKPIが定められている閣議決定等の該当箇所": "第3章",
    "事業に関連するKPIが定められている閣議決定等のURL": "https://stars.example.jp/plan",
}


def test_what_sets_the_kpis_stands_on_the_first_row_and_is_the_programs(tmp_path: Path) -> None:
    first = value_rows(ACTIVITY, "", **DECISION)
    done = _run(tmp_path, first, value_rows(OUTCOME, "正答率"))
    program = "id/program/rs-7"
    assert done.values(program, "lm:basis") == ["架空星空計画", "第3章"]
    assert done.values(program, "lm:referencePage") == ["https://stars.example.jp/plan"]
    assert done.values(done.the("lm:Indicator", "正答率"), "lm:basis") == []


def test_on_a_row_of_an_indicator_it_is_the_indicators(tmp_path: Path) -> None:
    done = _run(tmp_path, value_rows(ACTIVITY, ""), value_rows(OUTCOME, "正答率", **DECISION))
    assert done.values(done.the("lm:Indicator", "正答率"), "lm:basis") == ["架空星空計画", "第3章"]
    assert done.values("id/program/rs-7", "lm:basis") == []


def test_on_a_row_of_no_element_it_is_the_programs(tmp_path: Path) -> None:
    row = dict.fromkeys(value_rows(ACTIVITY, "")[0], "")
    row |= {
        k: v
        for k, v in value_rows(ACTIVITY, "")[0].items()
        if k in ("事業年度", "予算事業ID", "事業名")
    }
    done = _run(tmp_path, [row | DECISION], [row], value_rows(OUTCOME, "正答率"))
    assert done.values("id/program/rs-7", "lm:basis") == ["架空星空計画", "第3章"]
    assert done.report.tables["3-1"].empty == 1


@needs_review_2025
def test_the_real_rows_of_2025(tmp_path: Path) -> None:
    done = run([REVIEW_2025], tmp_path)
    years = {
        label: done.values(done.the("lm:Indicator", label), "lm:targetYear")
        for label in (
            "出前授業の年間実施状況",
            "法教育教材の発送件数",
            "法教育推進協議会及び部会の実施件数",
        )
    }
    assert list(years.values()) == [["2025"], ["2028"], []]
    assert "rate-differs" not in done.report.notes
