"""A whole check as JSON and back: report, causes, members.

What many findings share (remedies, contexts, waivers) is written once and referred to by number,
findings are arrays: the check of the national review is read back in a second or two.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from michisuji.quality.check.members import Member
from michisuji.quality.reading.causes import Cause
from michisuji.quality.report import Context, Finding, Place, Problem, Report, Waiver

SCHEMA = 1
#: Fields of a finding in the order of its array; those below are shared or need care.
_FINDING = tuple(field.name for field in fields(Finding))
_WORDS = (
    "rule",
    "severity",
    "component",
    "source_shape",
    "constraint",
    "path",
    "program",
    "program_label",
)
_CONTEXT = tuple(field.name for field in fields(Context))


@dataclass(frozen=True)
class Saved:
    """A saved check: its time, its report, the causes, and the members."""

    at: datetime
    report: Report
    causes: tuple[Cause, ...] = ()
    members: tuple[Member, ...] = ()


class _Shared:
    """Things that are written once: each gets the number of its first appearance."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._numbers: dict[Hashable, int] = {}

    def number(self, key: Hashable, item: Any) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.items)
            self.items.append(item)
        return self._numbers[key]


def encode(saved: Saved) -> dict[str, Any]:
    """Return plain values for JSON; :func:`decode` is its inverse."""
    texts, contexts, waivers, words = _Shared(), _Shared(), _Shared(), _Shared()

    def context(value: Context) -> int:
        key = (value, *(tuple(sorted(t.items())) for t in _labels(value)))
        return contexts.number(key, [getattr(value, name) for name in _CONTEXT])

    def finding(value: Finding) -> list[Any]:
        row = {name: getattr(value, name) for name in _FINDING}
        row["remedy"] = texts.number(tuple(sorted(value.remedy.items())), dict(value.remedy))
        row["message"] = [value.message.get("ja"), value.message.get("en")]
        for name in _WORDS:
            row[name] = words.number(row[name], row[name])
        row["context"] = context(value.context)
        row["place"] = _place(value.place)
        row["waived_until"] = value.waived_until.isoformat() if value.waived_until else None
        if value.waiver:
            row["waiver"] = waivers.number(value.waiver, _waiver(value.waiver))
        return list(row.values())

    report, position = saved.report, {f: n for n, f in enumerate(saved.report.findings)}
    return {
        "schema": SCHEMA,
        "at": saved.at.isoformat(),
        "report": {
            "profile": report.profile,
            "findings": [finding(f) for f in report.findings],
            "focus_nodes": report.focus_nodes,
            "problems": [_problem(p) for p in report.problems],
            "checked": dict(report.checked),
            "notes": [_problem(p) for p in report.notes],
            "profiles": dict(report.profiles),
            "state": report.state,
        },
        "causes": [_cause(cause, position) for cause in saved.causes],
        "members": [
            [m.iri, dict(m.label), m.kind, context(m.context), m.elements] for m in saved.members
        ],
        "texts": texts.items,
        "contexts": contexts.items,
        "waivers": waivers.items,
        "words": words.items,
    }


def decode(document: Mapping[str, Any]) -> Saved:
    """Return the check that ``document`` holds.

    Raises ValueError, KeyError, TypeError or IndexError for any other document.
    """
    if document["schema"] != SCHEMA:
        raise ValueError(f"schema {document['schema']}")
    texts = document["texts"]
    contexts = [Context(**dict(zip(_CONTEXT, row, strict=True))) for row in document["contexts"]]
    waivers = [
        Waiver(w["iri"], w["reason"], w["role"], date.fromisoformat(w["expires"]), w["expired"])
        for w in document["waivers"]
    ]
    words = document["words"]

    def finding(values: list[Any]) -> Finding:
        row = dict(zip(_FINDING, values, strict=True))
        for name in _WORDS:
            row[name] = words[row[name]]
        ja, en = row["message"]
        row["message"] = {"ja": ja, "en": en}
        row["remedy"] = texts[row["remedy"]]
        row["context"] = contexts[row["context"]]
        row["place"] = Place(*row["place"]) if row["place"] else None
        if row["waived_until"]:
            row["waived_until"] = date.fromisoformat(row["waived_until"])
        if row["waiver"] is not None:
            row["waiver"] = waivers[row["waiver"]]
        return Finding(**row)

    told = document["report"]
    findings = tuple(finding(values) for values in told["findings"])
    report = Report(
        told["profile"],
        findings,
        told["focus_nodes"],
        tuple(_read_problem(p) for p in told["problems"]),
        told["checked"],
        tuple(_read_problem(p) for p in told["notes"]),
        told["profiles"],
        told.get("state", ""),  # a check saved by an earlier version has none
    )
    return Saved(
        datetime.fromisoformat(document["at"]),
        report,
        tuple(_read_cause(row, findings) for row in document["causes"]),
        tuple(
            Member(iri, label, kind, contexts[context], elements)
            for iri, label, kind, context, elements in document["members"]
        ),
    )


def _labels(context: Context) -> tuple[Mapping[str, str], ...]:
    return (
        context.program_label,
        context.measure_label,
        context.unit_label,
        context.department_label,
    )


def _cause(cause: Cause, position: Mapping[Finding, int]) -> list[Any]:
    return [
        cause.id,
        position[cause.root],
        [position[finding] for finding in cause.symptoms],
        cause.hanging,
        list(cause.hanging_nodes),
        [dict(label) for label in cause.hanging_labels],
        cause.indicators,
        cause.programs,
        cause.measures,
    ]


def _read_cause(row: list[Any], findings: tuple[Finding, ...]) -> Cause:
    id_, root, symptoms, hanging, nodes, labels, indicators, programs, measures = row
    return Cause(
        id_,
        findings[root],
        tuple(findings[n] for n in symptoms),
        hanging,
        tuple(nodes),
        tuple(labels),
        indicators,
        programs,
        measures,
    )


def _place(place: Place | None) -> list[Any] | None:
    return [place.file, place.row] if place else None


def _waiver(waiver: Waiver) -> dict[str, Any]:
    return {
        "iri": waiver.iri,
        "reason": dict(waiver.reason),
        "role": dict(waiver.role),
        "expires": waiver.expires.isoformat(),
        "expired": waiver.expired,
    }


def _problem(problem: Problem) -> list[Any]:
    return [dict(problem.message), _place(problem.place)]


def _read_problem(row: list[Any]) -> Problem:
    message, place = row
    return Problem(message, Place(*place) if place else None)
