"""The fictional city: its deliberate breaks are found, and its programs are checked in time."""

from __future__ import annotations

from collections import Counter

import pytest
from michisuji import questions, resources
from michisuji.importers.city.toml import import_toml
from michisuji.importers.vocabulary import import_vocabulary
from michisuji.quality.check.command import check_store, exit_code
from michisuji.quality.check.years import check_year
from michisuji.quality.report import Report
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore

BASE = Settings().base_iri


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    store, out = MemoryStore(BASE), tmp_path_factory.mktemp("city")
    store.replace(import_vocabulary(base_iri=BASE, out_dir=out / "vocabulary")[0])
    data = resources.folder("data") / "mihon"
    store.replace(import_toml(data, base_iri=BASE, out_dir=out / "mihon")[0])
    return store


@pytest.fixture(scope="module")
def report(city: MemoryStore) -> Report:
    return check_store(city, Settings())


def test_most_programs_hold_and_some_are_broken_on_purpose(report: Report) -> None:
    violated = {f.program for f in report.by_severity()["violation"]}
    assert 1 <= len(violated) <= 12
    assert not report.problems
    assert exit_code(report) == 1
    counts = Counter(f.rule for f in report.findings)
    assert {"CHAIN-02", "CHAIN-03", "CHAIN-07"} <= set(counts)


def test_places_are_lines_of_the_citys_files(report: Report) -> None:
    broken = [f for f in report.findings if f.rule == "CHAIN-03"]
    assert broken
    for finding in broken:
        assert finding.place is not None
        path = resources.folder("data") / "mihon" / finding.place.file
        line = path.read_text("utf-8").splitlines()[(finding.place.row or 0) - 1]
        assert line.strip().startswith("[["), "the line that opens the element"


def test_values_measured_since_are_no_slip_of_an_earlier_year(city: MemoryStore) -> None:
    report = check_year(city, Settings(), 2024)
    assert report.focus_nodes > 1000
    assert not [f for f in report.findings if f.rule == "IND-06" and f.value == "2025"]


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("money-by-measure", 20),
        ("money-by-unit", 5),
        ("missed-targets", 10),
        ("shared-indicators", 1),
        ("evaluation-results", 20),
        ("unexecuted-budgets", 10),
        ("town-conditions", 26),
        ("dead-ends", 1),
        ("completeness-by-unit", 5),
        ("what-feeds", 1),
        ("paths-into", 5),
        ("what-a-program-leads-to", 2),
        ("programs-of-unit", 1),
        ("goal-cascade", 2),
    ],
)
def test_questions_answer_with_their_own_examples(city: MemoryStore, name: str, least: int) -> None:
    question = questions.get(name)
    example = {p.name: p.example for p in question.parameters if p.required}
    rows = questions.run(city, name, example, base_iri=BASE).rows
    assert len(rows) >= least


def test_the_fixture_folder_holds_what_the_rules_need() -> None:
    examples = resources.folder("shapes") / "examples"
    folders = {path.name for path in examples.iterdir() if path.is_dir()}
    assert {f"CHAIN-{n:02}" for n in range(1, 14)} <= folders
