"""Fields come from the ontology and the shapes alone: a new property has one by itself."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
from michisuji.editing.forms import limits, terms
from michisuji.editing.forms.fields import ClassForm, FormField, derived, form_of
from michisuji.vocabulary import LM
from rdflib import Graph

PROGRAM, TOWN = LM + "Program", "https://town.example/ns#"
PREFIXES = f"""
@prefix lm: <{LM}> . @prefix t: <{TOWN}> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
lm:Program a owl:Class . lm:Measure a owl:Class .
t:School a owl:Class ; rdfs:subClassOf lm:Program .
"""
SHAPES = """
t:shape a sh:NodeShape ; sh:targetClass lm:Program ; lm:ruleId "T-01" ;
  sh:property [ sh:path t:pupils ; sh:minCount 1 ; sh:minInclusive 0 ; sh:maxInclusive 900 ] .
"""


def form(class_: str, ontology: str, shapes: str = "") -> ClassForm:
    found = terms.read(ox.parse(PREFIXES + ontology, format=ox.RdfFormat.TURTLE))
    graph = Graph().parse(data=PREFIXES + shapes, format="turtle")
    return derived(class_, found, limits.read_demands(graph))


def field(property_: str, ontology: str, shapes: str = "", class_: str = PROGRAM) -> FormField:
    return form(class_, ontology, shapes).by_property[TOWN + property_]


def test_a_new_property_has_a_field_with_its_label_and_help() -> None:
    said = """t:pupils a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:domain lm:Program ;
      rdfs:range xsd:integer ; rdfs:label "児童数"@ja ; skos:definition "児童の数。"@ja ."""
    one = field("pupils", said)
    assert (one.kind, one.is_single, one.asked.least_count) == ("integer", True, 0)
    assert (one.label, one.term.definition) == ({"ja": "児童数"}, {"ja": "児童の数。"})
    assert field("pupils", said, class_=f"{TOWN}School") == one
    assert TOWN + "pupils" not in form(f"{LM}Measure", said).by_property


def test_the_shapes_say_what_is_needed_and_its_range() -> None:
    said = "t:pupils rdfs:domain lm:Program ; a owl:DatatypeProperty ; rdfs:range xsd:integer ."
    one = field("pupils", said, SHAPES)
    assert (one.asked.rule, one.asked.least_count) == ("T-01", 1)
    assert (one.least, one.asked.most) == (Decimal(0), Decimal(900))


def test_kinds_follow_from_ranges() -> None:
    said = """
    t:cost a owl:DatatypeProperty ; rdfs:domain lm:Program ; rdfs:range xsd:decimal ;
      rdfs:label "費用(円)"@ja .
    t:kind a owl:ObjectProperty ; rdfs:domain lm:Program ; qb:codeList t:kinds .
    t:new a skos:Concept ; skos:inScheme t:kinds ; skos:prefLabel "新"@ja ; lm:order 2 .
    t:old a skos:Concept ; skos:inScheme t:kinds ; skos:prefLabel "旧"@ja ; lm:order 1 .
    t:near a owl:ObjectProperty ; rdfs:domain lm:Program ; rdfs:range lm:Program .
    t:story a owl:DatatypeProperty ; rdfs:domain lm:Program ; rdfs:range rdf:langString .
    t:gone a owl:DatatypeProperty ; rdfs:domain lm:Program ; rdfs:range xsd:date ;
      owl:deprecated true .
    """
    fields = form(PROGRAM, said).by_property
    kinds = {iri.removeprefix(TOWN): one.kind for iri, one in fields.items() if TOWN in iri}
    assert kinds == {"cost": "yen", "kind": "code", "near": "reference", "story": "text"}
    assert fields[TOWN + "cost"].label == {"ja": "費用"}
    assert [code.label["ja"] for code in fields[TOWN + "kind"].codes] == ["旧", "新"]
    assert fields[TOWN + "near"].classes == (TOWN + "School", PROGRAM)


def test_a_citys_own_property_is_in_the_form() -> None:
    own = form_of(PROGRAM, str(Path(__file__).parents[3] / "data" / "mihon-own"))
    one = own.by_property["https://mihon.example/ns#reviewYear"]
    assert (one.kind, one.label["ja"]) == ("year", "見直しの年度")
    assert "https://mihon.example/ns#reviewYear" not in form_of(PROGRAM).by_property
