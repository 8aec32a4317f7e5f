"""The helpers that all parts of the import write with: IRIs, labels, bilingual texts, places."""

from __future__ import annotations

from copy import copy
from datetime import date
from typing import Any

from michisuji.importers.city.content import City, Document
from michisuji.importers.city.index import texts
from michisuji.importers.common import (
    LABEL,
    GraphFile,
    Output,
    boolean,
    canonical_decimal,
    dataset_iri,
    decimal,
    gyear,
    iri,
    literal,
    name,
    resource_iri,
    source_iri,
)
from michisuji.importers.ntriples import typed

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

    def at(self, year: int) -> Writer:
        """Return the writer of an earlier year: same city, but that year's state and provenance.

        Call it after the current year is written, so that what it describes is known.
        """
        writer = copy(self)
        writer.year = year
        writer.state = writer.facts = self._output.graph(year)
        writer.provenance = self._output.graph(year, provenance=True)
        writer.described = set(self.described)
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
        if file:
            # RFC 5147: a line is the text between two positions.
            source = f"{source_iri(self.base, self.dataset, None, file)}#line={line - 1},{line}"
            self.provenance.add(subject, _DERIVED, iri(source))

    def label(self, graph: GraphFile, subject: str, ja: str, en: str = "") -> None:
        """Write a label in Japanese and, if there is one, in English."""
        graph.add(subject, LABEL, literal(ja, "ja"))
        if en:
            graph.add(subject, LABEL, literal(en, "en"))

    def text(
        self, graph: GraphFile, subject: str, predicate: str, table: Document, key: str
    ) -> None:
        """Write ``key`` and ``key_en`` of a table, if given."""
        for suffix, language in (("", "ja"), ("_en", "en")):
            value = table.get(key + suffix)
            if value is not None:
                graph.add(subject, name(predicate), literal(value, language))

    def texts(
        self, graph: GraphFile, subject: str, table: Document, predicates: dict[str, str]
    ) -> None:
        """Write several texts: key → predicate."""
        for key, predicate in predicates.items():
            self.text(graph, subject, predicate, table, key)

    def code(
        self, graph: GraphFile, subject: str, predicate: str, scheme: str, value: str | None
    ) -> None:
        """Write a coded value, ``code:{scheme}/{value}``, if given."""
        if value is not None:
            graph.add(subject, name(predicate), name(f"code:{scheme}/{value}"))

    def codes(
        self, graph: GraphFile, subject: str, table: Document, schemes: dict[str, tuple[str, str]]
    ) -> None:
        """Write several coded values: key → predicate and scheme."""
        for key, (predicate, scheme) in schemes.items():
            self.code(graph, subject, predicate, scheme, table.get(key))

    def refer(self, subject: str, predicate: str, kind: str, local: str | None) -> None:
        """Write a timeless reference to a resource of a kind, if given."""
        if local is not None:
            self.timeless.add(subject, name(predicate), self.ref(kind, local))

    def day(self, graph: GraphFile, subject: str, predicate: str, value: date | None) -> None:
        """Write an xsd:date, if given."""
        if value is not None:
            graph.add(subject, name(predicate), typed(value.isoformat(), "xsd:date"))

    def flag(self, graph: GraphFile, subject: str, predicate: str, value: bool | None) -> None:
        """Write an xsd:boolean, if given."""
        if value is not None:
            graph.add(subject, name(predicate), boolean(value))

    def replaced(self, subject: str, kind: str, table: Document) -> None:
        """Write what a resource has replaced; the old ones' addresses lead to it."""
        for old in texts(table, "replaces"):
            self.timeless.add(subject, name("dcterms:replaces"), self.ref(kind, old))

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
