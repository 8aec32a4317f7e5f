"""Whether data keeps to the ontology: declared terms, declared kinds of values, declared codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

import pyoxigraph as ox
from michisuji.vocabulary import CODE, LM, PREFIXES
from ontology_lint import QB, SCHEMA, Ontology, Problem, short
from rdflib import RDF, RDFS, SKOS, XSD, URIRef

RDF_TYPE = ox.NamedNode(str(RDF.type))
ORG = PREFIXES["org"]
SH = PREFIXES["sh"]
#: Subclasses that the vocabularies we reuse declare themselves.
OUTSIDE = {
    ORG + "OrganizationalUnit": ORG + "Organization",
    ORG + "FormalOrganization": ORG + "Organization",
}
#: Ranges that need no type in our data.
OPEN = {str(RDFS.Resource), str(RDFS.Class), SH + "Severity"}


class DataCheck:
    """Holds triples against an ontology; ``problems`` gives one example of each kind."""

    def __init__(self, ontology: Ontology) -> None:
        graph = ontology.terms
        self._declared = {str(term): kind for term, kind in ontology.declared().items()}
        self._codes = {str(code) for code in ontology.declared_codes()}
        self._domains: dict[str, set[str]] = {}
        self._ranges: dict[str, set[str]] = {}
        self._lists: dict[str, set[str]] = {}
        for name in self._declared:
            term = URIRef(name)
            for into, predicates in (
                (self._domains, (RDFS.domain, SCHEMA.domainIncludes)),
                (self._ranges, (RDFS.range, SCHEMA.rangeIncludes)),
                (self._lists, (QB.codeList,)),
            ):
                into[name] = {str(o) for p in predicates for o in graph.objects(term, p)}
        self._above = cache(
            lambda kind: {
                OUTSIDE.get(kind, kind),
                *(str(n) for n in graph.transitive_objects(URIRef(kind), RDFS.subClassOf)),
            }
        )
        self._types: dict[str, set[str]] = defaultdict(set)

    def problems(self, triples: Iterable[ox.Triple]) -> list[Problem]:
        """What the ontology does not foresee, each kind once, with a subject as an example."""
        known = list(triples)
        for triple in known:
            if triple.predicate == RDF_TYPE:
                self._types[triple.subject.value] |= self._above(triple.object.value)
        found: dict[Problem, str] = {}
        for triple in known:
            for problem in self._check(triple):
                found.setdefault(problem, triple.subject.value)
        return [Problem(p.kind, p.term, f"{p.detail}: {s}") for p, s in sorted(found.items())]

    def _check(self, triple: ox.Triple) -> Iterator[Problem]:
        predicate = triple.predicate.value
        if triple.predicate == RDF_TYPE:
            kind = triple.object.value
            if kind.startswith(LM) and self._declared.get(kind) != "class":
                yield Problem("class", _short(kind), "not declared")
        elif predicate.startswith(LM):
            if self._declared.get(predicate) != "property":
                yield Problem("property", _short(predicate), "not declared")
                return
            own = self._types.get(triple.subject.value, set())
            domains = self._domains[predicate]
            if own and not own & domains and not domains & OPEN:
                yield Problem("domain", _short(predicate), _names(own))
            yield from self._check_value(predicate, triple.object)

    def _check_value(self, predicate: str, value: ox.NamedNode | ox.Literal) -> Iterator[Problem]:
        allowed, name = self._ranges[predicate], _short(predicate)
        if isinstance(value, ox.Literal):
            if value.datatype.value not in allowed:
                yield Problem("datatype", name, _short(value.datatype.value))
            return
        if value.value.startswith(CODE) or str(SKOS.Concept) in allowed:
            scheme = value.value.rpartition("/")[0]
            if scheme not in self._lists[predicate] or value.value not in self._codes:
                yield Problem("code", name, _short(value.value))
            return
        own = self._types.get(value.value, set())
        if own and not own & allowed and not allowed & OPEN:
            yield Problem("range", name, _names(own))
        if all(kind.startswith((str(XSD), str(RDF))) for kind in allowed):
            yield Problem("range", name, "an IRI")


def _short(iri: str) -> str:
    return short(URIRef(iri))


def _names(kinds: Iterable[str]) -> str:
    return ", ".join(sorted(map(_short, kinds)))
