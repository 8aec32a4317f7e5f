"""Indicators and their yearly values."""

from __future__ import annotations

from michisuji.importers.city import properties
from michisuji.importers.city.checking import is_number
from michisuji.importers.city.content import Document
from michisuji.importers.city.index import tables
from michisuji.importers.city.writing.writer import Writer
from michisuji.importers.common import name


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
        writer.stated(graph, subject, indicator, properties.INDICATOR)
        for kind in properties.VALUES:
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
        writer.stated(graph, observation, part, properties.BREAKDOWN)
        graph.add(observation, name("qb:dataSet"), writer.dataset_term)
        graph.add(observation, name("lm:ofIndicator"), subject)
        writer.fiscal_year(graph, observation, "lm:fiscalYear", int(year))
        writer.code(graph, observation, "lm:valueKind", "value-kind", kind)
        if is_number(value):
            writer.number(graph, observation, "lm:value", value)
        else:
            writer.text(graph, observation, "lm:valueText", {"value": value}, "value")
