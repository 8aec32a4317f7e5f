"""Classes, properties and prefixes for the editor; no other host is contacted."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import jsonify

from michisuji.vocabulary import LM, PREFIXES


def completions() -> Any:
    """Send the completions (``GET /sparql/completions``)."""
    response = jsonify(_completions())
    response.cache_control.max_age = 3600
    return response


@cache
def _completions() -> dict[str, Any]:
    from rdflib import OWL, RDF

    from michisuji.web.ontology_labels import ontology

    graph = ontology()
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
        "property": sorted(properties),
        "prefixes": dict(PREFIXES),
    }
