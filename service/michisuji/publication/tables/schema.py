"""The ontology's terms: names, the classes of a property, the kind of its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from michisuji import resources
from michisuji.languages import Text, both
from michisuji.publication.tables.values import IRI, TYPE, XSD, expand
from michisuji.vocabulary import LABELS, PREFIXES, RENAMED

_LABEL = expand("rdfs:label")
_RANGE = (expand("rdfs:range"), expand("schema:rangeIncludes"))
_DOMAIN = (expand("rdfs:domain"), expand("schema:domainIncludes"))
_SUB_CLASS = expand("rdfs:subClassOf")
_LANG_STRING = expand("rdf:langString")
#: These come first in a table, in this order.
_FIRST = (TYPE, *LABELS, expand("lm:number"))


@dataclass
class _Term:
    label: dict[str, str] = field(default_factory=dict)
    ranges: list[str] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Schema:
    """The ontology's files, read once; IRIs are absolute."""

    terms: Mapping[str, _Term]
    order: Mapping[str, int]

    def title(self, term: str) -> Text:
        """Return a term's name in both languages; its local name if the ontology has none."""
        label = self.terms[term].label if term in self.terms else {}
        local = term.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
        return both(label, local)

    def tag(self, prop: str) -> str:
        """Return the tag (:mod:`.terms`) that values of a property should have."""
        ranges = self.terms[prop].ranges if prop in self.terms else []
        if not ranges:
            return IRI
        if ranges[0] == _LANG_STRING:
            return "@ja"
        return f"^{ranges[0][len(XSD) :]}" if ranges[0].startswith(XSD) else IRI

    def properties_of(self, classes: tuple[str, ...]) -> list[str]:
        """Return the properties that the ontology gives to classes or superclasses, in order."""
        family = {above for one in classes for above in self._up(one)}
        return sorted(
            (p for p, term in self.terms.items() if family.intersection(term.domains)),
            key=self.position,
        )

    def position(self, prop: str) -> tuple[int, int, str]:
        """Return the sort key of a property's column in a table."""
        if prop in _FIRST:
            return 0, _FIRST.index(prop), ""
        return 1, self.order.get(prop, len(self.order)), prop

    def _up(self, class_iri: str) -> set[str]:
        found = {class_iri}
        for above in self.terms[class_iri].above if class_iri in self.terms else []:
            found |= self._up(above)
        return found


@cache
def schema() -> Schema:
    """Read the ontology bundled with the service."""
    import pyoxigraph as ox

    terms: dict[str, _Term] = {}
    order: dict[str, int] = {}
    # michisuji.ttl (the plan) first, then the others by name.
    files = sorted(resources.folder("ontology").glob("*.ttl"), key=lambda path: path.stem)
    for path in sorted(files, key=lambda path: path.stem.startswith("alignment")):
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if not isinstance(triple.subject, ox.NamedNode):
                continue
            subject, predicate = triple.subject.value, triple.predicate.value
            if subject.startswith(PREFIXES["code"]) or subject in RENAMED:
                continue
            term = terms.setdefault(subject, _Term())
            order.setdefault(subject, len(order))
            if isinstance(triple.object, ox.Literal):
                if predicate == _LABEL and triple.object.language:
                    term.label[triple.object.language] = triple.object.value
            elif isinstance(triple.object, ox.NamedNode):
                _relate(term, predicate, triple.object.value)
    return Schema(MappingProxyType(terms), MappingProxyType(order))


def _relate(term: _Term, predicate: str, value: str) -> None:
    for predicates, values in (
        (_RANGE, term.ranges),
        (_DOMAIN, term.domains),
        ((_SUB_CLASS,), term.above),
    ):
        if predicate in predicates:
            values.append(value)
