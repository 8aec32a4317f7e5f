"""Counts, completeness and the ladder: nothing lost, nothing counted twice, mends that lead on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from cause_samples import finding, report, text
from hypothesis import given
from hypothesis import strategies as st
from michisuji import resources
from michisuji.importers.city.toml import import_toml
from michisuji.messages import section
from michisuji.quality.check.command import check_store
from michisuji.quality.check.members import Member, members
from michisuji.quality.reading.causes import group
from michisuji.quality.reading.ladder import STANDING_BY, ladder, levels, standings
from michisuji.quality.reading.statistics import (
    BY,
    WHOLE_BY,
    completeness,
    counts,
    cross,
    keys_of,
    overall,
)
from michisuji.quality.report import Context, Finding, Report
from michisuji.quality.rulebook.rules import catalogue, profiles, rulebook, ruleset
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore

BASE = Settings().base_iri


def member(name: str, department: str = "department", elements: int = 5) -> Member:
    context = Context(
        dataset="mihon", year=2026,
        program=name, program_label=text(name), measure="measure", measure_label=text("measure"),
        unit="section", unit_label=text("section"),
        department=department, department_label=text(department),
    )  # fmt: skip
    return Member(name, text(name), "program", context, elements)


RULES = ["CHAIN-01", "CHAIN-03", "CHAIN-09", "CHAIN-13", "EVAL-01", "ORG-01"]
FINDINGS = st.lists(
    st.builds(
        finding,
        st.sampled_from(RULES),
        st.sampled_from([f"https://x/id/output/{n}" for n in range(4)] + ["https://x/id/model/m"]),
        st.sampled_from(["violation", "warning", "info"]),
        program=st.sampled_from(["p0", "p1", "p2"]),
        department=st.sampled_from(["d0", "d1"]),
    ),
    max_size=20,
)
MEMBERS = [member("p0", "d0"), member("p1", "d0"), member("p2", "d1"), member("p3", "d1")]


def waive(found: Finding) -> Finding:
    return replace(found, waived_until=date(2099, 1, 1))


def test_findings_are_counted_where_they_are() -> None:
    found = report(
        finding("CHAIN-03", "a", department="d0"),
        finding("CHAIN-09", "l", "warning", department="d0"),
        waive(finding("CHAIN-03", "b", department="d0")),
        finding("CHAIN-10", "l", "info", part="evidence", department="d1"),
        replace(finding("KAI-04", "k", "info"), context=Context(), program=None),
    )
    rows = counts(found, group(found), "department")
    assert [(c.key, c.violations, c.warnings, c.infos, c.waived, c.causes) for c in rows] == [
        ("d0", 1, 1, 0, 1, 2),
        ("d1", 0, 0, 1, 0, 0),
        (None, 0, 0, 1, 0, 1),
    ]
    assert rows[0].total == 2
    assert rows[2].label == {"ja": "属さないもの", "en": "Of none"}
    by_rule = {c.key: c.label for c in counts(found, by="rule")}
    assert by_rule["CHAIN-03"] == catalogue()["CHAIN-03"].name
    assert {c.key for c in counts(found, by="family")} == {"CHAIN", "KAI"}
    assert counts(found, by="year")[0].label == {"ja": "令和8年度(2026)", "en": "FY2026"}
    assert [c.key for c in counts(found, by="severity")] == ["violation", "warning", "info"]
    assert {c.key for c in counts(found, by="dataset")} == {"mihon", None}


@given(FINDINGS, st.sampled_from(BY), st.sampled_from(BY))
def test_every_way_of_counting_has_the_same_sum(found: list[Finding], by: str, other: str) -> None:
    some = report(*(waive(f) if n % 5 == 4 else f for n, f in enumerate(found)))
    causes = group(some)
    rows = counts(some, causes, by)
    assert sum(c.total for c in rows) == len(some.active)
    assert sum(c.waived for c in rows) == len(some.waived)
    # A cause is in the list of each rule that a finding of it names.
    named = sum(len(keys_of(cause, by, rulebook())) for cause in causes)
    assert sum(c.causes for c in rows) == named
    assert by in ("rule", "family") or named == len(causes)
    assert len({c.key for c in rows}) == len(rows)
    assert counts(report(*reversed(some.findings)), causes, by) == rows
    table = cross(some, by, other)
    assert sum(table.cells.values()) == len(some.active)
    for row in table.rows:
        in_row = sum(n for (key, _), n in table.cells.items() if key == row.key)
        assert in_row == row.total


def test_a_member_is_whole_without_violations_an_element_without_any_finding() -> None:
    found = report(
        finding("CHAIN-03", "https://x/id/output/1", program="p0"),
        finding("IND-01", "https://x/id/output/1", program="p0"),
        finding("TEXT-02", "https://x/id/outcome/2", "warning", program="p1"),
        finding("CHAIN-05", "https://x/id/model/3", program="p2"),
        waive(finding("CHAIN-03", "https://x/id/output/4", program="p3")),
    )
    whole = overall(found, MEMBERS)
    assert (whole.members, whole.whole_members, whole.member_share) == (4, 2, 0.5)
    assert (whole.elements, whole.whole_elements, whole.element_share) == (20, 18, 0.9)
    by_department = {c.key: c for c in completeness(found, MEMBERS)}
    assert by_department["d0"].whole_members == 1
    assert by_department["d1"].whole_elements == 10
    by_rule = {c.key: c.whole_members for c in completeness(found, MEMBERS, "rule")}
    assert by_rule == {"CHAIN-03": 3, "CHAIN-05": 3, "IND-01": 3, "TEXT-02": 4}
    clean = {c.key: c.clean_members for c in completeness(found, MEMBERS, "rule")}
    assert clean == {"CHAIN-03": 3, "CHAIN-05": 3, "IND-01": 3, "TEXT-02": 3}
    assert (whole.clean_members, whole.clean_share) == (1, 0.25)
    nobody = overall(found, [])
    assert (nobody.member_share, nobody.element_share) == (None, None)


@given(FINDINGS, st.sampled_from(WHOLE_BY))
def test_shares_are_shares(found: list[Finding], by: str) -> None:
    rows = completeness(report(*found), MEMBERS, by)
    for row in rows:
        assert 0 <= row.clean_members <= row.whole_members <= row.members
        assert 0 <= row.whole_elements <= row.elements
    if by not in ("rule", "family"):
        assert sum(row.members for row in rows) == len(MEMBERS)
        everything = overall(report(*found), MEMBERS)
        assert sum(row.whole_members for row in rows) == everything.whole_members


def test_more_faults_than_elements_leave_none_whole() -> None:
    money = (finding("CHAIN-13", f"https://x/id/money/{year}", program="p0") for year in range(9))
    assert overall(report(*money), [member("p0", elements=2)]).whole_elements == 0


def test_every_rule_stands_on_one_level_of_the_ladder() -> None:
    asked = Counter(rule for level in levels() for rule in level.rules)
    assert [level.number for level in levels()] == [1, 2, 3, 4, 5]
    assert set(asked.values()) == {1}
    assert set(catalogue()) <= set(asked)
    assert {rule.family for rule in catalogue().values()} <= section("check.families", "ja").keys()
    for level in levels():
        assert set(level.name) == set(level.definition) == {"ja", "en"}
    for profile in profiles():
        steps = ladder(profile)
        assert steps
        rules = {rule for level in steps for rule in level.rules}
        assert rules == ruleset(profile).rules.keys()


def test_a_group_is_on_the_level_that_nineteen_of_twenty_meet() -> None:
    group_ = [member(f"p{n}") for n in range(20)]
    one = finding("CHAIN-03", "a", program="p0")
    (standing,) = standings(report(one), (), group_)
    assert standing.level == ladder("municipal")[-1], "one of twenty may lag behind"
    assert standing.next is None
    (standing,) = standings(report(one), (), group_[:19])
    assert standing.level is not None
    assert standing.level.number == 1
    assert (standing.missing, standing.meeting[1], standing.meeting[2]) == (1, 19, 18)
    two = report(one, finding("ORG-01", "p1", program="p1"))
    (standing,) = standings(two, (), group_)
    assert standing.next is not None
    assert (standing.level, standing.next.number, standing.missing) == (
        ladder("municipal")[0], 2, 1,
    )  # fmt: skip
    assert standing.blocking == {"CHAIN-03": 1, "ORG-01": 1}


def test_mends_are_cheapest_first_and_lead_to_the_next_level() -> None:
    hopeless = [finding("CHAIN-02", f"m{n}", program="p0") for n in range(3)]
    near = finding("CHAIN-05", "model", program="p1")
    dead = [finding("CHAIN-03", f"q{n}", part="output", program="p2") for n in range(2)]
    broken = finding("CHAIN-01", "p2", program="p2")
    later = finding("EVAL-01", "p3", program="p3")
    found = report(*hopeless, near, *dead, broken, later)
    (standing,) = standings(found, group(found), [member(f"p{n}") for n in range(4)])
    assert standing.missing == 3
    assert [(m.cause.root.focus_node, m.edits, m.lifts, m.clears) for m in standing.mends] == [
        ("model", 1, 1, 1),
        *((node, 1, 0, 1) for node in (m.cause.root.focus_node for m in standing.mends[1:])),
    ]
    only = report(*dead, broken, later)
    (standing,) = standings(only, group(only), [member(f"p{n}") for n in range(4)])
    assert [(m.edits, m.lifts, m.clears) for m in standing.mends] == [(2, 1, 3)]
    assert standing.blocking == {"CHAIN-01": 1, "CHAIN-03": 2}


def test_nothing_at_all_meets_every_level() -> None:
    (standing,) = standings(Report("rs"), (), [member("p0")])
    assert standing.level == ladder("rs")[-1]
    assert standing.mends == ()
    assert standings(Report("rs"), (), []) == ()


@given(FINDINGS, st.sampled_from(STANDING_BY), st.integers(0, 19))
def test_mending_never_takes_a_level_away(found: list[Finding], by: str, gone: int) -> None:
    def numbers(findings: list[Finding]) -> dict[str | None, int]:
        some = report(*findings)
        rows = standings(some, group(some), MEMBERS, by)
        for row in rows:
            assert len(row.mends) <= 3
            assert all(mend.clears for mend in row.mends)
            assert list(row.meeting.values()) == sorted(row.meeting.values(), reverse=True)
            assert bool(row.next) == bool(row.missing) == bool(row.blocking)
        return {row.key: row.level.number if row.level else 0 for row in rows}

    before, after = numbers(found), numbers(found[:gone] + found[gone + 1 :])
    assert all(after[key] >= level for key, level in before.items())


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> MemoryStore:
    store, data = MemoryStore(BASE), resources.folder("data") / "mihon"
    store.replace(import_toml(data, base_iri=BASE, out_dir=tmp_path_factory.mktemp("city"))[0])
    return store


def test_the_citys_members_have_departments_and_elements(city: MemoryStore) -> None:
    found = members(city, BASE)
    kinds = Counter(m.kind for m in found)
    assert kinds["measure"] == 26
    assert kinds["program"] >= 62
    assert all(m.context.department and m.context.dataset == "mihon" for m in found)
    assert all(m.elements and m.context.year == 2026 for m in found)
    program = next(m for m in found if m.iri.endswith("/program/mihon-010101"))
    assert program.context.unit_label["ja"] == "防災危機管理課"
    assert program.context.department_label["ja"] == "総務部"


def test_the_citys_departments_stand_on_the_ladder(city: MemoryStore) -> None:
    checked = check_store(city, Settings(), today=date(2026, 6, 1))
    causes = group(checked)
    found = standings(checked, causes, members(city, BASE))
    assert len(found) == 11, "all departments but that of finance, which leads no program"
    assert len({s.level.number if s.level else 0 for s in found}) >= 2
    for standing in found:
        assert standing.next is None or standing.mends
