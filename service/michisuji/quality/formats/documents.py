"""For programs: JSON of our own.

JSON, ``schema`` 1 (``text`` is ``{"ja": str, "en": str}``)::

    {"schema": 1, "profile": str, "profiles": {dataset: its profile},
     "conforms": bool, "focus_nodes": int,
     "counts": {"violation": int, "warning": int, "info": int, "waived": int, "expired": int},
     "checked": {rule: focus nodes that it looked at}, "checked_at": time|null, "subject": text,
     "findings": [{"rule": str, "own": bool (a city's own rule),
                   "severity": "violation|warning|info", "focus_node": IRI,
                   "focus_label": str, "message": text, "remedy": text, "program": IRI|null,
                   "program_label": str|null, "path": IRI|null, "value": str|null,
                   "value_is_iri": bool, "value_n3": str|null,
                   "component": IRI, "source_shape": IRI, "constraint": IRI|null,
                   "place": {"file": str, "row": int|null}|null, "waived_until": date|null,
                   "waiver": {"iri": IRI, "reason": text, "role": text, "expires": date,
                              "expired": bool}|null,
                   "context": {"dataset", "program", "measure", "unit", "department": IRI|null,
                               "year": int|null, "program_label", …: text},
                   "cause": id|null}],
     "causes": [{"id": str, "root": int, "symptoms": [int], "hanging": int}],
     "problems": [{"message": text, "place": …|null}],
     "notes": [as problems; they do not keep the check from being whole]}

``root`` and ``symptoms`` count the findings from 0; ``causes`` is empty when none were looked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from michisuji.quality.formats.about import NOTHING, About, cause_ids
from michisuji.quality.report import Context, Finding, Place, Problem, Report, Waiver
from michisuji.xml_text import clean

SCHEMA = 1


def render_json(report: Report, lang: str, about: About = NOTHING) -> str:
    """Render a report as JSON, always in both languages."""
    return dump(as_dict(report, about))


def dump(document: Mapping[str, Any], depth: int = 2) -> str:
    """Serialize JSON that people can read by lines.

    Objects and lists are opened to ``depth`` levels; anything deeper stays on one line (usually one
    item of a long list).
    """
    return clean(_lines(document, depth, "\n") + "\n")


def _lines(value: Any, depth: int, newline: str) -> str:
    inner = newline + "  "
    if depth and value and isinstance(value, Mapping):
        items = (f"{_json(k)}: {_lines(v, depth - 1, inner)}" for k, v in value.items())
        return "{" + inner + f",{inner}".join(items) + newline + "}"
    if depth and value and isinstance(value, list):
        return (
            "["
            + inner
            + f",{inner}".join(_lines(v, depth - 1, inner) for v in value)
            + (newline + "]")
        )
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def as_dict(report: Report, about: About = NOTHING) -> dict[str, Any]:
    """Return the JSON document as plain values."""
    counts = {s: len(f) for s, f in report.by_severity().items()}
    ids = cause_ids(about)
    expired = sum(1 for f in report.active if f.waiver and f.waiver.expired)
    return {
        "schema": SCHEMA,
        "profile": report.profile,
        "profiles": dict(report.profiles),
        "conforms": report.conforms,
        "focus_nodes": report.focus_nodes,
        "counts": {**counts, "waived": len(report.waived), "expired": expired},
        "checked": dict(report.checked),
        "checked_at": about.checked_at.isoformat() if about.checked_at else None,
        "subject": dict(about.subject),
        "findings": [{**finding_as_dict(f), "cause": ids.get(f)} for f in report.findings],
        "causes": _causes(report, about),
        "problems": [problem_as_dict(p) for p in report.problems],
        "notes": [problem_as_dict(p) for p in report.notes],
    }


def _causes(report: Report, about: About) -> list[dict[str, Any]]:
    if not about.causes:
        return []
    index = {finding: n for n, finding in enumerate(report.findings)}

    def numbers(findings: Iterable[Finding]) -> list[int]:
        return [index[f] for f in findings if f in index]

    return [
        {
            "id": cause.id,
            "root": index.get(cause.root),
            "symptoms": numbers(cause.symptoms),
            "hanging": cause.hanging,
        }
        for cause in about.causes
    ]


def finding_as_dict(finding: Finding) -> dict[str, Any]:
    """Return one item of ``findings``, without its cause."""
    return {
        "rule": finding.rule,
        "own": finding.is_own,
        "severity": finding.severity,
        "focus_node": finding.focus_node,
        "focus_label": finding.focus_label,
        "message": dict(finding.message),
        "remedy": dict(finding.remedy),
        "program": finding.program,
        "program_label": finding.program_label,
        "path": finding.path,
        "value": finding.value,
        "value_is_iri": finding.value_is_iri,
        "value_n3": finding.value_n3,
        "component": finding.component,
        "source_shape": finding.source_shape,
        "constraint": finding.constraint,
        "place": _place(finding.place),
        "waived_until": finding.waived_until.isoformat() if finding.waived_until else None,
        "waiver": _waiver(finding.waiver),
        "context": _context(finding.context),
    }


def problem_as_dict(problem: Problem) -> dict[str, Any]:
    """Return one item of ``problems`` or ``notes``."""
    return {"message": dict(problem.message), "place": _place(problem.place)}


def _place(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {"file": place.file, "row": place.row}


def _waiver(waiver: Waiver | None) -> dict[str, Any] | None:
    if waiver is None:
        return None
    return {
        "iri": waiver.iri,
        "reason": dict(waiver.reason),
        "role": dict(waiver.role),
        "expires": waiver.expires.isoformat(),
        "expired": waiver.expired,
    }


def _context(context: Context) -> dict[str, Any]:
    plain: dict[str, Any] = {"dataset": context.dataset, "year": context.year}
    for name in ("program", "measure", "unit", "department"):
        plain[name] = getattr(context, name)
        plain[f"{name}_label"] = dict(getattr(context, f"{name}_label"))
    return plain
