"""What a resource is called does not depend on who asks."""

from __future__ import annotations

import itertools

import pytest
from michisuji.analysis.causal import CausalIndex
from michisuji.analysis.state import State
from michisuji.languages import pick
from michisuji.quality.check.labels import Names
from michisuji.quality.shacl.source import StoreSource
from michisuji.questions.labels import labels_of
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.store.rdf_terms import label_in
from michisuji.vocabulary import PREFIXES
from michisuji.web import create_app
from rdflib import URIRef

BASE = Settings().base_iri
NODE = f"{BASE}/id/program/t-1"
EXPECTED = {
    ('"あ"@ja', '"い"@ja'): ("あ", "あ"),
    ('"あ"@ja', '"b"@en'): ("あ", "b"),
    ('"あ"@ja', '"plain"'): ("あ", "あ"),
    ('"b"@en', '"plain"'): ("plain", "b"),
    ('"b"@en', '"z"@de'): ("b", "b"),
    ('"plain"', '"z"@de'): ("plain", "plain"),
    ('"b"@en', '""@ja'): ("b", "b"),
    ('"z"@de', '""@ja'): ("z", "z"),
    ('"あ"@ja', '""@ja'): ("あ", "あ"),
}


def stored(*labels: str) -> MemoryStore:
    store = MemoryStore(BASE)
    prefixes = "".join(f"PREFIX {p}: <{iri}> " for p, iri in PREFIXES.items())
    store.update(
        f"{prefixes} INSERT DATA {{ <{NODE}> a lm:Program ; rdfs:label {', '.join(labels)} }}"
    )
    return store


@pytest.mark.parametrize("labels", EXPECTED, ids=" ".join)
@pytest.mark.parametrize(("n", "lang"), [(0, "ja"), (1, "en")])
def test_every_reader_tells_the_same_name(labels: tuple[str, ...], n: int, lang: str) -> None:
    expected = EXPECTED[labels][n]
    for order in itertools.permutations(labels):
        store = stored(*order)
        assert pick(labels_of(store, [NODE], base_iri=BASE)[NODE], lang) == expected
        assert State(store, BASE, lang, None, CausalIndex()).names([NODE])[NODE] == expected
        graph = store.construct(f"CONSTRUCT {{ <{NODE}> ?p ?o }} WHERE {{ <{NODE}> ?p ?o }}")
        assert label_in(graph, URIRef(NODE), lang) == expected
        names = Names(StoreSource(store), BASE)
        names.learn([NODE])
        assert names.label(NODE, lang) == expected


@pytest.mark.parametrize(("n", "lang"), [(0, "ja"), (1, "en")])
def test_pages_tell_it_too(n: int, lang: str) -> None:
    for labels, expected in EXPECTED.items():
        client = create_app(Settings(), stored(*labels)).test_client()
        page = client.get(f"/doc/program/t-1?lang={lang}", headers={"Accept": "text/html"}).text
        assert f"<h1>{expected[n]}" in page.replace("\n", ""), labels


def test_what_has_no_name_is_called_by_its_iri() -> None:
    store = stored('"あ"@ja')
    assert labels_of(store, [f"{BASE}/id/program/none"], base_iri=BASE) == {}
    state = State(store, BASE, "ja", None, CausalIndex())
    assert state.names(["urn:none"]) == {"urn:none": "urn:none"}


def test_the_preferred_property_names() -> None:
    store = stored('"名"@ja')
    prefixes = "".join(f"PREFIX {p}: <{iri}> " for p, iri in PREFIXES.items())
    store.update(
        f'{prefixes} INSERT DATA {{ <{NODE}> skos:prefLabel "a"@ja ; dcterms:title "b"@ja , "t"@en '
        "}"
    )
    graph = store.construct(f"CONSTRUCT {{ <{NODE}> ?p ?o }} WHERE {{ <{NODE}> ?p ?o }}")
    assert label_in(graph, URIRef(NODE), "ja") == "名"
    assert label_in(graph, URIRef(NODE), "en") == "t"
    assert label_in(graph, URIRef("urn:x"), "en", "-") == "-"
