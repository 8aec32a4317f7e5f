"""The W3C SHACL validation report, as Turtle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from michisuji.quality.formats import turtle_terms
from michisuji.quality.formats.about import NOTHING, About
from michisuji.quality.formats.paths import path_turtle
from michisuji.quality.formats.words import place_text, waiver_of
from michisuji.quality.report import Finding, Report, Waiver
from michisuji.quality.rulebook.rules import Rulebook

_SEVERITY = {"violation": "sh:Violation", "warning": "sh:Warning", "info": "sh:Info"}


def render_turtle(report: Report, lang: str, about: About = NOTHING) -> str:
    """Render a sh:ValidationReport, always in both languages.

    ``sh:result`` holds only the active findings, so that ``sh:conforms`` is SHACL's own: true only
    when there is no result of any severity. Waived findings are results too, under
    ``lm:waivedResult``. The IRIs of report and results are made from their content.
    """
    return "".join(_parts(report, about))


def _parts(report: Report, about: About) -> Iterator[str]:
    named = _named(report)
    told = (*report.problems, *report.notes)
    yield turtle_terms.prefixes("dcterms", "lm", "rdfs", "rule", "sh", "xsd")
    yield turtle_terms.resource(
        f"<urn:michisuji:report:{turtle_terms.digest(*named, *told, about.checked_at)}>",
        (
            ("a", "sh:ValidationReport"),
            ("sh:conforms", "true" if _conforms(report) else "false"),
            ("dcterms:created", turtle_terms.time(about.checked_at)),
            ("dcterms:title", turtle_terms.texts(about.subject)),
            ("rdfs:comment", " , ".join(turtle_terms.texts(p.message) for p in told)),
            ("sh:result", _list(key for key, f in named.items() if not f.waived)),
            ("lm:waivedResult", _list(key for key, f in named.items() if f.waived)),
        ),
    )
    waivers: dict[str, Waiver] = {}
    for key, finding in named.items():
        yield _result(key, finding, waivers, about.book)
    for key, waiver in waivers.items():
        yield turtle_terms.resource(
            key,
            (
                ("a", "lm:Waiver"),
                ("lm:reason", turtle_terms.texts(waiver.reason)),
                ("lm:responsibleRole", turtle_terms.texts(waiver.role)),
                (
                    "lm:expires",
                    turtle_terms.literal(waiver.expires.isoformat(), datatype="xsd:date"),
                ),
            ),
        )


def _result(key: str, finding: Finding, waivers: dict[str, Waiver], book: Rulebook) -> str:
    context = finding.context
    waiver = waiver_of(finding)
    waived_by = ""
    if waiver:
        waived_by = _waiver_iri(finding, waiver)
        waivers[waived_by] = waiver
    owners = [turtle_terms.iri(o) for o in (finding.program, context.measure) if o]
    year = (
        ""
        if context.year is None
        else turtle_terms.literal(str(context.year), datatype="xsd:gYear")
    )
    return turtle_terms.resource(
        key,
        (
            ("a", "sh:ValidationResult"),
            ("sh:resultSeverity", _SEVERITY[finding.severity]),
            ("sh:focusNode", turtle_terms.node(finding.focus_node)),
            ("sh:resultPath", path_turtle(finding.path, finding.source_shape, book.graph)),
            ("sh:value", value_turtle(finding)),
            ("sh:sourceShape", turtle_terms.iri(finding.source_shape, "rule")),
            (
                "sh:sourceConstraint",
                turtle_terms.iri(finding.constraint, "rule") if finding.constraint else "",
            ),
            ("sh:sourceConstraintComponent", turtle_terms.iri(finding.component, "sh")),
            ("sh:resultMessage", turtle_terms.texts(finding.message)),
            ("lm:ofRule", turtle_terms.iri(book.shape(finding.rule), "rule")),
            ("lm:waivedBy", waived_by),
            ("lm:leadUnit", turtle_terms.iri(context.unit) if context.unit else ""),
            ("lm:fiscalYear", year),
            ("dcterms:relation", " , ".join(dict.fromkeys(owners))),
            (
                "dcterms:source",
                turtle_terms.literal(place_text(finding.place, "en")) * bool(finding.place),
            ),
        ),
    )


def value_turtle(finding: Finding) -> str:
    """Return the value as a term; empty when there is no value."""
    if finding.value is None:
        return ""
    if finding.value_n3:
        return finding.value_n3
    return (
        turtle_terms.iri(finding.value)
        if finding.value_is_iri
        else turtle_terms.literal(finding.value)
    )


def _named(report: Report) -> dict[str, Finding]:
    """Return the findings by the IRI of their result; identical ones still get one IRI each."""
    named: dict[str, Finding] = {}
    seen: Counter[str] = Counter()
    for f in report.findings:
        key = turtle_terms.digest(
            f.rule,
            f.focus_node,
            f.path,
            f.value_n3 or f.value,
            f.component,
            f.source_shape,
            f.constraint,
            f.message.get("en"),
        )
        seen[key] += 1
        again = f"-{seen[key]}" if seen[key] > 1 else ""
        named[f"<urn:michisuji:result:{key}{again}>"] = f
    return named


def _waiver_iri(finding: Finding, waiver: Waiver) -> str:
    if waiver.iri:
        return turtle_terms.iri(waiver.iri)
    key = turtle_terms.digest(finding.rule, finding.focus_node, waiver.expires)
    return f"<urn:michisuji:waiver:{key}>"


def _conforms(report: Report) -> bool:
    # SHACL's report cannot express an incomplete check: it does not conform then.
    return not report.active and not report.problems


def _list(keys: Iterator[str]) -> str:
    return " ,\n    ".join(keys)
