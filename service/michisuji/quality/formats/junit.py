"""JUnit XML: for CI servers. Violations fail; milder findings are told in the test's output."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from michisuji.quality.report import Finding, Report, group_by_program
from michisuji.quality.rules import catalogue, ruleset

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# What XML 1.0 cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(report: Report, lang: str) -> str:
    """One suite a rule of the profile, one case a program with findings of it."""
    from xml.etree import ElementTree as ET

    root = ET.Element("testsuites", name="michisuji")
    by_rule: dict[str, list[Finding]] = {key: [] for key in ruleset(report.profile).rules}
    for finding in report.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    for key, findings in by_rule.items():
        _suite(root, f"{key} {catalogue()[key].name[lang]}", key, tuple(findings), lang)
    if report.problems:
        suite = ET.SubElement(root, "testsuite", name="michisuji", tests=str(len(report.problems)))
        for problem in report.problems:
            file = problem.place.file if problem.place else "michisuji"
            case = ET.SubElement(suite, "testcase", classname="michisuji", name=_text(file))
            ET.SubElement(case, "error", message=_text(problem.message[lang]))
        suite.set("errors", str(len(report.problems)))
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(root: Element, name: str, key: str, findings: tuple[Finding, ...], lang: str) -> None:
    from xml.etree import ElementTree as ET

    suite = ET.SubElement(root, "testsuite", name=name)
    groups = group_by_program(findings)
    failures = skipped = 0
    for program, found in groups.items():
        label = found[0].program_label or program or "-"
        case = ET.SubElement(suite, "testcase", classname=key, name=_text(label))
        violations = [f for f in found if f.severity == "violation" and not f.waived]
        others = [f for f in found if f not in violations]
        if violations:
            failures += 1
            failure = ET.SubElement(case, "failure", message=_text(violations[0].message[lang]))
            failure.set("type", "violation")
            failure.text = _text("\n".join(_line(f, lang) for f in violations))
        elif all(f.waived for f in found):
            skipped += 1
            until = max(str(f.waived_until) for f in found)
            ET.SubElement(case, "skipped", message=f"waived until {until}")
        if others:
            output = ET.SubElement(case, "system-out")
            output.text = _text("\n".join(_line(f, lang) for f in others))
    if not groups:
        ET.SubElement(suite, "testcase", classname=key, name=key)
    suite.set("tests", str(len(groups) or 1))
    suite.set("failures", str(failures))
    suite.set("skipped", str(skipped))


def _line(finding: Finding, lang: str) -> str:
    place = finding.place
    where = f" [{place.file}{f':{place.row}' if place.row else ''}]" if place else ""
    return f"{finding.severity}: {finding.message[lang]} <{finding.focus_node}>{where}"


def _text(text: str) -> str:
    return _NOT_XML.sub("�", text)
