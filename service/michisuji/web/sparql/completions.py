"""Terms and prefixes for the editor's completion, by name or label; no other host is contacted."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import jsonify

from michisuji import own
from michisuji.importers.own_terms import read_terms
from michisuji.languages import LANGUAGES
from michisuji.vocabulary import PREFIXES, RENAMED
from michisuji.web.context import current_settings

#: Terms of other vocabularies that the data use.
_REUSED = {
    "class": ("org:OrganizationalUnit", "qb:Observation"),
    "property": ("rdfs:label", "rdf:type", "dcterms:title", "org:unitOf", "prov:wasDerivedFrom"),
}


def completions() -> Any:
    """Send the completions (``GET /sparql/completions``)."""
    response = jsonify(_completions(current_settings().own))
    response.cache_control.max_age = 3600
    return response


@lru_cache(maxsize=16)
def _completions(added: str) -> dict[str, Any]:
    """Return ``terms`` (name to insert, kind, labels by language) and ``prefixes``."""
    from rdflib import OWL, RDF, SKOS

    from michisuji.web.ontology_labels import labels, ontology

    graph = ontology() + read_terms(own.read(added)).graph
    kinds = {
        "class": (OWL.Class,),
        "property": (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty),
        "code": (SKOS.Concept,),
    }
    found = {
        kind: {str(s) for of in types for s in graph.subjects(RDF.type, of)}
        for kind, types in kinds.items()
    }
    for kind, names in _REUSED.items():
        found[kind] |= {PREFIXES[p] + local for p, local in (name.split(":") for name in names)}
    told = {lang: labels(lang, added) for lang in LANGUAGES}
    terms = [
        {"name": _name(iri), "kind": kind, **{lang: told[lang].get(iri, "") for lang in LANGUAGES}}
        for kind, iris in found.items()
        for iri in sorted(iris - RENAMED.keys())
        if iri.startswith("http")
    ]
    return {"terms": terms, "prefixes": dict(PREFIXES)}


def _name(iri: str) -> str:
    """Return how a query names a term: ``lm:Program``, or ``<IRI>`` where no prefix fits."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local.replace("_", "").isalnum():
            return f"{prefix}:{local}"
    return f"<{iri}>"
