"""The catalog in DCAT 3: a series per data set, a data set per fiscal year, files and services."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from rdflib import RDFS, XSD, Literal, URIRef

from michisuji.fiscal_years import full_texts
from michisuji.languages import LANGUAGES, Text
from michisuji.messages import message, section, text
from michisuji.publication.catalog.counts import AllCounts
from michisuji.publication.catalog.facts import DataSet, DatasetGraph, Import
from michisuji.publication.catalog.vocabularies import (
    DCAT,
    DCTERMS,
    FOAF,
    GRAPH_STORE_PROTOCOL,
    LM,
    PROV,
    SHA256,
    SPARQL_PROTOCOL,
    SPDX,
    THEMES,
    VOID,
    Words,
)
from michisuji.publication.manifest import Distribution
from michisuji.vocabulary import PREFIXES

_QB = PREFIXES["qb"]
_VCARD = "http://www.w3.org/2006/vcard/ns#"
#: Name, address and standard of each service.
_SERVICES = (
    ("sparql", "sparql", SPARQL_PROTOCOL),
    ("graph-store", "graph-store", GRAPH_STORE_PROTOCOL),
)


def describe(
    words: Words,
    found: Sequence[DataSet],
    entries: Iterable[Distribution],
    counts: AllCounts,
    *,
    made: str,
) -> None:
    """Write the catalog with its data sets, files and services into the graph of ``words``."""
    _catalog(words, made)
    files = _by_place(entries, found)
    for dataset in found:
        _series(words, dataset, counts)
        _distributions(words, URIRef(dataset.iri), dataset, files.get((dataset.name, None), []))
        for part, before in zip(dataset.parts, (None, *dataset.parts), strict=False):
            _member(words, dataset, part, before, counts)
            own = files.get((dataset.name, part.year), []) if part.year is not None else []
            _distributions(words, URIRef(part.iri), dataset, own)
            _graph_distribution(words, dataset, part)
    if whole := files.get(("", None)):
        _whole(words, found, whole)
    _services(words, found)


def _catalog(words: Words, made: str) -> None:
    node = words.typed(words.catalog, DCAT.Catalog)
    words.texts(node, DCTERMS.title, text("dcat.title"))
    words.texts(node, DCTERMS.description, text("dcat.description"))
    operator = words.typed(words.own("operator"), FOAF.Agent)
    words.texts(operator, FOAF.name, text("dcat.operator"))
    words.add(node, DCTERMS.publisher, operator)
    words.add(node, DCTERMS.language, words.language("ja"), words.language("en"))
    words.add(node, FOAF.homepage, words.document(f"{words.base}/"))
    words.theme()
    words.add(node, DCAT.themeTaxonomy, THEMES)
    words.date(node, DCTERMS.modified, made)


def _common(words: Words, node: URIRef, dataset: DataSet, english: bool) -> None:
    """Write what a series and each of its members have in common."""
    words.add(words.catalog, DCAT.dataset, node)
    if dataset.publisher:
        words.add(node, DCTERMS.publisher, words.agent(dataset.publisher))
    if dataset.licence:
        words.add(node, DCTERMS.license, words.licence(dataset.licence))
    if dataset.page:
        words.add(node, DCAT.landingPage, words.document(dataset.page))
    if dataset.contact:
        words.add(
            node, DCAT.contactPoint, words.typed(URIRef(dataset.contact), URIRef(_VCARD + "Kind"))
        )
    for lang in LANGUAGES if english else ("ja",):
        words.add(node, DCTERMS.language, words.language(lang))
        words.add(
            node,
            DCAT.keyword,
            *(Literal(w, lang=lang) for w in section("dcat.keywords", lang).values()),
        )
    words.add(node, DCAT.theme, words.theme())
    words.add(node, DCTERMS.accessRights, words.public())
    words.add(node, LM.fictional, Literal(dataset.fictional))


def _series(words: Words, dataset: DataSet, counts: AllCounts) -> None:
    node = URIRef(dataset.iri)
    # The store gives it the class dcat:Dataset; in DCAT 3 a series is one.
    words.typed(node, DCAT.DatasetSeries, DCAT.Dataset, VOID.Dataset, URIRef(_QB + "DataSet"))
    words.texts(node, DCTERMS.title, dataset.title)
    words.texts(node, DCTERMS.description, dataset.description or dataset.title)
    words.add(node, DCTERMS.identifier, Literal(dataset.name))
    own = counts.datasets.get(dataset.name)
    _common(words, node, dataset, own is None or own.english)
    words.date(node, DCTERMS.issued, dataset.issued)
    words.date(node, DCTERMS.modified, dataset.modified or (dataset.dates or ("",))[-1])
    _generated(words, node, dataset.imports)
    if dataset.years:
        words.add(node, DCTERMS.temporal, words.years(dataset.years[0], dataset.years[-1]))
        yearly = [part.iri for part in dataset.parts if part.year is not None]
        words.add(node, DCAT.first, URIRef(yearly[0]))
        words.add(node, DCAT.last, URIRef(yearly[-1]))


def _member(
    words: Words,
    dataset: DataSet,
    part: DatasetGraph,
    before: DatasetGraph | None,
    counts: AllCounts,
) -> None:
    """Write one part of a data set; ``before`` is the part listed before it."""
    node = words.typed(URIRef(part.iri), DCAT.Dataset, VOID.Dataset)
    of = member_words(part.year)
    words.texts(node, DCTERMS.title, {k: f"{v} {of[k]}" for k, v in dataset.title.items()})
    said = dataset.description or dataset.title
    about = {lang: _about(part.year, lang, said[lang]) for lang in said}
    words.texts(node, DCTERMS.description, about)
    words.add(node, DCTERMS.identifier, Literal(part.iri.rpartition("/")[2]))
    own = counts.parts.get(part.graph)
    _common(words, node, dataset, own is None or own.english)
    words.add(node, DCAT.inSeries, URIRef(dataset.iri))
    if part.year is not None:
        words.add(node, DCTERMS.temporal, words.years(part.year, part.year))
        if before is not None and before.year is not None:
            words.add(node, DCAT.prev, URIRef(before.iri))
    dates = part.dates
    words.date(node, DCTERMS.issued, dates[0] if dates else dataset.issued)
    words.date(node, DCTERMS.modified, dates[-1] if dates else dataset.modified or dataset.issued)
    _generated(words, node, part.imports or dataset.imports)


def member_words(year: int | None) -> Text:
    """Return the name of a part, to be appended to its data set's title."""
    if year is None:
        return text("dcat.timeless")
    return full_texts(year)


def _about(year: int | None, lang: str, said: str) -> str:
    if year is None:
        return message("dcat.about_timeless", lang, description=said)
    return message("dcat.about_year", lang, year=full_texts(year), description=said)


def _generated(words: Words, node: URIRef, imports: Iterable[Import]) -> None:
    """Write the imports and the files that they used, as provenance records them."""
    for each in imports:
        activity = words.typed(URIRef(each.iri), PROV.Activity)
        words.add(node, PROV.wasGeneratedBy, activity)
        for source in each.sources:
            entity = words.typed(URIRef(source.iri), PROV.Entity)
            words.add(activity, PROV.used, entity)
            words.date(entity, DCTERMS.issued, source.issued)
            if source.name:
                words.add(entity, RDFS.label, Literal(source.name))
            if source.sha256:
                words.add(entity, LM.sha256, Literal(source.sha256))


def _by_place(
    entries: Iterable[Distribution], found: Sequence[DataSet]
) -> dict[tuple[str, int | None], list[Distribution]]:
    """Map (data set, year) to files.

    Files of an unknown year count for the data set, those of an unknown data set for all.
    """
    years = {d.name: set(d.years) for d in found}
    places: dict[tuple[str, int | None], list[Distribution]] = {}
    for entry in entries:
        name = entry.dataset if entry.dataset in years else ""
        year = entry.year if name and entry.year in years[name] else None
        places.setdefault((name, year), []).append(entry)
    return places


def _distributions(
    words: Words, node: URIRef, dataset: DataSet | None, entries: Iterable[Distribution]
) -> None:
    for entry in entries:
        file = words.typed(words.own(f"file-{entry.path}"), DCAT.Distribution)
        words.add(node, DCAT.distribution, file)
        words.texts(file, DCTERMS.title, entry.title)
        address = URIRef(f"{words.base}/{quote(entry.path)}")
        words.add(file, DCAT.accessURL, address)
        words.add(file, DCAT.downloadURL, address)
        words.add(file, DCAT.mediaType, words.media_type(entry.media_type))
        if entry.packed:
            words.add(file, DCAT.compressFormat, words.media_type(entry.packed))
        size = Literal(str(entry.size), datatype=XSD.nonNegativeInteger)
        words.add(file, DCAT.byteSize, size)
        if dataset and dataset.licence:
            words.add(file, DCTERMS.license, words.licence(dataset.licence))
        if entry.conforms_to:
            words.add(file, DCTERMS.conformsTo, words.standard(entry.conforms_to))
        if entry.described_by:
            address = URIRef(f"{words.base}/{quote(entry.described_by)}")
            words.add(file, RDFS.seeAlso, address)
        _checksum(words, file, entry.sha256)


def _checksum(words: Words, file: URIRef, sha256: str) -> None:
    node = words.typed(words.own(f"sha256-{sha256}"), SPDX.Checksum)
    words.add(file, SPDX.checksum, node)
    words.add(node, SPDX.algorithm, words.typed(SHA256, SPDX.ChecksumAlgorithm))
    words.add(node, SPDX.checksumValue, Literal(sha256, datatype=XSD.hexBinary, normalize=False))


def _graph_distribution(words: Words, dataset: DataSet, part: DatasetGraph) -> None:
    """Write the distribution of the part's named graph, as the graph store serves it."""
    node = words.typed(words.own(f"graph-{part.iri.rpartition('/')[2]}"), DCAT.Distribution)
    words.add(URIRef(part.iri), DCAT.distribution, node)
    words.texts(node, DCTERMS.title, text("dcat.named_graph"))
    address = f"{words.base}/graph-store?graph={quote(part.graph, safe='')}"
    words.add(node, DCAT.accessURL, URIRef(address))
    words.add(node, DCAT.accessService, words.own("graph-store"))
    if dataset.licence:
        words.add(node, DCTERMS.license, words.licence(dataset.licence))


def _whole(words: Words, found: Sequence[DataSet], entries: Iterable[Distribution]) -> None:
    """Write the file with all data sets: its own data set, with the licences of its parts."""
    node = words.typed(words.own("all"), DCAT.Dataset, VOID.Dataset)
    words.add(words.catalog, DCAT.dataset, node)
    words.texts(node, DCTERMS.title, text("dcat.all.title"))
    words.texts(node, DCTERMS.description, text("dcat.all.description"))
    words.add(node, DCTERMS.hasPart, *(URIRef(dataset.iri) for dataset in found))
    words.add(node, DCTERMS.accessRights, words.public())
    words.add(node, DCAT.theme, words.theme())
    _distributions(words, node, None, entries)


def _services(words: Words, found: Sequence[DataSet]) -> None:
    parts = [URIRef(iri) for d in found for iri in (d.iri, *(part.iri for part in d.parts))]
    for name, path, standard in _SERVICES:
        node = words.typed(words.own(name), DCAT.DataService)
        words.add(words.catalog, DCAT.service, node)
        words.texts(node, DCTERMS.title, text(f"dcat.{name}.title"))
        words.texts(node, DCTERMS.description, text(f"dcat.{name}.description"))
        words.add(node, DCAT.endpointURL, URIRef(f"{words.base}/{path}"))
        words.add(node, DCAT.endpointDescription, URIRef(f"{words.base}/sparql"))
        words.add(node, DCTERMS.conformsTo, words.standard(standard))
        words.add(node, DCTERMS.accessRights, words.public())
        words.add(node, DCAT.servesDataset, *parts)
