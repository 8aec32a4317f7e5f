"""A smallest ontology without problems, for tests to break in one place at a time."""

from __future__ import annotations

from ontology_lint import Ontology
from rdflib import Graph

PREFIXES = """
@prefix lm: <https://w3id.org/michisuji/ns#> .
@prefix code: <https://w3id.org/michisuji/code/> .
@prefix dc: <http://purl.org/dc/elements/1.1/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

TERMS = """
<https://w3id.org/michisuji/ns> a owl:Ontology ;
    owl:versionIRI <https://w3id.org/michisuji/ns/1> ; dcterms:license <https://example.org/free> ;
    dc:creator "Somebody"@en ; dcterms:created "2026" ; dcterms:modified "2026" ;
    rdfs:seeAlso <https://w3id.org/michisuji/ns/context.jsonld> ;
    dcterms:title "題"@ja, "Title"@en ; dcterms:description "説明"@ja, "What it is"@en .
lm:Thing a owl:Class ; rdfs:label "物"@ja, "Thing"@en ;
    skos:definition "物のこと。"@ja, "A thing."@en ; skos:example "机"@ja ;
    rdfs:isDefinedBy <https://w3id.org/michisuji/ns> .
lm:Part a owl:Class ; rdfs:subClassOf lm:Thing ; rdfs:label "部品"@ja, "Part"@en ;
    skos:definition "物の部品。"@ja, "A part of a thing."@en ; skos:example "脚"@ja ;
    rdfs:isDefinedBy <https://w3id.org/michisuji/ns> .
lm:kind a owl:ObjectProperty ; rdfs:label "種類"@ja, "kind"@en ;
    skos:definition "物の種類。"@ja, "The kind of a thing."@en ; skos:example "code:kind/big"@en ;
    rdfs:domain lm:Thing ; rdfs:range skos:Concept ;
    qb:codeList <https://w3id.org/michisuji/code/kind> ;
    rdfs:isDefinedBy <https://w3id.org/michisuji/ns> .
lm:note a owl:DatatypeProperty ; rdfs:label "備考"@ja, "note"@en ;
    skos:definition "物の備考。"@ja, "A note on a thing."@en ; skos:example "古い"@ja ;
    schema:domainIncludes lm:Thing, lm:Part ; rdfs:range rdf:langString ;
    rdfs:isDefinedBy <https://w3id.org/michisuji/ns> .
"""

CODES = """
<https://w3id.org/michisuji/code/kind> a skos:ConceptScheme ;
    skos:prefLabel "種類"@ja, "Kind"@en ; rdfs:label "種類"@ja, "Kind"@en ;
    skos:definition "物の種類。"@ja, "Kinds of things."@en .
<https://w3id.org/michisuji/code/kind/big> a skos:Concept ; skos:notation "big" ; lm:order 1 ;
    skos:inScheme <https://w3id.org/michisuji/code/kind> ;
    skos:topConceptOf <https://w3id.org/michisuji/code/kind> ;
    skos:prefLabel "大"@ja, "Big"@en ; rdfs:label "大"@ja, "Big"@en ;
    skos:definition "大きい。"@ja, "It is big."@en .
"""

ALIGNMENT = """
lm:Thing rdfs:subClassOf prov:Entity .
<https://w3id.org/michisuji/code/kind/big> skos:relatedMatch prov:Plan .
"""


def ontology(*, terms: str = TERMS, codes: str = CODES, alignment: str = ALIGNMENT) -> Ontology:
    """The small ontology, with a part of it replaced."""
    return Ontology(_graph(terms), _graph(codes), {"alignment-prov.ttl": _graph(alignment)})


def _graph(text: str) -> Graph:
    return Graph().parse(data=PREFIXES + text, format="turtle")
