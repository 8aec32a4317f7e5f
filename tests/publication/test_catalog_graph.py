"""The catalog in DCAT: series, years, files, services, licences, provenance, quality."""

from __future__ import annotations

from datetime import date

import pytest
from catalog_city import BASE, ENTRIES, SETTINGS, known, saved, store, whole
from michisuji.publication import catalog
from michisuji.store.memory import MemoryStore
from rdflib import DCAT, DCTERMS, PROV, RDF, BNode, Literal, Namespace, URIRef
from rdflib.compare import to_isomorphic

pytestmark = pytest.mark.slow

CATALOG = URIRef(f"{BASE}/catalog")
MIHON = URIRef(f"{BASE}/id/dataset/mihon")
DCAT3 = Namespace(str(DCAT))
DQV = Namespace("http://www.w3.org/ns/dqv#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
CC_BY = URIRef("https://creativecommons.org/licenses/by/4.0/")


def member(year: object) -> URIRef:
    return URIRef(f"{MIHON}-{year}")


def test_nothing_is_blank() -> None:
    assert not [t for t in whole() if any(isinstance(node, BNode) for node in t)]


def test_each_data_set_is_a_series_of_fiscal_years() -> None:
    graph = whole()
    series = set(graph.subjects(RDF.type, DCAT3.DatasetSeries))
    assert series == {
        URIRef(f"{BASE}/id/dataset/{n}") for n in ("mihon", "nagareyama", "vocabulary")
    }
    members = set(graph.subjects(DCAT3.inSeries, MIHON))
    assert members == {member(y) for y in (2024, 2025, 2026, "timeless")}
    assert graph.value(member(2026), DCAT3.prev) == member(2025)
    assert graph.value(member(2025), DCAT3.prev) == member(2024)
    assert graph.value(member(2024), DCAT3.prev) is None
    assert graph.value(MIHON, DCAT3.first) == member(2024)
    assert graph.value(MIHON, DCAT3.last) == member(2026)
    listed = set(graph.objects(CATALOG, DCAT.dataset))
    assert members | series <= listed


def test_a_fiscal_year_runs_from_april_to_march() -> None:
    graph = whole()
    period = graph.value(member(2024), DCTERMS.temporal)
    assert graph.value(period, DCAT.startDate).toPython() == date(2024, 4, 1)
    assert graph.value(period, DCAT.endDate).toPython() == date(2025, 3, 31)
    whole_time = graph.value(MIHON, DCTERMS.temporal)
    assert graph.value(whole_time, DCAT.startDate).toPython() == date(2024, 4, 1)
    assert graph.value(whole_time, DCAT.endDate).toPython() == date(2027, 3, 31)
    assert graph.value(member("timeless"), DCTERMS.temporal) is None


def test_licences_are_those_of_each_data_set() -> None:
    graph = whole()
    assert graph.value(MIHON, DCTERMS.license) == CC_BY
    assert graph.value(member(2025), DCTERMS.license) == CC_BY
    vocabulary = URIRef(f"{BASE}/id/dataset/vocabulary")
    assert graph.value(vocabulary, DCTERMS.license) == URIRef(
        "https://spdx.org/licenses/Apache-2.0"
    )
    assert graph.value(CATALOG, DCTERMS.license) is None
    assert graph.value(URIRef(f"{CATALOG}#all"), DCTERMS.license) is None


def test_dates_are_those_that_the_data_state() -> None:
    graph = whole()
    issued = graph.value(member(2024), DCTERMS.issued)
    assert issued.toPython() == date(2026, 4, 1)
    vocabulary = URIRef(f"{BASE}/id/dataset/vocabulary")
    assert graph.value(vocabulary, DCTERMS.issued) is None
    assert graph.value(CATALOG, DCTERMS.modified).toPython() == date(2026, 11, 22)


def test_files_have_size_checksum_licence_and_types() -> None:
    graph = whole()
    files = {
        str(graph.value(d, DCAT.downloadURL)): d
        for d in graph.subjects(RDF.type, DCAT.Distribution)
        if graph.value(d, DCAT.downloadURL)
    }
    assert len(files) == len(ENTRIES)
    packed = files[f"{BASE}/dumps/mihon.nq.gz"]
    iana = "https://www.iana.org/assignments/media-types/"
    assert graph.value(packed, DCAT.mediaType) == URIRef(f"{iana}application/n-quads")
    assert graph.value(packed, DCAT.compressFormat) == URIRef(f"{iana}application/gzip")
    assert graph.value(packed, DCTERMS.license) == CC_BY
    assert int(str(graph.value(packed, DCAT.byteSize))) == ENTRIES[1].size
    checksum = graph.value(packed, SPDX.checksum)
    assert str(graph.value(checksum, SPDX.checksumValue)) == ENTRIES[1].sha256
    assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
    assert list(graph.subjects(DCAT.distribution, packed)) == [MIHON]
    table = files[f"{BASE}/tables/mihon/%E4%BA%8B%E6%A5%AD.csv"]
    assert graph.value(table, DCAT.mediaType) == URIRef(f"{iana}text/csv")
    assert list(graph.subjects(DCAT.distribution, table)) == [member(2026)]
    assert graph.value(table, DCTERMS.conformsTo) == URIRef(ENTRIES[3].conforms_to)
    everything = files[f"{BASE}/dumps/all.nq.gz"]
    assert list(graph.subjects(DCAT.distribution, everything)) == [URIRef(f"{CATALOG}#all")]
    assert graph.value(everything, DCTERMS.license) is None


def test_services_serve_every_data_set() -> None:
    graph = whole()
    endpoints = {
        str(graph.value(s, DCAT.endpointURL)): s for s in graph.objects(CATALOG, DCAT.service)
    }
    assert set(endpoints) == {f"{BASE}/sparql", f"{BASE}/graph-store"}
    for service in endpoints.values():
        assert {MIHON, member(2024)} <= set(graph.objects(service, DCAT.servesDataset))


def test_provenance_names_imports_and_their_files() -> None:
    graph = whole()
    for part in (MIHON, member(2025)):
        activity = graph.value(part, PROV.wasGeneratedBy)
        assert activity == URIRef(f"{BASE}/source/mihon/import/mihon")
    used = {str(f) for f in graph.objects(activity, PROV.used)}
    assert f"{BASE}/source/mihon/plan.toml" in used
    assert len(used) > 50


def test_words_are_in_both_languages() -> None:
    graph = whole()
    for term in (DCTERMS.title, DCTERMS.description):
        languages = {
            o.language for o in graph.objects(member(2026), term) if isinstance(o, Literal)
        }
        assert languages == {"ja", "en"}
    titles = {str(o) for o in graph.objects(member(2026), DCTERMS.title)}
    assert any(title.endswith("令和8年度(2026)") for title in titles)
    assert any(title.endswith("FY2026") for title in titles)


def test_quality_is_that_of_the_last_check() -> None:
    graph = whole()
    measured = list(graph.objects(MIHON, DQV.hasQualityMeasurement))
    findings = [
        m for m in measured if str(graph.value(m, DQV.isMeasurementOf)).endswith("-findings")
    ]
    total = sum(int(str(graph.value(m, DQV.value))) for m in findings)
    active = [f for f in saved().report.active if f.context.dataset == "mihon"]
    assert total == len(active) > 0
    assert graph.value(MIHON, DQV.hasQualityMetadata) == URIRef(f"{CATALOG}#quality")
    without = catalog.build(store(), SETTINGS, entries=(), made="", known=known())
    assert not list(without.subject_objects(DQV.hasQualityMeasurement))


def test_the_same_data_make_the_same_graph() -> None:
    again = MemoryStore(BASE)
    for quad in store().data:
        again.data.add(quad)
    other = catalog.build(again, SETTINGS, entries=ENTRIES, made="2026-11-22", quality=saved())
    assert to_isomorphic(other) == to_isomorphic(whole())


def test_an_empty_store_has_an_empty_catalog() -> None:
    graph = catalog.build(MemoryStore(BASE), SETTINGS, entries=(), made="")
    assert (CATALOG, RDF.type, DCAT.Catalog) in graph
    assert not list(graph.objects(CATALOG, DCAT.dataset))
