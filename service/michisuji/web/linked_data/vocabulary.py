"""The ontology prepared for its pages: terms, codes, versions; read once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rdflib import DCTERMS, OWL, RDF, RDFS, SDO, SKOS, Graph, URIRef

from michisuji import own, resources
from michisuji.importers.own_terms import read_terms
from michisuji.iris import is_iri
from michisuji.languages import pick
from michisuji.store.rdf_terms import texts
from michisuji.vocabulary import CODE, LM
from michisuji.web import ontology_labels

if TYPE_CHECKING:
    from rdflib.term import Node

ONTOLOGY = URIRef(LM.removesuffix("#"))
#: What follows the namespace in an address: ``/ns/Program``, ``/code/level/activity``.
OWN = {"ns": LM, "code": CODE}
_GROUPS = (
    ("classes", (OWL.Class,)),
    (
        "properties",
        (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property),
    ),
    ("codes", (SKOS.Concept,)),
)


@dataclass(frozen=True)
class Version:
    """A version of the ontology; ``graph`` holds all of it."""

    number: str
    graph: Graph
    current: bool


def version_of(graph: Graph) -> str:
    """Return the number that an ontology declares (owl:versionInfo)."""
    return str(graph.value(ONTOLOGY, OWL.versionInfo) or "")


def fingerprint(graph: Graph) -> str:
    """Return the SHA-256 of the sorted N-Triples.

    The ontology has no blank nodes, so this is canonical.
    """
    lines = sorted(f"{s.n3()} {p.n3()} {o.n3()} .\n" for s, p, o in graph)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def versions_folder() -> Path:
    """Return the folder of earlier versions, each a Turtle file named by its number."""
    return resources.folder("ontology") / "versions"


def version_numbers() -> list[str]:
    """Return the existing versions, the current one last."""
    own = version_of(ontology_labels.ontology())
    kept = {path.stem for path in versions_folder().glob("*.ttl")} - {own}
    return [*sorted(kept, key=_as_numbers), own]


def _as_numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else -1 for part in version.split("."))


@cache
def version(number: str) -> Version | None:
    """Return the ontology of that version; None if it never existed."""
    if number not in version_numbers():
        return None
    if number == version_of(ontology_labels.ontology()):
        return Version(number, ontology_labels.ontology(), True)
    graph = Graph(bind_namespaces="none").parse(versions_folder() / f"{number}.ttl")
    return Version(number, graph, False)


def is_known(iri: str) -> bool:
    """Return True if the ontology or its codes define the term."""
    return is_iri(iri) and (URIRef(iri), None, None) in ontology_labels.ontology()


@lru_cache(maxsize=64)  # a term's forms are requested one after the other
def about(iri: str) -> Graph:
    """Return a term's statements, those that refer to it, and the names of all involved.

    Callers only read it.
    """
    whole, node = ontology_labels.ontology(), URIRef(iri)
    found = Graph(bind_namespaces="none")
    own: list[tuple[Any, Any, Any]] = [*whole.triples((node, None, None))]
    own += whole.triples((None, None, node))
    for triple in own:
        found.add(triple)
        for term in triple:
            if isinstance(term, URIRef) and term != node:
                _add_names(whole, found, term)
    return found


def _add_names(whole: Graph, found: Graph, term: Node) -> None:
    for prop in (RDFS.label, SKOS.prefLabel):
        for name in whole.objects(term, prop):
            found.add((term, prop, name))


def subset(iris: Iterable[str]) -> Graph:
    """Return the statements whose subject is one of the terms."""
    found = Graph(bind_namespaces="none")
    for iri in iris:
        for triple in ontology_labels.ontology().triples((URIRef(iri), None, None)):
            found.add(triple)
    return found


def codes(scheme: str = "") -> list[str]:
    """Return the IRIs of all code lists and codes, or of one list and its codes; sorted."""
    prefix = f"{CODE}{scheme}/"
    return [iri for iri in _codes() if not scheme or f"{iri}/".startswith(prefix)]


@cache
def _codes() -> tuple[str, ...]:
    found = set(map(str, ontology_labels.ontology().subjects()))
    return tuple(sorted(iri for iri in found if iri.startswith(CODE)))


@cache
def listed(lang: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return (group, terms): classes, properties, codes, with names, definition and example.

    Those of earlier versions are a group of their own, the last.
    """
    graph, shown = ontology_labels.ontology(), []
    former = {str(node) for node in graph.subjects(OWL.deprecated)}
    for name, kinds in _GROUPS:
        nodes = {str(s) for k in kinds for s in graph.subjects(RDF.type, k)} - former
        own = sorted(iri for iri in nodes if iri.startswith((LM, CODE)))
        shown.append((name, [_shown(iri, lang) for iri in own]))
    return [*shown, ("former", [_shown(iri, lang) for iri in sorted(former)])]


def _shown(iri: str, lang: str, graph: Graph | None = None) -> dict[str, Any]:
    node = URIRef(iri)
    code = iri.startswith(CODE)
    prop = SKOS.prefLabel if code else RDFS.label
    anchor = re.split("[/#]", iri)[-1] if graph else iri.removeprefix(CODE).removeprefix(LM)
    graph = ontology_labels.ontology() if graph is None else graph
    return {
        "iri": iri,
        "anchor": anchor,
        "ja": text(node, prop, "ja", graph) or anchor,
        "en": text(node, prop, "en", graph) or anchor,
        "definition": text(node, SKOS.definition, lang, graph),
        "example": text(node, SKOS.example, lang, graph),
        "domain": _either(graph, node, RDFS.domain, SDO.domainIncludes),
        "range": _either(graph, node, RDFS.range, SDO.rangeIncludes),
        "now": str(graph.value(node, DCTERMS.isReplacedBy) or ""),
    }


def _either(graph: Graph, node: URIRef, *props: URIRef) -> list[str]:
    return sorted(str(o) for prop in props for o in graph.objects(node, prop))


def text(node: URIRef, prop: URIRef, lang: str, graph: Graph | None = None) -> str:
    """Return a text of a term in that language, else in any; '' if there is none.

    ``graph`` states it, when that is not our ontology.
    """
    graph = ontology_labels.ontology() if graph is None else graph
    return pick(texts(graph.objects(node, prop)), lang)


@lru_cache(maxsize=16)
def own_terms(added: str, lang: str) -> list[dict[str, Any]]:
    """Return the terms of a city's own, as :func:`listed` has ours; ``added`` names its files."""
    graph = read_terms(own.read(added)).graph
    kinds = (OWL.Class, RDFS.Class, *_GROUPS[1][1], RDF.Property, SKOS.Concept)
    nodes: set[Any] = {s for kind in kinds for s in graph.subjects(RDF.type, kind)}
    found = [_shown(str(node), lang, graph) for node in sorted(nodes) if isinstance(node, URIRef)]
    for term in found:
        above = graph.objects(URIRef(term["iri"]), RDFS.subClassOf | RDFS.subPropertyOf)
        term["above"] = sorted(map(str, above))
    return found


def facts() -> dict[str, str]:
    """Return the header: version, its IRI, prior version, licence, date of issue; '' if missing."""
    graph = ontology_labels.ontology()
    props = {
        "version": OWL.versionInfo,
        "version_iri": OWL.versionIRI,
        "prior": OWL.priorVersion,
        "licence": DCTERMS.license,
        "issued": DCTERMS.issued,
    }
    return {key: str(graph.value(ONTOLOGY, prop) or "") for key, prop in props.items()}
