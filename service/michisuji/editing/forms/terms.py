"""The ontology as forms need it: classes, properties with their domains and ranges, codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from michisuji import own
from michisuji.editing.forms.order import BORROWED, Borrowed
from michisuji.languages import Text, by_language
from michisuji.literals import number
from michisuji.messages import text as message_text
from michisuji.vocabulary import LM, PREFIXES, RENAMED

if TYPE_CHECKING:
    import pyoxigraph as ox

_SCHEMA, _QB, _SKOS = PREFIXES["schema"], PREFIXES["qb"], PREFIXES["skos"]
_OWL, _RDF, _RDFS = PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"]
_TYPE = _RDF + "type"
_KINDS = (_OWL + "ObjectProperty", _OWL + "DatatypeProperty", _RDF + "Property")


@dataclass(frozen=True)
class Code:
    """A code of a list, with what people read."""

    iri: str
    label: Text
    definition: Text


@dataclass(frozen=True)
class PropertyTerm:
    """A property as the ontology states it; ``scheme`` is the code list, '' if it is not coded.

    ``domains`` and ``ranges`` are the classes as stated, without those below them.
    """

    iri: str
    label: Text
    definition: Text
    example: str
    domains: frozenset[str]
    ranges: tuple[str, ...]
    is_reference: bool
    is_functional: bool
    scheme: str = ""
    least: Decimal | None = None


@dataclass(frozen=True)
class TermList:
    """The properties in the order of the ontology's files, the classes, and the code lists."""

    properties: Mapping[str, PropertyTerm]
    #: Class → the classes directly above it.
    above: Mapping[str, frozenset[str]]
    labels: Mapping[str, Text]
    definitions: Mapping[str, Text]
    codes: Mapping[str, tuple[Code, ...]] = field(default_factory=dict)

    def ancestors(self, class_: str) -> tuple[str, ...]:
        """Return a class and all above it, the nearest first."""
        found = [class_]
        for one in found:
            found += sorted(self.above.get(one, frozenset()) - set(found))
        return tuple(found)

    def below(self, classes: Iterable[str]) -> tuple[str, ...]:
        """Return the classes and all below them."""
        wanted = set(classes)
        known = {*self.above, *wanted}
        return tuple(sorted(c for c in known if wanted.intersection(self.ancestors(c))))


@lru_cache(maxsize=16)
def term_list(added: str = "") -> TermList:
    """Return the ontology's terms; ``added`` is the setting that names a city's own files."""
    import pyoxigraph as ox

    from michisuji import resources
    from michisuji.importers.own_terms import read_terms

    turtle = ox.RdfFormat.TURTLE
    paths = sorted(resources.folder("ontology").glob("*.ttl"), key=_place_of_file)
    parts = [ox.parse(path=str(path), format=turtle) for path in paths]
    parts += [ox.parse(file.text, turtle) for file in read_terms(own.read(added)).files]
    return read(chain.from_iterable(parts))


def _place_of_file(path: Path) -> tuple[bool, bool, str]:
    """Sort what the ontology itself says before alignments, the plan before all."""
    return path.name.startswith("alignment"), path.name != "michisuji.ttl", path.name


def read(statements: Iterable[ox.Quad]) -> TermList:
    """Return the terms that statements describe, in the order in which they come."""
    terms = _Terms(statements)
    properties = {s: _property(terms, s) for s in terms.of_types(_KINDS) if _counts(terms, s)}
    for iri, borrowed in BORROWED.items():
        properties[iri] = _borrowed(terms, iri, borrowed)
    return TermList(
        properties,
        _hierarchy(terms),
        {s: terms.texts(s, _RDFS + "label") for s in terms.subjects},
        {s: terms.texts(s, _SKOS + "definition") for s in terms.subjects},
        _codes(terms),
    )


class _Terms:
    """Statements by subject and predicate, in their order."""

    def __init__(self, statements: Iterable[ox.Quad]) -> None:
        self._objects: dict[str, dict[str, list[Any]]] = {}
        for statement in statements:
            subject: Any = statement.subject
            own = self._objects.setdefault(subject.value, {})
            own.setdefault(statement.predicate.value, []).append(statement.object)

    @property
    def subjects(self) -> Iterable[str]:
        return self._objects

    def of_types(self, types: Iterable[str]) -> Iterator[str]:
        wanted = set(types)
        return (s for s in self._objects if not wanted.isdisjoint(self.values(s, _TYPE)))

    def values(self, subject: str, *predicates: str) -> list[str]:
        own = self._objects.get(subject, {})
        return [o.value for p in predicates for o in own.get(p, ()) if hasattr(o, "value")]

    def first(self, subject: str, predicate: str) -> str:
        return next(iter(self.values(subject, predicate)), "")

    def texts(self, subject: str, predicate: str) -> Text:
        found = self._objects.get(subject, {}).get(predicate, ())
        literals = (o for o in found if hasattr(o, "language"))
        return by_language((o.language or "", o.value) for o in literals)


def _counts(terms: _Terms, iri: str) -> bool:
    """Return True for a property of the ontology, or the city's own, that is in use today."""
    has_domain = terms.values(iri, _RDFS + "domain", _SCHEMA + "domainIncludes")
    return bool(has_domain) and not terms.first(iri, _OWL + "deprecated") and iri not in RENAMED


def _property(terms: _Terms, iri: str) -> PropertyTerm:
    types = terms.values(iri, _TYPE)
    return PropertyTerm(
        iri,
        terms.texts(iri, _RDFS + "label"),
        terms.texts(iri, _SKOS + "definition"),
        terms.first(iri, _SKOS + "example"),
        frozenset(terms.values(iri, _RDFS + "domain", _SCHEMA + "domainIncludes")),
        tuple(terms.values(iri, _RDFS + "range", _SCHEMA + "rangeIncludes")),
        _OWL + "ObjectProperty" in types,
        _OWL + "FunctionalProperty" in types,
        terms.first(iri, _QB + "codeList"),
        number(terms.first(iri, _SCHEMA + "minValue")),
    )


def _borrowed(terms: _Terms, iri: str, borrowed: Borrowed) -> PropertyTerm:
    return PropertyTerm(
        iri,
        terms.texts(iri, _RDFS + "label"),
        message_text(borrowed.help) if borrowed.help else {},
        "",
        frozenset(borrowed.domains),
        borrowed.ranges,
        borrowed.is_reference,
        borrowed.is_functional,
    )


def _hierarchy(terms: _Terms) -> Mapping[str, frozenset[str]]:
    own = terms.of_types((_OWL + "Class",))
    below = (s for s in terms.subjects if terms.values(s, _RDFS + "subClassOf"))
    return {s: frozenset(terms.values(s, _RDFS + "subClassOf")) for s in chain(own, below)}


def _codes(terms: _Terms) -> Mapping[str, tuple[Code, ...]]:
    found: dict[str, list[tuple[int, Code]]] = {}
    for iri in terms.subjects:
        for scheme in terms.values(iri, _SKOS + "inScheme"):
            told = terms.texts(iri, _SKOS + "prefLabel"), terms.texts(iri, _SKOS + "definition")
            order = int(number(terms.first(iri, LM + "order")) or 0)
            found.setdefault(scheme, []).append((order, Code(iri, *told)))
    return {
        scheme: tuple(code for _, code in sorted(codes, key=lambda one: one[0]))
        for scheme, codes in found.items()
    }
