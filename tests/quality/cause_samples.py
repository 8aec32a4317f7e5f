"""Findings and surroundings made by hand, for causes and what is counted of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from michisuji.languages import Text
from michisuji.quality.reading.neighbours import Neighbours
from michisuji.quality.report import Context, Finding, Report, Severity

RULE = "https://w3id.org/michisuji/rule/"


def text(word: str) -> Text:
    """The same word in both languages."""
    return {"ja": word, "en": word}


def finding(
    rule: str,
    node: str,
    severity: Severity = "violation",
    *,
    part: str = "",
    program: str = "program",
    measure: str = "measure",
    section: str = "section",
    department: str = "department",
) -> Finding:
    """A finding about ``node``, of a part of a rule if one is named."""
    context = Context(
        dataset="mihon", year=2026,
        program=program, program_label=text(program),
        measure=measure, measure_label=text(measure),
        unit=section, unit_label=text(section),
        department=department, department_label=text(department),
    )  # fmt: skip
    return Finding(
        rule=rule,
        severity=severity,
        focus_node=node,
        message=text(f"{rule} {node}"),
        remedy=text("mend"),
        component="urn:component",
        source_shape=RULE + rule,
        constraint=f"{RULE}{rule}-{part}" if part else None,
        focus_label=node,
        program=program,
        program_label=program,
        context=context,
    )


def report(*findings: Finding) -> Report:
    """A report of the municipal profile."""
    return Report("municipal", findings, len(findings))


def around(
    *,
    leads_to: Mapping[str, Collection[str]] | None = None,
    indicates: Mapping[str, Collection[str]] | None = None,
    ends: Mapping[str, tuple[str, str]] | None = None,
) -> Neighbours:
    """Surroundings, what is not given being empty."""
    return Neighbours(leads_to or {}, indicates or {}, ends or {})
