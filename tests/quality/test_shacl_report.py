"""The W3C validation report: valid, whole, and the same findings when read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pyshacl
from michisuji.quality.formats import render
from michisuji.quality.formats.paths import path_turtle
from michisuji.quality.report import Finding, Problem, Report
from michisuji.quality.rulebook.rules import shapes_graph
from rdflib import RDF, SH, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node
from report_samples import BY_LONG_PATH, BY_PATH, LAPSED, REPORT, WAIVED, WAIVER, WITH_TEXT

LMN = Namespace("https://w3id.org/michisuji/ns#")
#: What SHACL (section 3.6) says of a validation report.
REPORT_SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
[] a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
  sh:property [ sh:path sh:conforms ; sh:datatype xsd:boolean ; sh:minCount 1 ; sh:maxCount 1 ] ,
    [ sh:path sh:result ; sh:class sh:ValidationResult ] .
[] a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
  sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ,
    [ sh:path sh:resultPath ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
    [ sh:path sh:value ; sh:maxCount 1 ] ,
    [ sh:path sh:sourceShape ; sh:maxCount 1 ; sh:minCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
    [ sh:path sh:sourceConstraint ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
    [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ;
      sh:in ( sh:Violation sh:Warning sh:Info ) ] ,
    [ sh:path sh:resultMessage ; sh:minCount 2 ; sh:uniqueLang true ; sh:datatype rdf:langString ] .
"""


def read(report: Report) -> Graph:
    return Graph().parse(data=render(report, "turtle"), format="turtle")


def results(graph: Graph, predicate: Node) -> Iterator[tuple[object, ...]]:
    """What a finding says, read back from the graph."""
    for result in graph.objects(None, predicate):

        def one(term: URIRef, result: Node = result) -> Node | None:
            return graph.value(result, term, any=False)

        severity = str(one(SH.resultSeverity)).removeprefix(str(SH)).lower()
        path = one(SH.resultPath)
        yield (
            str(one(SH.focusNode)),
            severity,
            None if path is None else isinstance(path, URIRef) and str(path),
            one(SH.value),
            str(one(SH.sourceShape)),
            one(SH.sourceConstraint),
            str(one(SH.sourceConstraintComponent)),
            {m.language: str(m) for m in graph.objects(result, SH.resultMessage)}.items(),
            str(one(LMN.ofRule)).rsplit("/", 1)[-1],
        )


def stated(finding: Finding) -> tuple[object, ...]:
    """The same, from the finding."""
    value: Node | None = None
    if finding.value is not None:
        value = URIRef(finding.value) if finding.value_is_iri else Literal(finding.value)
        if finding.value_n3:
            data = f"<urn:s> <urn:p> {finding.value_n3} ."
            (value,) = Graph().parse(data=data, format="nt").objects()
    path = finding.path
    return (
        finding.focus_node,
        finding.severity,
        None if path is None else path.startswith("http") and path,
        value,
        finding.source_shape,
        URIRef(finding.constraint) if finding.constraint else None,
        finding.component,
        dict(finding.message).items(),
        finding.rule,
    )


def key(row: tuple[object, ...]) -> str:
    return str(row[:5])


def test_findings_come_back_as_they_were() -> None:
    graph = read(REPORT)
    assert sorted(results(graph, SH.result), key=key) == sorted(map(stated, REPORT.active), key=key)
    assert list(results(graph, LMN.waivedResult)) == [stated(WAIVED)]


def test_it_is_what_shacl_says_a_report_is() -> None:
    shapes = Graph().parse(data=REPORT_SHAPES, format="turtle")
    conforms, _, text = pyshacl.validate(read(REPORT), shacl_graph=shapes)
    assert conforms, text
    broken = read(REPORT)
    broken.remove((None, SH.sourceConstraintComponent, None))
    assert not pyshacl.validate(broken, shacl_graph=shapes)[0], "the shapes must see a fault"


def test_a_long_path_is_that_of_the_source_shape() -> None:
    graph = read(REPORT)
    (result,) = graph.subjects(SH.focusNode, URIRef(BY_LONG_PATH.focus_node))
    ours = graph.cbd(graph.value(result, SH.resultPath))  # type: ignore[arg-type]
    shape = URIRef(BY_LONG_PATH.source_shape)
    theirs = shapes_graph().cbd(shapes_graph().value(shape, SH.path))  # type: ignore[arg-type]
    assert len(ours) > 0
    assert isomorphic(ours, theirs)


def test_paths_of_all_kinds() -> None:
    kinds = {
        "( lm:a [ sh:inversePath lm:b ] )",
        "[ sh:alternativePath ( lm:a [ sh:zeroOrMorePath lm:b ] ) ]",
        "[ sh:oneOrMorePath ( lm:a lm:b ) ]",
        "[ sh:zeroOrOnePath lm:a ]",
    }
    prefixes = f"@prefix sh: <{SH}> .\n@prefix lm: <{LMN}> .\n"
    for number, text in enumerate(sorted(kinds)):
        shape = f"urn:test:{number}"
        graph = Graph().parse(data=f"{prefixes}<{shape}> sh:path {text} .", format="turtle")
        assert path_turtle("long", shape, graph) == text
    assert path_turtle("long", "urn:test:none", Graph()) == ""
    assert path_turtle(None, "urn:test:0", Graph()) == ""


def test_waivers_are_told_with_reason_role_and_day() -> None:
    graph = read(REPORT)
    for finding in (WAIVED, LAPSED):
        (result,) = graph.subjects(SH.focusNode, URIRef(finding.focus_node))
        waiver = graph.value(result, LMN.waivedBy)
        assert finding.waiver
        assert waiver == URIRef(finding.waiver.iri)
        assert str(graph.value(waiver, LMN.expires)) == finding.waiver.expires.isoformat()
        reasons = {x.language: str(x) for x in graph.objects(waiver, LMN.reason)}  # type: ignore[attr-defined]
        assert reasons == WAIVER.reason
        assert {str(x) for x in graph.objects(waiver, LMN.responsibleRole)} == set(
            WAIVER.role.values()
        )
    assert (
        None,
        SH.result,
        graph.value(predicate=LMN.waivedBy, object=URIRef(WAIVER.iri)),
    ) not in (graph), "what is waived does not make the report fail"


def test_context_is_told() -> None:
    graph = read(REPORT)
    (result,) = graph.subjects(SH.focusNode, URIRef(BY_PATH.focus_node))
    assert graph.value(result, LMN.leadUnit) == URIRef(str(BY_PATH.context.unit))
    assert str(graph.value(result, LMN.fiscalYear)) == "2026"


def test_only_waived_findings_conform_and_problems_do_not() -> None:
    waived = replace(REPORT, findings=(WAIVED,), notes=())
    assert (None, SH.conforms, Literal(True)) in read(waived)
    problem = Problem({"ja": "読めません", "en": "cannot be read"})
    assert (None, SH.conforms, Literal(False)) in read(replace(waived, problems=(problem,)))


def test_odd_nodes_and_texts_do_not_break_it() -> None:
    odd = replace(
        WITH_TEXT,
        focus_node="n0a1b2",
        value="a\\b\"c\n\x00'",
        value_n3=None,
        message={"ja": '"""\\', "en": "\ud800 x"},
    )
    iri = replace(odd, focus_node="http://a/b c<>", value="http://x/{y}", value_is_iri=True)
    graph = read(replace(REPORT, findings=(odd, odd, iri)))
    assert len(set(graph.objects(None, SH.result))) == 3
    assert URIRef("http://a/b%20c%3C%3E") in set(graph.objects(None, SH.focusNode))
    assert (None, RDF.type, SH.ValidationReport) in graph


def test_time_and_subject_are_told() -> None:
    at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    text = render(REPORT, "turtle", checked_at=at, subject={"ja": "見本市", "en": "Mihon"})
    assert '"2026-11-22T09:00:00+00:00"^^xsd:dateTime' in text
    assert '"見本市"@ja' in text
