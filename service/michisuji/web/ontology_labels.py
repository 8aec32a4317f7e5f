"""The ontology as the pages need it: read once, with the labels of all that it names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from michisuji import resources

if TYPE_CHECKING:
    from rdflib import Graph


@cache
def ontology() -> Graph:
    """Return the ontology, its codes, and the external terms it uses; read only."""
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    for path in sorted(resources.folder("ontology").glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


@cache
def labels(lang: str) -> Mapping[str, str]:
    """Return IRI → label of every class, property and code, including external terms."""
    from rdflib import RDFS, SKOS, Literal

    found: dict[str, str] = {}
    for prop in (SKOS.prefLabel, RDFS.label):
        for subject, label in ontology().subject_objects(prop):
            if isinstance(label, Literal) and label.language == lang:
                found[str(subject)] = str(label)
    return found
