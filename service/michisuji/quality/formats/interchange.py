"""For programs: JSON of our own, and the W3C validation report as RDF.

JSON, ``schema`` 1::

    {"schema": 1, "profile": str, "conforms": bool, "focus_nodes": int,
     "counts": {"violation": int, "warning": int, "info": int, "waived": int},
     "findings": [{"rule": str, "severity": "violation|warning|info", "focus_node": IRI,
                   "focus_label": str, "message": {"ja": str, "en": str},
                   "remedy": {"ja": str, "en": str}, "program": IRI|null,
                   "program_label": str|null, "path": IRI|null, "value": str|null,
                   "component": IRI, "source_shape": IRI,
                   "place": {"file": str, "row": int|null}|null, "waived_until": date|null}],
     "problems": [{"message": {"ja": str, "en": str}, "place": …|null}]}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from michisuji.quality.report import Finding, Place, Report
from michisuji.vocabulary import LM, PREFIXES

SCHEMA = 1


def render_json(report: Report, lang: str) -> str:
    """See the module's head; both languages are always in it."""
    return json.dumps(as_dict(report), ensure_ascii=False, indent=2) + "\n"


def as_dict(report: Report) -> dict[str, Any]:
    """The JSON document as plain values."""
    counts = {s: len(f) for s, f in report.by_severity().items()}
    return {
        "schema": SCHEMA,
        "profile": report.profile,
        "conforms": report.conforms,
        "focus_nodes": report.focus_nodes,
        "counts": {**counts, "waived": len(report.waived)},
        "findings": [_finding(f) for f in report.findings],
        "problems": [
            {"message": dict(p.message), "place": _place(p.place)} for p in report.problems
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "focus_node": finding.focus_node,
        "focus_label": finding.focus_label,
        "message": dict(finding.message),
        "remedy": dict(finding.remedy),
        "program": finding.program,
        "program_label": finding.program_label,
        "path": finding.path,
        "value": finding.value,
        "component": finding.component,
        "source_shape": finding.source_shape,
        "place": _place(finding.place),
        "waived_until": finding.waived_until.isoformat() if finding.waived_until else None,
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {"file": place.file, "row": place.row}


def render_turtle(report: Report, lang: str) -> str:
    """A sh:ValidationReport of the active findings; IRIs are made from their content.

    ``sh:conforms`` is SHACL's: true only when there is no result of any severity.
    """
    from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef

    sh = Namespace(PREFIXES["sh"])
    graph = Graph(bind_namespaces="none")
    for prefix, iri in (("sh", PREFIXES["sh"]), ("lm", LM), ("xsd", PREFIXES["xsd"])):
        graph.bind(prefix, iri)
    graph.bind("rule", "https://w3id.org/michisuji/rule/")
    node = URIRef("urn:michisuji:report:" + _digest(report.active))
    graph.add((node, RDF.type, sh.ValidationReport))
    # SHACL's report says nothing of a check that could not be done: it does not conform then.
    conforms = not report.active and not report.problems
    graph.add((node, sh.conforms, Literal(conforms, datatype=XSD.boolean)))
    for finding in report.active:
        result = URIRef("urn:michisuji:result:" + _digest([finding]))
        graph.add((node, sh.result, result))
        graph.add((result, RDF.type, sh.ValidationResult))
        graph.add((result, sh.focusNode, URIRef(finding.focus_node)))
        graph.add((result, sh.resultSeverity, sh[finding.severity.capitalize()]))
        graph.add((result, sh.sourceConstraintComponent, URIRef(finding.component)))
        graph.add((result, sh.sourceShape, URIRef(finding.source_shape)))
        for language, message in finding.message.items():
            graph.add((result, sh.resultMessage, Literal(message, lang=language)))
        if finding.path and finding.path.startswith(("http:", "https:")):
            graph.add((result, sh.resultPath, URIRef(finding.path)))
        if finding.value is not None:
            term = URIRef(finding.value) if finding.value_is_iri else Literal(finding.value)
            graph.add((result, sh.value, term))
    return graph.serialize(format="turtle")


def _digest(findings: Iterable[Finding]) -> str:
    parts = "\n".join(
        "\t".join(map(str, (f.rule, f.focus_node, f.path, f.value, f.component, f.message["en"])))
        for f in findings
    )
    return hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()[:16]
