"""The W3C Data Quality Vocabulary (DQV): what share of a dataset meets each rule, as RDF.

Two metrics a rule (``…-conforming``, the share of the nodes that it looked at and found nothing
wrong with, from 0 to 1; ``…-findings``, their number), in one dimension a family of rules. Their
IRIs are permanent; those of measurements are made from dataset, metric and time. Findings that a
waiver covers do not count. There are no blank nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from michisuji.languages import Text
from michisuji.quality.formats import turtle_terms
from michisuji.quality.formats.about import NOTHING, About
from michisuji.quality.reading.statistics import FAMILIES
from michisuji.quality.report import Finding, Report
from michisuji.quality.rulebook.rules import Rule
from michisuji.vocabulary import resource_iri

BASE = "https://w3id.org/michisuji/quality/"
_KINDS: dict[str, tuple[Text, str]] = {
    "conforming": (
        {"ja": "規則に合う要素の割合", "en": "Share of nodes that conform to the rule"},
        "xsd:decimal",
    ),
    "findings": (
        {"ja": "規則に合わないという指摘の数", "en": "Number of findings of the rule"},
        "xsd:integer",
    ),
}
_SHARE = Decimal("0.000001")


def render_dqv(report: Report, lang: str, about: About = NOTHING) -> str:
    """Dimensions, metrics and measurements, as Turtle; both languages are always in it.

    The share is given where it is known how many nodes each rule looked at. A report of several
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
                ("rdfs:label", '"点検したデータ"@ja , "The data checked"@en'),
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
            ("dqv:value", turtle_terms.literal(value, datatype=_KINDS[kind][1])),
            ("prov:generatedAtTime", turtle_terms.time(about.checked_at)),
            ("qb:dataSet", turtle_terms.iri(measured)),
        ),
    )


def _dimension(family: str) -> str:
    label = FAMILIES.get(family, {"ja": family, "en": family})
    return turtle_terms.resource(
        _dimension_iri(family),
        (
            ("a", "dqv:Dimension"),
            ("skos:notation", turtle_terms.literal(family)),
            ("skos:prefLabel", turtle_terms.texts(label)),
        ),
    )


def _metric(rule: Rule, kind: str) -> str:
    what, datatype = _KINDS[kind]
    definition = {lang: f"{text}: {rule.description[lang]}" for lang, text in what.items()}
    label = {lang: f"{rule.id} {rule.name[lang]}: {text}" for lang, text in what.items()}
    return turtle_terms.resource(
        _metric_iri(rule, kind),
        (
            ("a", "dqv:Metric"),
            ("skos:prefLabel", turtle_terms.texts(label)),
            ("skos:definition", turtle_terms.texts(definition)),
            ("dqv:expectedDataType", datatype),
            ("dqv:inDimension", _dimension_iri(rule.family)),
            ("rdfs:seeAlso", turtle_terms.iri(rule.shape, "rule")),
        ),
    )


def _datasets(report: Report, about: About) -> list[str]:
    """The IRIs of the datasets that the report is known to speak of."""
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
    """The deployment's base: as told, else that of the node's own IRI."""
    return about.base_iri or node.partition("/id/")[0]


def _union(datasets: Iterable[str], report: Report) -> str:
    return f"urn:michisuji:checked:{turtle_terms.digest(report.profile, *datasets)}"


def _dimension_iri(family: str) -> str:
    return turtle_terms.iri(f"{BASE}dimension/{family}")


def _metric_iri(rule: Rule, kind: str) -> str:
    return turtle_terms.iri(f"{BASE}metric/{rule.id}-{kind}")
