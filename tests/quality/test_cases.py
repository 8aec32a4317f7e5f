"""The inputs of ../shared/cases/rules: what the rules once said wrongly of a small model."""

from __future__ import annotations

from pathlib import Path

import pytest
from michisuji.quality.check.command import check_files
from michisuji.settings import Settings

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases" / "rules"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason=f"{CASES} is absent")


def messages(name: str, rule: str) -> list[str]:
    report = check_files([CASES / name], Settings())
    assert not report.problems
    return [f.message["en"] for f in report.findings if f.rule == rule]


def test_two_activities_in_a_row_break_nothing() -> None:
    assert messages("chain-01-two-activities.ttl", "CHAIN-01") == []


def test_who_reviews_and_who_sums_up() -> None:
    told = sorted(messages("eval-02-who.ttl", "EVAL-02"))
    assert len(told) == 2
    assert "no peer evaluation by another unit" in told[0]
    assert "no summary by the lead department" in told[1]
