"""``michisuji check --engine pyshacl``: the judge's report, what differs, and both times."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from michisuji import resources
from michisuji.errors import NotFound, TooLarge
from michisuji.quality import second_opinion
from michisuji.quality.report import Report
from michisuji.quality.second_opinion import Opinion, of_files, of_store
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore

EXAMPLES = resources.folder("shapes") / "examples"
PROGRAM = "id/program/mihon-010101"


def test_files_are_judged_and_placed() -> None:
    told: list[int] = []
    found = of_files([EXAMPLES / "CHAIN-03" / "fail.ttl"], Settings(), "municipal", told.append)
    assert told == [found.triples]
    assert found.triples > 20
    assert found.only_judge == found.only_ours == ()
    assert {f.rule for f in found.judge.findings} >= {"CHAIN-03"}
    assert all(f.place and f.place.row for f in found.judge.findings)
    assert found.judge_s > found.ours_s > 0


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("<a> <b>", encoding="utf-8")
    found = of_files([tmp_path / "bad.ttl"], Settings(), "municipal")
    assert len(found.judge.problems) == 2  # and there is nothing to check


def test_a_program_is_judged_with_all_that_is_its_own(small_store: MemoryStore) -> None:
    found = of_store(small_store, Settings(), program=PROGRAM)
    assert 100 < found.triples < 2_000
    assert found.only_judge == found.only_ours == ()
    assert found.judge.problems == ()
    with pytest.raises(NotFound):
        of_store(small_store, Settings(), program="id/program/mihon-none")


@pytest.mark.slow
def test_a_data_set_is_judged_in_its_present_state(small_store: MemoryStore) -> None:
    found = of_store(small_store, Settings(), dataset="nagareyama")
    assert found.only_judge == found.only_ours == ()
    assert found.triples > 100


def test_a_data_set_that_is_not_there(small_store: MemoryStore) -> None:
    with pytest.raises(NotFound) as error:
        of_store(small_store, Settings(), dataset="elsewhere")
    assert "elsewhere" in error.value.message["en"]


def test_too_much_is_refused_before_it_begins(
    small_store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_opinion, "MOST_TRIPLES", 100)
    with pytest.raises(TooLarge) as error:
        of_store(small_store, Settings(), dataset="nagareyama")
    assert "--program" in error.value.hint["en"]


def test_what_only_one_finds_is_told() -> None:
    report = of_files([EXAMPLES / "TEXT-01" / "fail.ttl"], Settings(), "municipal").judge
    fewer = replace(report, findings=report.findings[1:])
    milder = Report(report.profile, tuple(replace(f, severity="info") for f in report.findings[:1]))
    assert Opinion(report, fewer, 1, 1, 1).only_judge == report.findings[:1]
    assert Opinion(fewer, report, 1, 1, 1).only_ours == report.findings[:1]
    assert len(Opinion(milder, report, 1, 1, 1).only_judge) == 1
