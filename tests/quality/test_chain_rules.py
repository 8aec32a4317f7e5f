"""Each rule against its two fixtures: the nodes named in ``# expect:`` lines, and no others.

A line may name a constraint in the place of its rule: then this one finds the node, and no other.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from michisuji.quality.check.command import check_files
from michisuji.quality.report import Report
from michisuji.quality.rulebook.rules import catalogue, profiles, ruleset
from michisuji.settings import Settings

FIXTURES = Path(__file__).resolve().parents[2] / "shapes" / "examples"
BASE = Settings().base_iri
BLANK = "_:"  # in an "# expect:" line: a blank node, whatever its name
_EXPECT = re.compile(r"^# expect: <(?P<node>[^>]+)> (?P<rule>\S+)$", re.MULTILINE)


@cache
def report_of(rule: str, which: str) -> Report:
    return check_files([FIXTURES / rule / f"{which}.ttl"], Settings())


def expected(rule: str, which: str) -> set[str]:
    text = (FIXTURES / rule / f"{which}.ttl").read_text("utf-8")
    found = list(_EXPECT.finditer(text))
    assert all(m["rule"] == rule or m["rule"].startswith(f"{rule}-") for m in found)
    return {m["node"] if m["node"] == BLANK else f"{BASE}/{m['node']}" for m in found}


def by_constraint(rule: str, which: str) -> dict[str, set[str]]:
    """Nodes of which a line names the constraint that finds them."""
    text = (FIXTURES / rule / f"{which}.ttl").read_text("utf-8")
    named = [m for m in _EXPECT.finditer(text) if m["rule"] != rule]
    return {f"{BASE}/{m['node']}": {m["rule"]} for m in named}


@pytest.mark.parametrize("rule", sorted(catalogue()))
def test_rule_has_fixtures_and_tells_them_apart(rule: str) -> None:
    assert expected(rule, "fail"), "the failing fixture names its nodes"
    assert not expected(rule, "pass")
    for which in ("pass", "fail"):
        report = report_of(rule, which)
        assert not report.problems
        nodes = {f.focus_node for f in report.findings if f.rule == rule}
        found = {node if node.startswith(BASE) else BLANK for node in nodes}
        assert found == expected(rule, which), which
        for node, constraints in by_constraint(rule, which).items():
            own = [f for f in report.findings if f.rule == rule and f.focus_node == node]
            assert {f.constraint.rsplit("/", 1)[-1] for f in own} == constraints


@pytest.mark.parametrize("rule", sorted(catalogue()))
def test_findings_name_the_thing_in_both_languages(rule: str) -> None:
    for finding in report_of(rule, "fail").findings:
        if finding.rule != rule:
            continue
        for lang in ("ja", "en"):
            assert "{" not in finding.message[lang]
            assert finding.remedy[lang]
        assert finding.message["ja"] != finding.message["en"]
        assert finding.focus_label
        assert finding.severity == ruleset().severities[rule]
        assert finding.source_shape.startswith(f"https://w3id.org/michisuji/rule/{rule}")
        if finding.focus_node.startswith(BASE):  # a blank node stands nowhere by name
            assert finding.place is not None
            assert finding.place.row


def test_messages_of_a_rules_parts_are_told_apart() -> None:
    messages = {f.message["en"] for f in report_of("CHAIN-03", "fail").findings}
    assert "The activity '広報' leads to no output" in messages
    assert "The output '相談件数' leads to no outcome" in messages
    counted = [f for f in report_of("CHAIN-11", "fail").findings if f.rule == "CHAIN-11"]
    assert counted[0].message["ja"] == (
        "「見守り事業のロジックモデル」のアウトプットが7あります(六つまで)"
    )
    skips = [f for f in report_of("CHAIN-04", "fail").findings if f.rule == "CHAIN-04"]
    assert {f.message["ja"] for f in skips} == {
        "「職員」から「訪問件数」へ、間の段階を飛ばしてつながっています",
        "「見守り訪問」から「孤立が減る」へ、間の段階を飛ばしてつながっています",
        "「見守りボランティアの協力」から「訪問件数」へ、間の段階を飛ばしてつながっています",
    }
    assert {f.value for f in skips} == {f"{BASE}/id/output/t-1-o", f"{BASE}/id/outcome/t-1-x"}


def test_findings_belong_to_their_program() -> None:
    report = report_of("CHAIN-06", "fail")
    assert {f.program for f in report.findings if f.rule == "CHAIN-06"} == {
        f"{BASE}/id/program/t-1"
    }
    link = next(f for f in report.findings if f.rule == "CHAIN-06")
    assert link.focus_label == "孤立が減る → 安心して暮らせる"
    assert link.program_label == "見守り事業"


def test_every_rule_is_documented() -> None:
    assert {f"CHAIN-{n:02}" for n in range(1, 14)} <= set(catalogue())
    for rule in catalogue().values():
        assert rule.shape == f"https://w3id.org/michisuji/rule/{rule.id}"
        assert rule.family == rule.id.split("-")[0]
        assert rule.source
        for text in (rule.name, rule.description, rule.message, rule.remedy):
            assert set(text) == {"ja", "en"}
            assert all(text.values())


def test_profiles_choose_rules_and_severities() -> None:
    assert set(profiles()) >= {"municipal", "rs", "draft", "publish"}
    assert all(set(label) == {"ja", "en"} for label in profiles().values())
    municipal = ruleset("municipal").severities
    assert municipal["CHAIN-01"] == "violation"
    assert municipal["CHAIN-04"] == "warning"
    assert municipal["CHAIN-10"] == "info"
    assert "CHAIN-09" not in ruleset("rs").severities
    assert "violation" not in ruleset("draft").severities.values()


def test_severity_is_the_profiles_not_the_shapes() -> None:
    path = [FIXTURES / "CHAIN-03" / "fail.ttl"]
    strict = check_files(path, Settings(), profile="municipal")
    mild = check_files(path, Settings(), profile="draft")
    assert {f.severity for f in strict.findings if f.rule == "CHAIN-03"} == {"violation"}
    assert {f.severity for f in mild.findings if f.rule == "CHAIN-03"} == {"warning"}
    assert not strict.conforms
    assert mild.conforms


def test_the_predicates_that_rules_read_are_known() -> None:
    found = {iri.rsplit("#", 1)[-1] for iri in ruleset("municipal").predicates() if "ns#" in iri}
    assert {"leadsTo", "from", "to", "inModel", "modelOf", "stage", "assumption"} <= found
    assert {"plannedFte", "executedAmount", "indicates", "partOf", "feedback"} <= found
    assert not {name for name in found if name[0].isupper()}
