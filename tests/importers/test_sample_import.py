"""The data that comes with Michisuji goes into a store, and again without a change."""

from __future__ import annotations

import pytest
from michisuji.importers.report import ImportReport
from michisuji.importers.sample import import_sample
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.vocabulary import CODE, LM

BASE = Settings().base_iri
_PREFIXES = (
    f"PREFIX lm: <{LM}> PREFIX code: <{CODE}> PREFIX dcat: <http://www.w3.org/ns/dcat#> "
    "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX prov: <http://www.w3.org/ns/prov#> "
    "PREFIX void: <http://rdfs.org/ns/void#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
)


@pytest.fixture(scope="module")
def imported() -> tuple[MemoryStore, list[ImportReport]]:
    store = MemoryStore(BASE)
    return store, import_sample(store, Settings())


@pytest.fixture(scope="module")
def store(imported: tuple[MemoryStore, list[ImportReport]]) -> MemoryStore:
    return imported[0]


def _rows(store: MemoryStore, query: str) -> list[tuple[str, ...]]:
    return [tuple(str(term) for term in row) for row in store.select(_PREFIXES + query).rows]


def test_three_datasets_are_reported(imported: tuple[MemoryStore, list[ImportReport]]) -> None:
    reports = {report.dataset: report for report in imported[1]}
    assert sorted(reports) == ["mihon", "nagareyama", "vocabulary"]
    assert all(report.adds_up and not report.refusals for report in reports.values())
    assert not any(report.notes for report in reports.values())


def test_importing_twice_changes_nothing(store: MemoryStore) -> None:
    before = sorted(b"".join(store.dump()).splitlines())
    import_sample(store, Settings())
    assert sorted(b"".join(store.dump()).splitlines()) == before


def test_every_dataset_describes_itself_in_both_languages(store: MemoryStore) -> None:
    found = _rows(
        store,
        "SELECT ?d ?ja ?en ?licence WHERE { ?d a dcat:Dataset ; dcterms:license ?licence ; "
        'dcterms:description ?ja, ?en . FILTER(LANG(?ja) = "ja" && LANG(?en) = "en") }',
    )
    assert {row[0].rsplit("/", 1)[1] for row in found} == {"mihon", "nagareyama", "vocabulary"}


def test_only_the_fictional_city_is_fictional_and_says_so(store: MemoryStore) -> None:
    found = _rows(store, "SELECT ?d ?f WHERE { ?d lm:fictional ?f }")
    assert {(d.rsplit("/", 1)[1], f) for d, f in found} == {
        ("mihon", "true"),
        ("nagareyama", "false"),
        ("vocabulary", "false"),
    }
    texts = _rows(
        store,
        f"SELECT ?t WHERE {{ <{BASE}/id/dataset/mihon> dcterms:description|dcterms:title ?t }}",
    )
    assert len(texts) == 4
    assert all("架空" in text or "fictional" in text for (text,) in texts)


def test_every_code_used_has_a_label(store: MemoryStore) -> None:
    found = _rows(
        store,
        "SELECT DISTINCT ?code WHERE { ?s ?p ?code "
        "FILTER(STRSTARTS(STR(?code), STR(code:)) && STR(?code) != STR(code:)) "
        'FILTER NOT EXISTS { ?code skos:prefLabel ?l FILTER(LANG(?l) = "ja") } }',
    )
    assert found == []


def test_counts_that_pages_read_agree_with_the_data(store: MemoryStore) -> None:
    found = _rows(
        store,
        "SELECT ?class ?n (COUNT(DISTINCT ?s) AS ?seen) WHERE { "
        f"GRAPH <{BASE}/graph/mihon/provenance> {{ ?part void:class ?class ; void:entities ?n }} "
        f"GRAPH ?g {{ ?s a ?class }} "
        f"FILTER(?g IN (<{BASE}/graph/mihon>, <{BASE}/graph/mihon/2026>)) }} GROUP BY ?class ?n",
    )
    assert len(found) > 20
    assert [row for row in found if row[1] != row[2]] == []


def test_no_blank_nodes_anywhere(store: MemoryStore) -> None:
    assert not store.ask("ASK { GRAPH ?g { ?s ?p ?o FILTER(ISBLANK(?s) || ISBLANK(?o)) } }")


def test_nothing_that_is_referred_to_is_missing(store: MemoryStore) -> None:
    found = _rows(
        store,
        "SELECT DISTINCT ?o WHERE { ?s ?p ?o . "
        "FILTER(?p NOT IN (prov:wasDerivedFrom, dcterms:replaces)) "
        f'FILTER(STRSTARTS(STR(?o), "{BASE}/id/")) FILTER NOT EXISTS {{ ?o a ?class }} }}',
    )
    assert found == []
