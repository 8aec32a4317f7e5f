"""SARIF and JUnit: what review tools and CI servers ask of such files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from michisuji.quality.formats import render
from michisuji.quality.report import Place, Problem, Report
from michisuji.quality.rulebook.rules import ruleset
from report_samples import BASE, CAUSES, FINDINGS, LAPSED, PLAIN, REPORT, WAIVED, finding

AT = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
PROBLEM = Problem({"ja": "読めません", "en": "cannot be read"}, Place("a b/表.csv", 4))
WHOLE = replace(REPORT, problems=(PROBLEM,))

#: Of the published schema (sarif-schema-2.1.0.json): the keys that an object may have, and those
#: it must have ("!"); all of the objects that we write.
SARIF: dict[str, str] = {
    "sarifLog": "$schema version! runs! inlineExternalProperties properties",
    "run": "tool! invocations language results columnKind properties artifacts",
    "tool": "driver! extensions properties",
    "toolComponent": "name! rules version informationUri properties",
    "reportingDescriptor": "id! name shortDescription fullDescription help helpUri "
    "defaultConfiguration properties",
    "reportingConfiguration": "enabled level rank parameters properties",
    "invocation": "executionSuccessful! toolExecutionNotifications endTimeUtc properties",
    "notification": "message! level locations descriptor timeUtc properties",
    "result": "message! ruleId ruleIndex level kind locations partialFingerprints suppressions "
    "properties",
    "message": "text markdown id arguments properties",
    "location": "id physicalLocation logicalLocations message properties",
    "physicalLocation": "artifactLocation region address properties",
    "artifactLocation": "uri uriBaseId index description properties",
    "region": "startLine startColumn endLine endColumn snippet properties",
    "logicalLocation": "name fullyQualifiedName kind decoratedName parentIndex index properties",
    "suppression": "kind! status justification guid location properties",
}
CHILDREN = {
    "runs": "run", "tool": "tool", "driver": "toolComponent", "rules": "reportingDescriptor",
    "defaultConfiguration": "reportingConfiguration", "invocations": "invocation",
    "toolExecutionNotifications": "notification", "results": "result", "message": "message",
    "shortDescription": "message", "fullDescription": "message", "help": "message",
    "locations": "location", "physicalLocation": "physicalLocation",
    "artifactLocation": "artifactLocation", "region": "region",
    "logicalLocations": "logicalLocation", "suppressions": "suppression",
}  # fmt: skip
ENUMERATED = {
    "level": {"none", "note", "warning", "error"},
    "kind": {"inSource", "external"},
    "status": {"accepted", "underReview", "rejected"},
    "columnKind": {"utf16CodeUnits", "unicodeCodePoints"},
    "version": {"2.1.0"},
}


def faults(value: Any, kind: str) -> Iterator[str]:
    """Where an object is not as the schema says."""
    allowed = {word.rstrip("!") for word in SARIF[kind].split()}
    needed = {word[:-1] for word in SARIF[kind].split() if word.endswith("!")}
    if value.keys() - allowed or needed - value.keys():
        yield f"{kind}: {sorted(value)}"
    for key, inner in value.items():
        if key in ENUMERATED and inner not in ENUMERATED[key]:
            yield f"{kind}.{key}: {inner}"
        for item in inner if isinstance(inner, list) else [inner]:
            if key in CHILDREN:
                yield from faults(item, CHILDREN[key])
        if key in ("uri", "helpUri") and not re.fullmatch(r"[!-~]+", inner):
            yield f"{kind}.{key}: {inner}"


def sarif(report: Report = WHOLE, lang: str = "ja", **context: object) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(render(report, "sarif", lang, **context))
    return document


def test_sarif_is_what_its_schema_says() -> None:
    document = sarif(checked_at=AT, base_iri=BASE, causes=CAUSES)
    assert list(faults(document, "sarifLog")) == []
    document["runs"][0]["results"][0]["level"] = "fatal"
    del document["runs"][0]["tool"]["driver"]["name"]
    assert len(list(faults(document, "sarifLog"))) == 2, "the check must see a fault"


def test_sarif_refers_to_rules_and_their_pages() -> None:
    (run,) = sarif(lang="en", base_iri=BASE)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == ["CHAIN-03", "CHAIN-10", "CHAIN-12"]
    assert rules[0]["helpUri"] == f"{BASE}/rules/CHAIN-03?lang=en"
    for result, source in zip(run["results"], FINDINGS, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == source.rule
    prints = [r["partialFingerprints"]["michisuji/v1"] for r in run["results"]]
    assert len(set(prints)) == len(prints)


def test_sarif_tells_waivers_contexts_causes_and_time() -> None:
    (run,) = sarif(checked_at=AT, causes=CAUSES)["runs"]
    results = dict(zip(FINDINGS, run["results"], strict=True))
    (waived,), (lapsed,) = results[WAIVED]["suppressions"], results[LAPSED]["suppressions"]
    assert (waived["status"], lapsed["status"]) == ("accepted", "rejected")
    assert "来年度に調査する。責任者: 健康福祉部長" in waived["justification"]
    assert "suppressions" not in results[PLAIN]
    properties = results[PLAIN]["properties"]
    assert properties["departmentLabel"] == "健康福祉部"
    assert (properties["year"], properties["cause"]) == (2026, CAUSES[0].id)
    assert run["invocations"][0]["endTimeUtc"] == "2026-11-22T18:30:00Z"


def test_sarif_tells_what_could_not_be_checked() -> None:
    (invocation,) = sarif()["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    first, second = invocation["toolExecutionNotifications"]
    assert (first["level"], first["message"]["text"]) == ("error", "読めません")
    location = first["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "a%20b/%E8%A1%A8.csv"
    assert location["region"]["startLine"] == 4
    assert second["level"] == "note"


#: Of Jenkins' junit-10.xsd, which is stricter than other readers: attributes (needed ones "!") and
#: children of each element.
JUNIT = {
    "testsuites": ("name time tests failures errors", "testsuite"),
    "testsuite": (
        "name! tests! failures! errors! skipped timestamp time hostname id package file",
        "properties testcase system-out system-err",
    ),
    "testcase": ("name! classname time", "skipped error failure system-out system-err"),
    "failure": ("type message", ""),
    "error": ("type message", ""),
    "skipped": ("type message", ""),
    "system-out": ("", ""),
}


def junit(report: Report = WHOLE, lang: str = "ja", **context: object) -> ET.Element:
    return ET.fromstring(render(report, "junit", lang, **context))


def test_junit_is_what_ci_servers_read() -> None:
    root = junit(checked_at=AT, causes=CAUSES)
    for element in root.iter():
        attributes, children = (text.split() for text in JUNIT[element.tag])
        needed = {word[:-1] for word in attributes if word.endswith("!")}
        assert set(element.keys()) <= {word.rstrip("!") for word in attributes}, element.attrib
        assert needed <= set(element.keys()), element.attrib
        assert {child.tag for child in element} <= set(children)
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.get("tests", "")) == len(cases)
        for count, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(count, "")) == sum(case.find(tag) is not None for case in cases)
        assert suite.get("timestamp") in (None, "2026-11-22T18:30:00")
    assert int(root.get("tests", "")) == len(root.findall(".//testcase"))
    names = {str(suite.get("name")).split()[0] for suite in root}
    assert set(ruleset("municipal").rules) <= names


def test_junit_skips_what_is_waived_and_fails_what_is_no_longer() -> None:
    own = finding(9, waiver=WAIVED.waiver, waived_until=WAIVED.waived_until)
    (case,) = junit(Report("municipal", (own,))).findall(".//testcase[skipped]")
    message = str(case.find("skipped").get("message"))  # type: ignore[union-attr]
    assert message.startswith("2027年3月31日まで免除。理由: 来年度に調査する")
    assert case.get("classname") == "CHAIN-03.健康福祉部"
    (case,) = junit(Report("municipal", (LAPSED,))).findall(".//testcase[failure]")
    assert "免除の期限切れ(2026年3月31日まで)" in str(case.findtext("failure"))


def test_junit_tells_problems_as_errors_and_notes_as_output() -> None:
    root = junit(lang="en")
    (error,) = root.findall(".//error")
    assert error.get("message") == "cannot be read"
    assert root.get("errors") == "1"
    assert "A waiver has no expiry" in "".join(root.itertext())


@pytest.mark.parametrize("form", ["sarif", "junit"])
def test_an_unknown_rule_of_an_old_report_is_told_all_the_same(form: str) -> None:
    old = replace(PLAIN, rule="OLD-01", source_shape="urn:gone")
    assert "OLD-01" in render(Report("gone", (old,)), form)
