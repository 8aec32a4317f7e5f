"""Quality measurements in RDF: after DQV, with stable names, and the right numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from michisuji.quality.formats import render_bytes
from michisuji.quality.report import Report
from michisuji.quality.rulebook.rules import ruleset
from rdflib import RDF, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from report_samples import BASE, LAPSED, PLAIN, REPORT, WAIVED, finding

DQV = Namespace("http://www.w3.org/ns/dqv#")
PROV = Namespace("http://www.w3.org/ns/prov#")
METRIC = Namespace("https://w3id.org/michisuji/quality/metric/")
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
DATASET = URIRef(f"{BASE}/id/dataset/t")


def read(report: Report, **context: object) -> Graph:
    return Graph().parse(data=render_bytes(report, "dqv", "ja", **context), format="turtle")


def value(graph: Graph, metric: str, dataset: URIRef) -> Decimal | int | None:
    for node in graph.subjects(DQV.isMeasurementOf, METRIC[metric]):
        if (node, DQV.computedOn, dataset) in graph:
            found = graph.value(node, DQV.value)
            assert isinstance(found, Literal)
            return found.toPython()  # type: ignore[no-any-return]
    return None


@pytest.fixture(scope="module")
def graph() -> Graph:
    return read(REPORT, checked_at=AT)


def test_measurements_are_complete_and_without_blank_nodes(graph: Graph) -> None:
    measurements = set(graph.subjects(RDF.type, DQV.QualityMeasurement))
    assert len(measurements) == len(ruleset("municipal").rules) + len(REPORT.checked)
    for node in measurements:
        metric = graph.value(node, DQV.isMeasurementOf, any=False)
        assert (metric, RDF.type, DQV.Metric) in graph
        stated = graph.value(node, DQV.value, any=False)
        assert isinstance(stated, Literal)
        assert stated.datatype == graph.value(metric, DQV.expectedDataType)
        assert graph.value(node, DQV.computedOn, any=False) == DATASET
        time = graph.value(node, PROV.generatedAtTime, any=False)
        assert time == Literal("2026-11-22T09:30:00+00:00", datatype=XSD.dateTime)
    assert not [n for triple in graph for n in triple if isinstance(n, BNode)]


def test_metrics_and_dimensions_are_explained_in_both_languages(graph: Graph) -> None:
    metrics = set(graph.subjects(RDF.type, DQV.Metric))
    assert len(metrics) == 2 * len(ruleset("municipal").rules)
    for metric in metrics:
        assert {x.language for x in graph.objects(metric, SKOS.definition)} == {"ja", "en"}  # type: ignore[attr-defined]
        dimension = graph.value(metric, DQV.inDimension, any=False)
        assert (dimension, RDF.type, DQV.Dimension) in graph
        labels = list(graph.objects(dimension, SKOS.prefLabel))
        assert {x.language for x in labels} == {"ja", "en"}  # type: ignore[attr-defined]
        family = str(metric).rsplit("/", 1)[-1].split("-")[0]
        assert str(dimension).endswith(f"/{family}")


def test_the_share_counts_nodes_not_findings_and_no_waived_ones() -> None:
    # Three findings about two nodes, and a waived one about a third.
    again = replace(PLAIN, constraint=None, message={"ja": "別", "en": "other"})
    report = replace(REPORT, findings=(PLAIN, again, LAPSED, WAIVED), checked={"CHAIN-03": 8})
    graph = read(report)
    assert value(graph, "CHAIN-03-conforming", DATASET) == Decimal("0.75")
    assert value(graph, "CHAIN-03-findings", DATASET) == 3
    assert value(graph, "CHAIN-01-findings", DATASET) == 0
    assert value(graph, "CHAIN-01-conforming", DATASET) is None, "not told how many were checked"


def test_several_datasets_have_their_numbers_and_one_share() -> None:
    other = replace(PLAIN.context, dataset="u")
    report = replace(
        REPORT,
        findings=(PLAIN, LAPSED, finding(9, context=other)),
        checked={"CHAIN-03": 4},
    )
    graph = read(report)
    assert value(graph, "CHAIN-03-findings", DATASET) == 2
    assert value(graph, "CHAIN-03-findings", URIRef(f"{BASE}/id/dataset/u")) == 1
    assert value(graph, "CHAIN-03-conforming", DATASET) is None
    (whole,) = graph.subjects(URIRef("http://purl.org/dc/terms/hasPart"), DATASET)
    assert value(graph, "CHAIN-03-conforming", whole) == Decimal("0.25")  # type: ignore[arg-type]
    assert value(graph, "CHAIN-03-findings", whole) == 3  # type: ignore[arg-type]


def test_a_clean_dataset_is_measured_too() -> None:
    report = Report("municipal", checked={"CHAIN-03": 7})
    graph = read(report, dataset="t", base_iri=BASE)
    assert value(graph, "CHAIN-03-conforming", DATASET) == 1
    assert value(graph, "CHAIN-03-findings", DATASET) == 0


def test_names_are_stable_and_change_with_the_time() -> None:
    first, second = (render_bytes(REPORT, "dqv", lang, checked_at=AT) for lang in ("ja", "en"))
    assert first == second
    later = read(REPORT, checked_at=AT.replace(day=23))
    names = set(later.subjects(RDF.type, DQV.QualityMeasurement))
    assert not names & set(read(REPORT, checked_at=AT).subjects(RDF.type, DQV.QualityMeasurement))
