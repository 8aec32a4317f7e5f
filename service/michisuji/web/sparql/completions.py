"""Classes, properties and prefixes for the editor; no other host is contacted."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import jsonify

from michisuji import own
from michisuji.importers.own_terms import read_terms
from michisuji.vocabulary import LM, PREFIXES, RENAMED
from michisuji.web.context import current_settings


def completions() -> Any:
    """Send the completions (``GET /sparql/completions``)."""
    response = jsonify(_completions(current_settings().own))
    response.cache_control.max_age = 3600
    return response


@lru_cache(maxsize=16)
def _completions(added: str) -> dict[str, Any]:
    from rdflib import OWL, RDF

    from michisuji.web.ontology_labels import ontology

    graph = ontology() + read_terms(own.read(added)).graph
    properties = {
        str(s)
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)
        for s in graph.subjects(RDF.type, kind)
    }
    classes = {str(s) for s in graph.subjects(RDF.type, OWL.Class)}
    reused = ("rdfs:label", "rdf:type", "dcterms:title", "org:unitOf", "prov:wasDerivedFrom")
    properties |= {PREFIXES[p] + t for p, t in (name.split(":") for name in reused)}
    classes |= {PREFIXES["org"] + "OrganizationalUnit", PREFIXES["qb"] + "Observation"}
    return {
        "class": sorted(c for c in classes if "#" in c or c.startswith(LM)),
        "property": sorted(properties - RENAMED.keys()),
        "prefixes": dict(PREFIXES),
    }
