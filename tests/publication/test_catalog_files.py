"""The files of the catalog: one graph in four formats, the same bytes each time, a valid feed."""

from __future__ import annotations

import hashlib
import json
import xml.etree.ElementTree as ET
from datetime import datetime
from pathlib import Path

import pyoxigraph as ox
import pytest
from catalog_city import BASE, ENTRIES, MADE, SETTINGS, known, saved, store
from michisuji.publication import catalog, manifest
from michisuji.publication.catalog.jsonld import frame
from michisuji.vocabulary import PREFIXES
from rdflib import DCTERMS, RDFS, XSD, Graph, Literal, URIRef

pytestmark = pytest.mark.slow

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bundle")
    written = catalog.write(
        store(), SETTINGS, made, entries=ENTRIES, made=MADE, quality=saved(), known=known()
    )
    for entry in written:
        assert (entry.size, entry.sha256) == manifest.measured(made / entry.path)
    return made


def parsed(path: Path, kind: ox.RdfFormat) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(path.read_bytes(), format=kind)}


def test_all_files_are_there(folder: Path) -> None:
    assert set(manifest.every_file(folder)) == {
        "catalog.ttl", "catalog.jsonld", "catalog.rdf", "catalog.nt", "void.ttl",
        ".well-known/void", "feed.atom",
    }  # fmt: skip
    assert (folder / "void.ttl").read_bytes() == (folder / ".well-known" / "void").read_bytes()


def test_the_formats_say_the_same(folder: Path) -> None:
    expected = parsed(folder / "catalog.nt", ox.RdfFormat.N_TRIPLES)
    assert len(expected) > 3000
    assert parsed(folder / "catalog.ttl", ox.RdfFormat.TURTLE) == expected
    assert parsed(folder / "catalog.jsonld", ox.RdfFormat.JSON_LD) == expected
    assert parsed(folder / "catalog.rdf", ox.RdfFormat.RDF_XML) == expected
    assert parsed(folder / "void.ttl", ox.RdfFormat.TURTLE) < expected


def test_the_same_data_make_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    catalog.write(store(), SETTINGS, tmp_path, entries=ENTRIES[::-1], made=MADE, quality=saved())
    for path in manifest.every_file(folder):
        assert (tmp_path / path).read_bytes() == (folder / path).read_bytes(), path


def test_json_ld_can_be_read(folder: Path) -> None:
    body = json.loads((folder / "catalog.jsonld").read_text("utf-8"))
    found = body["@graph"][0]
    assert found["@type"] == "dcat:Catalog"
    assert found["title"]["en"] == "Michisuji: catalog of the published data"
    mihon = next(d for d in found["dataset"] if isinstance(d, dict) and "mihon" in d["@id"])
    assert mihon["triples"] == known().counts.datasets["mihon"].triples
    dump = next(d for d in mihon["distribution"] if "nq.gz" in d["@id"]) if isinstance(
        mihon["distribution"], list
    ) else mihon["distribution"]  # fmt: skip
    assert dump["downloadURL"] == f"{BASE}/dumps/mihon.nq.gz"
    assert dump["byteSize"] == ENTRIES[1].size
    assert body["@context"]["byteSize"] == {
        "@id": "dcat:byteSize",
        "@type": "xsd:nonNegativeInteger",
    }


def test_json_ld_keeps_every_kind_of_value() -> None:
    graph, node = Graph(), URIRef("http://a.example/s")
    other, plain = URIRef("http://a.example/o"), URIRef("http://b.example/title")
    for value in (
        Literal("x"), Literal("x", lang="ja"), Literal("007", datatype=XSD.integer),
        Literal("7", datatype=XSD.integer), Literal("9" * 17, datatype=XSD.integer),
        Literal("9" * 5_000, datatype=XSD.integer), Literal("true", datatype=XSD.boolean), other,
        Literal("1", datatype=XSD.boolean), Literal("1.50", datatype=XSD.decimal),
    ):  # fmt: skip
        graph.add((node, DCTERMS.title, value))
        graph.add((other, RDFS.label, value))
    graph.add((node, plain, Literal("another title")))
    graph.add((other, DCTERMS.issued, Literal("2026-04-01", datatype=XSD.date)))
    graph.add((other, DCTERMS.subject, node))
    found = {
        q.triple for q in ox.parse(frame(graph, [node], PREFIXES), format=ox.RdfFormat.JSON_LD)
    }
    lines = graph.serialize(format="nt").encode()
    assert found == {q.triple for q in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_feed_is_atom(lang: str) -> None:
    root = ET.fromstring(catalog.atom(known().datasets, BASE, made=MADE, lang=lang))
    assert root.tag == f"{ATOM}feed"
    assert root.get(XML_LANG) == lang
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 6
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            (child,) = element.findall(f"{ATOM}{name}")
            assert child.text
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated", "")).tzinfo
    ids = [e.findtext(f"{ATOM}id") for e in entries]
    assert len(set(ids)) == len(ids)
    assert f"{BASE}/id/dataset/mihon-2026" in ids
    dates = [e.findtext(f"{ATOM}updated", "") for e in entries]
    assert dates == sorted(dates, reverse=True)
    assert root.findtext(f"{ATOM}updated") == dates[0]
    for entry in entries:
        seen = {(a.get("rel"), a.get("type")) for a in entry.findall(f"{ATOM}link")}
        assert len(seen) == len(entry.findall(f"{ATOM}link"))
        assert ("license", None) in seen


def test_the_feed_invents_no_date() -> None:
    root = ET.fromstring(catalog.atom(known().datasets, BASE))
    ids = {e.findtext(f"{ATOM}id") for e in root.findall(f"{ATOM}entry")}
    assert f"{BASE}/id/dataset/vocabulary-timeless" not in ids
    assert f"{BASE}/id/dataset/mihon-2024" in ids


def test_a_feed_of_nothing_is_a_feed() -> None:
    root = ET.fromstring(catalog.atom((), BASE))
    assert not root.findall(f"{ATOM}entry")
    assert root.findtext(f"{ATOM}updated")


def test_checksums_of_the_catalog_are_right(folder: Path) -> None:
    (entry,) = (e for e in catalog.write(store(), SETTINGS, folder, entries=ENTRIES, made=MADE,
        quality=saved(), known=known()) if e.path == "catalog.nt")  # fmt: skip
    assert entry.sha256 == hashlib.sha256((folder / "catalog.nt").read_bytes()).hexdigest()
