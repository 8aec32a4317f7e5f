"""SARIF 2.1.0 (OASIS): for code review tools and dashboards."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from michisuji.quality.report import Finding, Place, Problem, Report
from michisuji.quality.rules import Rule, catalogue

_LEVEL = {"violation": "error", "warning": "warning", "info": "note"}


def render_sarif(report: Report, lang: str) -> str:
    """One run; waived findings are results with an accepted suppression."""
    used = sorted({f.rule for f in report.findings})
    rules = [catalogue()[key] for key in used]
    severity = {f.rule: f.severity for f in report.findings}
    run = {
        "tool": {
            "driver": {
                "name": "michisuji",
                "rules": [_rule(rule, severity[rule.id], lang) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not report.problems,
                "toolExecutionNotifications": [_notification(p, lang) for p in report.problems],
            }
        ],
        "properties": {"profile": report.profile, "focusNodes": report.focus_nodes},
        "results": [_result(f, used.index(f.rule), lang) for f in report.findings],
    }
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule, severity: str, lang: str) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.name["en"],
        "shortDescription": {"text": rule.name[lang]},
        "fullDescription": {"text": rule.description[lang]},
        "help": {"text": rule.remedy[lang]},
        "defaultConfiguration": {"level": _LEVEL[severity]},
        "properties": {"family": rule.family, "source": rule.source},
    }


def _result(finding: Finding, index: int, lang: str) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [
            {"name": finding.focus_label, "fullyQualifiedName": finding.focus_node}
        ]
    }
    if finding.place:
        location["physicalLocation"] = _physical(finding.place)
    key = "\t".join((finding.rule, finding.focus_node, str(finding.value), str(finding.path)))
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVEL[finding.severity],
        "message": {"text": finding.message[lang]},
        "locations": [location],
        "partialFingerprints": {
            "michisuji/v1": hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]
        },
    }
    if finding.program:
        result["properties"] = {"program": finding.program}
    if finding.waived_until:
        result["suppressions"] = [
            {
                "kind": "external",
                "status": "accepted",
                "justification": f"waived until {finding.waived_until.isoformat()}",
            }
        ]
    return result


def _notification(problem: Problem, lang: str) -> dict[str, Any]:
    found: dict[str, Any] = {"level": "error", "message": {"text": problem.message[lang]}}
    if problem.place:
        found["locations"] = [{"physicalLocation": _physical(problem.place)}]
    return found


def _physical(place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(place.file, safe="/:._-~")}}
    if place.row:
        physical["region"] = {"startLine": place.row}
    return physical
