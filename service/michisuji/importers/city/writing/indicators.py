"""Indicators and their yearly values."""

from __future__ import annotations

from michisuji.importers.city.checking import is_number
from michisuji.importers.city.content import Document
from michisuji.importers.city.index import tables
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
}
_CODES = {
    "direction": ("lm:desiredDirection", "direction"),
    "kind": ("lm:indicatorKind", "indicator-kind"),
    "aggregation": ("lm:aggregation", "aggregation"),
    "level": ("lm:level", "level"),
}
_VALUES = ("baseline", "target", "actual", "forecast")


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
        for key, (predicate, scheme) in _CODES.items():
            writer.code(graph, subject, predicate, scheme, indicator.get(key))
        writer.fiscal_year(graph, subject, "lm:targetYear", indicator.get("target_year"))
        writer.number(graph, subject, "lm:tolerance", indicator.get("tolerance"))
        for kind in _VALUES:
            _observations(writer, indicator, subject, kind)


def _observations(writer: Writer, indicator: Document, subject: str, kind: str) -> None:
    graph = writer.facts
    for year, value in indicator.get(kind, {}).items():
        observation = writer.ref("observation", f"{indicator['id']}-{year}-{kind}")
        writer.typed(graph, observation, "qb:Observation", indicator)
        graph.add(observation, name("qb:dataSet"), writer.dataset_term)
        graph.add(observation, name("lm:ofIndicator"), subject)
        writer.fiscal_year(graph, observation, "lm:fiscalYear", int(year))
        writer.code(graph, observation, "lm:valueKind", "value-kind", kind)
        if is_number(value):
            writer.number(graph, observation, "lm:value", value)
        else:
            writer.text(graph, observation, "lm:valueText", {"value": value}, "value")
