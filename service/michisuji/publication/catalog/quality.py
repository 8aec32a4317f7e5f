"""The last check's measurements in DQV, as the quality report's own format gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rdflib import RDF, XSD, Graph, Literal, URIRef

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

    Raises the store's errors: it is asked how many nodes each rule looks at.
    """
    names = sorted(saved.report.profiles)
    text = render(
        saved.report,
        "dqv",
        checked_at=saved.at,
        base_iri=words.base,
        subject={"ja": "、".join(names), "en": ", ".join(names)},
        checked_in=focus_nodes(store, saved.report, words.base, book),
        book=book,
    )
    measured = Graph().parse(data=text, format="turtle")
    for triple in measured:
        words.graph.add(triple)
    known = {URIRef(dataset.iri) for dataset in found}
    metadata = words.typed(words.own("quality"), DQV.QualityMetadata)
    words.texts(
        metadata, DCTERMS.title, {"ja": "最後の点検の結果", "en": "Result of the last check"}
    )
    at = Literal(saved.at.isoformat(), datatype=XSD.dateTime)
    words.add(metadata, PROV.generatedAtTime, at)
    for measurement, of in measured.subject_objects(DQV.computedOn):
        if of in known and isinstance(measurement, URIRef) and isinstance(of, URIRef):
            words.add(of, DQV.hasQualityMeasurement, measurement)
            words.add(of, DQV.hasQualityMetadata, metadata)
    for node in measured.subjects(RDF.type, DQV.QualityMeasurementDataset):
        if isinstance(node, URIRef):
            words.add(metadata, DCTERMS.hasPart, node)
