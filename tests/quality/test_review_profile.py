"""The profile of the national review asks what its form has, of the tables that were imported."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.importers.rs import import_rs
from michisuji.quality.check.command import check_store
from michisuji.quality.check.reference import pyshacl_results
from michisuji.quality.report import Report
from michisuji.quality.rulebook.rules import ruleset
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore

from tests.importers.rs_graph import (
    FIXTURES,
    REVIEW_2025,
    Element,
    copied,
    link_row,
    needs_review_2025,
    value_rows,
    write,
)

ACTIVITY: Element = ("101", "アクティビティ", "", "観察会を開く")
OUTPUT: Element = ("201", "アウトプット", "", "観察会の実施")
OUTCOME: Element = ("501", "アウトカム", "3.長期", "市民が星を知っている")
VALUES = {"目標値": {"2025": "8"}}


def _checked(source: Path, out: Path, **options: object) -> Report:
    store = MemoryStore(Settings().base_iri)
    store.replace(import_rs([source], base_iri=Settings().base_iri, out_dir=out)[0])
    return check_store(store, Settings(), **options)  # type: ignore[arg-type]


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    """Tables 3-1 and 3-2 of a project; neither indicator states a direction."""
    folder = tmp_path / "in"
    folder.mkdir()
    chain = ("501", "アウトカム", "長期", OUTCOME[3])
    write(folder / "3-2.csv", [link_row(ACTIVITY, OUTPUT), link_row(OUTPUT, chain)])
    blank = {"改善の上向き／下向き": ""}
    rows = value_rows(OUTPUT, "開催回数", VALUES, **blank)
    write(folder / "3-1.csv", rows + value_rows(OUTCOME, "正答率", VALUES, **blank))
    return folder


@pytest.mark.parametrize("engine", [None, pyshacl_results], ids=["set-based", "pyshacl"])
def test_an_outcome_is_asked_for_a_direction_an_output_is_not(
    sheets: Path, tmp_path: Path, engine: object
) -> None:
    found = _checked(sheets, tmp_path / "out", engine=engine).findings
    assert [f.focus_label for f in found if f.rule == "IND-03"] == ["正答率"]


def test_other_profiles_ask_both(sheets: Path, tmp_path: Path) -> None:
    found = _checked(sheets, tmp_path / "out", profile="municipal").findings
    assert sorted(f.focus_label for f in found if f.rule == "IND-03") == ["正答率", "開催回数"]


def test_what_a_table_that_is_not_there_would_say_is_not_asked(
    sheets: Path, tmp_path: Path
) -> None:
    report = _checked(sheets, tmp_path / "out")
    assert {f.rule for f in report.findings} == {"CHAIN-05", "IND-03", "IND-08"}
    left_out = {"CHAIN-01", "TEXT-01", "EVAL-01", "EVAL-03", "EVAL-04"}
    told = " ".join(note.message["en"] for note in report.notes)
    assert all(rule in told for rule in left_out)
    for words in ("no BudgetYear", "no summary", "no Evaluation"):
        assert words in told


def test_with_all_tables_all_is_asked(tmp_path: Path) -> None:
    assert _checked(FIXTURES, tmp_path / "out").notes == ()
    outlined = copied(tmp_path / "in", "2-1", "4-1")
    told = [note.message["en"] for note in _checked(outlined, tmp_path / "out2").notes]
    assert len(told) == 2
    assert not any("TEXT-01" in text for text in told)


def test_what_is_left_out_is_a_constraint_of_the_rule() -> None:
    for profile in ("municipal", "draft", "publish"):
        assert not ruleset(profile).left_out
    (part,) = ruleset("rs").left_out
    assert ruleset("municipal").rule_of[part] == "IND-03"
    assert part not in ruleset("rs").rule_of


@needs_review_2025
def test_the_real_rows_of_2025_have_no_false_finding(tmp_path: Path) -> None:
    found = _checked(REVIEW_2025, tmp_path).findings
    told = sorted((f.rule, f.focus_label) for f in found if f.severity != "info")
    # The chain (3-2) leads nowhere to the one, and the other has met the same target four times.
    assert told == [("CHAIN-02", "第一期PFの安定稼働"), ("IND-17", "第一期PFの稼働率（％）")]
