"""JUnit XML for CI servers: violations fail; milder findings go into the test's output.

It stays within what Jenkins' schema (junit-10.xsd) allows, the strictest of the readers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from michisuji.languages import pick
from michisuji.messages import message
from michisuji.quality.formats.about import NOTHING, About, cause_ids
from michisuji.quality.formats.words import (
    context_text,
    place_text,
    rule_name,
    waiver_text,
)
from michisuji.quality.report import Finding, Report, group_by_program
from michisuji.xml_text import clean

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def render_junit(report: Report, lang: str, about: About = NOTHING) -> str:
    """Render one suite per rule of the profile, and one case per program with findings."""
    from xml.etree import ElementTree as ET

    root = ET.Element("testsuites", name="michisuji")
    by_rule: dict[str, list[Finding]] = {key: [] for key in about.rules_asked(report)}
    for finding in report.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    ids = cause_ids(about)
    for key, findings in by_rule.items():
        suite = ET.SubElement(
            root, "testsuite", name=f"{key} {rule_name(key, lang, about.book)}".strip()
        )
        if about.checked_at:
            suite.set("timestamp", about.checked_at.strftime("%Y-%m-%dT%H:%M:%S"))
        _cases(suite, key, tuple(findings), ids, lang)
    if report.problems:
        suite = ET.SubElement(root, "testsuite", name="michisuji")
        for problem in report.problems:
            file = problem.place.file if problem.place else "michisuji"
            case = ET.SubElement(suite, "testcase", classname="michisuji", name=clean(file))
            message = clean(pick(problem.message, lang))
            ET.SubElement(case, "error", type="not-checked", message=message)
        _count(suite, tests=len(report.problems), errors=len(report.problems))
    if report.notes:
        suite = ET.SubElement(root, "testsuite", name="michisuji-notes")
        output = ET.SubElement(suite, "system-out")
        output.text = clean("\n".join(pick(note.message, lang) for note in report.notes))
        _count(suite, tests=0)
    # Jenkins' schema does not know "skipped" here.
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _cases(
    suite: Element, key: str, findings: tuple[Finding, ...], ids: dict[Finding, str], lang: str
) -> None:
    from xml.etree import ElementTree as ET

    groups = group_by_program(findings)
    failures = skipped = 0
    for program, found in groups.items():
        name = clean(found[0].program_label or program or "-")
        case = ET.SubElement(suite, "testcase", classname=_class(key, found[0], lang), name=name)
        violations = [f for f in found if f.severity == "violation" and not f.waived]
        others = [f for f in found if f.severity != "violation" or f.waived]
        if violations:
            failures += 1
            message = clean(pick(violations[0].message, lang))
            failure = ET.SubElement(case, "failure", type="violation", message=message)
            failure.text = clean("\n".join(_line(f, ids, lang) for f in violations))
        elif all(f.waived for f in found):
            skipped += 1
            waivers = dict.fromkeys(waiver_text(f, lang) for f in found)
            ET.SubElement(case, "skipped", message=clean("\n".join(waivers)))
        if others:
            output = ET.SubElement(case, "system-out")
            output.text = clean("\n".join(_line(f, ids, lang) for f in others))
    if not groups:
        ET.SubElement(suite, "testcase", classname=key, name=key)
    _count(suite, tests=len(groups) or 1, failures=failures, skipped=skipped)


def _count(
    suite: Element, *, tests: int, failures: int = 0, errors: int = 0, skipped: int = 0
) -> None:
    suite.set("tests", str(tests))
    suite.set("failures", str(failures))
    suite.set("errors", str(errors))
    suite.set("skipped", str(skipped))


def _class(key: str, finding: Finding, lang: str) -> str:
    # Readers show the part before the last dot as a folder: rules are folders of departments.
    department = pick(finding.context.department_label, lang)
    return clean(f"{key}.{department.replace('.', ' ')}") if department else key


def _line(finding: Finding, ids: dict[Finding, str], lang: str) -> str:
    place = place_text(finding.place, lang)
    cause = ids.get(finding)
    parts = (
        f"{finding.severity}: {pick(finding.message, lang)} <{finding.focus_node}>",
        f"[{place}]" if place else "",
        f"({context_text(finding.context, lang)})" if finding.context.department else "",
        waiver_text(finding, lang),
        f"{message('report.cause', lang)}: {cause}" if cause else "",
    )
    return " ".join(filter(None, parts))
