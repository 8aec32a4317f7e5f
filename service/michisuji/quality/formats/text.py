"""For people: by severity, then by program, each rule with how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from michisuji.languages import pick
from michisuji.plurals import counted
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

_WORDS: dict[str, dict[str, str]] = {
    "violation": {"ja": "違反", "en": "Violations"},
    "warning": {"ja": "注意", "en": "Warnings"},
    "info": {"ja": "情報", "en": "Information"},
    "waived": {"ja": "免除しているもの", "en": "Waived"},
    "remedy": {"ja": "直し方", "en": "To mend"},
    "hanging": {"ja": "ここから生じるもの", "en": "What hangs on it"},
    "place": {"ja": "場所", "en": "Where"},
    "problem": {"ja": "点検できなかったもの", "en": "Not checked"},
    "note": {"ja": "お知らせ", "en": "Notes"},
    "no program": {"ja": "事業・施策に属さないもの", "en": "Of no program or measure"},
}
#: Symptoms of one cause that are told one by one; the rest are counted.
MAX_SYMPTOMS = 10


def render_text(report: Report, lang: str, about: About = NOTHING) -> str:
    """Plain text. Findings that follow from another are told below it; the waived ones at the
    end, with the reason, who answers for it and until when.
    """
    return "\n".join(_lines(report, lang, about)) + "\n"


def _lines(report: Report, lang: str, about: About) -> Iterator[str]:
    yield summary(report, lang)
    if about.causes:
        roots = len(about.causes)
        yield f"原因: {roots}件" if lang == "ja" else f"Causes: {roots}"
    every = entries(report, about)
    for severity in SEVERITIES:
        found = [e for e in every if e.severity == severity and not e.finding.waived]
        if found:
            yield ""
            yield f"■ {_WORDS[severity][lang]} ({len(found)})"
            yield from _programs(found, lang, about)
    waived = [entry for entry in every if entry.finding.waived]
    if waived:
        yield ""
        yield f"■ {_WORDS['waived'][lang]} ({len(waived)})"
        yield from _programs(waived, lang, about)
    for word, problems in (("problem", report.problems), ("note", report.notes)):
        if problems:
            yield ""
            yield f"■ {_WORDS[word][lang]} ({len(problems)})"
        for problem in problems:
            place = place_text(problem.place, lang)
            yield f"  {pick(problem.message, lang)}{_bracketed(place, lang)}"


def summary(report: Report, lang: str) -> str:
    """One line of counts."""
    counts: dict[Severity, int] = {s: len(f) for s, f in report.by_severity().items()}
    expired = sum(1 for f in report.active if f.waiver and f.waiver.expired)
    if lang == "ja":
        parts = "、".join(f"{_WORDS[s]['ja']} {counts[s]}件" for s in SEVERITIES)
        waived = f"、免除 {len(report.waived)}件" if report.waived else ""
        over = f"(うち免除の期限切れ {expired}件)" if expired else ""
        whole = f"{report.focus_nodes}個の要素、プロファイル {profiles_text(report)}"
        return f"点検結果: {parts}{over}{waived}({whole})"
    parts = ", ".join(f"{_WORDS[s]['en'].lower()} {counts[s]}" for s in SEVERITIES)
    waived = f", waived {len(report.waived)}" if report.waived else ""
    over = f" (of these, waiver expired {expired})" if expired else ""
    whole = f"{counted(report.focus_nodes, 'node')}, profile {profiles_text(report)}"
    return f"Check: {parts}{over}{waived} ({whole})"


def _programs(found: Sequence[Entry], lang: str, about: About) -> Iterator[str]:
    by_program: dict[str | None, dict[str, list[Entry]]] = {}
    for entry in found:
        rules = by_program.setdefault(entry.finding.program, {})
        rules.setdefault(entry.finding.rule, []).append(entry)
    for program, rules in by_program.items():
        first = next(iter(rules.values()))[0].finding
        label = first.program_label if program else _WORDS["no program"][lang]
        yield f"  {label}" + (f"  <{program}>" if program else "")
        context = context_text(first.context, lang)
        if program and context:
            yield f"    {context}"
        for rule, group in rules.items():
            yield f"    {rule} {rule_name(rule, lang, about.book)}"
            for entry in group:
                yield from _entry(entry, lang)
            yield f"      {_WORDS['remedy'][lang]}: {pick(group[0].finding.remedy, lang)}"


def _entry(entry: Entry, lang: str) -> Iterator[str]:
    yield f"      - {_told(entry.finding, lang)}"
    if waiver_of(entry.finding):
        yield f"        {waiver_text(entry.finding, lang)}"
    if entry.symptoms or entry.hanging:
        yield f"        {_WORDS['hanging'][lang]}: {hanging_counts(entry, lang)}"
    for symptom in entry.symptoms[:MAX_SYMPTOMS]:
        yield f"          · {symptom.rule} {_told(symptom, lang)}"
        if waiver_of(symptom):
            yield f"            {waiver_text(symptom, lang)}"
    more = len(entry.symptoms) - MAX_SYMPTOMS
    if more > 0:
        yield f"          ほか{more}件" if lang == "ja" else f"          and {more} more"


def hanging_counts(entry: Entry, lang: str) -> str:
    """How much one cause brings with it, in one line."""
    symptoms, hanging = len(entry.symptoms), entry.hanging
    if lang == "ja":
        parts = [f"指摘{symptoms}件" * bool(symptoms), f"要素{hanging}個" * bool(hanging)]
        return "、".join(filter(None, parts))
    parts = [f"findings {symptoms}" * bool(symptoms), f"elements {hanging}" * bool(hanging)]
    return ", ".join(filter(None, parts))


def _told(finding: Finding, lang: str) -> str:
    return pick(finding.message, lang) + _bracketed(place_text(finding.place, lang), lang)


def _bracketed(place: str, lang: str) -> str:
    return f"  [{_WORDS['place'][lang]}: {place}]" if place else ""
