"""What follows from the ontology's axioms for some data, and what contradicts them.

The rules of RDFS and OWL 2 RL that our axioms need: domain, range, subclasses, equivalent
properties, functional properties, disjoint classes. Other names are other things.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox
from michisuji.vocabulary import LM
from ontology_lint import Ontology, Problem, short
from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.term import Node

TYPE = str(RDF.type)


class Reasoner:
    """Applies the axioms of an ontology and its alignments to triples."""

    def __init__(self, ontology: Ontology) -> None:
        graph = Graph()
        for part in (ontology.terms, *ontology.alignments.values()):
            graph += part
        self._above = {
            str(node): {str(n) for n in graph.transitive_objects(node, RDFS.subClassOf)}
            for node in {*graph.subjects(RDFS.subClassOf), *graph.objects(None, RDFS.subClassOf)}
        }
        self._domain = _classes(graph, RDFS.domain)
        self._range = _classes(graph, RDFS.range)
        self._same = {str(s): str(o) for s, o in graph.subject_objects(OWL.equivalentProperty)}
        self._single = {str(s) for s in graph.subjects(RDF.type, OWL.FunctionalProperty)}
        self._disjoint: dict[str, set[str]] = defaultdict(set)
        for one, other in graph.subject_objects(OWL.disjointWith):
            self._disjoint[str(one)].add(str(other))

    def types(self, triples: Iterable[ox.Triple]) -> dict[str, set[str]]:
        """Node → its classes: stated, those above, and those that its properties imply."""
        found: dict[str, set[str]] = defaultdict(set)
        for triple in triples:
            prop = self._same.get(triple.predicate.value, triple.predicate.value)
            subject, value = triple.subject, triple.object
            if prop == TYPE and isinstance(value, ox.NamedNode):
                found[subject.value].add(value.value)
            found[subject.value] |= self._domain.get(prop, set())
            if isinstance(value, ox.NamedNode):
                found[value.value] |= self._range.get(prop, set())
        return {node: self.closure(classes) for node, classes in found.items()}

    def closure(self, classes: Iterable[str]) -> set[str]:
        """The classes and all above them."""
        return {above for one in classes for above in self._above.get(one, {one})}

    def contradictions(self, triples: Iterable[ox.Triple]) -> list[Problem]:
        """Nodes of two disjoint classes, and second values where there can be one only."""
        known = list(triples)
        return sorted({*self._two_kinds(self.types(known)), *self._two_values(known)})

    def _two_kinds(self, types: dict[str, set[str]]) -> Iterator[Problem]:
        for node, classes in types.items():
            for one in classes:
                for other in self._disjoint.get(one, set()) & classes:
                    pair = sorted(short(URIRef(name)) for name in (one, other))
                    yield Problem("disjoint", node, " and ".join(pair))

    def _two_values(self, triples: Iterable[ox.Triple]) -> Iterator[Problem]:
        values: dict[tuple[str, str], set[str]] = defaultdict(set)
        for triple in triples:
            prop = self._same.get(triple.predicate.value, triple.predicate.value)
            if prop in self._single:
                values[triple.subject.value, prop].add(str(triple.object))
        for (node, prop), found in values.items():
            if len(found) > 1:
                yield Problem("functional", node, short(URIRef(prop)))


def _classes(graph: Graph, predicate: URIRef) -> dict[str, set[str]]:
    """Property → the classes that a use of it implies; datatypes imply none."""
    found: dict[str, set[str]] = defaultdict(set)
    for prop, class_ in graph.subject_objects(predicate):
        if str(prop).startswith(LM) and not _is_datatype(class_):
            found[str(prop)].add(str(class_))
    return found


def _is_datatype(class_: Node) -> bool:
    return str(class_).startswith(("http://www.w3.org/2001/XMLSchema#", str(RDF)))
