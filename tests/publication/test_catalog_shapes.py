"""The catalog against DCAT-AP 3's published shapes, and the vocabularies that it uses."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from catalog_city import BASE, whole
from michisuji.store.rdf_terms import graph_of
from rdflib import (
    CSVW,
    DCAT,
    DCTERMS,
    FOAF,
    PROV,
    QB,
    RDF,
    RDFS,
    SKOS,
    VOID,
    XSD,
    Graph,
    Literal,
    Namespace,
    URIRef,
)

pytestmark = pytest.mark.slow

SHAPES = Path(__file__).parents[1] / "conformance" / "dcat-ap" / "dcat-ap-SHACL.jsonld"
MIHON = URIRef(f"{BASE}/id/dataset/mihon")
SPDX = Namespace("http://spdx.org/rdf/terms#")
AUTHORITY = re.compile(
    r"http://publications\.europa\.eu/resource/authority/"
    r"(language/[A-Z]{3}|access-right/PUBLIC|data-theme(/[A-Z]{4})?)"
)


@cache
def shapes() -> Graph:
    return graph_of(ox.parse(SHAPES.read_bytes(), format=ox.RdfFormat.JSON_LD))


def validate(graph: Graph) -> tuple[bool, str]:
    """By pySHACL, each IRI being an rdfs:Resource (see the README beside the shapes)."""
    data = Graph()
    for triple in graph:
        data.add(triple)
        for node in (triple[0], triple[2]):
            if isinstance(node, URIRef):
                data.add((node, RDF.type, RDFS.Resource))
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes())
    return conforms, text


def test_the_catalog_conforms_to_dcat_ap() -> None:
    conforms, text = validate(whole())
    assert conforms, text


FILE = URIRef(f"{BASE}/catalog#file-dumps/mihon.nq.gz")
BREAKS = {
    "a data set without a title": (MIHON, DCTERMS.title),
    "a data set without a description": (URIRef(f"{MIHON}-2024"), DCTERMS.description),
    "a catalog without a publisher": (URIRef(f"{BASE}/catalog"), DCTERMS.publisher),
    "a file without an address": (FILE, DCAT.accessURL),
    "a service without an endpoint": (URIRef(f"{BASE}/catalog#sparql"), DCAT.endpointURL),
    "a licence without its class": (
        URIRef("https://creativecommons.org/licenses/by/4.0/"),
        RDF.type,
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_shapes_find_what_is_missing(name: str) -> None:
    broken = Graph()
    for triple in whole():
        if triple[:2] != BREAKS[name]:
            broken.add(triple)
    assert len(broken) < len(whole())
    assert not validate(broken)[0]


def test_the_shapes_find_a_size_that_is_no_number() -> None:
    broken = Graph() + whole()
    broken.set((FILE, DCAT.byteSize, Literal("big")))
    assert not validate(broken)[0]


#: Terms newer than rdflib's copies, or of vocabularies it has not; looked up before they were used.
LOOKED_UP = {
    str(DCAT): "DatasetSeries first inSeries last prev",  # DCAT 3
    "http://www.w3.org/ns/dqv#": """
        Dimension Metric QualityMeasurement QualityMeasurementDataset QualityMetadata computedOn
        expectedDataType hasQualityMeasurement hasQualityMetadata inDimension isMeasurementOf value
    """,
    str(
        SPDX
    ): "Checksum ChecksumAlgorithm algorithm checksum checksumAlgorithm_sha256 checksumValue",
    "http://www.w3.org/ns/formats/": "Turtle N-Triples JSON-LD RDF_XML",
}
KNOWN = (CSVW, DCAT, DCTERMS, FOAF, PROV, QB, RDF, RDFS, SKOS, VOID, XSD)


def test_every_term_exists_in_its_vocabulary() -> None:
    looked_up = {base + name for base, names in LOOKED_UP.items() for name in names.split()}
    ours = "https://w3id.org/michisuji/"
    predicates = set(whole().predicates())
    classes = set(whole().objects(None, RDF.type))
    features = set(whole().objects(None, VOID.feature))
    unknown = {
        term
        for term in predicates | classes | features
        if not term.startswith(ours)
        and str(term) not in looked_up
        and not any(term.startswith(str(space)) and term in space for space in KNOWN)
    }
    assert not unknown


def test_our_own_terms_are_in_the_ontology(root: Path) -> None:
    ontology = Graph()
    for path in (root / "ontology").glob("*.ttl"):
        ontology.parse(path)
    ours = "https://w3id.org/michisuji/ns#"
    used = {p for p in whole().predicates() if str(p).startswith(ours)}
    assert used
    assert all((term, RDF.type, None) in ontology for term in used)


def test_authority_codes_have_their_form() -> None:
    codes = {n for t in whole() for n in t if str(n).startswith("http://publications.europa.eu/")}
    assert codes
    assert all(AUTHORITY.fullmatch(str(code)) for code in codes)
