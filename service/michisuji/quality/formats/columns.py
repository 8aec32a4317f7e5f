"""A finding as a row of a table: the columns that CSV and the workbook share."""

from __future__ import annotations

from michisuji.languages import Text, pick
from michisuji.quality.formats.words import (
    rule_name,
    waiver_of,
)
from michisuji.quality.report import Finding
from michisuji.quality.rulebook.rules import Rulebook

#: CSV's field name → what it holds; the table of shapes/README.md says the same.
COLUMNS: dict[str, Text] = {
    "severity": {"ja": "重さ(violation・warning・info)", "en": "violation, warning or info"},
    "status": {
        "ja": "状態(open=未対応、waived=免除中、expired=免除の期限切れ)",
        "en": "open, waived, or expired (its waiver no longer counts)",
    },
    "rule": {"ja": "規則の番号", "en": "id of the rule"},
    "rule_name": {"ja": "規則の名前", "en": "name of the rule"},
    "department": {"ja": "部", "en": "department"},
    "unit": {"ja": "担当課", "en": "section in charge"},
    "measure": {"ja": "施策", "en": "measure"},
    "program": {"ja": "事業", "en": "program"},
    "fiscal_year": {"ja": "年度", "en": "fiscal year"},
    "element": {"ja": "対象の名前", "en": "name of what is at fault"},
    "message": {"ja": "何が問題か", "en": "what is wrong"},
    "remedy": {"ja": "直し方", "en": "how to mend it"},
    "file": {"ja": "場所(ファイル)", "en": "file it came from"},
    "row": {"ja": "場所(行。見出しが1行目)", "en": "row in that file (the header is row 1)"},
    "value": {"ja": "問題の値", "en": "value at fault"},
    "path": {"ja": "問題のプロパティ", "en": "property at fault"},
    "cause": {
        "ja": "原因の番号(同じ番号は同じ原因)",
        "en": "id of the cause; the same for all that come from it",
    },
    "cause_role": {
        "ja": "原因か(root=原因、symptom=そこから生じたもの)",
        "en": "root, or symptom of the root",
    },
    "waiver_reason": {"ja": "免除の理由", "en": "reason of the waiver"},
    "waiver_role": {"ja": "免除の責任者(職)", "en": "role that answers for the waiver"},
    "waiver_expires": {"ja": "免除の期限", "en": "last day of the waiver"},
    "focus_node": {"ja": "対象のIRI", "en": "IRI of what is at fault"},
    "program_iri": {"ja": "事業のIRI", "en": "IRI of the program"},
    "dataset": {"ja": "データセット", "en": "dataset"},
    "source_shape": {"ja": "規則のシェイプのIRI", "en": "IRI of the shape"},
}


def cells(
    finding: Finding, lang: str, cause: str, role: str, book: Rulebook
) -> dict[str, str | int]:
    """The row of one finding; every key of :data:`COLUMNS`, texts in ``lang``."""
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
    """The program's name in ``lang`` if it is known."""
    return pick(finding.context.program_label, lang) or finding.program_label or ""
