"""What the checks say of a program, for its page: computed once a version of the data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from michisuji.quality.command import check_program
from michisuji.web.context import current_settings, current_store

if TYPE_CHECKING:
    from michisuji.quality.report import Finding


def findings_of_program(iri: str) -> list[Finding]:
    """Findings of the rules on one program's logic model, worst first."""
    report = check_program(current_store(), iri, current_settings().base_iri)
    order = {"violation": 0, "warning": 1, "info": 2}
    return sorted(report.findings, key=lambda f: (order[f.severity], f.rule, f.focus_node))


def grouped(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings of one rule together, in their order: one remedy mends them all."""
    groups: dict[str, dict[str, Any]] = {}
    for finding in findings:
        group = groups.setdefault(
            finding.rule,
            {
                "rule": finding.rule,
                "severity": finding.severity,
                "remedy": finding.remedy,
                "findings": [],
            },
        )
        group["findings"].append(finding)
    return list(groups.values())


def breaks_of(findings: Iterable[Finding], lang: str) -> dict[str, list[str]]:
    """Focus node → why it is broken; only violations break a chain."""
    found: dict[str, list[str]] = {}
    for finding in findings:
        if finding.severity == "violation" and not finding.waived_until:
            found.setdefault(finding.focus_node, []).append(finding.message[lang])
    return found
