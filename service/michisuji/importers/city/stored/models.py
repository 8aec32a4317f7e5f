"""The logic models of one fiscal year: town conditions, elements, links, money."""

from __future__ import annotations

from collections import defaultdict

from michisuji.importers.city import properties as declared
from michisuji.importers.city import schema
from michisuji.importers.city.content import Document
from michisuji.importers.city.fields import Table
from michisuji.importers.city.properties import Properties
from michisuji.importers.city.stored.documents import (
    NotOfACity,
    StoredData,
    in_order,
    one,
    value_of,
)
from michisuji.importers.city.stored.indicators import StoredIndicators
from michisuji.importers.city.stored.statements import Statements
from michisuji.importers.city.stored.timeless import table_of_measure
from michisuji.importers.city.writing.model import ELEMENTS

_CLASSES = {class_name: kind for kind, (_, class_name) in ELEMENTS.items()}


class StoredModels:
    """The models in one year's graph, by the measure or program that they are of."""

    def __init__(
        self, data: StoredData, state: Statements, indicators: tuple[StoredIndicators, ...]
    ) -> None:
        self._data = data
        self._state = state
        #: Those of all years, and those that only earlier years have.
        self._described = indicators
        self._kinds = {s: kind for name, kind in _CLASSES.items() for s in state.of_class(name)}
        self._models = {one(state, m, "lm:modelOf"): m for m in state.of_class("lm:LogicModel")}
        causal = state.of_class("lm:CausalLink")
        self._items = self._grouped("lm:inModel", set(causal))
        self._indicators = self._grouped("lm:indicates")
        self._links: dict[str, list[str]] = defaultdict(list)
        for link in causal:
            self._links[one(state, link, "lm:from")].append(link)

    def of_measure(self, subject: str) -> Document:
        """Return the ``town_condition`` tables of a measure, if its model has any."""
        properties, table = declared.TOWN_CONDITION, schema.TOWN_CONDITION
        found = [self._item(item, properties, table) for item in self._in_order(subject)]
        return {"town_condition": found} if found else {}

    def of_program(self, subject: str) -> Document:
        """Return the elements of a program's model, and ``budget`` with the links of its money."""
        if subject not in self._models:
            return {}
        table = table_of_measure("program")
        model = self._models[subject]
        out = self._data.document(self._state, model, declared.PROGRAM_MODEL, table)
        for item in self._in_order(subject):
            if item in self._kinds:
                element = self._item(item, declared.ELEMENT, schema.ELEMENT)
                element |= {"kind": self._kinds[item], **self._leads_to(item)}
                out.setdefault("element", []).append(element)
            else:
                out["budget"] = self._leads_to(item)
        return out

    def _in_order(self, subject: str) -> list[str]:
        found = self._items[self._models.get(subject, "")]
        return sorted(found, key=lambda item: int(one(self._state, item, "lm:order")))

    def _item(self, subject: str, properties: Properties, table: Table) -> Document:
        key = self._key(subject)
        out = {"key": key, **self._data.document(self._state, subject, properties, table)}
        found = in_order(self._indicators[subject])
        if found:
            out["indicator"] = [self._indicator(indicator) for indicator in found]
        return out

    def _indicator(self, subject: str) -> Document:
        for described in self._described:
            if subject in described:
                return described.document(subject)
        raise NotOfACity(subject)

    def _leads_to(self, subject: str) -> Document:
        """Return ``leads_to``: targets, and tables for links about which something is said."""
        links: dict[str, str | Document] = {}
        for link in self._links[subject]:
            target = self._target(one(self._state, link, "lm:to"))
            about = self._data.document(self._state, link, declared.LINK, schema.LINK)
            links[target] = {"to": target, **about} if about else target
        return {"leads_to": [links[t] for t in in_order(links)]} if links else {}

    def _target(self, iri: str) -> str:
        prefix = "measure:" if self._data.split(iri)[0] == "town-condition" else ""
        return prefix + self._key(iri)

    def _key(self, subject: str) -> str:
        # A key has no hyphen: 010101-a1.
        return self._data.local(subject).rpartition("-")[2]

    def _grouped(
        self, predicate: str, without: frozenset[str] | set[str] = frozenset()
    ) -> dict[str, list[str]]:
        """Return the value of a property → the subjects that have it."""
        out: dict[str, list[str]] = defaultdict(list)
        for subject, value in self._state.pairs(predicate):
            if subject not in without:
                out[value_of(value)].append(subject)
        return out
