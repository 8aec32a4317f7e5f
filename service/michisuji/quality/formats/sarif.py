"""SARIF 2.1.0 (OASIS): for code review tools and dashboards."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from urllib.parse import quote

from michisuji.languages import pick
from michisuji.quality.formats.about import NOTHING, About, cause_ids
from michisuji.quality.formats.documents import dump
from michisuji.quality.formats.turtle_terms import digest
from michisuji.quality.formats.words import waiver_of, waiver_text
from michisuji.quality.report import Finding, Place, Problem, Report

_LEVEL = {"violation": "error", "warning": "warning", "info": "note"}


def render_sarif(report: Report, lang: str, about: About = NOTHING) -> str:
    """Render one run.

    Waived findings are results with an accepted suppression, expired waivers a rejected one.
    """
    severity = {f.rule: f.severity for f in report.findings}
    index = {rule: n for n, rule in enumerate(sorted(severity))}
    ids = cause_ids(about)
    invocation: dict[str, Any] = {
        "executionSuccessful": not report.problems,
        "toolExecutionNotifications": [
            *(_notification(p, "error", lang) for p in report.problems),
            *(_notification(p, "note", lang) for p in report.notes),
        ],
    }
    if about.checked_at and about.checked_at.tzinfo:
        invocation["endTimeUtc"] = about.checked_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    run = {
        "tool": {
            "driver": {
                "name": "michisuji",
                "rules": [_rule(rule, severity[rule], lang, about) for rule in index],
            }
        },
        "columnKind": "unicodeCodePoints",
        "language": lang,
        "invocations": [invocation],
        "properties": {"profile": report.profile, "focusNodes": report.focus_nodes},
        "results": [_result(f, index[f.rule], lang, ids.get(f)) for f in report.findings],
    }
    return dump(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [run],
        },
        depth=4,
    )


def _rule(key: str, severity: str, lang: str, about: About) -> dict[str, Any]:
    known = about.book.rules.get(key)
    described: dict[str, Any] = {
        "id": key,
        "defaultConfiguration": {"level": _LEVEL[severity]},
    }
    if known:
        described |= {
            "name": pick(known.name, "en"),
            "shortDescription": {"text": pick(known.name, lang)},
            "fullDescription": {"text": pick(known.description, lang)},
            "help": {"text": pick(known.remedy, lang)},
            "properties": {"family": known.family, "source": known.source},
        }
    if page := about.rule_page(key, lang):
        described["helpUri"] = page
    return described


def _result(finding: Finding, index: int, lang: str, cause: str | None) -> dict[str, Any]:
    location: dict[str, Any] = {
        "logicalLocations": [
            {"name": finding.focus_label, "fullyQualifiedName": finding.focus_node}
        ]
    }
    if finding.place:
        location["physicalLocation"] = _physical(finding.place)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVEL[finding.severity],
        "message": {"text": pick(finding.message, lang)},
        "locations": [location],
        "partialFingerprints": {
            "michisuji/v1": digest(
                finding.rule, finding.focus_node, finding.value, finding.path, finding.constraint
            )
        },
        "properties": _properties(finding, lang, cause),
    }
    waiver = waiver_of(finding)
    if waiver:
        result["suppressions"] = [
            {
                "kind": "external",
                "status": "rejected" if waiver.expired else "accepted",
                "justification": waiver_text(finding, lang),
            }
        ]
    return result


def _properties(finding: Finding, lang: str, cause: str | None) -> dict[str, Any]:
    context = finding.context
    known = {
        "remedy": pick(finding.remedy, lang),
        "program": finding.program,
        "measure": context.measure,
        "unit": context.unit,
        "unitLabel": pick(context.unit_label, lang),
        "department": context.department,
        "departmentLabel": pick(context.department_label, lang),
        "year": context.year,
        "dataset": context.dataset,
        "cause": cause,
    }
    return {key: value for key, value in known.items() if value}


def _notification(problem: Problem, level: str, lang: str) -> dict[str, Any]:
    found: dict[str, Any] = {"level": level, "message": {"text": pick(problem.message, lang)}}
    if problem.place:
        found["locations"] = [{"physicalLocation": _physical(problem.place)}]
    return found


def _physical(place: Place) -> dict[str, Any]:
    address = quote(place.file.encode("utf-8", "replace"), safe="/:._-~")
    physical: dict[str, Any] = {"artifactLocation": {"uri": address}}
    if place.row:
        physical["region"] = {"startLine": place.row}
    return physical
