"""A finding as a row of a table: the columns that CSV and the workbook share."""

from __future__ import annotations

from michisuji.languages import pick
from michisuji.quality.formats.words import (
    rule_name,
    waiver_of,
)
from michisuji.quality.report import Finding
from michisuji.quality.rulebook.rules import Rulebook

#: CSV's field names; the table of shapes/README.md says what each holds.
COLUMNS = (
    "severity",
    "status",
    "rule",
    "rule_name",
    "department",
    "unit",
    "measure",
    "program",
    "fiscal_year",
    "element",
    "message",
    "remedy",
    "file",
    "row",
    "value",
    "path",
    "cause",
    "cause_role",
    "waiver_reason",
    "waiver_role",
    "waiver_expires",
    "focus_node",
    "program_iri",
    "dataset",
    "source_shape",
)


def cells(
    finding: Finding, lang: str, cause: str, role: str, book: Rulebook
) -> dict[str, str | int]:
    """Return the row of one finding: every key of :data:`COLUMNS`, texts in ``lang``."""
    context, place, waiver = finding.context, finding.place, waiver_of(finding)
    status = "waived" if finding.waived else "expired" if waiver and waiver.expired else "open"
    return {
        "severity": finding.severity,
        "status": status,
        "rule": finding.rule,
        "rule_name": rule_name(finding.rule, lang, book),
        "department": pick(context.department_label, lang),
        "unit": pick(context.unit_label, lang),
        "measure": pick(context.measure_label, lang),
        "program": program_name(finding, lang),
        "fiscal_year": context.year if context.year is not None else "",
        "element": finding.focus_label,
        "message": pick(finding.message, lang),
        "remedy": pick(finding.remedy, lang),
        "file": place.file if place else "",
        "row": place.row if place and place.row is not None else "",
        "value": finding.value or "",
        "path": finding.path or "",
        "cause": cause,
        "cause_role": role,
        "waiver_reason": pick(waiver.reason, lang) if waiver else "",
        "waiver_role": pick(waiver.role, lang) if waiver else "",
        "waiver_expires": waiver.expires.isoformat() if waiver else "",
        "focus_node": finding.focus_node,
        "program_iri": finding.program or "",
        "dataset": context.dataset or "",
        "source_shape": finding.source_shape,
    }


def program_name(finding: Finding, lang: str) -> str:
    """Return the program's name in ``lang`` if it is known."""
    return pick(finding.context.program_label, lang) or finding.program_label or ""
