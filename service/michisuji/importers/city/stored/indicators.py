"""Indicators with their yearly values."""

from __future__ import annotations

from collections import defaultdict

from michisuji.importers.city import properties as declared
from michisuji.importers.city import schema
from michisuji.importers.city.content import Document
from michisuji.importers.city.stored.documents import (
    StoredData,
    code_of,
    in_order,
    number_of,
    one,
    value_of,
)
from michisuji.importers.city.stored.statements import Statements


class StoredIndicators:
    """The indicators that one graph describes."""

    def __init__(self, data: StoredData, graph: Statements) -> None:
        self._data = data
        self._graph = graph
        self._described = set(graph.of_class("lm:Indicator"))
        #: Made once, though several years' elements have the indicator.
        self._documents: dict[str, Document] = {}
        self._observations: dict[str, list[str]] = defaultdict(list)
        for observation, indicator in graph.pairs("lm:ofIndicator"):
            self._observations[value_of(indicator)].append(observation)

    def __contains__(self, subject: str) -> bool:
        return subject in self._described

    def document(self, subject: str) -> Document:
        """Return an ``indicator`` table."""
        if subject not in self._documents:
            self._documents[subject] = self._made(subject)
        return self._documents[subject]

    def _made(self, subject: str) -> Document:
        about = self._data.document(self._graph, subject, declared.INDICATOR, schema.INDICATOR)
        name = self._data.local(subject)
        values: Document = {}
        parts: dict[str, Document] = {}
        for observation in sorted(self._observations[subject]):
            kind = code_of("value-kind", one(self._graph, observation, "lm:valueKind"))
            year = one(self._graph, observation, "lm:fiscalYear")
            key = self._data.local(observation).removeprefix(f"{name}-{year}-{kind}").lstrip("-")
            of = parts.setdefault(key, self._part(observation, key)) if key else values
            of.setdefault(kind, {})[year] = self._value(observation)
        out: Document = {"id": name, **about, **values}
        return {**out, "breakdown": [parts[key] for key in in_order(parts)]} if parts else out

    def _part(self, observation: str, key: str) -> Document:
        table = schema.INDICATOR["breakdown"].table or {}
        stated = self._data.document(self._graph, observation, declared.BREAKDOWN, table)
        return {"key": key, **stated}

    def _value(self, observation: str) -> int | float | str:
        if self._graph.values(observation, "lm:value"):
            return number_of(one(self._graph, observation, "lm:value"))
        return one(self._graph, observation, "lm:valueText")
