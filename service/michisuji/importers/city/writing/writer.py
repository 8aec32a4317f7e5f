"""The helpers that all parts of the import write with: IRIs, labels, bilingual texts, places."""

from __future__ import annotations

from copy import copy
from typing import Any

from michisuji.importers.city.content import City, Document
from michisuji.importers.city.properties import Properties, Property
from michisuji.importers.common import (
    LABEL,
    GraphFile,
    Output,
    boolean,
    canonical_decimal,
    dataset_iri,
    decimal,
    gyear,
    integer,
    iri,
    literal,
    name,
    resource_iri,
    source_iri,
    typed,
)
from michisuji.vocabulary import RULE

_DERIVED = name("prov:wasDerivedFrom")


class Writer:
    """The graphs of one city: ``timeless``, ``state`` (the model's year) and ``provenance``."""

    def __init__(self, city: City, output: Output) -> None:
        self.city = city
        self.base = output.base
        self.dataset = output.dataset
        self.year = int(city.dataset["fiscal_year"])
        self.timeless = output.graph()
        self.state = output.graph(self.year)
        self.provenance = output.graph(provenance=True)
        self.dataset_term = iri(dataset_iri(self.base, self.dataset))
        #: Where indicators and their values are described, and those described so far.
        self.facts = self.timeless
        self.described: set[str] = set()
        #: The content of the year's models: models, elements, links.
        self.of_year: set[str] = set()
        #: (program id, element key) → term, for links and for what improves an activity
        self.elements: dict[tuple[str, str], str] = {}
        #: The writers of earlier years.
        self.earlier: list[Writer] = []
        self._output = output
        self._origins = city.origins.get(None, {})
        #: Sources known from a store that were written again.
        self.used_origins: set[str] = set()

    def at(self, year: int) -> Writer:
        """Return the writer of an earlier year: same city, but that year's state and provenance.

        Call it after the current year is written, so that what it describes is known.
        """
        writer = copy(self)
        writer.year = year
        writer.state = writer.facts = self._output.graph(year)
        writer.provenance = self._output.graph(year, provenance=True)
        writer.described = set(self.described)
        writer._origins = self.city.origins.get(year, {})
        writer.elements, writer.of_year, writer.earlier = {}, set(), []
        self.earlier.append(writer)
        return writer

    def ref(self, kind: str, local: str) -> str:
        """Return the term of ``{base}/id/{kind}/{dataset}-{local}``."""
        return iri(resource_iri(self.base, kind, f"{self.dataset}-{local}"))

    def prefixed(self, value: str) -> str:
        """Return the term that ``kind:id`` names, such as ``direction:1``."""
        kind, _, local = value.partition(":")
        return self.ref(kind, local)

    def typed(self, graph: GraphFile, subject: str, class_name: str, table: Document) -> None:
        """Write the class of a resource, and that it derives from the place of ``table``."""
        graph.typed(subject, name(class_name))
        file, line = self.city.places.get(id(table), ("", 0))
        if not file:
            for source in self._origins.get(subject, ()):
                self.used_origins.add(source)
                self.provenance.add(subject, _DERIVED, iri(source))
            return
        # RFC 5147: a line is the text between two positions. RFC 7111: a row of a table.
        at = f"line={line - 1},{line}" if file.endswith(".toml") else f"row={line}"
        source = f"{source_iri(self.base, self.dataset, None, file)}#{at}"
        self.provenance.add(subject, _DERIVED, iri(source))

    def label(self, graph: GraphFile, subject: str, ja: str, en: str = "") -> None:
        """Write a label in Japanese and, if there is one, in English."""
        graph.add(subject, LABEL, literal(ja, "ja"))
        if en:
            graph.add(subject, LABEL, literal(en, "en"))

    def stated(
        self, graph: GraphFile, subject: str, table: Document, properties: Properties
    ) -> None:
        """Write what a table says by its declared properties."""
        for key, prop in properties.items():
            if prop.kind == "text":
                self.text(graph, subject, prop.predicate, table, key)
                continue
            found = table.get(key)
            for value in found if isinstance(found, list) else [found]:
                if value is not None:
                    graph.add(subject, name(prop.predicate), self.term(prop, value))

    def text(
        self, graph: GraphFile, subject: str, predicate: str, table: Document, key: str
    ) -> None:
        """Write ``key`` and ``key_en`` of a table, if given."""
        for suffix, language in (("", "ja"), ("_en", "en")):
            value = table.get(key + suffix)
            if value is not None:
                graph.add(subject, name(predicate), literal(value, language))

    def term(self, prop: Property, value: Any) -> str:
        """Return the term of one value; texts of two languages are :meth:`text`'s."""
        match prop.kind:
            case "code":
                return name(f"code:{prop.of}/{value}")
            case "ref":
                return self.ref(prop.of, value)
            case "prefixed":
                return self.prefixed(value)
            case "rule":
                return iri(RULE + value)
            case "iri":
                return iri(value)
            case "year":
                return gyear(value)
            case "number":
                return number(value)
            case "integer":
                return integer(value)
            case "boolean":
                return boolean(value)
            case "date":
                return typed(value.isoformat(), "xsd:date")
        return literal(str(value))

    def code(
        self, graph: GraphFile, subject: str, predicate: str, scheme: str, value: str | None
    ) -> None:
        """Write a coded value, ``code:{scheme}/{value}``, if given."""
        if value is not None:
            graph.add(subject, name(predicate), name(f"code:{scheme}/{value}"))

    def number(self, graph: GraphFile, subject: str, predicate: str, value: Any) -> None:
        """Write an xsd:decimal, if given."""
        if value is not None:
            graph.add(subject, name(predicate), number(value))

    def fiscal_year(
        self, graph: GraphFile, subject: str, predicate: str, value: int | None
    ) -> None:
        """Write an xsd:gYear, if given."""
        if value is not None:
            graph.add(subject, name(predicate), gyear(value))


def number(value: float) -> str:
    """Return an xsd:decimal term of a number from TOML.

    Raises ValueError for one too large.
    """
    text = canonical_decimal(str(value))
    if text is None:
        raise ValueError(f"not a number that can be kept: {value!r}")
    return decimal(text)
