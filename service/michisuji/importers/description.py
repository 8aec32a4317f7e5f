"""The description of a dataset and of its sources, written alike by all importers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from michisuji.importers.ntriples import (
    LABEL,
    GraphFile,
    boolean,
    gyear,
    integer,
    iri,
    literal,
    name,
    typed,
)
from michisuji.importers.report import RowCounts, SourceFile
from michisuji.vocabulary import PROFILE, resource_iri

_DERIVED = name("prov:wasDerivedFrom")


@dataclass(frozen=True)
class DatasetDescription:
    """A data source's description of itself; texts are ``{"ja": …, "en": …}``, ``en`` optional.

    ``licence`` and ``page`` are IRIs, ``issued`` is an ISO date when the source states one.
    ``profile`` names the check profile that fits the source, if not the one for municipalities.
    """

    name: str
    title: Mapping[str, str]
    description: Mapping[str, str] = field(default_factory=dict)
    publisher: Mapping[str, str] = field(default_factory=dict)
    licence: str = ""
    page: str = ""
    issued: str = ""
    fictional: bool = False
    profile: str = ""


def dataset_iri(base: str, dataset: str) -> str:
    """Return ``{base}/id/dataset/{dataset}``."""
    return resource_iri(base, "dataset", dataset)


def source_iri(base: str, dataset: str, year: int | None, file_name: str) -> str:
    """Return ``{base}/source/{dataset}[/{year}]/{file name}``; its rows are ``#row=N``."""
    middle = f"{quote(dataset, safe='-._~')}/" + (f"{year}/" if year is not None else "")
    return f"{base}/source/{middle}{quote(file_name, safe='-._~')}"


def file_name(name: str) -> str:
    """Return a file's name as text: on disk it may consist of any bytes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def describe_dataset(graph: GraphFile, base: str, about: DatasetDescription) -> None:
    """Write the dcat:Dataset of a dataset (also the qb:DataSet of its observations)."""
    subject = iri(dataset_iri(base, about.name))
    graph.typed(subject, name("dcat:Dataset"))
    graph.add(subject, name("rdf:type"), name("qb:DataSet"))
    graph.add(subject, name("rdf:type"), name("void:Dataset"))
    for language, text in sorted(about.title.items(), reverse=True):
        graph.add(subject, LABEL, literal(text, language))
    for predicate, texts in (
        ("dcterms:title", about.title),
        ("dcterms:description", about.description),
        ("dcterms:publisher", about.publisher),
    ):
        for language, text in sorted(texts.items(), reverse=True):
            if text:
                graph.add(subject, name(predicate), literal(text, language))
    if about.licence:
        graph.add(subject, name("dcterms:license"), iri(about.licence))
    if about.page:
        graph.add(subject, name("dcat:landingPage"), iri(about.page))
    if about.issued:
        graph.add(subject, name("dcterms:issued"), typed(about.issued, "xsd:date"))
    graph.add(subject, name("lm:fictional"), boolean(about.fictional))
    if about.profile:
        graph.add(subject, name("lm:checkedWith"), iri(PROFILE + about.profile))


def describe_files(
    graph: GraphFile, base: str, dataset: str, year: int | None, files: Sequence[SourceFile]
) -> None:
    """Write a prov:Entity with its hash for each file read."""
    for file in files:
        subject = iri(source_iri(base, dataset, year, file.name))
        graph.typed(subject, name("prov:Entity"))
        graph.add(subject, LABEL, literal(file.name))
        graph.add(subject, name("lm:sha256"), literal(file.sha256))
        if file.issued:
            graph.add(subject, name("dcterms:issued"), typed(file.issued, "xsd:date"))


def describe_import(
    graph: GraphFile,
    base: str,
    dataset: str,
    year: int | None,
    files: Sequence[SourceFile],
    rows: Sequence[RowCounts],
) -> None:
    """Write the import as a prov:Activity with its row counts.

    It carries neither time nor person: the same input must give the same triples.
    """
    reference = dataset if year is None else f"{dataset}-{year}"
    subject = iri(f"{base}/source/{quote(dataset, safe='-._~')}/import/{reference}")
    graph.typed(subject, name("prov:Activity"))
    ja, en = (f"{reference} の取り込み", f"Import of {reference}")
    graph.add(subject, LABEL, literal(ja, "ja"))
    graph.add(subject, LABEL, literal(en, "en"))
    for file in files:
        graph.add(subject, name("prov:used"), iri(source_iri(base, dataset, year, file.name)))
    graph.add(iri(dataset_iri(base, dataset)), name("prov:wasGeneratedBy"), subject)
    if year is not None:
        graph.add(subject, name("lm:fiscalYear"), gyear(year))
    if rows:
        for predicate, count in (
            ("lm:rowsRead", sum(r.read for r in rows)),
            ("lm:rowsUsed", sum(r.used for r in rows)),
            ("lm:rowsRefused", sum(r.refused for r in rows)),
        ):
            graph.add(subject, name(predicate), integer(count))


def describe_counts(
    graph: GraphFile, base: str, dataset: str, triples: int, classes: Mapping[str, int]
) -> None:
    """Write VoID statistics into a provenance graph: all triples, and entities per class.

    ``classes`` maps class terms (``<iri>``) to counts; pages read these instead of counting.
    """
    base_iri = dataset_iri(base, dataset)
    subject = iri(base_iri)
    graph.add(subject, name("void:triples"), integer(triples))
    for class_term, entities in sorted(classes.items()):
        local = class_term.strip("<>").replace("#", "/").rsplit("/", 1)[-1]
        part = iri(f"{base_iri}-class-{quote(local, safe='-._~')}")
        graph.add(subject, name("void:classPartition"), part)
        graph.add(part, name("void:class"), class_term)
        graph.add(part, name("void:entities"), integer(entities))


class Provenance:
    """Writes ``resource prov:wasDerivedFrom <file#row=N>``, each pair once, into its own graph."""

    def __init__(self, graph: GraphFile, base: str, dataset: str, year: int | None) -> None:
        self.graph = graph
        self._base = base
        self._dataset = dataset
        self._year = year
        self._prefix = ""
        self._row = 0
        self._seen: set[str] = set()

    def file(self, file_name: str) -> None:
        """Set the file that the following rows belong to."""
        source = source_iri(self._base, self._dataset, self._year, file_name)
        iri(source)
        self._prefix = f"<{source}#row="
        self._row = 0

    def derived(self, subject: str, row: int) -> None:
        """Record that ``subject`` (a term) has a statement from row ``row`` (header = row 1)."""
        if row != self._row:
            self._row = row
            self._seen.clear()
        if subject not in self._seen:
            self._seen.add(subject)
            self.graph.add(subject, _DERIVED, f"{self._prefix}{row}>")
