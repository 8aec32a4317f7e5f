"""The fields of a class: one per property that the ontology gives it, a city's own included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from michisuji.editing.forms.limits import Demanded, Demands, demands
from michisuji.editing.forms.order import (
    ANYTHING,
    CLASSES_OF_YEAR,
    FIRST,
    LAST,
    MANAGED,
    NAMELESS,
    OF_YEAR,
    ONLY_OF,
    RDFS_LABEL,
    SHORT,
)
from michisuji.editing.forms.terms import Code, PropertyTerm, TermList, term_list
from michisuji.languages import Text
from michisuji.vocabulary import PREFIXES

#: How a value is typed: ``text`` in Japanese and English, ``plain`` without a language.
FieldKind = Literal[
    "text", "plain", "number", "yen", "integer", "year", "date", "flag", "code", "reference", "web"
]
_XSD, _RDFS = PREFIXES["xsd"], PREFIXES["rdfs"]
#: What programs are known by their names alone as: nobody refers to one by a form.
_ENTITY = PREFIXES["prov"] + "Entity"
_OF_RANGE: Mapping[str, FieldKind] = {
    PREFIXES["rdf"] + "langString": "text",
    _XSD + "string": "plain",
    _XSD + "decimal": "number",
    _XSD + "integer": "integer",
    _XSD + "gYear": "year",
    _XSD + "date": "date",
    _XSD + "boolean": "flag",
    _XSD + "anyURI": "web",
}
_YEN = re.compile(r"\(円(?:/年)?\)$")
_UNIT = re.compile(r"\s*\((?:円|yen)(?:/年| a year)?\)$")


@dataclass(frozen=True)
class FormField:
    """One property in the form of a class.

    ``name`` is the property in short form (``lm:purpose``), which names the inputs. ``classes`` are
    those that a reference may point to; ``is_of_year`` says which graph a new statement goes to.
    """

    name: str
    term: PropertyTerm
    kind: FieldKind
    asked: Demanded
    is_short: bool
    is_single: bool
    is_of_year: bool
    codes: tuple[Code, ...] = ()
    classes: tuple[str, ...] = ()

    @property
    def label(self) -> Text:
        """The property's label; without the unit, which stands by the input."""
        found = self.term.label
        return found if self.kind != "yen" else {lang: _unit_off(t) for lang, t in found.items()}

    @property
    def least(self) -> Decimal | None:
        """The least number, as the shapes or the ontology state it."""
        return self.asked.least if self.asked.least is not None else self.term.least


@dataclass(frozen=True)
class ClassForm:
    """The form of a class: its fields in order, and how the class is called."""

    class_: str
    label: Text
    definition: Text
    fields: tuple[FormField, ...]
    is_of_year: bool

    @property
    def by_property(self) -> Mapping[str, FormField]:
        """Property → field."""
        return {one.term.iri: one for one in self.fields}


@lru_cache(maxsize=128)
def form_of(class_: str, added: str = "") -> ClassForm:
    """Return the form of a class; ``added`` is the setting that names a city's own files."""
    return derived(class_, term_list(added), demands(added))


def derived(class_: str, terms: TermList, asked: Demands) -> ClassForm:
    """Return the form of a class as these terms and shapes make it."""
    above = terms.ancestors(class_)
    own = [p for p in terms.properties.values() if _belongs(p, above)]
    of_year = not CLASSES_OF_YEAR.isdisjoint(above)
    fields = [_field(p, terms, _demand(asked, above, p.iri), of_year) for p in own]
    return ClassForm(
        class_,
        terms.labels.get(class_, {}),
        terms.definitions.get(class_, {}),
        tuple(sorted((f for f in fields if f is not None), key=_place)),
        of_year,
    )


def shortened(iri: str) -> str:
    """Return an IRI in short form (``lm:purpose``), unchanged if no prefix is known."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _belongs(term: PropertyTerm, above: tuple[str, ...]) -> bool:
    if term.iri in MANAGED or (term.iri == RDFS_LABEL and not NAMELESS.isdisjoint(above)):
        return False
    if term.iri in ONLY_OF:
        return not ONLY_OF[term.iri].isdisjoint(above)
    return ANYTHING in term.domains or not term.domains.isdisjoint(above)


def _demand(asked: Demands, above: tuple[str, ...], iri: str) -> Demanded:
    found = Demanded()
    for class_ in (*above, ""):
        found = found.and_(asked.get((class_, iri), Demanded()))
    return found


def _field(term: PropertyTerm, terms: TermList, asked: Demanded, of_year: bool) -> FormField | None:
    kind = _kind(term)
    if kind is None:
        return None
    return FormField(
        shortened(term.iri),
        term,
        kind,
        asked,
        term.iri in SHORT,
        term.is_functional or asked.most_count == 1,
        of_year or term.iri in OF_YEAR,
        terms.codes.get(term.scheme, ()),
        terms.below(r for r in term.ranges if r != _ENTITY) if kind == "reference" else (),
    )


def _kind(term: PropertyTerm) -> FieldKind | None:
    """Return how values of a property are typed; None for those that a form cannot take."""
    if term.scheme:
        return "code"
    if _XSD + "anyURI" in term.ranges:
        return "web"
    if term.is_reference:
        return None if _RDFS + "Class" in term.ranges else "reference"
    found = next((_OF_RANGE[r] for r in term.ranges if r in _OF_RANGE), None)
    return "yen" if found == "number" and _YEN.search(term.label.get("ja", "")) else found


def _unit_off(label: str) -> str:
    return _UNIT.sub("", label)


def _place(one: FormField) -> tuple[int, int]:
    """Sort what comes first, the rest as it is, what comes last."""
    iri = one.term.iri
    if iri in FIRST:
        return 0, FIRST.index(iri)
    return (2, LAST.index(iri)) if iri in LAST else (1, 0)
