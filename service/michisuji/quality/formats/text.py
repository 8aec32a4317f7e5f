"""For people: by severity, then by program, each rule with how to mend it."""

from __future__ import annotations

from collections.abc import Iterator

from michisuji.quality.report import (
    SEVERITIES,
    Finding,
    Place,
    Report,
    Severity,
    group_by_program,
)
from michisuji.quality.rules import catalogue

_WORDS: dict[str, dict[str, str]] = {
    "violation": {"ja": "違反", "en": "Violations"},
    "warning": {"ja": "注意", "en": "Warnings"},
    "info": {"ja": "情報", "en": "Information"},
    "remedy": {"ja": "直し方", "en": "To mend"},
    "place": {"ja": "場所", "en": "Where"},
    "problem": {"ja": "点検できなかったもの", "en": "Not checked"},
    "no program": {"ja": "事業・施策に属さないもの", "en": "Of no program or measure"},
    "row": {"ja": "行", "en": "row "},
}


def render_text(report: Report, lang: str) -> str:
    """Plain text; findings covered by a waiver are only counted."""
    return "\n".join(_lines(report, lang)) + "\n"


def _lines(report: Report, lang: str) -> Iterator[str]:
    yield summary(report, lang)
    for severity in SEVERITIES:
        found = report.by_severity()[severity]
        if found:
            yield ""
            yield f"■ {_WORDS[severity][lang]} ({len(found)})"
            yield from _severity(found, lang)
    if report.problems:
        yield ""
        yield f"■ {_WORDS['problem'][lang]} ({len(report.problems)})"
        for problem in report.problems:
            yield f"  {problem.message[lang]}{_place(problem.place, lang)}"


def summary(report: Report, lang: str) -> str:
    """One line of counts."""
    counts: dict[Severity, int] = {s: len(f) for s, f in report.by_severity().items()}
    if lang == "ja":
        parts = "、".join(f"{_WORDS[s]['ja']} {counts[s]}件" for s in SEVERITIES)
        waived = f"、免除 {len(report.waived)}件" if report.waived else ""
        whole = f"{report.focus_nodes}個の要素、プロファイル {report.profile}"
        return f"点検結果: {parts}{waived}({whole})"
    parts = ", ".join(f"{_WORDS[s]['en'].lower()} {counts[s]}" for s in SEVERITIES)
    waived = f", waived {len(report.waived)}" if report.waived else ""
    return f"Check: {parts}{waived} ({report.focus_nodes} nodes, profile {report.profile})"


def _severity(findings: tuple[Finding, ...], lang: str) -> Iterator[str]:
    for program, found in group_by_program(findings).items():
        label = found[0].program_label if program else _WORDS["no program"][lang]
        yield f"  {label}" + (f"  <{program}>" if program else "")
        by_rule: dict[str, list[Finding]] = {}
        for finding in found:
            by_rule.setdefault(finding.rule, []).append(finding)
        for rule, group in by_rule.items():
            yield f"    {rule} {catalogue()[rule].name[lang]}"
            for finding in group:
                yield f"      - {finding.message[lang]}{_place(finding.place, lang)}"
            yield f"      {_WORDS['remedy'][lang]}: {group[0].remedy[lang]}"


def _place(place: Place | None, lang: str) -> str:
    if place is None:
        return ""
    row = f", {_WORDS['row'][lang]}{place.row}" if place.row else ""
    return f"  [{_WORDS['place'][lang]}: {place.file}{row}]"
