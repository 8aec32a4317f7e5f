"""A report in each format: read back by what reads such files."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from michisuji.errors import NotAcceptable
from michisuji.quality.check.command import check_files, exit_code, render
from michisuji.quality.formats import FORMATS, render_bytes
from michisuji.quality.report import Problem, Report
from michisuji.settings import Settings

FIXTURES = Path(__file__).resolve().parents[2] / "shapes" / "examples"


@pytest.fixture(scope="module")
def report() -> Report:
    """Violations, warnings and information about one program, the first violation waived."""
    found = check_files([FIXTURES / "CHAIN-03" / "fail.ttl"], Settings())
    first = replace(found.findings[0], waived_until=date(2027, 3, 31))
    return replace(found, findings=(first, *found.findings[1:]))


@pytest.fixture(scope="module")
def clean() -> Report:
    return Report("municipal", focus_nodes=3)


def test_text_is_by_severity_and_program_with_remedy(report: Report) -> None:
    text = render(report, "text", "ja")
    assert text.startswith("点検結果: 違反 ")
    assert "免除 1件" in text
    violations, warnings = text.index("■ 違反"), text.index("■ 注意")
    assert violations < warnings < text.index("■ 情報")
    program = text.index("見守り事業  <http://127.0.0.1:8000/id/program/t-1>")
    assert violations < program < text.index("CHAIN-03 行き止まりがない")
    assert "直し方: 活動なら何を出すのか" in text
    assert "fail.ttl, 行" in text
    english = render(report, "text", "en")
    assert english.startswith("Check: violations ")
    assert "To mend: Say what the activity delivers" in english


def test_json_has_the_documented_keys(report: Report) -> None:
    document = json.loads(render(report, "json"))
    assert document["schema"] == 1
    assert document["profile"] == "municipal"
    assert document["conforms"] is False
    assert len(document["findings"]) == len(report.findings)
    by_severity = {s: len(f) for s, f in report.by_severity().items()}
    assert document["counts"] == {**by_severity, "waived": 1, "expired": 0}
    finding = document["findings"][1]
    assert set(finding) == {
        "rule", "own", "severity", "focus_node", "focus_label", "message", "remedy", "program",
        "program_label", "path", "value", "value_is_iri", "value_n3", "component", "source_shape",
        "constraint", "place", "waived_until", "waiver", "context", "cause",
    }  # fmt: skip
    assert set(finding["message"]) == {"ja", "en"}
    assert finding["place"]["row"] > 0
    assert document["findings"][0]["waived_until"] == "2027-03-31"


def test_turtle_is_the_same_for_the_same_report(report: Report) -> None:
    assert render(report, "turtle") == render(report, "turtle")


def test_sarif_has_what_readers_need(report: Report) -> None:
    document = json.loads(render(report, "sarif", "en"))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["invocations"][0]["executionSuccessful"] is True
    levels = {"violation": "error", "warning": "warning", "info": "note"}
    for finding, result in zip(report.findings, run["results"], strict=True):
        assert result["ruleId"] == rules[result["ruleIndex"]]["id"] == finding.rule
        assert result["level"] == levels[finding.severity]
        assert result["message"]["text"] == finding.message["en"]
        location = result["locations"][0]
        assert location["logicalLocations"][0]["fullyQualifiedName"] == finding.focus_node
        if finding.place:
            physical = location["physicalLocation"]
            assert physical["artifactLocation"]["uri"].endswith("CHAIN-03/fail.ttl")
            assert physical["region"]["startLine"] == finding.place.row
    assert run["results"][0]["suppressions"][0]["status"] == "accepted"
    assert "suppressions" not in run["results"][1]
    prints = [r["partialFingerprints"]["michisuji/v1"] for r in run["results"]]
    assert len(set(prints)) == len(prints)


def test_junit_fails_for_violations_only(report: Report) -> None:
    root = ET.fromstring(render(report, "junit"))
    assert root.tag == "testsuites"
    suites = {suite.get("name", "").split()[0]: suite for suite in root}
    failure = suites["CHAIN-03"].find("testcase/failure")
    assert failure is not None
    assert "相談件数" in (failure.text or "")
    assert "広報" not in (failure.text or ""), "what is waived does not fail"
    assert suites["CHAIN-03"].get("failures") == "1"
    assert suites["CHAIN-08"].get("failures") == "0"
    assert suites["CHAIN-08"].find("testcase") is not None
    assert suites["CHAIN-09"].find("testcase/failure") is None
    assert suites["CHAIN-09"].find("testcase/system-out") is not None
    assert int(root.get("failures", "")) == len(root.findall(".//failure"))
    assert int(root.get("tests", "")) == len(root.findall(".//testcase"))


def test_junit_survives_what_xml_cannot_hold(report: Report) -> None:
    first = report.active[0]
    odd = replace(first, program_label="a\x00b", message={"ja": "制御\x0b文字<&", "en": "x"})
    root = ET.fromstring(render(replace(report, findings=(odd,)), "junit"))
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.get("message") == "制御�文字<&"


@pytest.mark.parametrize("form", sorted(FORMATS))
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_format_tells_a_clean_report_and_problems(
    clean: Report, form: str, lang: str
) -> None:
    assert render_bytes(clean, form, lang)
    problem = Problem({"ja": "読めません", "en": "cannot be read"})
    note = Problem({"ja": "免除に期限がない", "en": "a waiver without end"})
    told = render_bytes(replace(clean, problems=(problem,), notes=(note,)), form, lang)
    if FORMATS[form].binary:
        return
    assert problem.message[lang] in told.decode()
    assert note.message[lang] in told.decode()
    if form == "turtle":
        assert "sh:conforms false" in told.decode()


def test_unknown_format_is_refused(clean: Report) -> None:
    with pytest.raises(NotAcceptable) as caught:
        render(clean, "pdf")
    assert "sarif" in caught.value.hint["en"]


def test_exit_codes(report: Report, clean: Report) -> None:
    assert exit_code(clean) == 0
    assert exit_code(report) == 1
    milder = replace(
        report, findings=tuple(f for f in report.findings if f.severity != "violation")
    )
    assert milder.findings
    assert exit_code(milder) == 0
    assert exit_code(replace(clean, problems=(Problem({"ja": "", "en": ""}),))) == 2
