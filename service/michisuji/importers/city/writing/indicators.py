"""Indicators and their yearly values."""

from __future__ import annotations

from michisuji.importers.city.checking import is_number
from michisuji.importers.city.content import Document
from michisuji.importers.city.index import tables
from michisuji.importers.city.schema import VALUE_KINDS
from michisuji.importers.city.writing.writer import Writer
from michisuji.importers.common import name

_TEXTS = {
    "unit": "lm:unitOfMeasure",
    "definition": "lm:definition",
    "method": "lm:method",
    "source": "lm:statisticalSource",
    "frequency": "lm:frequency",
    "basis": "lm:basis",
    "numerator": "lm:numerator",
    "denominator": "lm:denominator",
    "qualitative_reason": "lm:qualitativeReason",
    "qualitative_result": "lm:qualitativeResult",
    "target_reason": "lm:targetReason",
    "benchmark": "lm:benchmark",
    "remark": "lm:remark",
}
_CODES = {
    "direction": ("lm:direction", "direction"),
    "kind": ("lm:indicatorKind", "indicator-kind"),
    "aggregation": ("lm:aggregation", "aggregation"),
    "level": ("lm:level", "level"),
    "cycle": ("lm:cycle", "cycle"),
}
_REFERENCES = (
    ("reporting_unit", "lm:reportingUnit", "unit"),
    ("replaces_indicator", "lm:replacesIndicator", "indicator"),
)


def write_indicators(writer: Writer, owner: Document, element: str) -> None:
    """Write the indicators of an element; they are timeless, the link to the element is not.

    An indicator that only earlier years have is described in those years' graphs: the current state
    has no element for it.
    """
    for indicator in tables(owner, "indicator"):
        subject = writer.ref("indicator", indicator["id"])
        writer.state.add(subject, name("lm:indicates"), element)
        if subject in writer.described:
            continue
        writer.described.add(subject)
        graph = writer.facts
        writer.typed(graph, subject, "lm:Indicator", indicator)
        writer.label(graph, subject, indicator["name"], indicator.get("name_en", ""))
        writer.texts(graph, subject, indicator, _TEXTS)
        writer.codes(graph, subject, indicator, _CODES)
        writer.fiscal_year(graph, subject, "lm:targetYear", indicator.get("target_year"))
        writer.fiscal_year(graph, subject, "lm:comparableFrom", indicator.get("comparable_from"))
        writer.number(graph, subject, "lm:tolerance", indicator.get("tolerance"))
        for key, predicate, kind in _REFERENCES:
            if key in indicator:
                graph.add(subject, name(predicate), writer.ref(kind, indicator[key]))
        for kind in VALUE_KINDS:
            _observations(writer, indicator, subject, kind, {})
            for part in tables(indicator, "breakdown"):
                _observations(writer, indicator, subject, kind, part)


def _observations(
    writer: Writer, indicator: Document, subject: str, kind: str, part: Document
) -> None:
    """Write the values of one kind: of the indicator, or of a ``part`` that it breaks down into."""
    graph, of = writer.facts, part or indicator
    for year, value in of.get(kind, {}).items():
        local = f"{indicator['id']}-{year}-{kind}" + (f"-{part['key']}" if part else "")
        observation = writer.ref("observation", local)
        writer.typed(graph, observation, "qb:Observation", of)
        if part:
            writer.text(graph, observation, "lm:disaggregation", part, "name")
            writer.flag(graph, observation, "lm:overlapping", part.get("overlapping"))
        graph.add(observation, name("qb:dataSet"), writer.dataset_term)
        graph.add(observation, name("lm:ofIndicator"), subject)
        writer.fiscal_year(graph, observation, "lm:fiscalYear", int(year))
        writer.code(graph, observation, "lm:valueKind", "value-kind", kind)
        if is_number(value):
            writer.number(graph, observation, "lm:value", value)
        else:
            writer.text(graph, observation, "lm:valueText", {"value": value}, "value")
