"""The last check's measurements in DQV, as in the quality report's own format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rdflib import RDF, XSD, Graph, Literal, URIRef

from michisuji.messages import each, listed, text
from michisuji.publication.catalog.facts import DataSet
from michisuji.publication.catalog.vocabularies import DCTERMS, DQV, PROV, Words
from michisuji.quality.formats import render
from michisuji.quality.formats.report_context import focus_nodes
from michisuji.quality.rulebook.rules import Rulebook

if TYPE_CHECKING:
    from michisuji.quality.history.saved import Saved
    from michisuji.store import Store


def describe(
    words: Words, store: Store, found: Sequence[DataSet], saved: Saved, book: Rulebook
) -> None:
    """Write metrics and measurements of a check into the graph of ``words``.

    Raises the store's errors: it queries how many nodes each rule covers.
    """
    names = sorted(saved.report.profiles)
    told = render(
        saved.report,
        "dqv",
        checked_at=saved.at,
        base_iri=words.base,
        subject=each(lambda lang: listed(names, lang)),
        checked_in=focus_nodes(store, saved.report, words.base, book),
        book=book,
    )
    measured = Graph().parse(data=told, format="turtle")
    for triple in measured:
        words.graph.add(triple)
    known = {URIRef(dataset.iri) for dataset in found}
    metadata = words.typed(words.own("quality"), DQV.QualityMetadata)
    words.texts(metadata, DCTERMS.title, text("dcat.quality"))
    at = Literal(saved.at.isoformat(), datatype=XSD.dateTime)
    words.add(metadata, PROV.generatedAtTime, at)
    for measurement, of in measured.subject_objects(DQV.computedOn):
        if of in known and isinstance(measurement, URIRef) and isinstance(of, URIRef):
            words.add(of, DQV.hasQualityMeasurement, measurement)
            words.add(of, DQV.hasQualityMetadata, metadata)
    for node in measured.subjects(RDF.type, DQV.QualityMeasurementDataset):
        if isinstance(node, URIRef):
            words.add(metadata, DCTERMS.hasPart, node)
