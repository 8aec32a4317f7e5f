"""The ontology as the pages need it: read once, with the labels of all that it names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import product
from typing import TYPE_CHECKING

from michisuji import own, resources
from michisuji.importers.own_terms import read_terms

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


@lru_cache(maxsize=16)
def labels(lang: str, added: str = "") -> Mapping[str, str]:
    """IRI → label of every class, property and code, outside terms included.

    ``added`` is the setting that names a city's own files: its terms have labels, too.
    """
    from rdflib import RDFS, SKOS, Literal

    found: dict[str, str] = {}
    graphs = (read_terms(own.read(added)).graph, ontology())
    for graph, prop in product(graphs, (SKOS.prefLabel, RDFS.label)):
        for subject, label in graph.subject_objects(prop):
            if isinstance(label, Literal) and label.language == lang:
                found[str(subject)] = str(label)
    return found
