"""The W3C Data Quality Vocabulary (DQV): what share of a dataset meets each rule, as RDF.

There are two metrics per rule (``…-conforming``, the share of the examined nodes without a finding,
from 0 to 1; ``…-findings``, the number of findings), and one dimension per family of rules. Their
IRIs are permanent; those of measurements are made from dataset, metric and time. Findings covered
by a waiver do not count. There are no blank nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from michisuji.messages import each, text
from michisuji.quality.formats import turtle_terms
from michisuji.quality.formats.about import NOTHING, About
from michisuji.quality.reading.statistics import family_label
from michisuji.quality.report import Finding, Report
from michisuji.quality.rulebook.rules import Rule
from michisuji.vocabulary import resource_iri

BASE = "https://w3id.org/michisuji/quality/"
_KINDS = {"conforming": "xsd:decimal", "findings": "xsd:integer"}
_SHARE = Decimal("0.000001")


def render_dqv(report: Report, lang: str, about: About = NOTHING) -> str:
    """Render dimensions, metrics and measurements as Turtle, always in both languages.

    The share is given where it is known how many nodes each rule examined. A report on several
    datasets has measurements of each, and of all of them together.
    """
    return "".join(_parts(report, about))


def _parts(report: Report, about: About) -> Iterator[str]:
    rules = list(about.rules_asked(report).values())
    yield turtle_terms.prefixes("dcterms", "dqv", "prov", "qb", "rdfs", "rule", "skos", "xsd")
    for family in dict.fromkeys(rule.family for rule in rules):
        yield _dimension(family)
    for rule in rules:
        yield from (_metric(rule, kind) for kind in _KINDS)
    datasets = _datasets(report, about)
    whole = datasets[0] if len(datasets) == 1 else _union(datasets, report)
    key = turtle_terms.digest(whole, report.profile, turtle_terms.time(about.checked_at))
    measured = f"urn:michisuji:measurements:{key}"
    yield turtle_terms.resource(
        turtle_terms.iri(measured),
        (
            ("a", "dqv:QualityMeasurementDataset"),
            ("dcterms:title", turtle_terms.texts(about.subject)),
            ("dcterms:created", turtle_terms.time(about.checked_at)),
            (
                "dcterms:subject",
                turtle_terms.iri(f"https://w3id.org/michisuji/profile/{report.profile}"),
            ),
            (
                "rdfs:comment",
                " , ".join(
                    turtle_terms.texts(p.message) for p in (*report.problems, *report.notes)
                ),
            ),
        ),
    )
    if whole not in datasets:
        parts = " , ".join(map(turtle_terms.iri, datasets))
        yield turtle_terms.resource(
            turtle_terms.iri(whole),
            (
                ("rdfs:label", turtle_terms.texts(text("report.checked_data"))),
                ("dcterms:hasPart", parts),
            ),
        )
    counted = dict.fromkeys((whole, *datasets))
    for dataset, rule, kind, value in _measurements(report, about, rules, counted, whole):
        yield _measurement(dataset, rule, kind, value, measured, about)


def _measurements(
    report: Report, about: About, rules: Iterable[Rule], datasets: Iterable[str], whole: str
) -> Iterator[tuple[str, Rule, str, str]]:
    by_rule: dict[str, list[Finding]] = {}
    for finding in report.active:
        by_rule.setdefault(finding.rule, []).append(finding)
    base = _base(report.findings[0].focus_node if report.findings else "", about)
    checked = {_dataset_iri(name, base): counts for name, counts in about.checked_in.items()}
    checked[whole] = report.checked
    for rule in rules:
        found = by_rule.get(rule.id, [])
        for dataset in datasets:
            own = [f for f in found if whole == dataset or _is_of(f, dataset, about)]
            yield dataset, rule, "findings", str(len(own))
            looked_at = checked.get(dataset, {}).get(rule.id, 0)
            if looked_at:
                failing = min(looked_at, len({f.focus_node for f in own}))
                share = (Decimal(looked_at - failing) / looked_at).quantize(_SHARE)
                yield dataset, rule, "conforming", str(share)


def _measurement(
    dataset: str, rule: Rule, kind: str, value: str, measured: str, about: About
) -> str:
    return turtle_terms.resource(
        f"<urn:michisuji:measurement:{turtle_terms.digest(measured, dataset, rule.id, kind)}>",
        (
            ("a", "dqv:QualityMeasurement"),
            ("dqv:computedOn", turtle_terms.iri(dataset)),
            ("dqv:isMeasurementOf", _metric_iri(rule, kind)),
            ("dqv:value", turtle_terms.literal(value, datatype=_KINDS[kind])),
            ("prov:generatedAtTime", turtle_terms.time(about.checked_at)),
            ("qb:dataSet", turtle_terms.iri(measured)),
        ),
    )


def _dimension(family: str) -> str:
    return turtle_terms.resource(
        _dimension_iri(family),
        (
            ("a", "dqv:Dimension"),
            ("skos:notation", turtle_terms.literal(family)),
            ("skos:prefLabel", turtle_terms.texts(family_label(family))),
        ),
    )


def _metric(rule: Rule, kind: str) -> str:
    what = text(f"report.kind_{kind}")
    definition = each(lambda lang: f"{what[lang]}: {rule.description[lang]}")
    label = each(lambda lang: f"{rule.id} {rule.name[lang]}: {what[lang]}")
    return turtle_terms.resource(
        _metric_iri(rule, kind),
        (
            ("a", "dqv:Metric"),
            ("skos:prefLabel", turtle_terms.texts(label)),
            ("skos:definition", turtle_terms.texts(definition)),
            ("dqv:expectedDataType", _KINDS[kind]),
            ("dqv:inDimension", _dimension_iri(rule.family)),
            ("rdfs:seeAlso", turtle_terms.iri(rule.shape, "rule")),
        ),
    )


def _datasets(report: Report, about: About) -> list[str]:
    """Return the IRIs of the datasets that the report is known to cover."""
    named = {(f.context.dataset, _base(f.focus_node, about)) for f in report.findings}
    if about.dataset:
        named.add((about.dataset, about.base_iri))
    named |= {(name, about.base_iri) for name in about.checked_in}
    return sorted({_dataset_iri(name, base) for name, base in named if name})


def _is_of(finding: Finding, dataset: str, about: About) -> bool:
    name = finding.context.dataset
    return bool(name) and _dataset_iri(str(name), _base(finding.focus_node, about)) == dataset


def _dataset_iri(name: str, base: str) -> str:
    return name if turtle_terms.is_iri(name) else resource_iri(base, "dataset", name)


def _base(node: str, about: About) -> str:
    """Return the deployment's base: the given one, else that of the node's own IRI."""
    return about.base_iri or node.partition("/id/")[0]


def _union(datasets: Iterable[str], report: Report) -> str:
    return f"urn:michisuji:checked:{turtle_terms.digest(report.profile, *datasets)}"


def _dimension_iri(family: str) -> str:
    return turtle_terms.iri(f"{BASE}dimension/{family}")


def _metric_iri(rule: Rule, kind: str) -> str:
    return turtle_terms.iri(f"{BASE}metric/{rule.id}-{kind}")
