"""The changes that a version of the ontology made to the one before."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, URIRef

from michisuji.vocabulary import CODE, LM
from michisuji.web.linked_data import vocabulary

_TEXTS = frozenset((RDFS.label, SKOS.prefLabel, SKOS.definition, SKOS.example, SKOS.editorialNote))


@dataclass(frozen=True)
class VersionChanges:
    """Terms (IRIs) that a version adds, takes out, renames (former → now), or describes otherwise.

    ``described`` names the properties that differ; texts that were only reworded do not count.
    """

    before: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    described: tuple[tuple[str, tuple[str, ...]], ...]


def changes(number: str) -> VersionChanges | None:
    """Return what a version changed; None if the one before it is not kept."""
    found = vocabulary.version(number)
    prior = found and found.graph.value(vocabulary.ONTOLOGY, OWL.priorVersion)
    before = vocabulary.version(str(prior).rpartition("/")[2]) if prior else None
    if found is None or before is None:
        return None
    return compared(before.number, before.graph, found.graph)


def compared(number: str, old: Graph, new: Graph) -> VersionChanges:
    """Compare two versions; ``number`` is that of the old one."""
    then, now = _terms(old), _terms(new)
    renamed = {
        term: str(new.value(URIRef(term), DCTERMS.isReplacedBy) or "")
        for term in now
        if (URIRef(term), OWL.deprecated, None) in new
        and (URIRef(term), OWL.deprecated, None) not in old
    }
    described = {term: _differing(term, old, new) for term in then & now - renamed.keys()}
    return VersionChanges(
        number,
        tuple(sorted(now - then - set(renamed.values()))),
        tuple(sorted(then - now)),
        tuple(sorted(renamed.items())),
        tuple(sorted((term, props) for term, props in described.items() if props)),
    )


def _terms(graph: Graph) -> set[str]:
    named = (str(s) for s in graph.subjects(RDF.type) if isinstance(s, URIRef))
    return {iri for iri in named if iri.startswith((LM, CODE))}


def _differing(term: str, old: Graph, new: Graph) -> tuple[str, ...]:
    node = URIRef(term)
    one, other = (set(graph.predicate_objects(node)) for graph in (old, new))
    return tuple(sorted({str(prop) for prop, _ in one ^ other if prop not in _TEXTS}))
