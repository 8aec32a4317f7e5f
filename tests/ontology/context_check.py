"""The JSON-LD context that the ontology calls for, and how ``context.jsonld`` differs from it.

``python tests/ontology/context_check.py`` writes the file anew after a term was added.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from michisuji.vocabulary import LM, PREFIXES
from ontology_lint import SCHEMA, Ontology, Problem, load
from rdflib import OWL, RDF, RDFS, XSD, URIRef

#: Keys for what is reused as it is.
REUSED: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    "label": {"@id": "rdfs:label", "@container": "@language"},
    "title": {"@id": "dcterms:title", "@container": "@language"},
    "description": {"@id": "dcterms:description", "@container": "@language"},
    "publisher": {"@id": "dcterms:publisher", "@container": "@language"},
    "license": {"@id": "dcterms:license", "@type": "@id"},
    "issued": {"@id": "dcterms:issued", "@type": "xsd:date"},
    "landingPage": {"@id": "dcat:landingPage", "@type": "@id"},
    "dataSet": {"@id": "qb:dataSet", "@type": "@id"},
    "unitOf": {"@id": "org:unitOf", "@type": "@id"},
    "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "wasGeneratedBy": {"@id": "prov:wasGeneratedBy", "@type": "@id"},
    "wasRevisionOf": {"@id": "prov:wasRevisionOf", "@type": "@id"},
    "inScheme": {"@id": "skos:inScheme", "@type": "@id"},
    "notation": {"@id": "skos:notation"},
    "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
    "Dataset": "dcat:Dataset",
    "Observation": "qb:Observation",
    "OrganizationalUnit": "org:OrganizationalUnit",
    "FormalOrganization": "org:FormalOrganization",
}


def expected_context(ontology: Ontology) -> dict[str, Any]:
    """Prefixes, reused keys, and one key for each term of the ontology, by its local name."""
    context: dict[str, Any] = {"@version": 1.1, **PREFIXES, **REUSED}
    declared = sorted(ontology.declared().items(), key=lambda item: (item[1], str(item[0])))
    for term, kind in declared:
        key = str(term).removeprefix(LM)
        context[key] = f"lm:{key}" if kind == "class" else _definition(ontology, key)
    return context


def _definition(ontology: Ontology, key: str) -> dict[str, Any]:
    term = URIRef(LM + key)
    types = set(ontology.terms.objects(term, RDF.type))
    ranges = set(ontology.terms.objects(term, RDFS.range))
    entry: dict[str, Any] = {"@id": f"lm:{key}"}
    if OWL.ObjectProperty in types or (term, SCHEMA.rangeIncludes, RDFS.Resource) in ontology.terms:
        entry["@type"] = "@id"
    elif RDF.langString in ranges:
        entry["@container"] = "@language"
    elif ranges and ranges != {XSD.string}:
        (datatype,) = ranges
        entry["@type"] = f"xsd:{str(datatype).rpartition('#')[2]}"
    return entry


def check_context(ontology: Ontology, context: dict[str, Any]) -> Iterator[Problem]:
    """Where a context lacks a key, has one too many, or maps one otherwise than expected."""
    expected = expected_context(ontology)
    for key in sorted(expected.keys() | context.keys()):
        if key not in context:
            yield Problem("context", key, "missing")
        elif key not in expected:
            yield Problem("context", key, "no such term")
        elif context[key] != expected[key]:
            yield Problem("context", key, f"{context[key]} instead of {expected[key]}")


def as_text(context: dict[str, Any]) -> str:
    """One key a line, for readable differences."""
    lines = [
        f"    {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in context.items()
    ]
    return '{\n  "@context": {\n' + ",\n".join(lines) + "\n  }\n}\n"


if __name__ == "__main__":
    folder = Path(__file__).resolve().parents[2] / "ontology"
    loaded = load(folder)
    (folder / "context.jsonld").write_text(as_text(expected_context(loaded)), encoding="utf-8")
    sys.stdout.write(f"{len(loaded.declared())} terms\n")
