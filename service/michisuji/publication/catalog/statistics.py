"""VoID: the counts of each data set, its classes, properties and links, as RDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from urllib.parse import quote

from rdflib import RDF, Literal, URIRef

from michisuji.messages import text
from michisuji.publication.catalog.counts import OUTSIDE, VOCABULARY, AllCounts, Counts
from michisuji.publication.catalog.facts import DataSet
from michisuji.publication.catalog.vocabularies import DCTERMS, FOAF, VOID, Words
from michisuji.publication.manifest import Distribution
from michisuji.vocabulary import PREFIXES

#: Media types of RDF → W3C's names of the formats.
FORMATS = {
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/n-quads": "N-Quads",
    "application/trig": "TriG",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
}
#: Scheme and authority.
_HEAD = re.compile(r"[^:/?#]*:(?://[^/?#]*)?")
_SERVED = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")


def describe(
    words: Words, found: Sequence[DataSet], entries: Iterable[Distribution], counts: AllCounts
) -> None:
    """Write the statistics into the graph of ``words``; uncounted figures are left out."""
    document = words.typed(URIRef(f"{words.base}/void"), VOID.DatasetDescription)
    words.texts(document, DCTERMS.title, text("dcat.statistics"))
    dumps = list(entries)
    for dataset in found:
        node = words.typed(URIRef(dataset.iri), VOID.Dataset)
        words.texts(node, DCTERMS.title, dataset.title)
        words.add(document, FOAF.topic, node)
        _access(words, node, dataset, dumps)
        own = counts.datasets.get(dataset.name)
        if own:
            _totals(words, node, own)
            _partitions(words, node, dataset.name, own)
            _links(words, node, dataset.name, own, {d.name: d.iri for d in found})
        _parts(words, node, dataset, dumps, counts)


def _access(words: Words, node: URIRef, dataset: DataSet, dumps: Iterable[Distribution]) -> None:
    words.add(node, VOID.sparqlEndpoint, URIRef(f"{words.base}/sparql"))
    words.add(node, VOID.feature, *(_format(kind) for kind in _SERVED))
    if dataset.name == "vocabulary":
        words.add(node, VOID.uriSpace, Literal(VOCABULARY))
    else:
        words.add(node, VOID.uriSpace, Literal(f"{words.base}/id/"))
        own = re.escape(quote(dataset.name, safe="-._~"))
        pattern = f"^{re.escape(words.base)}/id/[^/]+/{own}(-|$)"
        words.add(node, VOID.uriRegexPattern, Literal(pattern))
    if dataset.licence:
        words.add(node, DCTERMS.license, URIRef(dataset.licence))
    _dumps(words, node, dumps, dataset.name, None)


def _dumps(
    words: Words, node: URIRef, dumps: Iterable[Distribution], name: str, year: int | None
) -> None:
    for entry in dumps:
        if (entry.dataset, entry.year) == (name, year) and entry.media_type in FORMATS:
            words.add(node, VOID.dataDump, URIRef(f"{words.base}/{quote(entry.path)}"))


def _parts(
    words: Words, node: URIRef, dataset: DataSet, dumps: Iterable[Distribution], counts: AllCounts
) -> None:
    for part in dataset.parts:
        own = words.typed(URIRef(part.iri), VOID.Dataset)
        words.add(node, VOID.subset, own)
        words.add(own, VOID.sparqlEndpoint, URIRef(f"{words.base}/sparql"))
        if part.year is not None:
            _dumps(words, own, dumps, dataset.name, part.year)
        if part.graph in counts.parts:
            _totals(words, own, counts.parts[part.graph])
        if part.graph in counts.provenance:
            where = words.own(f"provenance-{part.iri.rpartition('/')[2]}")
            words.add(node, VOID.subset, words.typed(where, VOID.Dataset))
            words.texts(where, DCTERMS.title, text("dcat.provenance"))
            words.add(where, VOID.triples, Literal(counts.provenance[part.graph]))


def _totals(words: Words, node: URIRef, own: Counts) -> None:
    for term, number in (
        ("triples", own.triples),
        ("entities", own.entities),
        ("distinctSubjects", own.subjects),
        ("distinctObjects", own.objects),
        ("properties", len(own.properties)),
        ("classes", len(own.classes)),
    ):
        words.add(node, VOID[term], Literal(number))
    if own.example:
        words.add(node, VOID.exampleResource, URIRef(own.example))
    names = {*own.properties, *own.classes}
    words.add(node, VOID.vocabulary, *(URIRef(v) for v in sorted(map(_namespace, names))))


def _partitions(words: Words, node: URIRef, dataset: str, own: Counts) -> None:
    # The store's own description calls its class partitions so, too.
    for iri, entities in own.classes.items():
        part = words.typed(URIRef(f"{node}-class-{_key(iri)}"), VOID.Dataset)
        words.add(node, VOID.classPartition, part)
        words.add(part, VOID["class"], URIRef(iri))
        words.add(part, VOID.entities, Literal(entities))
    for iri, used in own.properties.items():
        part = words.typed(words.own(f"{dataset}-property-{_key(iri)}"), VOID.Dataset)
        words.add(node, VOID.propertyPartition, part)
        words.add(part, VOID.property, URIRef(iri))
        words.add(part, VOID.triples, Literal(used.triples))
        words.add(part, VOID.distinctSubjects, Literal(used.subjects))
        words.add(part, VOID.distinctObjects, Literal(used.objects))


def _links(words: Words, node: URIRef, dataset: str, own: Counts, iris: dict[str, str]) -> None:
    for (iri, target), triples in own.linked.items():
        key = f"{dataset}-links-{_key(iri)}-{target or 'outside'}"
        links = words.typed(words.own(key), VOID.Linkset)
        words.add(node, VOID.subset, links)
        words.add(links, VOID.linkPredicate, URIRef(iri))
        words.add(links, VOID.subjectsTarget, node)
        words.add(links, VOID.objectsTarget, _target(words, target, iris))
        words.add(links, VOID.triples, Literal(triples))


def _target(words: Words, target: str, iris: dict[str, str]) -> URIRef:
    if target != OUTSIDE:
        return URIRef(iris[target])
    outside = words.own("outside")
    if (outside, RDF.type, None) not in words.graph:
        words.typed(outside, VOID.Dataset)
        words.texts(outside, DCTERMS.title, text("dcat.outside"))
    return outside


def _format(media_type: str) -> URIRef:
    return URIRef(f"http://www.w3.org/ns/formats/{FORMATS[media_type]}")


def _namespace(iri: str) -> str:
    """Return the part of an IRI before the term's local name.

    It is an IRI itself: ``tag:…,2026:x`` has no ``/``.
    """
    head = _HEAD.match(iri)
    start = head.end() if head else 0
    cut = max(iri.rfind("#", start), iri.rfind("/", start))
    if cut < 0:
        cut = iri.rfind(":", start)
    return iri[: cut + 1] if cut >= 0 else iri[:start]


def _key(iri: str) -> str:
    """Return a short name of a term, with its prefix unless it is ours: ``dcterms-title``.

    Two terms of unknown namespaces may share a local name: a digest distinguishes them.
    """
    space = _namespace(iri)
    local = iri[len(space) :]
    prefix = {known: prefix for prefix, known in PREFIXES.items()}.get(space)
    if prefix is None:
        return f"x-{quote(local, safe='-._~')}-{sha256(iri.encode()).hexdigest()[:8]}"
    return quote(local if prefix == "lm" else f"{prefix}-{local}", safe="-._~")
