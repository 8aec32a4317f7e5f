"""Plain text for people: by severity, then by program, each rule with its remedy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from michisuji.languages import pick
from michisuji.messages import listed, message
from michisuji.quality.formats.about import NOTHING, About, Entry, entries
from michisuji.quality.formats.words import (
    context_text,
    place_text,
    profiles_text,
    rule_name,
    waiver_of,
    waiver_text,
)
from michisuji.quality.report import SEVERITIES, Finding, Report, Severity

#: Symptoms of one cause that are listed; the rest are counted.
MAX_SYMPTOMS = 10


def render_text(report: Report, lang: str, about: About = NOTHING) -> str:
    """Render a report as plain text.

    Findings that follow from another are listed below it; waived ones come at the end, with the
    reason, the person in charge and the last day.
    """
    return "\n".join(_lines(report, lang, about)) + "\n"


def _lines(report: Report, lang: str, about: About) -> Iterator[str]:
    yield summary(report, lang)
    if about.causes:
        yield message("report.causes", lang, count=len(about.causes))
    every = entries(report, about)
    for severity in SEVERITIES:
        found = [e for e in every if e.severity == severity and not e.finding.waived]
        if found:
            yield ""
            yield f"■ {message(f'report.words.{severity}', lang)} ({len(found)})"
            yield from _programs(found, lang, about)
    waived = [entry for entry in every if entry.finding.waived]
    if waived:
        yield ""
        yield f"■ {message('report.words.waived', lang)} ({len(waived)})"
        yield from _programs(waived, lang, about)
    for word, problems in (("problem", report.problems), ("note", report.notes)):
        if problems:
            yield ""
            yield f"■ {message(f'report.words.{word}', lang)} ({len(problems)})"
        for problem in problems:
            place = place_text(problem.place, lang)
            yield f"  {pick(problem.message, lang)}{_bracketed(place, lang)}"


def summary(report: Report, lang: str) -> str:
    """Return one line of counts."""
    counts: dict[Severity, int] = {s: len(f) for s, f in report.by_severity().items()}
    waived = len(report.waived)
    expired = sum(1 for f in report.active if f.waiver and f.waiver.expired)
    return message(
        "report.summary",
        lang,
        counts=listed(
            (message(f"report.summary_{s}", lang, count=counts[s]) for s in SEVERITIES), lang
        ),
        expired=message("report.summary_expired", lang, count=expired) if expired else "",
        waived=message("report.summary_waived", lang, count=waived) if waived else "",
        nodes=report.focus_nodes,
        profiles=profiles_text(report),
    )


def _programs(found: Sequence[Entry], lang: str, about: About) -> Iterator[str]:
    by_program: dict[str | None, dict[str, list[Entry]]] = {}
    for entry in found:
        rules = by_program.setdefault(entry.finding.program, {})
        rules.setdefault(entry.finding.rule, []).append(entry)
    for program, rules in by_program.items():
        first = next(iter(rules.values()))[0].finding
        label = first.program_label if program else message("report.words.no_program", lang)
        yield f"  {label}" + (f"  <{program}>" if program else "")
        context = context_text(first.context, lang)
        if program and context:
            yield f"    {context}"
        for rule, group in rules.items():
            yield f"    {rule} {rule_name(rule, lang, about.book)}"
            for entry in group:
                yield from _entry(entry, lang)
            remedy = pick(group[0].finding.remedy, lang)
            yield f"      {message('report.words.remedy', lang)}: {remedy}"


def _entry(entry: Entry, lang: str) -> Iterator[str]:
    yield f"      - {_told(entry.finding, lang)}"
    if waiver_of(entry.finding):
        yield f"        {waiver_text(entry.finding, lang)}"
    if entry.symptoms or entry.hanging:
        yield f"        {message('report.words.hanging', lang)}: {hanging_counts(entry, lang)}"
    for symptom in entry.symptoms[:MAX_SYMPTOMS]:
        yield f"          · {symptom.rule} {_told(symptom, lang)}"
        if waiver_of(symptom):
            yield f"            {waiver_text(symptom, lang)}"
    more = len(entry.symptoms) - MAX_SYMPTOMS
    if more > 0:
        yield message("report.and_more", lang, count=more)


def hanging_counts(entry: Entry, lang: str) -> str:
    """Return in one line how many findings and elements depend on one cause."""
    counts = (("findings", len(entry.symptoms)), ("elements", entry.hanging))
    return listed(
        (message(f"report.hanging_{what}", lang, count=count) for what, count in counts if count),
        lang,
    )


def _told(finding: Finding, lang: str) -> str:
    return pick(finding.message, lang) + _bracketed(place_text(finding.place, lang), lang)


def _bracketed(place: str, lang: str) -> str:
    return f"  [{message('report.words.place', lang)}: {place}]" if place else ""
